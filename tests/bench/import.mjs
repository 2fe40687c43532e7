// import.mjs: a large notifications export, from a file to a published store, against those who only parse and fold
// it; then the same at other sizes, for memory. DAYS of the full preset: 17 are 2.0 GB.
import test from 'node:test';
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, folder, program, run } from '../system/harness.mjs';
import { mib, perSecond, print, row, timed, times } from './table.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const END = '2026-11-20';

/** The full company's exports of so many days, made once and kept in the build folder. */
function exportsOf(days) {
  const dir = join(build, 'bench', `full-${days}`);
  if (!existsSync(join(dir, 'truth.json'))) {
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir, { recursive: true });
    timed(program('sim'), ['make', '--preset', 'full', '--seed', '1', '--days', String(days), '--end', END, '--out', dir]);
  }
  const file = join(dir, 'notifications.csv');
  return { file, bytes: statSync(file).size };
}

function ours(t, { file }) {
  const dir = folder(t);
  const r = timed(program('cron'), ['ingest', 'notifications', '--file', file, '--store', join(dir, 'store'), '--staging', join(dir, 'staging')]);
  const log = r.stderr.split('\n').filter((l) => l.startsWith('{')).map((l) => JSON.parse(l)).at(-1);
  return { ...r, rows: log.rows, kept: log.new + log.newer };
}

/** Peers that are not installed are said to be missing, not left out. */
function peers(t, { file, bytes }, us) {
  const against = (name, r, rows = us.rows) => row(name, `${r.seconds.toFixed(2)} s, ${perSecond(rows, r.seconds)}, ${mib(r.mib)}`,
    `ours takes ${times(us.s, r.seconds)} its time for all nine stages, published`);
  const attempt = (name, work) => {
    try {
      against(name, work());
    } catch (e) {
      row(name, `not measured: ${String(e.message ?? e).split('\n')[0]}`);
    }
  };
  const own = (file_, args) => {
    const r = timed(file_, args);
    return { ...JSON.parse(r.stdout), mib: r.mib };
  };
  attempt('  DuckDB, 2 threads, 512 MB: parse and the same fold alone', () => own(process.execPath, [join(here, 'duckdb.mjs'), file]));
  attempt('  pandas, chunks of 100,000: parse and fold alone', () => own('/usr/bin/python3', [join(here, 'peer_pandas.py'), file]));
  attempt("  sqlite3 shell's .import, then GROUP BY", () => {
    const dir = folder(t);
    const r = timed('sqlite3', [join(dir, 'import.sqlite'), '-cmd', '.mode csv', `.import '${file}' t`,
      'SELECT count(*) FROM (SELECT max(updated_at) FROM t GROUP BY notification_id)']);
    return { seconds: r.s, mib: r.mib };
  });
}

test('import', (t) => {
  const two = exportsOf(17);
  run('sh', ['-c', 'cat "$0" >/dev/null', two.file]); // for whoever comes first the file is in memory too
  const us = ours(t, two);
  row(`import ${(two.bytes / 1e9).toFixed(2)} GB, ${us.rows} rows, ${us.kept} kept, nine stages, published`,
    `${us.s.toFixed(2)} s, ${perSecond(us.rows, us.s)}, ${mib(us.mib)}`, `${us.cpu.toFixed(2)} s of CPU`);
  peers(t, two, us);
  for (const days of [8, 68]) {
    const size = exportsOf(days);
    const r = ours(t, size);
    row(`import ${(size.bytes / 1e9).toFixed(2)} GB`, `${r.s.toFixed(2)} s, ${perSecond(r.rows, r.s)}, ${mib(r.mib)}`,
      `${times(r.mib, us.mib)} the memory of 2 GB`);
  }
  print();
});
