// /explore from outside: its three faces tell the same numbers, a row's link leads to the row's number, pages of rows are
// a list without holes, facets are what their filters leave, and what has no answer says why.
import test from 'node:test';
import assert from 'node:assert/strict';
import { company, folder, ingested, site } from './harness.mjs';
import { table } from './csv.mjs';

const STATES = ['', 'range=7d&urg=high', 'ch=sms&hours=sleep', 'lvl=2,3', 'why=escalation&ack=any', 'out=nobody', 'tz=Asia/Kolkata&range=24h', 'ack=close&hier=now'];
const BYS = { team: 'team', channel: 'ch', purpose: 'why', source: 'src', urgency: 'urg', level: 'lvl', hours: 'hours', outcome: 'out', carrier: 'carrier', country: 'cc', gateway: 'gw' };
const join = (...parts) => parts.filter(Boolean).join('&');

test('/explore', async (t) => {
  const dir = folder(t);
  await ingested(t, dir, company());
  const s = await site(t, dir);
  const json = async (path, status = 200) => {
    const r = await s.get(path);
    assert.equal(r.status, status, `${path}: ${await r.clone().text().then((x) => x.slice(0, 300))}`);
    return r.json();
  };
  const definitions = (await json('/definitions.json')).panels.metrics;

  await t.test('JSON, CSV and the page tell the same', async () => {
    for (const state of STATES) {
      const query = join(state, 'by=team&m=acceptance&n=200');
      const { panels } = await json(`/explore.json?${query}`);
      const lines = table(await (await s.get(`/explore.csv?${query}`)).text());
      assert.equal(lines.length, panels.rows.rows.length, state);
      panels.rows.rows.forEach((row, i) => {
        const line = lines[i];
        assert.equal(line.id, row.id);
        assert.equal(line.value === '' ? null : Number(line.value), row.value, `${state} ${row.id}`);
        assert.deepEqual([Number(line.n), Number(line.excluded)], [row.n, row.excluded]);
      });
      const page = await (await fetch(`${s.url}/explore?${query}`)).text();
      const { value } = panels.total;
      const said = page.match(/<h2>Answered: ([^<]*)<\/h2>/)[1];
      if (value === null) assert.match(said, /unknown|not held/);
      else assert.ok(Math.abs(parseFloat(said) / 100 - value) <= 0.00051, `${state}: ${said}, ${value}`);
    }
  });

  await t.test('the Overview counts the same under every filter', async () => {
    for (const state of [...STATES, 'q=disk', 'src=none%2C%20of%20ours']) {
      const { tiles, volume } = (await json(`/overview.json?${state}`)).panels;
      const total = async (m) => (await json(`/explore.json?${join(state, `m=${m}`)}`)).panels.total;
      for (const m of ['pages', 'people', 'undelivered_share', 'depth', 'sleep_per_person']) assert.equal((await total(m)).value, tiles[m], `${state}: ${m}`);
      for (const m of ['acceptance', 'escalated']) assert.deepEqual([(await total(m)).value, (await total(m)).n], [tiles[m].value, tiles[m].den], `${state}: ${m}`);
      assert.equal((await total('ack_mean')).n, tiles.ack.n, state);
      assert.equal(volume.reduce((n, b) => n + (b.pages ?? 0), 0), tiles.pages, state);
    }
  });

  await t.test('a group has the number that its own filter gives', async () => {
    for (const [by, param] of Object.entries(BYS))
      for (const m of ['pages', 'acceptance', 'ack_p50', 'attempts']) {
        if (!definitions.find((d) => d.metric === m).by.includes(by)) continue;
        const { rows } = (await json(`/explore.json?range=7d&m=${m}&by=${by}&n=25`)).panels.rows;
        assert.ok(rows.length > 0, `${m} by ${by}`);
        for (const row of rows.filter((r) => r.id).slice(0, 3)) {
          const path = `/explore.json?range=7d&m=${m}&${param}=${encodeURIComponent(row.id)}`;
          const r = await s.get(path);
          if (r.status === 400) continue; // a word that an export may hold and no filter: "other"
          const { total } = (await r.json()).panels;
          assert.equal(total.n, row.n, `${m} by ${by}: ${row.id}`);
          const off = m === 'ack_p50' ? 0.01 * row.value : 0; // totals know times within 1 %
          assert.ok(Math.abs(total.value - row.value) <= off, `${m} by ${by}: ${row.id}: ${total.value}, not ${row.value}`);
        }
      }
  });

  await t.test('pages of rows are one list, in every order', async () => {
    for (const sort of ['', 'sort=name', 'sort=-n', 'sort=value']) {
      const all = (await json(`/explore.json?${join('by=person', sort, 'n=200')}`)).panels.rows;
      const ids = [];
      for (let after = ''; ;) {
        const { rows, next } = (await json(`/explore.json?${join('by=person', sort, 'n=25', after && `after=${after}`)}`)).panels.rows;
        ids.push(...rows.map((r) => r.id));
        if (!next || ids.length >= all.rows.length) break;
        after = next;
      }
      assert.equal(new Set(ids).size, ids.length, 'no row twice');
      assert.deepEqual(ids.slice(0, all.rows.length), all.rows.map((r) => r.id), sort);
    }
    const { next } = (await json('/explore.json?by=person&n=25')).panels.rows;
    const r = await json(`/explore.json?by=team&n=25&after=${next}`, 400);
    assert.equal(r.errors[0].parameter, 'after');
    assert.equal((await s.get(r.links[0].href)).status, 200, 'the way back to the first rows');
  });

  await t.test('a facet is what its filter leaves', async () => {
    const { facets } = (await json('/explore~facets.json?range=7d&urg=high')).panels;
    const attempts = ['ch', 'gw', 'carrier', 'cc']; // words that pages do not have
    const total = async (more, param) => (await json(`/explore.json?range=7d&m=${attempts.includes(param) ? 'attempts' : 'pages'}&${more}`)).panels.total.value;
    for (const { id, n } of facets.urg) assert.equal(n, await total(`urg=${id}`), `urg ${id}`);
    for (const param of ['ch', 'gw', 'carrier', 'cc', 'why', 'out', 'lvl', 'hours', 'src'])
      for (const { id, n } of facets[param].slice(0, 2)) {
        if (!id || id === 'other') continue;
        assert.equal(n, await total(`urg=high&${param}=${encodeURIComponent(id)}`, param), `${param} ${id}`);
      }
  });

  await t.test('every metric is answered, in all its groups, and its steps are one range', async () => {
    for (const { metric, by } of definitions) {
      const { panels } = await json(`/explore.json?range=7d&m=${metric}&bin=day${by.includes('team') ? '&by=team' : ''}&cmp=prev`);
      assert.equal(panels.total.metric, metric);
      assert.equal(panels.series.length, 7, metric);
      for (let i = 1; i < 7; i++) assert.equal(panels.series[i].from_ms, panels.series[i - 1].to_ms);
      for (const v of [panels.total, ...panels.series]) assert.ok(v.value === null || Number.isFinite(v.value), metric);
    }
  });

  await t.test('what there is not is refused by name', async () => {
    for (const [query, says] of [['m=acceptence', /Did you mean acceptance/], ['by=teem', /Did you mean team/], ['sort=size', /value, n or name/],
      ['bin=year', /hour, day, week or month/], ['m=acceptance&by=outcome', /Allowed: org, team/], ['after=AAB3f0', /another list/], ['cols=a', /not used by this page/]]) {
      const problem = await json(`/explore.json?${query}`, 400);
      assert.match(problem.errors[0].detail, says, query);
    }
    assert.equal((await s.get('/explore~series.svg?bin=day&range=7d')).status, 200);
    assert.equal((await s.get('/explore~series.svg')).status, 404);
    assert.equal((await s.get('/explore~nothing.json')).status, 404);
  });
});
