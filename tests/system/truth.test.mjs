// The simulator's own knowledge against what the JSON says, through the whole path: export, API, CSV,
// nine stages, segments, totals, FastCGI, nginx.
import test from 'node:test';
import assert from 'node:assert/strict';
import { company, cron, folder, ingested, site } from './harness.mjs';

const near = (got, want, what) => {
  if (want === null) return assert.equal(got, null, what);
  assert.ok(got !== null && Math.abs(got - want) <= Math.max(1, Math.abs(want) * 0.01), `${what}: ${got}, not within 1 % of ${want}`);
};

/** manager id -> node number, by walking the children that the Overview lists. */
async function nodes(get, range) {
  const found = new Map();
  const walk = async (org) => {
    const reply = await get(`/overview.json?${org ? `org=o${org}&` : ''}range=${range}`);
    const answer = await reply.json();
    assert.equal(reply.status, 200, JSON.stringify(answer));
    for (const above of answer.meta.path) found.set(above.id, above.number); // the root is nobody's child
    const below = answer.panels.below;
    if (below.kind !== 'node') return;
    for (const row of below.rows) {
      if (found.has(row.id)) continue;
      found.set(row.id, row.number);
      await walk(row.number);
    }
  };
  await walk(null);
  return found;
}

function queryOf(filter, numbers) {
  const parts = [];
  if (filter.org) parts.push('org=' + filter.org.map((id) => `o${numbers.get(id)}`).join(','));
  if (filter.team) parts.push('team=' + filter.team.map((id) => `t${id}`).join(','));
  if (filter.person) parts.push('person=' + filter.person.map((id) => `p${id}`).join(','));
  parts.push(`range=${filter.range ?? '28d'}`);
  if (filter.ch) parts.push('ch=' + filter.ch.join(','));
  return parts.join('&');
}

function compare(got, want, where) {
  const t = got.panels.tiles;
  for (const key of ['pages', 'people', 'sleep_pages', 'undelivered', 'unacknowledged'])
    assert.equal(t[key], want[key], `${where}: ${key}`);
  assert.deepEqual(t.outcome, want.outcome, `${where}: outcome`);
  for (const key of ['acceptance', 'acceptance_of_delivered', 'escalated'])
    assert.deepEqual([t[key].num, t[key].den], want[key], `${where}: ${key}`);
  if (want.depth === null) assert.equal(t.depth, null, `${where}: depth`);
  else assert.ok(Math.abs(t.depth - want.depth) < 1e-3, `${where}: depth ${t.depth}, not ${want.depth}`);
  for (const key of ['ack', 'answer']) {
    for (const count of ['n', 'negative', 'over_day'])
      assert.equal(t[key][count], want[key][count], `${where}: ${key}.${count}`);
    if (want[key].n) assert.ok(Math.abs(t[key].mean_ms - want[key].mean_ms) < 1, `${where}: ${key}.mean_ms ${t[key].mean_ms}, not ${want[key].mean_ms}`);
    else assert.equal(t[key].mean_ms, null, `${where}: ${key}.mean_ms`);
    for (const p of ['p50_ms', 'p90_ms', 'p95_ms', 'p99_ms'])
      near(t[key][p], want[key][p], `${where}: ${key}.${p}`);
  }
  for (const p of ['p50_ms', 'p90_ms']) near(t.answered_by[p], want.answered_by[p], `${where}: answered_by.${p}`);
  const nonzero = (o) => Object.fromEntries(Object.entries(o).filter(([, n]) => n));
  if (want.not_pages) assert.deepEqual(nonzero(t.not_pages), nonzero(want.not_pages), `${where}: not_pages`);
  if (want.daily) {
    const days = want.daily.map(([, n]) => n);
    assert.deepEqual(got.panels.volume.map((b) => b.pages).slice(-days.length), days, `${where}: daily`); // a range may begin before the data
  }
  if (want.heat) assert.deepEqual(got.panels.hours, want.heat, `${where}: heat`);
  if (want.attempts) {
    for (const [channel, classes] of Object.entries(want.attempts))
      assert.deepEqual(nonzero(got.panels.channels[channel] ?? {}), nonzero(classes), `${where}: attempts by ${channel}`);
    if (want.attempts_not_pages !== undefined) {
      const two = /[(&]org=.*&(team|person)=|[(&]team=.*&person=/.test(where); // no totals: those that are no pages are not read
      assert.equal(got.panels.channels.not_pages, two ? null : want.attempts_not_pages, `${where}: attempts that are no pages`);
    }
  }
}

for (const seed of [7, 8]) {
  test(`every number of seed ${seed} is the simulator's own`, async (t) => {
    const dir = folder(t);
    const made = company({ seed });
    await ingested(t, dir, made);
    const { get } = await site(t, dir);
    const numbers = await nodes(get, '28d');
    const truth = made.truth();
    assert.ok(truth.cases.length >= 40, `${truth.cases.length} cases`);
    let pages = 0;
    for (const c of truth.cases) {
      const query = queryOf(c.filter, numbers);
      assert.ok(!query.includes('undefined'), `${c.name}: a manager is not in the tree: ${JSON.stringify(c.filter)}`);
      const answer = await get(`/overview.json?${query}`);
      assert.equal(answer.status, 200, `${c.name}: ${query}: ${await answer.clone().text()}`);
      compare(await answer.json(), c.expect, `${c.name} (${query})`);
      pages += c.expect.pages;
    }
    assert.ok(pages > 10000, 'the company was paged at all');
  });
}

test('files alone are enough: no API, no directory, no setting', async (t) => {
  const dir = folder(t);
  const made = company({ seed: 7 });
  for (const set of ['pageouts', 'notifications']) {
    const r = cron(dir, ['ingest', set, '--file', `${made.dir}/${set}.csv`]);
    assert.equal(r.status, 0, r.stderr + r.stdout);
  }
  const { get } = await site(t, dir);
  const whole = made.truth().cases.find((c) => c.filter.range === '28d' && !c.filter.org && !c.filter.team && !c.filter.person && !c.filter.ch);
  const answer = await (await get('/overview.json')).json();
  assert.equal(answer.panels.tiles.pages, whole.expect.pages);
  assert.deepEqual(answer.panels.tiles.outcome, whole.expect.outcome);
  assert.equal(answer.panels.tiles.unknown.person, whole.expect.pages, 'every person is unknown, and it says so');
});
