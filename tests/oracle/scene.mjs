// scene.mjs: the tables that the metrics read, of one filter state: r, rows of page-outs with their group g, and of those
// the pages, p; a, attempts, and of those the attempts of pages, t; i, incidents; and what several metrics share.
import { attempts, duties, pages } from './filter.mjs';

/** `by` gives the group of a row, in SQL: of pages, attempts and duties. */
export const scene = (state, by = {}) => `
DROP TABLE IF EXISTS temp.r; DROP VIEW IF EXISTS temp.p;
CREATE TEMP TABLE r AS SELECT ${by.pages ?? "''"} AS g, p.* FROM page p ${by.pages_from ?? ''}
  WHERE ${pages(state)};
CREATE INDEX temp.r_person ON r (g, person);
CREATE TEMP VIEW p AS SELECT * FROM r WHERE is_page;

DROP TABLE IF EXISTS temp.a; DROP VIEW IF EXISTS temp.t;
CREATE TEMP TABLE a AS SELECT ${by.attempts ?? "''"} AS g, a.* FROM attempt a
  WHERE ${attempts(state)};
CREATE TEMP VIEW t AS SELECT * FROM a WHERE is_page;

-- An incident is as old as its first page here; who accepts first ends it.
DROP TABLE IF EXISTS temp.i;
CREATE TEMP TABLE i AS SELECT g, incident, min(created) AS start, max(level) AS top, max(title) AS title, max(source) AS source,
    count(DISTINCT nullif(person, '')) AS people, max(answer = 'escalated') AS handed_up, max(accepted) AS accepted,
    max(outcome = 'open') = 0 AS closed, min(CASE WHEN ack_ms IS NOT NULL THEN responded END) - min(created) AS accepted_ms
  FROM p GROUP BY g, incident;

-- What reached a person: the first of a day, then each time the next that comes a minute or more after.
DROP TABLE IF EXISTS temp.reached; DROP TABLE IF EXISTS temp.interruption;
CREATE TEMP TABLE reached AS SELECT g, person, day, created, max(hours) AS hours, max(local_hour) AS local_hour
  FROM t WHERE interrupts AND fate = 'delivered' GROUP BY g, person, day, created;
CREATE INDEX temp.reached_when ON reached (g, person, day, created);
CREATE TEMP TABLE interruption AS
  WITH RECURSIVE begun AS (
    SELECT g, person, day, min(created) AS at FROM reached GROUP BY g, person, day
    UNION ALL
    SELECT g, person, day, (SELECT min(k.created) FROM reached k
      WHERE k.g = b.g AND k.person = b.person AND k.day = b.day AND k.created >= b.at + 60000)
    FROM begun b WHERE at IS NOT NULL)
  SELECT k.* FROM begun b JOIN reached k ON k.g = b.g AND k.person = b.person AND k.day = b.day AND k.created = b.at;

-- Days on which a person was on call, and pages of everybody who was or was paged, fewest first.
DROP TABLE IF EXISTS temp.duty; DROP TABLE IF EXISTS temp.load;
CREATE TEMP TABLE duty AS SELECT ${by.duties ?? "''"} AS g, o.person, count(DISTINCT o.day) AS days FROM on_call o ${by.duties_from ?? ''}
  WHERE ${duties(state)} GROUP BY 1, 2;
CREATE TEMP TABLE load AS SELECT g, person, pages, row_number() OVER (PARTITION BY g ORDER BY pages) AS nth,
    count(*) OVER (PARTITION BY g) AS n
  FROM (SELECT e.g, e.person, (SELECT count(*) FROM p WHERE p.g = e.g AND p.person = e.person) AS pages
    FROM (SELECT g, person FROM p WHERE person <> '' UNION SELECT g, person FROM duty) e);

-- The attempt that an acceptance is credited to: the last before it of those that interrupt; none by web or chat.
DROP TABLE IF EXISTS temp.accepting;
CREATE TEMP TABLE accepting AS SELECT g, accepted, ack_ms, CASE WHEN via NOT IN ('web', 'chat') THEN created + ack_ms - (
    SELECT max(w.created) FROM attempt w WHERE w.key = p.key AND w.day IN (p.day, p.day + 1)
      AND w.is_page AND w.interrupts AND w.created < p.created + p.ack_ms) END AS credited_ms
  FROM p;
`;
