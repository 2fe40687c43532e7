// metrics.mjs: each metric in one plain query that gives (g, v, n, e) for each group: value, what it is made from, what
// its rule leaves out. They read the tables of scene.sql.

/** Nearest rank over a column, the unknown left out and counted. */
const rank = (percent, column, from = 'p') => `
  SELECT g, max(CASE WHEN k = (m * ${percent} + 99) / 100 THEN x END), m, count(*) - m FROM (
    SELECT g, ${column} AS x, row_number() OVER (PARTITION BY g ORDER BY ${column} IS NULL, ${column}) AS k,
      count(${column}) OVER (PARTITION BY g) AS m FROM ${from})
  GROUP BY g`;
const mean = (column, from = 'p') => `SELECT g, avg(${column}), count(${column}), count(*) - count(${column}) FROM ${from} GROUP BY g`;

/** Of those of which `whole` holds, the share of which `part` does too; `rest` are left out. */
const share = (part, { of: whole = '1', rest = `NOT (${whole})`, from = 'p' } = {}) => `
  SELECT g, 1.0 * sum((${part}) AND (${whole})) / nullif(sum(${whole}), 0), sum(${whole}), sum(${rest}) FROM ${from} GROUP BY g`;
const count = (what, rest = '0', from = 'p') => `SELECT g, sum(${what}), sum(${what}), sum(${rest}) FROM ${from} GROUP BY g`;

const CLOSED = "outcome NOT IN ('open', 'cleared')";
const times = (name, make) => Object.fromEntries([['mean', 0], ['p50', 50], ['p90', 90], ['p95', 95], ['p99', 99]].map(([s, percent]) => [`${name}_${s}`, make(percent)]));
const stats = (column, from) => (percent) => (percent ? rank(percent, column, from) : mean(column, from));

/** By when so many of all closed pages were accepted; the unanswered count, so it may never be. */
const answeredBy = (percent) => `
  SELECT g, max(CASE WHEN k = (closed * ${percent} + 99) / 100 THEN ack_ms END), closed, pages - closed FROM (
    SELECT g, ack_ms, row_number() OVER (PARTITION BY g ORDER BY ack_ms IS NULL, ack_ms) AS k,
      sum(${CLOSED}) OVER (PARTITION BY g) AS closed, count(*) OVER (PARTITION BY g) AS pages FROM p)
  GROUP BY g`;

const interruptions = (what) => `
  SELECT m.g, ${what}, ${what}, m.e FROM (SELECT g, sum(interrupts AND fate <> 'delivered') AS e FROM t GROUP BY g) m`;
const begun = (which) => `(SELECT count(*) FROM interruption o WHERE o.g = m.g AND ${which})`;

const nobody = "(SELECT count(*) FROM p WHERE p.g = z.g AND p.person = '')";

export const metrics = {
  pages: count('is_page', 'NOT is_page', 'r'),
  people: "SELECT g, count(DISTINCT nullif(person, '')), count(DISTINCT nullif(person, '')), 0 FROM p GROUP BY g",
  acceptance: share('accepted', { of: CLOSED }),
  acceptance_of_delivered: share('accepted', { of: `${CLOSED} AND outcome <> 'undelivered'` }),
  ...times('ack', stats('ack_ms')),
  ...times('mtta', stats('accepted_ms', 'i')),
  ...times('answer', stats('answer_ms')),
  answered_by_p50: answeredBy(50),
  answered_by_p90: answeredBy(90),
  depth: 'SELECT g, avg(nullif(top, 0)), sum(top > 0), sum(top = 0) FROM i GROUP BY g',
  people_per_incident: 'SELECT g, avg(people), count(*), 0 FROM i GROUP BY g',
  escalated: share('top >= 2', { from: 'i' }),
  escalated_timeout: share('top >= 2 AND NOT handed_up', { from: 'i' }),
  escalated_manual: share('top >= 2 AND handed_up', { from: 'i' }),
  reassigned: share("why = 'reassign' OR answer = 'forwarded'"),
  attempts: count('1', '0', 't'),
  delivery: share("fate = 'delivered'", { of: "fate IN ('delivered', 'failed')", rest: "fate IN ('pending', 'suppressed')", from: 't' }),
  delivery_unknown: share("fate IN ('unknown', 'sent')", { of: "fate NOT IN ('suppressed', 'pending')", from: 't' }),
  suppressed: share("fate = 'suppressed'", { from: 't' }),
  undelivered_share: share("outcome = 'undelivered'"),
  interruptions: interruptions(begun('1')),
  interruptions_business: interruptions(begun("o.hours = 'business'")),
  interruptions_off: interruptions(begun("o.hours = 'off'")),
  interruptions_sleep: interruptions(begun("o.hours = 'sleep'")),
  disrupted_hours: interruptions('(SELECT count(*) FROM (SELECT DISTINCT person, day, local_hour FROM interruption o WHERE o.g = m.g))'),
  repage: `
  SELECT g, 1.0 * sum(known AND nth > 1) / nullif(sum(known), 0), sum(known), sum(NOT known) FROM (
    SELECT g, person <> '' AND incident <> '' AS known,
      row_number() OVER (PARTITION BY g, incident, person ORDER BY created, id) AS nth FROM p) GROUP BY g`,
  repeats: `
  SELECT g, 1.0 * sum(ifnull(start - before <= 3600000, 0)) / count(*), count(*), 0 FROM (
    SELECT g, start, lag(start) OVER (PARTITION BY g, source, title ORDER BY start, incident) AS before FROM i) GROUP BY g`,
  pages_per_person: `SELECT g, 1.0 * sum(pages) / count(*), count(*), ${nobody} FROM load z GROUP BY g`,
  pages_per_oncall_day: `
  SELECT g, 1.0 * (SELECT count(*) FROM p WHERE p.g = z.g) / nullif(days, 0), days, 0 FROM (
    SELECT g, sum(days) AS days FROM (SELECT g, days FROM duty UNION ALL SELECT DISTINCT g, 0 FROM p) GROUP BY g) z`,
  gini: `
  SELECT g, CASE WHEN n > 1 THEN 1.0 * sum((2 * nth - n - 1) * pages) / nullif(n * sum(pages), 0) END, n, ${nobody} FROM load z GROUP BY g`,
  top10: `
  SELECT g, CASE WHEN n > 1 THEN 1.0 * sum((nth > n - (n + 9) / 10) * pages) / nullif(sum(pages), 0) END, n, ${nobody} FROM load z GROUP BY g`,
  ...times('latency', stats('credited_ms', 'accepting')),
  uncredited: count('accepted AND ack_ms IS NOT NULL AND credited_ms IS NULL', 'accepted AND ack_ms IS NULL', 'accepting'),
  unacknowledged: count(`${CLOSED} AND NOT accepted`, `NOT (${CLOSED})`),
  unacknowledged_share: share('NOT accepted', { of: CLOSED }),
  self_cleared: count("outcome = 'cleared'"),
  self_cleared_fast: count("outcome = 'cleared' AND ifnull(responded - created BETWEEN 0 AND 300000, 0)",
    "outcome = 'cleared' AND ifnull(responded < created, 1)"),
  open: count("outcome = 'open'"),
  never_accepted: share('NOT accepted', { of: 'closed', from: 'i' }),
  noise: `
  SELECT g, count(*) * (1 - 1.0 * sum(accepted) / nullif(sum(${CLOSED}), 0)), sum(${CLOSED}), sum(NOT (${CLOSED})) FROM p GROUP BY g`,
  sleep_per_person: "SELECT g, 1.0 * sum(hours = 'sleep') / nullif(count(DISTINCT nullif(person, '')), 0), count(DISTINCT nullif(person, '')), 0 FROM p GROUP BY g",
};
