// groups.mjs: what rows are told apart by, in SQL for scene.mjs: `pages`, `attempts` and `duties` give the group of a row
// p, a or o; `pages_from` joins the groups where a page may be in several. Ids are those of the site's rows.
import { local } from './states.mjs';
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
const clock = (format) => (state) => both((alias) => `strftime('${format}', ${wall(alias, state)}, 'unixepoch')`);

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
  day: clock('%Y-%m-%d'),
  month: clock('%Y-%m'),
};

/** By steps of time that begin at these instants: the group is the number of the step. */
export const steps = (edges) => both((x) => `(SELECT max(e.key) FROM json_each('[${edges.join(',')}]') e WHERE e.value <= ${x}.created)`);
