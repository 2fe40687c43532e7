// groups.mjs: what rows are told apart by, in SQL for scene.mjs: `pages`, `attempts` and `duties` give the group of a row
// p, a or o; `pages_from` joins the groups where a page may be in several. Ids are those of the site's rows.
import { instant, local } from './states.mjs';
import { way } from './filter.mjs';

const both = (of) => ({ pages: of('p'), attempts: of('a') });
const DAY = 86400e3;

/** By each way that a page was tried, and an attempt by its own. */
const by_way = (column) => (state) => ({
  pages: 'w.g', attempts: `a.${column}`,
  pages_from: `JOIN (SELECT DISTINCT q.rowid AS page_row, w.${column} AS g FROM page q JOIN attempt w
      ON w.key = q.key AND w.day IN (q.day, q.day + 1) AND w.is_page AND ${['1', ...way('w', state)].join(' AND ')}
    WHERE q.is_page AND q.created >= ${state.from} AND q.created < ${state.to}) w ON w.page_row = p.rowid`,
});

/** The wall clock in the state's zone, in ms, as a CASE over the instants at which the zone changes its offset. */
function wall(alias, state) {
  const tz = state.url?.tz ?? 'UTC', steps = [];
  for (let at = state.from; at < state.to; at += 15 * 60e3) {
    const offset = local(at, tz) - at;
    if (offset !== steps.at(-1)?.offset) steps.push({ at, offset });
    else if (state.to - at > 2 * DAY && local(at + DAY, tz) - at - DAY === offset) at += DAY - 15 * 60e3;
  }
  const cases = steps.reverse().map((s) => `WHEN ${alias}.created >= ${s.at} THEN ${s.offset}`).join(' ');
  return `(${alias}.created + CASE ${cases} END) / 1000`;
}
const dateOf = (ms) => new Date(ms).toISOString().slice(0, 10);

/** A duty counts on UTC days; it is in each of these spans { g, from, to } that one of its days touches. */
const duties_in = (spans) => ({
  duties: 'e.g',
  duties_from: `JOIN (SELECT column1 AS g, column2 AS a, column3 AS b FROM (VALUES ${spans.map((s) => `('${s.g}', ${s.from}, ${s.to})`).join(', ')})) e
      ON o.day * ${DAY} < e.b AND (o.day + 1) * ${DAY} > e.a`,
});

/** The calendar days of the state's zone, as far as they are in its range. */
function days(state, name) {
  const tz = state.url?.tz ?? 'UTC', all = [];
  for (let date = dateOf(local(state.from, tz)), next; instant(date, tz) < state.to; date = next) {
    next = dateOf(Date.parse(date) + DAY);
    all.push({ g: name(date), from: Math.max(instant(date, tz), state.from), to: Math.min(instant(next, tz), state.to) });
  }
  return duties_in(all);
}
const monday = (date) => dateOf(Date.parse(date) - ((new Date(date).getUTCDay() + 6) % 7) * DAY);

const clock = (format, more = '') => (state) => both((alias) => `strftime('${format}', ${wall(alias, state)}, 'unixepoch'${more})`);
const weekdays = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ');

export const groups = {
  team: () => ({ ...both((x) => `CASE WHEN ${x}.team <> '' THEN 't' || ${x}.team ELSE '' END`), duties: "'t' || o.team" }),
  person: () => both((x) => `CASE WHEN ${x}.person <> '' THEN 'p' || ${x}.person ELSE '' END`),
  channel: by_way('channel'),
  gateway: by_way('gateway'),
  carrier: by_way('carrier'),
  country: by_way('country'),
  purpose: () => both((x) => `${x}.why`),
  source: () => both((x) => `${x}.source`),
  urgency: () => ({ pages: 'p.urgency', attempts: "''" }),
  level: () => both((x) => `CASE WHEN ${x}.level = 0 THEN '' WHEN ${x}.level > 7 THEN '7' ELSE ${x}.level || '' END`),
  hours: () => both((x) => `${x}.hours`),
  outcome: () => ({ pages: 'p.outcome', attempts: "''", pages_from: 'JOIN (SELECT 1) x ON p.is_page' }),
  policy: () => both((x) => `${x}.policy`),
  delivery: () => ({ pages: "''", attempts: 'a.fate' }),
  day: (state) => ({ ...clock('%Y-%m-%d')(state), ...days(state, (date) => date) }),
  week: (state) => ({ ...clock('%Y-%m-%d', ", '-6 days', 'weekday 1'")(state), ...days(state, monday) }),
  month: (state) => ({ ...clock('%Y-%m')(state), ...days(state, (date) => date.slice(0, 7)) }),
  hour: clock('%H'),
  weekday: (state) => both((alias) => `CASE strftime('%w', ${wall(alias, state)}, 'unixepoch') ${weekdays.map((d, i) => `WHEN '${i}' THEN '${d}'`).join(' ')} END`),
};

/** By steps of time that begin at these instants, up to `to`: the group is the number of the step. */
export const steps = (edges, to) => ({
  ...both((x) => `(SELECT max(e.key) FROM json_each('[${edges.join(',')}]') e WHERE e.value <= ${x}.created)`),
  ...duties_in(edges.map((from, g) => ({ g, from, to: edges[g + 1] ?? to }))),
  duties: 'CAST(e.g AS INTEGER)',
});
