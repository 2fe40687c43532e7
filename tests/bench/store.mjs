// store.mjs: the full preset's store, 395 days and 23 million kept rows: built once into BUILD/bench (`make bench-store`
// or the first run; the exports stream through a pipe, 48 GB of them are never on disk), then what it costs to keep, to
// publish into and to ask. STORE_DAYS makes a smaller one.
import test from 'node:test';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, cron, folder, program, readFileSync, run, site, start, until, upstream } from '../system/harness.mjs';
import { shifted, uncached } from './uncached.mjs';
import { mib, perSecond, print, row, timed, times } from './table.mjs';

const DAYS = Number(process.env.STORE_DAYS ?? 395);
const END = '2026-11-20';
const home = join(build, 'bench', `store-${DAYS}`);
const lists = ['users.json', 'teams.json', 'oncalls.json'];

const last = (stderr) => JSON.parse(stderr.split('\n').filter((l) => l.startsWith('{')).at(-1));
const cronTimed = (dir, args, env) => timed(program('cron'), args, { env: { PAGETRAIL_STORE: join(dir, 'store'), PAGETRAIL_STAGING: join(dir, 'staging'), ...env } });

/** People and teams first: every row is told by the directory who it was for. */
async function directory(t, dir, made) {
  const listed = join(folder(t), 'listed');
  mkdirSync(listed);
  for (const name of lists) copyFileSync(join(made, name), join(listed, name));
  for (const name of ['pageouts.csv', 'notifications.csv']) writeFileSync(join(listed, name), '');
  const up = await upstream(t, dir, listed);
  const r = cronTimed(dir, ['directory'], up.env);
  await up.stop();
  return r;
}

/** Everything into home/store, and what it took into home/built.json. */
async function make(t) {
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const made = folder(t), pipe = join(made, 'notifications.csv');
  run('mkfifo', [pipe]);
  const sim = start(t, made, 'sim', program('sim'), ['make', '--preset', 'full', '--seed', '1', '--days', String(DAYS), '--end', END, '--out', made]);
  await until('the company is written', () => existsSync(join(made, 'pageouts.csv')), 60000);
  const people = await directory(t, home, made);
  const attempts = cronTimed(home, ['ingest', 'notifications', '--file', pipe]);
  const { code } = await sim.ended;
  if (code !== 0) throw new Error(`pagetrail-sim: ${code}: ${sim.log()}`);
  const pages = cronTimed(home, ['ingest', 'pageouts', '--file', join(made, 'pageouts.csv')]);
  const compact = cronTimed(home, ['compact']);
  writeFileSync(join(home, 'built.json'), JSON.stringify({ people, attempts, pages, compact }));
}

/** The store as it is, in a folder of its own: segments are never written again, so links will do; the pointer is copied. */
function lent(t, from) {
  const dir = folder(t);
  run('cp', ['-al', join(from, 'store'), join(dir, 'store')]);
  rmSync(join(dir, 'store', 'CURRENT'));
  copyFileSync(join(from, 'store', 'CURRENT'), join(dir, 'store', 'CURRENT'));
  return dir;
}

function cost(built) {
  const status = JSON.parse(cron(home, ['status', '--json']).stdout);
  const log = last(built.attempts.stderr), rows = log.new + log.newer;
  const bytes = Object.values(status.families).reduce((sum, f) => sum + f.bytes, 0); // older generations name the days that months were made of
  row(`store of ${DAYS} days, generation ${status.generation}`, `${(bytes / 1e9).toFixed(2)} GB, ${rows} kept notifications`, `${(bytes / rows).toFixed(1)} bytes each, everything counted`);
  row('  the directory', `${built.people.s.toFixed(1)} s, ${mib(built.people.mib)}`);
  row('  its notifications, one import of a stream', `${built.attempts.s.toFixed(1)} s, ${perSecond(log.rows, built.attempts.s)}, ${mib(built.attempts.mib)}`,
    'the simulator, which writes them, has one of the two cores');
  row('  its page-outs', `${built.pages.s.toFixed(1)} s, ${mib(built.pages.mib)}`);
  row('  compacted', `${built.compact.s.toFixed(1)} s, ${mib(built.compact.mib)}`);
}

/** The day after the last one, into the full store and into one that holds only the directory. */
async function publishing(t) {
  const day = folder(t);
  const next = new Date(Date.parse(`${END}T00:00:00Z`) + 86400e3).toISOString().slice(0, 10);
  timed(program('sim'), ['make', '--preset', 'full', '--seed', '2', '--days', '1', '--end', next, '--out', day]);
  const took = { full: [], empty: [] };
  for (let i = 0; i < 3; i++) {
    const bare = folder(t);
    await directory(t, bare, day);
    for (const [what, dir] of [['full', lent(t, home)], ['empty', bare]])
      took[what].push(cronTimed(dir, ['ingest', 'notifications', '--file', join(day, 'notifications.csv')]).s);
  }
  const [full, empty] = [took.full, took.empty].map((all) => all.sort((a, b) => a - b)[1]);
  row('one more day published into the full store', `${full.toFixed(2)} s`, `${times(full, empty)} the same into an empty one (median of 3)`);
}

async function asking(t) {
  const dir = lent(t, home);
  spawnSync('sh', ['-c', 'cat "$0"/* >/dev/null', join(dir, 'store', 'seg')]);
  const s = await site(t, dir);
  const made = { end: END };
  await uncached(s, '(first requests)', shifted(made, 4, 27)); // of no length that follows: nginx would have them
  for (const days of [7, 28, 90, 365]) await uncached(s, `Overview, ${days} days, whole company, not cached`, shifted(made, 20, days));
  const pid = readFileSync(join(s.var, 'web.log'), 'utf8') && s.web.pid;
  const rss = run('ps', ['-o', 'rss=', '--ppid', String(pid)]).stdout.trim().split('\n').map(Number);
  row('  most memory of a worker', mib(Math.max(...rss) / 1024));
}

test('store', async (t) => {
  if (!existsSync(join(home, 'built.json'))) await make(t);
  cronTimed(home, ['migrate']); // one that an older program built
  cost(JSON.parse(readFileSync(join(home, 'built.json'), 'utf8')));
  await publishing(t);
  await asking(t);
  print();
});
