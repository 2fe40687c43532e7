-- What the metrics are asked of: the records once more, slow and plain, with the words of words.sql in place of the raw
-- ones. Made from pageout_row and attempt_row, which hold the views of the segments as they are, and from `fact`.
CREATE TABLE page AS
WITH said AS (
  SELECT r.*, incident_id || '|' || recipient_id || '|' || escalation_level || '|' || cycle AS key,
    ifnull(u.means, 'other') AS why, ifnull(o.means, 'other') AS answer,
    created_at / 86400000 AS day, lower(trim(responded_via)) AS via
  FROM pageout_row r
  LEFT JOIN word u ON u.kind = 'purpose' AND u.raw = replace(replace(lower(trim(purpose)), '-', '_'), ' ', '_')
  LEFT JOIN word o ON o.kind = 'response' AND o.raw = replace(replace(lower(trim(response)), '-', '_'), ' ', '_')),
sorted AS (
  SELECT *, why NOT IN ('status_update', 'resolve', 'cancel', 'handoff', 'reminder', 'test', 'verification') AS is_page,
    CASE WHEN local_hour % 24 >= 22 OR local_hour % 24 < 8 THEN 'sleep'
         WHEN local_hour < 120 AND local_hour % 24 < 18 THEN 'business' ELSE 'off' END AS hours,
    answer NOT IN ('none', 'resolved', 'undelivered') AND via <> 'auto' AS human
  FROM said),
distinct_ones AS (
  SELECT *, row_number() OVER (PARTITION BY key, day, is_page ORDER BY created_at, page_id) AS nth FROM sorted),
ruled AS (
  SELECT d.*, r.ack, answer = 'accepted' OR (r.ack = 'close' AND answer = 'resolved') OR (r.ack = 'any' AND human) AS accepted
  FROM distinct_ones d, (SELECT 'explicit' AS ack UNION ALL SELECT 'close' UNION ALL SELECT 'any') r
  WHERE nth = 1 OR NOT is_page)
SELECT ack, page_id AS id, key, incident_id AS incident, incident_title AS title, source, lower(trim(urgency)) AS urgency,
  policy, escalation_level AS level, recipient_id AS person, team_id AS team, n1, n2, n3, n4, n5, n6, n7, why, answer,
  via, hours, local_hour, day, created_at AS created, responded_at AS responded, is_page, accepted,
  CASE WHEN accepted AND responded_at >= created_at THEN responded_at - created_at END AS ack_ms,
  CASE WHEN human AND responded_at >= created_at THEN responded_at - created_at END AS answer_ms,
  CASE WHEN NOT is_page THEN NULL
       WHEN accepted AND responded_at - created_at BETWEEN 0 AND 300000 THEN 'in_target'
       WHEN accepted AND responded_at > created_at THEN 'late'
       WHEN accepted THEN 'untimed'
       WHEN answer = 'undelivered' THEN 'undelivered'
       WHEN answer = 'resolved' THEN 'cleared'
       WHEN answer <> 'none' THEN 'declined'
       WHEN created_at + 1800000 > (SELECT through FROM fact) THEN 'open'
       ELSE 'nobody' END AS outcome
FROM ruled;
CREATE INDEX page_key ON page (ack, key, day);
CREATE INDEX page_when ON page (ack, created);

CREATE TABLE attempt AS
WITH said AS (
  SELECT r.*, incident_id || '|' || recipient_id || '|' || escalation_level || '|' || cycle AS key,
    ifnull(u.means, 'other') AS why, ifnull(c.means, 'other') AS way, ifnull(d.means, 'unknown') AS fate,
    created_at / 86400000 AS day
  FROM attempt_row r
  LEFT JOIN word u ON u.kind = 'purpose' AND u.raw = replace(replace(lower(trim(purpose)), '-', '_'), ' ', '_')
  LEFT JOIN word c ON c.kind = 'channel' AND c.raw = replace(replace(lower(trim(channel)), '-', '_'), ' ', '_')
  LEFT JOIN word d ON d.kind = 'delivery' AND d.raw = replace(replace(lower(trim(delivery_status)), '-', '_'), ' ', '_'))
SELECT notification_id AS id, key, incident_id AS incident, incident_title AS title, source, policy,
  escalation_level AS level, recipient_id AS person, team_id AS team, n1, n2, n3, n4, n5, n6, n7, why,
  way AS channel, gateway, carrier, country, fate, local_hour, day, created_at AS created,
  why NOT IN ('status_update', 'resolve', 'cancel', 'handoff', 'reminder', 'test', 'verification') AS is_page,
  way IN ('voice', 'sms', 'push', 'whatsapp', 'pager') AS interrupts,
  CASE WHEN local_hour % 24 >= 22 OR local_hour % 24 < 8 THEN 'sleep'
       WHEN local_hour < 120 AND local_hour % 24 < 18 THEN 'business' ELSE 'off' END AS hours
FROM said;
CREATE INDEX attempt_key ON attempt (key, day);
CREATE INDEX attempt_when ON attempt (created);

-- The directory as it is now: where each person stands, with the nodes above.
CREATE TABLE place_now AS
WITH RECURSIVE living AS (
  SELECT id, manager_id FROM person p
  WHERE NOT deleted AND since = (SELECT max(since) FROM person q WHERE q.id = p.id)),
home AS (
  SELECT l.id, coalesce((SELECT number FROM node WHERE manager_id = l.id AND current),
                        (SELECT number FROM node WHERE manager_id = l.manager_id AND current)) AS number
  FROM living l),
above AS (
  SELECT id, number FROM home WHERE number IS NOT NULL
  UNION SELECT a.id, n.parent FROM above a JOIN node n ON n.number = a.number WHERE n.parent <> 0)
SELECT id, number FROM above;
CREATE INDEX place_now_id ON place_now (id, number);

-- Who was on call, by UTC days: a duty counts on each day that it touches.
CREATE TABLE on_call AS
WITH RECURSIVE days AS (
  SELECT user_id AS person, team_id AS team, start / 86400000 AS day, (until - 1) / 86400000 AS last FROM oncall WHERE until > start
  UNION ALL SELECT person, team, day + 1, last FROM days WHERE day < last)
SELECT DISTINCT person, team, day FROM days;
CREATE INDEX on_call_day ON on_call (day);
