// Each rule of the definitions by rows written by hand, through the real path, against numbers worked out by hand:
// golden/expected.tsv has a query, a metric, and what it must give: value (a fraction, "-" is not known), n, left out.
// DAY-n is the day n days ago: the platform tells on-call duty of some weeks around today alone.
import test from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync } from 'node:fs';
import { cron, folder, join, mkdirSync, readFileSync, root, site, upstream, writeFileSync } from './harness.mjs';
import { ask, load, rows, told } from '../oracle/oracle.mjs';
import { parsed } from '../oracle/states.mjs';

const golden = join(root, 'tests/system/golden');
const today = Date.now();
const dated = (text, now = today) => text.replace(/DAY-(\d+)/g, (_, n) => new Date(now - Number(n) * 86400e3).toISOString().slice(0, 10));

function written(dir) {
  const data = join(dir, 'golden');
  mkdirSync(data);
  for (const name of readdirSync(golden)) writeFileSync(join(data, name), dated(readFileSync(join(golden, name), 'utf8')));
  return data;
}

/** The store of the golden rows, and of a directory that changed after them. */
async function ingested(t, dir) {
  const data = written(dir);
  const env = { PAGETRAIL_RETENTION: '4000d' };
  const run = (args, more = {}) => {
    const r = cron(dir, args, { ...env, ...more });
    assert.equal(r.status, 0, `${args.join(' ')}: ${r.stderr}${r.stdout}`);
  };
  const sync = async (args) => {
    const up = await upstream(t, dir, data);
    run(['directory', ...args], up.env);
    await up.stop();
  };
  await sync([]);
  for (const set of ['pageouts', 'notifications']) run(['ingest', set, '--file', join(data, `${set}.csv`)]);
  const later = new Map(JSON.parse(readFileSync(join(data, 'users-later.json'), 'utf8')).users.map((u) => [u.id, u]));
  const users = JSON.parse(readFileSync(join(data, 'users.json'), 'utf8')).users.map((u) => later.get(u.id) ?? u);
  cpSync(join(data, 'users-later.json'), join(data, 'users.json'));
  writeFileSync(join(data, 'users.json'), `{"users":[\n${users.map((u) => JSON.stringify(u)).join(',\n')}\n]}\n`);
  await sync(['--full']);
}

const fraction = (text) => (text === '-' ? null : text.split('/').map(Number).reduce((a, b) => a / b));

function expected(nodes, now) {
  return dated(readFileSync(join(golden, 'expected.tsv'), 'utf8'), now).trimEnd().split('\n').map((line) => {
    const [query, metric, value, n, excluded] = line.split('\t');
    return { query: query.replace(/@(\d+)/g, (_, id) => `o${nodes.get(id)}`), metric, want: { value: fraction(value), n: Number(n), excluded: Number(excluded) } };
  });
}

const same = (got, want, share = 1e-6) => got.n === want.n && got.excluded === want.excluded &&
  (got.value === want.value || (got.value !== null && want.value !== null && Math.abs(got.value - want.value) <= share * Math.max(1, Math.abs(want.value))));

/** What of the expected is not what a store's oracle, and then its site, say. */
async function holds(t, dir, now) {
  const file = join(dir, 'oracle.sqlite');
  load(join(dir, 'store'), file);
  const lines = expected(new Map(rows(file, 'SELECT manager_id, number FROM node').map((r) => [r.manager_id, r.number])), now);
  assert.ok(lines.length > 100, `${lines.length} numbers`);
  const answers = ask(file, lines.map(({ query, metric }) => ({ state: parsed(query), metrics: [metric] })));
  const wrong = lines.flatMap(({ query, metric, want }, i) => {
    const got = answers[i].get(metric).get('') ?? { value: want.n || want.excluded ? undefined : want.value, n: 0, excluded: 0 };
    return same(got, want) ? [] : [`${query} ${metric}: ${JSON.stringify(got)}, not ${JSON.stringify(want)}\n${told(parsed(query), metric)}`];
  });
  assert.deepEqual(wrong, [], 'the oracle');
  const { get } = await site(t, dir);
  for (const { query, metric, want } of lines) {
    const path = `/explore.json?${query}&m=${metric}`;
    const r = await get(path, { redirect: 'follow' });
    const text = await r.text();
    const got = r.status === 200 ? JSON.parse(text).panels.total : { text };
    if (!same(got, want, got.unit === 'ms' ? 0.01 : undefined)) wrong.push(`${path}: ${JSON.stringify(got)}, not ${JSON.stringify(want)}`);
  }
  assert.deepEqual(wrong, [], 'the site');
}

test('each rule gives what it gives by hand', async (t) => {
  const dir = folder(t);
  await ingested(t, dir);
  await holds(t, dir);
});

// schema-2.tar.gz: what a program of schema 2 made of the golden rows on 21 November 2026, months of them one file.
test('a store of schema 2 is built anew by migrate, and gives the same', async (t) => {
  const dir = folder(t);
  execFileSync('tar', ['-xzf', join(root, 'tests/system/schema-2.tar.gz'), '-C', dir]);
  const run = (...args) => cron(dir, args, { PAGETRAIL_RETENTION: '4000d' });
  const migrated = run('migrate');
  assert.equal(migrated.status, 0, migrated.stderr);
  const verified = run('verify');
  assert.equal(verified.status, 0, verified.stdout);
  assert.match(run('migrate').stdout, /^nothing to do/);
  await holds(t, dir, Date.parse('2026-11-21'));
});
