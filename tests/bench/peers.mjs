// peers.mjs: the store's records once more in a DuckDB file and in a plain SQLite file, with the columns that the
// Overview's questions need, made once from the segments; and those questions in the words of each.
import { existsSync, mkdirSync, openSync, closeSync, renameSync, rmSync, writeSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { manifest } from '../oracle/oracle.mjs';

const DAY = 86400000;
const NO_PAGE = "('status_update', 'resolve', 'cancel', 'handoff', 'on_call_reminder', 'oncall-reminder', 'offcall_reminder', 'reminder', 'test', 'verification', 'verify', 'status', 'status update', 'resolved', 'cancelled')";

/** What is read from each segment's view; the same rows for both peers. */
const exported = {
  pageouts: { table: 'page', columns: ['created', 'person', 'team', 'incident', 'level', 'node', 'hour', 'answer', 'took'],
    types: ['BIGINT', 'VARCHAR', 'VARCHAR', 'VARCHAR', 'INTEGER', 'INTEGER', 'INTEGER', 'VARCHAR', 'BIGINT'],
    sql: `SELECT created_at, recipient_id, team_id, incident_id, escalation_level, n2, local_hour, lower(response), responded_at - created_at FROM pageout WHERE lower(purpose) NOT IN ${NO_PAGE}` },
  notifications: { table: 'attempt', columns: ['created', 'channel', 'status'], types: ['BIGINT', 'VARCHAR', 'VARCHAR'],
    sql: `SELECT created_at, lower(channel), lower(delivery_status) FROM attempt WHERE lower(purpose) NOT IN ${NO_PAGE}` },
};

function shell(args, options = {}) {
  const r = spawnSync('sqlite3', args, { encoding: 'utf8', maxBuffer: 1 << 30, ...options });
  if (r.error || r.status !== 0) throw new Error(`sqlite3: ${r.error ?? r.stderr}`);
  return r.stdout;
}

/** All rows of one data set as a CSV file. */
function dumped(store, family, file) {
  const to = openSync(file, 'w');
  writeSync(to, exported[family].columns.join(',') + '\n');
  for (const { name } of manifest(store).families[family].segments)
    shell(['-csv', `file:${join(store, 'seg', name)}?mode=ro&immutable=1`, exported[family].sql], { stdio: ['ignore', to, 'pipe'] });
  closeSync(to);
}

/** Made once into `home`: peer.sqlite and peer.duckdb. */
export async function peers(store, home) {
  const sqlite = join(home, 'peer.sqlite'), duck = join(home, 'peer.duckdb');
  if (existsSync(sqlite) && existsSync(duck)) return { sqlite, duck };
  mkdirSync(home, { recursive: true });
  for (const file of [sqlite, duck]) rmSync(file, { force: true });
  const db = await DuckDBInstance.create(`${duck}.new`, { threads: '2', memory_limit: '2GB' });
  const connection = await db.connect();
  for (const [family, { table, columns, types }] of Object.entries(exported)) {
    const csv = join(home, `${table}.csv`);
    dumped(store, family, csv);
    const typed = columns.map((c, i) => `'${c}': '${types[i]}'`).join(', ');
    await connection.run(`CREATE TABLE ${table} AS SELECT * FROM read_csv('${csv}', header = true, quote = '"', columns = {${typed}}, auto_detect = false)`);
    const declared = columns.map((c, i) => `${c} ${types[i] === 'VARCHAR' ? 'TEXT' : 'INTEGER'}`).join(', ');
    shell([`${sqlite}.new`, 'PRAGMA journal_mode = OFF', 'PRAGMA synchronous = OFF', `CREATE TABLE ${table} (${declared})`, '.mode csv', `.import --skip 1 '${csv}' ${table}`,
      ...columns.map((c) => `UPDATE ${table} SET ${c} = NULL WHERE ${c} = '' AND typeof(${c}) = 'text' AND '${c}' IN ('took')`).filter((q) => q.includes("SET took")),
      `CREATE INDEX ${table}_created ON ${table} (created)`, 'ANALYZE']);
    rmSync(csv);
  }
  connection.closeSync();
  db.closeSync();
  renameSync(`${duck}.new`, duck);
  renameSync(`${sqlite}.new`, sqlite);
  return { sqlite, duck };
}

const ACCEPTED = "answer IN ('accepted', 'accept', 'acknowledge', 'acknowledged', 'ack', 'confirmed', 'joined', 'claimed', 'positive')";
const rank = (p) => ({
  duck: (w) => `SELECT quantile_disc(took, ${p}) FROM page WHERE ${w} AND ${ACCEPTED} AND took >= 0`,
  sqlite: (w) => `SELECT took FROM (SELECT took, row_number() OVER (ORDER BY took) AS k, count(*) OVER () AS n FROM page WHERE ${w} AND ${ACCEPTED} AND took >= 0) WHERE k = CAST(ceil(n * ${p}) AS INTEGER)`,
});
const same = (sql) => ({ duck: sql, sqlite: sql });

/** Each question of the Overview: how we are asked, and the same in each peer's words; \`w\` is its range. */
export const overview = [
  { name: 'pages', ask: 'm=pages', ...same((w) => `SELECT count(*) FROM page WHERE ${w}`) },
  { name: 'people paged', ask: 'm=people', ...same((w) => `SELECT count(DISTINCT person) FROM page WHERE ${w}`) },
  { name: 'answered, of all closed', ask: 'm=acceptance', ...same((w) => `SELECT answer, count(*) FROM page WHERE ${w} GROUP BY answer`) },
  { name: 'acknowledged, half', ask: 'm=ack_p50', ...rank(0.5) },
  { name: 'acknowledged, 99 %', ask: 'm=ack_p99', ...rank(0.99) },
  { name: 'escalated incidents', ask: 'm=escalated', ...same((w) => `SELECT sum(CASE WHEN top >= 2 THEN 1 ELSE 0 END), count(*) FROM (SELECT max(level) AS top FROM page WHERE ${w} GROUP BY incident) x`) },
  { name: 'pages by day', ask: 'm=pages&bin=day', ...same((w) => `SELECT created / ${DAY}, count(*) FROM page WHERE ${w} GROUP BY 1`), duck: (w) => `SELECT created // ${DAY}, count(*) FROM page WHERE ${w} GROUP BY 1` },
  { name: 'pages by hour of the week', ask: 'by=hour&m=pages', ...same((w) => `SELECT hour, count(*) FROM page WHERE ${w} GROUP BY 1`) },
  { name: 'pages by part of the company', ask: 'by=org&m=pages', ...same((w) => `SELECT node, count(*), count(DISTINCT person) FROM page WHERE ${w} GROUP BY 1`) },
  { name: 'pages by team', ask: 'by=team&m=pages', ...same((w) => `SELECT team, count(*) FROM page WHERE ${w} GROUP BY 1`) },
  { name: 'delivered, by channel', ask: 'by=channel&m=delivery', ...same((w) => `SELECT channel, status, count(*) FROM attempt WHERE ${w} GROUP BY 1, 2`) },
];
