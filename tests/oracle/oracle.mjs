// oracle.mjs: what the numbers should be, by slow and obvious SQL over the exported records and by nothing of the program:
// the views of the segments in one plain SQLite file, a query text a metric (metrics.mjs), a WHERE a filter state
// (filter.mjs), the sqlite3 shell.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { metrics } from './metrics.mjs';
import { plain } from './plain.mjs';
import { scene } from './scene.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const part = (name) => readFileSync(join(here, name), 'utf8');

function shell(file, sql) {
  const r = spawnSync('sqlite3', ['-batch', '-bail', file], { input: sql, encoding: 'utf8', maxBuffer: 1 << 30 });
  if (r.error) throw r.error;
  if (r.status !== 0 || r.stderr) throw new Error(`sqlite3: ${r.status}: ${r.stderr}`);
  return r.stdout;
}

/** The newest generation of a store at rest. */
export function manifest(store) {
  const newest = readdirSync(join(store, 'log')).filter((name) => /^\d+\.json$/.test(name)).sort().at(-1);
  return JSON.parse(readFileSync(join(store, 'log', newest), 'utf8'));
}

const attach = (store, name, body) => `ATTACH 'file:${join(store, 'seg', name)}?mode=ro&immutable=1' AS s;\n${body}\nDETACH s;\n`;

/** All of a store's records and its directory into `file`, a new one. */
export function load(store, file) {
  const { families } = manifest(store);
  const segments = (family) => families[family]?.segments ?? [];
  let sql = 'PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;\n' + part('words.sql');
  for (const [table, view, family] of [['pageout_row', 'pageout', 'pageouts'], ['attempt_row', 'attempt', 'notifications']])
    segments(family).forEach(({ name }, i) => {
      sql += attach(store, name, i ? `INSERT INTO ${table} SELECT * FROM s.${view};` : `CREATE TABLE ${table} AS SELECT * FROM s.${view};`);
    });
  const directory = segments('directory').at(-1);
  for (const table of ['person', 'team', 'member', 'node', 'oncall'])
    sql += attach(store, directory.name, `CREATE TABLE ${table} AS SELECT * FROM s.${table};`);
  sql += `CREATE TABLE fact AS SELECT ${families.pageouts.through} AS through;\n` + part('records.sql');
  shell(file, sql);
  plains(file);
}

/** What q looks through, as it looks at it. */
function plains(file) {
  const of = (table) => ['title', 'incident', 'source'].map((column) => `SELECT ${column} AS text FROM ${table}`).join(' UNION ');
  const texts = rows(file, `${of('page')} UNION ${of('attempt')}`).map((r) => ({ text: r.text, words: plain(r.text) }));
  const quoted = JSON.stringify(texts).replaceAll("'", "''");
  shell(file, `CREATE TABLE plain (text TEXT PRIMARY KEY, words TEXT) WITHOUT ROWID;
    INSERT INTO plain SELECT value ->> 'text', value ->> 'words' FROM json_each('${quoted}');`);
}

/** The whole query of one metric, for whom wants to run it by hand. */
export const told = (state, metric, by) => `${scene(state, by)}\n${metrics[metric]};`;

/** Answers in one run of the shell: for each question { state, metrics: [names], by } a Map metric -> Map group -> { value, n, excluded }. */
export function ask(file, questions) {
  let sql = 'PRAGMA temp_store = MEMORY;\n';
  questions.forEach(({ state, metrics: names, by }, k) => {
    sql += scene(state, by);
    for (const name of names) sql += `WITH q(g, v, n, e) AS (${metrics[name]}) SELECT json_array(${k}, '${name}', g, v, n, e) FROM q;\n`;
  });
  const answers = questions.map(({ metrics: names }) => new Map(names.map((name) => [name, new Map()])));
  for (const line of shell(file, sql).split('\n')) {
    if (!line) continue;
    const [k, name, g, value, n, excluded] = JSON.parse(line);
    answers[k].get(name).set(g, { value, n: n ?? 0, excluded: excluded ?? 0 });
  }
  return answers;
}

/** Rows of any question of one's own. */
export const rows = (file, sql) => JSON.parse(shell(file, `.mode json\n${sql};\n`) || '[]');

export { metrics };
