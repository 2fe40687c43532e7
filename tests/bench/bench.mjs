// bench.mjs: what the Overview of the demo company costs, measured on this machine in one run.
// Absolute times say something about the machine; the ratios say something about the program.
import test from 'node:test';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { company, cron, folder, ingested, join, program, run, site } from '../system/harness.mjs';

const quantile = (sorted, p) => sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)];
const table = [];
const row = (what, value, ratio = '') => table.push([what, value, ratio]);

test('bench', async (t) => {
  const dir = folder(t);
  const made = company({ seed: 1, days: 90, people: 3000, teams: 200 });
  const rows = Object.fromEntries(['pageouts', 'notifications'].map((f) => [f, Number(run('sh', ['-c', `wc -l < ${made.dir}/${f}.csv`]).stdout)]));

  for (const set of ['pageouts', 'notifications']) {
    const began = process.hrtime.bigint();
    const r = run('/usr/bin/env', ['time', '-f', '%M', program('cron'), 'ingest', set, '--file', join(made.dir, `${set}.csv`)].slice(existsSync('/usr/bin/time') ? 0 : 4),
      { env: { PAGETRAIL_STORE: join(dir, 'plain/store'), PAGETRAIL_STAGING: join(dir, 'plain/staging') } });
    if (r.status !== 0) throw new Error(r.stderr);
    const s = Number(process.hrtime.bigint() - began) / 1e9;
    const db = join(dir, `${set}.sqlite`);
    const peer = process.hrtime.bigint();
    const q = spawnSync('sqlite3', [db, '-cmd', '.mode csv', `.import ${join(made.dir, `${set}.csv`)} t`, 'select count(*) from t group by incident_id limit 1'], { encoding: 'utf8' });
    const peerS = Number(process.hrtime.bigint() - peer) / 1e9;
    row(`ingest ${set}: ${rows[set]} lines, all stages, published`, `${s.toFixed(2)} s, ${Math.round(rows[set] / s)} rows/s`,
      q.status === 0 ? `${(s / peerS).toFixed(2)} x the sqlite3 shell's .import and GROUP BY (${peerS.toFixed(2)} s)` : 'no sqlite3 shell here');
  }

  await ingested(t, dir, made);
  const s = await site(t, dir, { workers: 2 });
  const seen = async (path, n) => {
    for (let i = 0; i < n; i++) await (await s.get(path(i))).text();
  };
  const zones = ['UTC'];
  await seen((i) => `/overview.json?range=28d&ch=sms`.replace('range=28d&', ''), 1);
  const days = (i) => `from=2025-12-${String(1 + (i % 28)).padStart(2, '0')}&to=2025-12-${String(1 + (i % 28)).padStart(2, '0')}`;
  void days; void zones;
  const lines = () => s.web.log().split('\n').filter((l) => l.includes('"event":"request"')).map((l) => JSON.parse(l));
  const uncached = async (what, paths) => {
    const before = lines().length;
    for (const p of paths) {
      // Straight to nginx with a cache-busting method would not be the real path: HEAD and GET have their own keys.
      await (await s.get(p)).text();
    }
    await new Promise((r) => setTimeout(r, 100));
    const ms = lines().slice(before).filter((l) => l.status === 200).map((l) => l.ms ?? l.total_ms).sort((a, b) => a - b);
    row(what, `p50 ${quantile(ms, 0.5)} ms, p99 ${quantile(ms, 0.99)} ms, n ${ms.length}`);
    return quantile(ms, 0.5);
  };
  const shift = (n, length) => Array.from({ length: n }, (_, i) => {
    const to = Date.parse(`${made.end}T00:00:00Z`) - (1 + i) * 86400e3;
    const day = (ms) => new Date(ms).toISOString().slice(0, 10);
    return `/overview?from=${day(to - (length - 1) * 86400e3)}&to=${day(to)}`;
  });
  const p28 = await uncached('Overview of 28 days, whole company, uncached', shift(60, 28));
  const p7 = await uncached('Overview of 7 days', shift(60, 7));
  row('28 days against 7', '', `${(p28 / p7).toFixed(2)} x`);
  const json = await (await s.get('/overview.json')).json();
  await uncached('Overview of one org node, 28 days', shift(60, 28).map((p, i) => p.replace('?', `?org=o${json.panels.below.rows[i % json.panels.below.rows.length].number}&`)));
  for (const path of ['/overview', '/overview.json', '/health']) {
    const r = spawnSync('curl', ['-s', '-o', '/dev/null', '-H', 'Accept-Encoding: gzip', '-w', '%{size_download}', s.url + path], { encoding: 'utf8' });
    row(`${path}, gzip`, `${r.stdout} bytes`);
  }
  for (const [what, value, ratio] of table) console.log(`${what.padEnd(64)} ${value.padEnd(44)} ${ratio}`);
});
