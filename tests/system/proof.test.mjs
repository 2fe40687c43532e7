// Every metric by three ways that share nothing: what the simulator knows it did (truth.json), slow plain SQL over the
// exported records (tests/oracle), and what the site answers. PROOFS=2000 asks that many random filter states.
import test from 'node:test';
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { company, cron, folder, ingested, join, readFileSync, site, upstream, writeFileSync } from './harness.mjs';
import { groups, steps } from '../oracle/groups.mjs';
import { ask, load, metrics, rows, told } from '../oracle/oracle.mjs';
import { dice, query, random, stated, vocabulary } from '../oracle/states.mjs';

/** An answer where a question matched nothing at all: counts are none, everything else is not known. */
const nothing = (name) => ({ value: /^(pages|people|attempts|interruptions.*|disrupted_hours|uncredited|unacknowledged|self_cleared.*|open)$/.test(name) ? 0 : null, n: 0, excluded: 0 });
const near = (a, b, share) => a === b || (a !== null && b !== null && Math.abs(a - b) <= share * Math.max(1, Math.abs(b)));

/** The company in a store and in an oracle; afterwards some people move, so that places then and now differ. */
async function prepared(t, made, { moves = 0 } = {}) {
  const dir = folder(t);
  const data = join(dir, 'company');
  cpSync(made.dir, data, { recursive: true });
  await ingested(t, dir, { ...made, dir: data });
  if (moves) await moved(t, dir, data, moves);
  const file = join(dir, 'oracle.sqlite');
  load(join(dir, 'store'), file);
  return { dir, file, nodes: new Map(rows(file, 'SELECT manager_id, number FROM node').map((r) => [r.manager_id, r.number])) };
}

/** Every so many-th person without reports goes to another manager. */
async function moved(t, dir, data, every) {
  const file = join(data, 'users.json');
  const { users } = JSON.parse(readFileSync(file, 'utf8'));
  const managers = [...new Set(users.map((u) => u.manager_id).filter(Boolean))].sort();
  const leads = new Set(managers);
  users.forEach((u, i) => { if (!u.deleted_at && !leads.has(u.id) && i % every === 0) u.manager_id = managers[i % managers.length]; });
  writeFileSync(file, `{"users":[\n${users.map((u) => JSON.stringify(u)).join(',\n')}\n]}\n`);
  const up = await upstream(t, dir, data);
  const r = cron(dir, ['directory', '--full'], up.env);
  assert.equal(r.status, 0, r.stderr);
  await up.stop();
}

const PROOFS = Number(process.env.PROOFS ?? 0); // random filter states; without it a sample
const SEED = Number(process.env.PROOF_SEED ?? 20261121);
const SAMPLE = 10, BATCH = 40;

const metrics_ms = /^(ack|mtta|answer|answered_by|latency)_/;

/** Counts are exact; what comes from times is within 1 %. */
const tolerance = (unit) => (unit === 'ms' ? 0.01 : 1e-6);
function differs(got, want, unit) {
  if (got.n !== want.n || got.excluded !== want.excluded) return true;
  return !near(got.value, want.value, tolerance(unit));
}

const path = (q) => `/explore.json?${[query(q.state), q.by && `by=${q.by}`, `m=${q.metric}`, q.bin && `bin=${q.bin}`, q.by && 'n=200'].filter(Boolean).join('&')}`;

async function answered(get, q) {
  const ask = () => get(path(q), { redirect: 'follow' });
  const r = await ask().catch(ask); // while the oracle worked, the idle connection was closed
  const text = await r.text();
  assert.equal(r.status, 200, `${path(q)}: ${text}`);
  q.panels = JSON.parse(text).panels;
  assert.ok(!q.panels.total.refused, `${path(q)}: refused`);
}

for (const seed of PROOFS ? [7, 8] : [7]) {
  test(`the oracle and the site know of seed ${seed} what the simulator knows`, async (t) => {
    const made = company({ seed });
    const { dir, file, nodes } = await prepared(t, made);
    const truth = made.truth();
    const all = [...truth.cases.filter((_, i) => PROOFS || i % 3 === 0), ...truth.states];
    const names = Object.keys(all[0].metrics);
    for (const name of names) assert.ok(metrics[name], `${name} has a query`);
    assert.ok(all.length >= 70 && names.length >= 50, `${all.length} states of ${names.length} metrics`);
    const questions = all.map((c) => ({ state: stated(c, truth, nodes), metrics: names }));
    let known = 0;
    ask(file, questions).forEach((answer, i) => {
      for (const [name, [value, n, excluded]] of Object.entries(all[i].metrics)) {
        const got = answer.get(name).get('') ?? nothing(name);
        const right = near(got.value, value, 1e-6) && got.n === n && got.excluded === excluded;
        assert.ok(right, `${all[i].name}: ${name}: ${JSON.stringify(got)}, not ${[value, n, excluded]}\n${query(questions[i].state)}\n${told(questions[i].state, name)}`);
        known += value !== null && n > 0;
      }
    });
    assert.ok(known > 2000, `${known} numbers are of something`);

    const { get } = await site(t, dir);
    const d = dice(SEED), wrong = [];
    for (const [i, { state }] of questions.entries())
      for (const metric of PROOFS ? names : Array.from({ length: 5 }, () => d.pick(names))) {
        const q = { state, metric, unit: metrics_ms.test(metric) ? 'ms' : '' };
        await answered(get, q);
        const [value, n, excluded] = all[i].metrics[metric];
        if (differs(q.panels.total, { value, n, excluded }, q.unit)) wrong.push(`${path(q)}: ${JSON.stringify(q.panels.total)}, the simulator: ${[value, n, excluded]}`);
      }
    assert.deepEqual(wrong, []);
  });
}

/** All metrics with one state: what to ask the site, and what to ask the oracle for. */
function questions(d, state, definitions) {
  const bys = Object.keys(groups).sort(() => d.share() - 0.5).slice(0, 3);
  const binned = d.share() < 0.4;
  return definitions.map((m) => ({
    state, metric: m.metric, unit: m.unit,
    by: bys.find((by) => m.by.includes(by) && !(m.metric.startsWith('latency') && ['channel', 'gateway', 'carrier', 'country'].includes(by))),
    bin: binned ? d.pick(['day', 'week']) : undefined,
  }));
}

/** One run of the oracle for many questions: those of one state and one way to tell rows apart share their tables. */
function oracled(file, all) {
  const scenes = new Map();
  const wanted = (q, kind, by) => {
    const key = JSON.stringify([q.state, kind]);
    if (!scenes.has(key)) scenes.set(key, { state: q.state, by, metrics: [] });
    scenes.get(key).metrics.push(q.metric);
    return key;
  };
  for (const q of all) {
    q.keys = { total: wanted(q, 'total') };
    if (q.by) q.keys.rows = wanted(q, q.by, groups[q.by](q.state));
    if (q.bin) {
      q.edges = q.panels.series.map((b) => b.from_ms);
      q.keys.series = wanted(q, ['bin', q.edges], steps(q.edges, q.state.to));
    }
  }
  const answers = ask(file, [...scenes.values()]);
  const answer = new Map([...scenes.keys()].map((key, i) => [key, answers[i]]));
  return (q, kind) => answer.get(q.keys[kind]).get(q.metric);
}

/** What of an answer is not what the oracle says. */
function faults(q, oracle) {
  const wrong = [];
  const compare = (what, got, want) => {
    const right = want ?? nothing(q.metric);
    if (differs(got, right, q.unit)) wrong.push(`${path(q)}\n  ${what}: ${JSON.stringify({ value: got.value, n: got.n, excluded: got.excluded })}, the oracle: ${JSON.stringify(right)}`);
  };
  compare('total', q.panels.total, oracle(q, 'total').get(''));
  if (q.by) {
    const told_ = oracle(q, 'rows');
    const { rows: list, of, hidden } = q.panels.rows;
    for (const row of list) compare(`row ${row.id}`, row, told_.get(row.id));
    if (of + hidden !== told_.size) wrong.push(`${path(q)}\n  ${of} rows and ${hidden} hidden, the oracle has ${told_.size}: ${[...told_.keys()].slice(0, 20)}`);
  }
  if (q.bin) q.panels.series.forEach((bin, i) => { if (bin.held === 'all') compare(`from ${bin.from}`, bin, oracle(q, 'series').get(i)); });
  return wrong;
}

/** Duties are told of some weeks around today alone, so those who bear them are asked about a company of today. */
const worlds = [
  { name: 'every metric', made: { seed: 7 }, some: () => true },
  { name: 'load and duties', made: { seed: 9, days: 20, people: 300, teams: 16, end: new Date().toISOString().slice(0, 10) },
    some: (m) => ['gini', 'top10', 'pages_per_person', 'pages_per_oncall_day'].includes(m.metric) },
];

for (const { name, made, some } of worlds)
  test(`the site says what the oracle says, in random filter states: ${name}`, async (t) => {
    const { dir, file } = await prepared(t, company(made), { moves: 7 });
    const { get } = await site(t, dir);
    const definitions = (await (await get('/definitions.json')).json()).panels.metrics.filter(some);
    for (const { metric } of definitions) assert.ok(metrics[metric], `the oracle has no query for ${metric}`);
    const d = dice(SEED), words = vocabulary(file);
    let checked = 0, known = 0;
    const wrong = [];
    for (let left = PROOFS || SAMPLE; left > 0; left -= BATCH) {
      const all = Array.from({ length: Math.min(BATCH, left) }, () => random(d, words)).flatMap((state) => questions(d, state, definitions));
      for (const q of all) await answered(get, q);
      const oracle = oracled(file, all);
      for (const q of all) {
        wrong.push(...faults(q, oracle));
        checked++;
        known += q.panels.total.n > 0;
      }
    }
    t.diagnostic(`seed ${SEED}: ${checked} answers compared, ${known} of them of something`);
    assert.ok(known > checked / 4, `only ${known} of ${checked} are of something`);
    assert.deepEqual(wrong.slice(0, 400), [], `${wrong.length} differ; seed ${SEED}`);
  });
