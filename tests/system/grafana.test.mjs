// The JSON datasource: what the plugin sends, and what it can do with the answers.
import test from 'node:test';
import assert from 'node:assert/strict';
import { company, folder, ingested, site } from './harness.mjs';

test('the datasource answers page_volume', async (t) => {
  const dir = folder(t);
  const made = company();
  await ingested(t, dir, made);
  const s = await site(t, dir);
  const end = Date.parse(`${made.end}T00:00:00Z`);
  const post = async (path, body) => {
    const r = await s.get(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: typeof body === 'string' ? body : JSON.stringify(body) });
    return { status: r.status, type: r.headers.get('content-type'), body: JSON.parse(await r.text()) };
  };
  const query = (target, more = {}) => ({
    app: 'dashboard', requestId: 'SQR101', timezone: 'browser', interval: '1d', intervalMs: 86400000, maxDataPoints: 600,
    range: { from: new Date(end - 7 * 86400e3).toISOString(), to: new Date(end).toISOString(), raw: { from: 'now-7d', to: 'now' } },
    targets: [{ refId: 'A', datasource: { type: 'simpod-json-datasource', uid: 'x' }, editorMode: 'code', target, payload: {} }],
    scopedVars: {}, ...more,
  });

  for (const path of ['/grafana', '/grafana/']) {
    const r = await s.get(path);
    assert.equal(r.status, 200, path);
    await r.json();
  }
  const list = await post('/grafana/metrics', {});
  assert.equal(list.status, 200);
  assert.ok(list.body.some((m) => m.value === 'page_volume'));
  const again = await post('/grafana/metrics', { metric: 'page_volume', payload: {} });
  assert.deepEqual(again.body, list.body, 'the whole list, whatever is chosen');

  const answer = await post('/grafana/query', query('page_volume'));
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.ok(Array.isArray(answer.body) && answer.body[0].refId === 'A');
  const truth = made.truth().cases.find((c) => c.filter.range === '7d' && Object.keys(c.filter).length === 1).expect;
  const sum = answer.body.flatMap((series) => series.datapoints).reduce((n, [v]) => n + v, 0);
  assert.equal(sum, truth.pages);
  const times = answer.body[0].datapoints.map(([, ms]) => ms);
  assert.deepEqual(times, [...times].sort((a, b) => a - b));
  const slashes = await post('//grafana//query'.replace('//grafana', '/grafana'), query('page_volume'));
  assert.deepEqual(slashes.body, answer.body);

  for (const { metric } of (await (await s.get('/definitions.json')).json()).panels.metrics) {
    assert.ok(list.body.some((m) => m.value === metric), metric);
    const [series] = (await post('/grafana/query', query(metric))).body;
    assert.deepEqual([series.target, series.datapoints.length], [metric, 7]);
  }
  const groups = (await post('/grafana/query', query('page_volume', { targets: [{ refId: 'A', target: 'pages', payload: { by: 'team', urg: 'high' } }] }))).body[0];
  const same = (await (await s.get('/explore.json?range=7d&by=team&urg=high&n=200')).json()).panels.rows.rows;
  assert.deepEqual(groups.rows.map(([id, , v]) => [id, v]), same.map((r) => [r.id, r.value]));

  const bad = [
    [query('no_such_metric'), /no_such_metric/],
    [query('page_volume', { range: { from: 'x', to: 'y' } }), /range/],
    [query('page_volume', { targets: [{ refId: 'A', target: 'page_volume', payload: { colour: 'red' } }] }), /colour/],
    ['{', /JSON/i],
    ['[]', /./],
    ['', /./],
  ];
  for (const [body, says] of bad) {
    const r = await post('/grafana/query', body);
    assert.equal(r.status, 400, JSON.stringify(body));
    assert.match(r.type, /application\/json/);
    assert.equal(typeof r.body.message, 'string');
    assert.match(r.body.message, says);
    assert.equal(typeof r.body.error.code, 'string');
  }
  const empty = await post('/grafana/query', query('page_volume', { targets: [] }));
  assert.deepEqual([empty.status, empty.body], [200, []]);
  const big = await s.get('/grafana/query', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: ' '.repeat(5 << 20) });
  assert.equal(big.status, 413);
  assert.equal(typeof JSON.parse(await big.text()).message, 'string');
  const unknown = await s.get('/grafana/nothing');
  assert.equal(unknown.status, 404);
  assert.equal(typeof JSON.parse(await unknown.text()).message, 'string');
});
