// The Overview's numbers agree wherever they stand: tiles, tables, CSV, JSON, the drawings' descriptions, and the
// same questions asked of /explore, over filters drawn by lot from a fixed seed.
import test from 'node:test';
import assert from 'node:assert/strict';
import { company, folder, ingested, site } from './harness.mjs';
import { table } from './csv.mjs';

const STATES = 30;
let seed = 11n;
const lot = (n) => {
  seed = (seed * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
  return Number((seed >> 33n) % BigInt(n));
};
const pick = (list) => list[lot(list.length)];

/** A query in canonical order: each part is there or not. */
function state(nodes, teams) {
  const parts = [
    ['org', () => `o${pick(nodes)}`, 3], ['team', () => `t${pick(teams)}`, 6], ['range', () => pick(['24h', '7d', '90d']), 2],
    ['tz', () => pick(['Europe/London', 'America/New_York', 'Asia/Kolkata', 'own']), 3], ['cmp', () => pick(['prev', 'year']), 3],
    ['urg', () => pick(['high', 'low']), 4], ['ch', () => pick(['sms', 'voice', 'push', 'voice,sms']), 5],
    ['out', () => pick(['late', 'nobody', 'in_target,late']), 6], ['lvl', () => pick(['1', '2', '1,2']), 6], ['hours', () => pick(['sleep', 'business', 'business,off']), 5],
  ];
  return parts.flatMap(([name, value, one]) => (lot(one) === 0 ? [`${name}=${value()}`] : [])).join('&');
}

const number = (text) => Number(text.replaceAll(',', ''));
const sum = (list) => list.reduce((a, b) => a + b, 0);
/** Percentiles of totals are within 1 % of the exact ones; all else is equal but for the digits written. */
const near = (a, b, part) => Math.abs(a - b) <= part * Math.max(1, Math.abs(b));

test('numbers agree', async (t) => {
  const dir = folder(t);
  await ingested(t, dir, company());
  const s = await site(t, dir);
  const json = async (path) => {
    const r = await s.get(path);
    assert.equal(r.status, 200, path);
    return r.json();
  };
  const text = async (path) => {
    const r = await s.get(path);
    assert.equal(r.status, 200, path);
    return r.text();
  };
  const all = await json('/overview.json');
  const nodes = all.panels.below.rows.map((r) => r.number);
  const teams = (await json('/explore.json?by=team&n=25')).panels.rows.rows.map((r) => r.id.slice(1));
  let paged = 0, compared = 0;

  for (let i = 0; i < STATES; i++) {
    const query = state(nodes, teams);
    const q = query ? `?${query}` : '';
    const also = (more) => `?${[query, more].filter(Boolean).join('&')}`;
    const at = `state ${i}: ${query}`;
    const { panels, compared: then } = await json(`/overview.json${q}`);
    const html = await text(`/overview${q}`);
    const { tiles, volume, hours, curve, curve_of, funnel } = panels;
    if (tiles.pages === 0) continue;
    paged++;

    assert.equal(sum(Object.values(tiles.outcome)), tiles.pages, `${at}: outcomes`);
    assert.equal(sum(volume.map((b) => b.pages ?? 0)), tiles.pages, `${at}: bars`);
    assert.equal(sum(hours), tiles.pages, `${at}: hours`);
    assert.ok(curve.every(([, n], k) => k === 0 || n >= curve[k - 1][1]) && curve.at(-1)[1] <= curve_of, `${at}: curve`);
    const { p50_ms, p90_ms } = tiles.answered_by;
    assert.ok(p50_ms === null ? p90_ms === null : p90_ms === null || p50_ms <= p90_ms, `${at}: percentiles`);

    const csv = table(await text(`/overview~volume.csv${q}`));
    assert.equal(sum(csv.map((r) => Number(r.pages))), tiles.pages, `${at}: CSV`);
    const desc = (await text(`/overview~volume.svg${q}`)).match(/<desc[^>]*>([^<]*)/)[1];
    assert.equal(number(desc.match(/, ([\d,]+)\u00a0pages?\./)[1]), tiles.pages, `${at}: ${desc}`);
    const big = html.match(/<dl class="tiles"[^]*?<dd>(?:<svg[^]*?<\/svg>)?([\d,]+)/)[1];
    assert.equal(number(big), tiles.pages, `${at}: tile`);
    const body = html.match(/<figure[^>]*id="volume"[^]*?<tbody>([^]*?)<\/tbody>/)[1];
    assert.equal(sum([...body.matchAll(/<\/th><td>([\d,]+)/g)].map((m) => number(m[1]))), tiles.pages, `${at}: table`);

    assert.equal(sum(Object.values(funnel.end)), funnel.incidents, `${at}: funnel's ends`);
    funnel.levels.forEach((level, k) => {
      assert.equal(sum(Object.values(level.fate)), level.reached, `${at}: level ${level.level}`);
      assert.equal(sum(Object.values(level.went_on)), funnel.levels[k + 1]?.reached ?? 0, `${at}: from level ${level.level} on`);
    });
    assert.equal(funnel.incidents, tiles.escalated.den, `${at}: incidents`);
    assert.equal(funnel.levels[1]?.reached ?? 0, tiles.escalated.num, `${at}: escalated`);

    for (const [metric, value] of [['acceptance', tiles.acceptance.value], ['answered_by_p50', p50_ms], ['escalated', tiles.escalated.value],
      ['sleep_per_person', tiles.sleep_per_person], ['undelivered_share', tiles.undelivered_share], ['people', tiles.people]]) {
      const asked = await json(`/explore.json${also(`m=${metric}`)}`);
      const { value: explored } = asked.panels.total;
      assert.ok(explored === value || (value !== null && explored !== null && near(explored, value, metric.startsWith('answered_by') ? 0.01 : 1e-6)), `${at}: ${metric} ${value}, explored ${explored}`);
    }
    if (!then) continue;
    compared++;
    const asked = await json(`/explore.json${also('m=pages')}`);
    if (then.held !== 'none') assert.equal(then.panels.tiles.pages, asked.panels.total.compared.value, `${at}: compared`);
    assert.equal(then.panels.below.rows.length, panels.below.rows.length, `${at}: rows compared`);
    then.panels.below.rows.forEach((r, k) => assert.equal(r.id, panels.below.rows[k].id, at));
  }
  assert.ok(paged >= STATES / 2, `${paged} states have pages`);
  assert.ok(compared >= 3, `${compared} states compare`);
});
