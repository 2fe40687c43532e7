// What must hold between answers, whatever the numbers are: parts add up to the whole, a range to its days, a group's row
// is the question narrowed to it, percentiles rise, the compared period is that period. Random filter states, seeded.
import test from 'node:test';
import assert from 'node:assert/strict';
import { company, folder, ingested, join, site } from './harness.mjs';
import { load } from '../oracle/oracle.mjs';
import { dice, instant, query, random, vocabulary } from '../oracle/states.mjs';

const SEED = Number(process.env.PROOF_SEED ?? 20261121);
const MANY = Number(process.env.PROOFS ?? 8);
const DAY = 86400e3;

/** What adds up over rows that are told apart: a page or an attempt is in one of them alone. */
const additive = {
  pages: ['team', 'person', 'purpose', 'source', 'urgency', 'level', 'hours', 'policy', 'outcome', 'day', 'week', 'month', 'hour', 'weekday'],
  unacknowledged: ['team', 'person', 'source', 'level', 'hours', 'day', 'weekday'],
  self_cleared: ['team', 'urgency', 'purpose', 'month'],
  attempts: ['team', 'channel', 'gateway', 'carrier', 'country', 'delivery', 'purpose', 'level', 'hours', 'day', 'week', 'hour'],
};

test('what must hold between answers', async (t) => {
  const dir = folder(t);
  const made = company({ seed: 8 });
  await ingested(t, dir, made);
  const file = join(dir, 'words.sqlite');
  load(join(dir, 'store'), file);
  const words = vocabulary(file);
  const { get } = await site(t, dir);
  const ask = async (state, more, where = 'by=,m=,bin=,sort=,n=,after=,cmp=') => {
    const { cmp, ...rest } = more;
    const tail = where.split(',').map((k) => k.slice(0, -1)).filter((k) => rest[k] !== undefined).map((k) => `${k}=${rest[k]}`);
    const path = `/explore.json?${[query({ ...state, cmp }), ...tail].join('&')}`;
    const r = await get(path, { redirect: 'follow' });
    const text = await r.text();
    assert.equal(r.status, 200, `${path}: ${text}`);
    return { path, ...JSON.parse(text).panels };
  };
  /** All rows, page after page. */
  const rows = async (state, more) => {
    const all = [];
    for (let after, page; ; after = page.next) {
      const answer = await ask(state, { ...more, n: 25, after });
      page = answer.rows;
      all.push(...page.rows);
      if (page.next === null) {
        assert.equal(all.length, page.of, `${answer.path}: as many rows as it says`);
        assert.equal(new Set(all.map((r) => r.id)).size, all.length, `${answer.path}: each once`);
        return { all, total: answer.total, path: answer.path };
      }
    }
  };
  const states = (salt) => {
    const d = dice(SEED + salt);
    return Array.from({ length: MANY }, () => ({ ...random(d, words), d }));
  };
  const sum = (list, key = 'value') => list.reduce((n, r) => n + (r[key] ?? 0), 0);

  await t.test('rows add up to the whole', async () => {
    for (const state of states(1))
      for (const [m, bys] of Object.entries(additive)) {
        const by = state.d.pick(bys);
        const { all, total, path } = await rows(state, { m, by });
        assert.equal(sum(all), total.value, path);
        assert.equal(sum(all, 'n'), total.n, path);
      }
  });

  await t.test('a node is its children and what is its own', async () => {
    const walk = async (org, depth) => {
      const state = { from: words.to - 28 * DAY, to: words.to, url: { range: '28d', from: undefined, to: undefined }, org: org && [org] };
      const { all, total, path } = await rows(state, { m: 'pages', by: 'org' });
      assert.equal(sum(all), total.value, path);
      for (const row of all.filter((r) => /^o\d+$/.test(r.id) && r.id !== `o${org}`).slice(0, depth ? 3 : 0)) {
        const below = await walk(Number(row.id.slice(1)), depth - 1);
        assert.equal(below.value, row.value, `${path}: ${row.id}`);
      }
      return total;
    };
    assert.ok((await walk(undefined, 2)).value > 0);
  });

  await t.test('a range is its days', async () => {
    for (const tz of [undefined, 'America/New_York', 'Asia/Kathmandu']) {
      const date = (ms) => new Date(ms).toISOString().slice(0, 10);
      const first = words.from + 3 * DAY, days = Array.from({ length: 6 }, (_, i) => date(first + i * DAY));
      const between = (from, to) => ({ from: instant(from, tz ?? 'UTC'), to: instant(to, tz ?? 'UTC'), url: { from, to, tz } });
      for (const m of ['pages', 'attempts', 'unacknowledged', 'people', 'interruptions']) {
        const whole = await ask(between(days[0], days.at(-1)), { m });
        const parts = [];
        for (const day of days) parts.push((await ask(between(day, day), { m })).total);
        if (m === 'people') assert.ok(whole.total.value <= sum(parts) && whole.total.value >= Math.max(...parts.map((p) => p.value)), whole.path);
        else if (m !== 'interruptions' || !tz) assert.equal(whole.total.value, sum(parts), whole.path);
      }
    }
  });

  await t.test('percentiles rise', async () => {
    for (const state of states(2))
      for (const name of ['ack', 'answer', 'mtta', 'latency']) {
        const values = [];
        for (const p of ['p50', 'p90', 'p95', 'p99']) values.push((await ask(state, { m: `${name}_${p}` })).total);
        for (let i = 1; i < values.length; i++) {
          assert.ok(values[i].value >= values[i - 1].value, `${query(state)}: ${name}: ${values.map((v) => v.value)}`);
          assert.equal(values[i].n, values[0].n);
        }
      }
  });

  await t.test('the compared period is what is asked for by itself', async () => {
    const date = (ms) => new Date(ms).toISOString().slice(0, 10);
    for (const { d, ...state } of states(3)) {
      const last = words.to - (1 + d.below(3)) * DAY, first = last - d.below(6) * DAY;
      const now = { ...state, from: first, to: last + DAY, url: { from: date(first), to: date(last) } };
      const m = d.pick(['pages', 'acceptance', 'ack_p90', 'attempts', 'delivery', 'mtta_mean', 'people']);
      const answer = await ask(now, { m, by: 'team', cmp: 'prev', n: 200 });
      const then = answer.total.compared;
      const earlier = await ask({ ...now, url: { from: date(Date.parse(then.from)), to: date(Date.parse(then.to) - 1) } }, { m, by: 'team', n: 200 });
      for (const key of ['value', 'n', 'excluded']) assert.equal(then[key], earlier.total[key], `${answer.path}: ${key}`);
      assert.equal(Date.parse(then.to) - Date.parse(then.from), now.to - now.from, `${answer.path}: as long`);
      const before = new Map(earlier.rows.rows.map((r) => [r.id, r.value]));
      for (const row of answer.rows.rows) if (before.has(row.id)) assert.equal(row.compared, before.get(row.id), `${answer.path}: ${row.id}`);
    }
  });

  await t.test('a row is the question narrowed to it, a step of time likewise', async () => {
    const narrowed = { team: 'team', person: 'person', channel: 'ch', gateway: 'gw', carrier: 'carrier', country: 'cc', purpose: 'why', source: 'src', urgency: 'urg', level: 'lvl', hours: 'hours', outcome: 'out' };
    const ways = ['channel', 'gateway', 'carrier', 'country'];
    const { metrics } = (await (await get('/definitions.json')).json()).panels;
    for (const { d, ...state } of states(4))
      for (let k = 0; k < 6; k++) {
        const m = d.pick(metrics);
        // By way, latency is told apart by the way of the one attempt that is credited; a filter by way asks for any attempt.
        const by = d.pick(m.by.filter((b) => narrowed[b] && !state[narrowed[b]] && !(m.metric.startsWith('latency') && ways.includes(b))));
        if (!by) continue;
        const answer = await ask(state, { m: m.metric, by, n: 25 });
        for (const row of answer.rows.rows.filter((r) => r.id && r.id !== 'other').slice(0, 3)) {
          const alone = await ask({ ...state, [narrowed[by]]: [row.id.replace(/^[tp](?=.)/, ['team', 'person'].includes(by) ? '' : '$&')] }, { m: m.metric });
          for (const key of ['n', 'excluded']) assert.equal(alone.total[key], row[key], `${answer.path}: ${row.id}: ${key}`);
          // Ranks come from totals or from rows: within 1 % of each other.
          const off = m.unit === 'ms' && row.value !== null && alone.total.value !== null ? 0.01 * row.value : 0;
          assert.ok(alone.total.value === row.value || Math.abs(alone.total.value - row.value) <= off, `${answer.path}: ${row.id}: ${row.value}, alone ${alone.total.value}`);
        }
      }
  });

  await t.test('nobody has moved: then is now', async () => {
    for (const { hier, ...state } of states(5)) {
      const m = state.d.pick(['pages', 'acceptance', 'attempts', 'people']);
      state.org ??= [state.d.pick(words.node)];
      const [then, now] = [await ask(state, { m }), await ask({ ...state, hier: 'now' }, { m })];
      assert.deepEqual(now.total, then.total, then.path);
    }
  });

  await t.test('the more answers count, the more are accepted', async () => {
    for (const { ack, out, ...state } of states(6)) {
      const accepted = async (rule) => {
        const { total } = await ask({ ...state, ack: rule }, { m: 'acceptance' });
        return Math.round((total.value ?? 0) * total.n);
      };
      const [explicit, close, any] = [await accepted(undefined), await accepted('close'), await accepted('any')];
      assert.ok(explicit <= close && explicit <= any, `${query(state)}: ${explicit}, ${close}, ${any}`);
    }
  });
});
