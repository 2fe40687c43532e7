// ask.mjs: the full store, 395 days and 23 million attempts, asked whatever one may ask: 1,000 random filter states, and
// each question of the Overview over all of it, set against DuckDB and plain SQLite with the same records. The store is
// STORE395 (a folder) or what `make bench-store` built; an older one is migrated once, beside it. ASKS: how many states.
import test from 'node:test';
import { existsSync, mkdirSync, rmSync, copyFileSync, readdirSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { build, cron, run, site } from '../system/harness.mjs';
import { manifest } from '../oracle/oracle.mjs';
import { dice, query, random } from '../oracle/states.mjs';
import { overview, peers } from './peers.mjs';
import { mib, print, quantile, row, times } from './table.mjs';

const DAY = 86400e3;
const ASKS = Number(process.env.ASKS ?? 1000);
const given = process.env.STORE395 ?? join(build, 'bench', 'store-395', 'store');
const home = join(build, 'bench', 'ask');

/** Our own links to the store's files, of the schema that this program reads. */
function store() {
  if (!existsSync(given)) throw new Error(`no store at ${given}: make bench-store builds it, STORE395 names another`);
  const ours = join(home, 'store');
  if (!existsSync(ours)) {
    mkdirSync(home, { recursive: true });
    run('cp', ['-al', given, ours]);
    rmSync(join(ours, 'CURRENT'));
    copyFileSync(join(given, 'CURRENT'), join(ours, 'CURRENT'));
    run('chmod', ['u+w', join(ours, 'seg'), join(ours, 'log')]);
  }
  const r = cron(home, ['migrate']);
  if (r.status !== 0) throw new Error(`migrate: ${r.stderr}`);
  return ours;
}

/** Words that filters take, from the newest segments of the store. */
function vocabulary(ours) {
  const { families } = manifest(ours);
  const newest = (family) => families[family].segments.at(-1).name;
  const words = (family, sql) => run('sqlite3', [`file:${join(ours, 'seg', newest(family))}?mode=ro&immutable=1`, sql]).stdout.trim().split('\n');
  const column = (family, view, name, n) => words(family, `SELECT ${name} FROM ${view} WHERE ${name} <> '' GROUP BY 1 ORDER BY count(*) DESC LIMIT ${n}`);
  return {
    node: words('directory', 'SELECT number FROM node WHERE current ORDER BY depth, number LIMIT 400'),
    team: column('pageouts', 'pageout', 'team_id', 100), person: column('pageouts', 'pageout', 'recipient_id', 200),
    source: column('pageouts', 'pageout', 'source', 40), title: column('pageouts', 'pageout', 'incident_title', 200),
    gateway: column('notifications', 'attempt', 'gateway', 40), carrier: column('notifications', 'attempt', 'carrier', 40), country: column('notifications', 'attempt', 'country', 40),
    from: families.pageouts.segments[0].first * DAY, to: (families.pageouts.segments.at(-1).last + 1) * DAY,
  };
}

const logged = (s) => s.web.log().split('\n').filter((l) => l.includes('"event":"request"')).map((l) => JSON.parse(l)).filter((l) => l.route === '/explore' || l.path?.startsWith('/explore'));

/** Asks each path and gives the program's own time of it. */
async function asked(s, paths) {
  const answers = [];
  for (const path of paths) {
    const r = await s.get(path, { redirect: 'follow' });
    answers.push({ path, status: r.status, body: await r.text() });
  }
  return answers;
}

async function states(s, words) {
  const d = dice(1);
  const metrics = (await (await s.get('/definitions.json')).json()).panels.metrics;
  const paths = Array.from({ length: ASKS }, () => {
    const state = random(d, words, { long: true }), m = d.pick(metrics), by = d.share() < 0.5 && m.by.length ? d.pick(m.by) : null;
    return `/explore.json?${[query(state), by && `by=${by}`, `m=${m.metric}`, d.share() < 0.3 && 'bin=auto'].filter(Boolean).join('&')}`;
  });
  const before = logged(s).length;
  const answers = await asked(s, paths);
  const ms = logged(s).slice(before).filter((l) => l.status === 200).map((l) => l.ms).sort((a, b) => a - b);
  const bad = answers.filter((a) => a.status !== 200), refused = answers.filter((a) => a.body.includes('"refused"'));
  row(`${ASKS} random filter states, a panel`, `p50 ${quantile(ms, 0.5).toFixed(2)} ms, p99 ${quantile(ms, 0.99).toFixed(2)} ms, max ${ms.at(-1).toFixed(2)} ms`, `${refused.length} said that they cannot, ${bad.length} failed`);
  const slow = logged(s).slice(before).sort((a, b) => b.ms - a.ms).slice(0, 5);
  for (const l of slow) row(`  ${l.ms.toFixed(1)} ms`, String(l.query ?? l.path ?? '').slice(0, 150));
  for (const a of bad.slice(0, 5)) row(`  status ${a.status}`, a.path.slice(0, 150));
}

const median = (list) => [...list].sort((a, b) => a - b)[(list.length - 1) >> 1];
const ms = (began) => Number(process.hrtime.bigint() - began) / 1e6;

/** The seconds that sqlite3 says it worked, of the third run. */
function sqliteMs(file, sql) {
  const r = spawnSync('sqlite3', [file], { input: `.timer on\n${`${sql};\n`.repeat(3)}`, encoding: 'utf8', maxBuffer: 1 << 28 });
  return median([...r.stdout.matchAll(/^Run Time: real ([\d.]+)/gm)].map((m) => Number(m[1]) * 1000));
}

async function against(s, ours, words) {
  const made = await peers(ours, home);
  const db = await DuckDBInstance.create(made.duck, { threads: '2', access_mode: 'READ_ONLY' });
  const connection = await db.connect();
  const date = (at) => new Date(at).toISOString().slice(0, 10);
  const whole = `created >= ${words.from} AND created < ${words.to}`;
  for (const q of overview) {
    const before = logged(s).length;
    await asked(s, [0, 1, 2, 3, 4].map((k) => `/explore.json?from=${date(words.from + k * DAY)}&to=${date(words.to - DAY)}&${q.ask}`));
    const us = median(logged(s).slice(before).map((l) => l.ms));
    const duck = [];
    for (let i = 0; i < 5; i++) {
      const began = process.hrtime.bigint();
      await connection.runAndReadAll(q.duck(whole));
      duck.push(ms(began));
    }
    const lite = sqliteMs(made.sqlite, q.sqlite(whole));
    row(`${Math.round((words.to - words.from) / DAY)} days: ${q.name}`, `${us.toFixed(2)} ms`, `DuckDB ${median(duck).toFixed(1)} ms, ${times(us, median(duck))}; SQLite ${lite.toFixed(0)} ms, ${times(us, lite)}`);
  }
  connection.closeSync();
  db.closeSync();
}

test('ask', async (t) => {
  const ours = store();
  const words = vocabulary(ours);
  const s = await site(t, home, { workers: 1, budget: '150ms' });
  await asked(s, [28, 90].map((days) => `/overview.json?range=${days}d`)); // files are opened and hashed
  await states(s, words);
  const rss = run('ps', ['-o', 'rss=', '--ppid', String(s.web.pid)]).stdout.trim().split('\n').map(Number);
  row('  most memory of a worker, mapped files among it', mib(Math.max(...rss) / 1024));
  await against(s, ours, words);
  print();
});
