// Incidents, channels and escalations from outside: their numbers are those of /explore under any filter, their tables,
// CSV and tiles agree, a list is walked without holes, and what has no answer says why.
import test from 'node:test';
import assert from 'node:assert/strict';
import { company, folder, ingested, site } from './harness.mjs';
import { table } from './csv.mjs';

const STATES = ['', 'range=7d&urg=high', 'ch=sms&hours=sleep', 'tz=Asia/Kolkata&range=24h', 'ack=any&hier=now', 'lvl=2,3'];
const join = (...parts) => parts.filter(Boolean).join('&');
const sum = (rows, key) => rows.reduce((n, r) => n + r[key], 0);
const near = (a, b, what) => (a === null || b === null ? assert.equal(a, b, what) : assert.ok(Math.abs(a - b) <= 0.00006, `${what}: ${a}, ${b}`));

test('the way from an incident to an answer', async (t) => {
  const dir = folder(t);
  await ingested(t, dir, company());
  const s = await site(t, dir);
  const json = async (path, status = 200) => {
    const r = await s.get(path);
    assert.equal(r.status, status, `${path}: ${await r.clone().text().then((x) => x.slice(0, 300))}`);
    return r.json();
  };
  const total = async (state, m) => (await json(`/explore.json?${join(state, `m=${m}`)}`)).panels.total;
  const tiles = (answer) => answer.panels.tiles.rows[0];

  await t.test('channels', async () => {
    for (const state of STATES) {
      const answer = await json(`/channels.json?${state}`);
      const mine = tiles(answer);
      assert.equal(mine.attempts, (await total(state, 'attempts')).value ?? 0, state);
      near(mine.delivered, (await total(state, 'delivery')).value, `${state}: delivered`);
      assert.equal(sum(answer.panels.ways.rows, 'attempts'), mine.attempts, state);
      const by = new Map((await json(`/explore.json?${join(state, 'm=attempts&by=gateway&n=200')}`)).panels.rows.rows.map((r) => [r.id || null, r.value]));
      const ways = new Map();
      for (const w of answer.panels.ways.rows) ways.set(w.gateway, (ways.get(w.gateway) ?? 0) + w.attempts);
      assert.deepEqual([...ways].sort(), [...by].sort(), state);
      for (const w of answer.panels.providers.rows) {
        assert.equal(w.known, w.delivered + w.failed);
        assert.equal(w.attempts, w.known + w.sent + w.pending + w.unknown + w.suppressed);
        if (w.success !== null) assert.ok(w.low <= w.success && w.success <= w.high, JSON.stringify(w));
      }
      const ranked = answer.panels.providers.rows.filter((w) => w.known >= 30 && w.success !== null).map((w) => w.low);
      assert.deepEqual(ranked, [...ranked].sort((a, b) => a - b), `${state}: the worst first`);
    }
  });

  await t.test('why attempts failed is counted from all rows when they are few, and refused under filters about pages', async () => {
    const one = await json('/channels.json?range=24h');
    assert.equal(sum(one.panels.reasons.rows, 'failed'), sum(one.panels.ways.rows, 'failed'));
    const two = await json('/channels.json?urg=high');
    assert.equal(two.panels.reasons.rows.length, 0);
    assert.match(await (await s.get('/channels?urg=high')).text(), /Take away the filters about pages/);
  });

  await t.test('escalations', async () => {
    for (const state of STATES) {
      const answer = await json(`/escalations.json?${state}`);
      const escalated = await total(state, 'escalated');
      assert.equal(tiles(answer).incidents, escalated.n, state);
      near(tiles(answer).escalated, escalated.value, `${state}: escalated`);
      const parts = ['accepted', 'handed_up', 'declined', 'nobody', 'undelivered', 'cleared', 'open', 'not_paged'];
      for (const l of answer.panels.levels.rows) assert.equal(parts.reduce((n, p) => n + l[p], 0), l.reached, `${state}: level ${l.level}`);
      assert.equal((answer.panels.levels.rows[0]?.reached ?? 0) + tiles(answer).levelless, tiles(answer).incidents, state);
      assert.equal(sum(answer.panels.policies.rows, 'incidents'), tiles(answer).incidents, state);
    }
  });

  await t.test('incidents', async () => {
    for (const state of STATES) {
      const answer = await json(`/incidents.json?${state}`);
      const mine = tiles(answer);
      assert.equal(mine.incidents, (await total(state, 'escalated')).n, state);
      const mtta = await total(state, 'mtta_p50');
      if (mtta.n >= 5) assert.equal(mine.answer_p50_ms, mtta.value, `${state}: half answered within`);
      if (mine.incidents) assert.ok(Math.abs(mine.people - (await total(state, 'people_per_incident')).value) < 0.002, state);
      assert.equal(sum(answer.panels.volume.rows, 'incidents'), mine.incidents, state);
      for (const b of answer.panels.volume.rows) assert.equal(b.accepted + b.lost + b.undelivered + b.other, b.incidents);
    }
  });

  await t.test('a list is walked without holes, in the order asked for', async () => {
    for (const sort of ['', 'people', 'wait', 'unanswered']) {
      const seen = [];
      let after = '';
      do {
        const { list } = (await json(`/incidents.json?${join('range=7d&n=200', sort && `sort=${sort}`, after && `after=${after}`)}`)).panels;
        seen.push(...list.rows);
        after = list.next;
        if (!after) assert.equal(seen.length, list.of);
      } while (after);
      assert.equal(new Set(seen.map((r) => r.id)).size, seen.length, sort);
      const key = { people: (r) => -r.people, wait: (r) => -(r.answer_ms ?? -1), unanswered: (r) => (/nobody|declined|by hand|not delivered/.test(r.became) ? 0 : r.became === 'still open' ? 1 : 2) }[sort] ?? ((r) => -r.first_ms);
      for (let i = 1; i < seen.length; i++) assert.ok(key(seen[i - 1]) <= key(seen[i]), `${sort}: ${seen[i - 1].id}, ${seen[i].id}`);
    }
    assert.equal((await s.get('/incidents?after=AAAAAAAAAAAAAAAA')).status, 400);
    assert.equal((await s.get('/incidents?sort=colour')).status, 400);
  });

  await t.test('CSV says what JSON says', async () => {
    for (const [page, panel] of [['incidents', 'list'], ['incidents', 'volume'], ['channels', 'providers'], ['channels', 'time'], ['escalations', 'levels'], ['escalations', 'policies']]) {
      const { rows } = (await json(`/${page}~${panel}.json?range=7d`)).panels[panel];
      const lines = table(await (await s.get(`/${page}~${panel}.csv?range=7d`)).text());
      assert.equal(lines.length, rows.length);
      rows.forEach((r, i) => {
        for (const [k, v] of Object.entries(r)) {
          const name = k in lines[i] ? k : k.replace(/_ms$/, '_epoch_ms');
          if (typeof v === 'number') assert.equal(Number(lines[i][name]), v, `${page}~${panel}: ${k}`);
          else if (v === null) assert.equal(lines[i][name], '', `${page}~${panel}: ${k}`);
        }
      });
    }
  });

  await t.test('one incident, drawn and told', async () => {
    const [row] = (await json('/incidents.json?lvl=2&sort=people&n=25')).panels.list.rows;
    const svg = await s.get(`/incident/${row.id}~lanes.svg`);
    assert.equal(svg.status, 200);
    assert.match(await svg.text(), /<desc id="lanes-d">[^<]*\d[^<]*<\/desc>/);
    assert.equal((await s.get(`/incident/${row.id}~other.svg`)).status, 404);
    const page = await (await s.get(`/incident/${row.id}`)).text();
    assert.doesNotMatch(page, /no_response|not_expected|status_update/);
  });

  await t.test('what is not held is not zero', async () => {
    for (const page of ['incidents', 'channels', 'escalations']) {
      const query = 'from=2020-01-01&to=2020-01-07';
      const answer = await json(`/${page}.json?${query}`);
      assert.equal(answer.meta.held, 'none');
      assert.equal(Object.values(tiles(answer)).filter((v) => v !== null).length, 0, page);
      assert.match(await (await s.get(`/${page}?${query}`)).text(), /of these days are held/);
    }
  });
});
