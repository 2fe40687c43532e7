// duckdb.mjs FILE: a peer of the import: DuckDB parses the notifications export and does the same fold and the same
// daily counts, in memory, with two threads and 512 MB; nothing is enriched, written or published. Prints JSON.
import { DuckDBInstance } from '@duckdb/node-api';
import { notifications } from './columns.mjs';

const file = process.argv[2].replaceAll("'", "''");
const columns = notifications.map((c) => `'${c}': 'VARCHAR'`).join(', ');
const db = await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '512MB' });
const connection = await db.connect();
const began = process.hrtime.bigint();
const result = await connection.runAndReadAll(`
  WITH kept AS (
    SELECT notification_id, any_value(channel) AS channel, max(created_at) AS created, arg_max(delivery_status, updated_at) AS status
    FROM read_csv('${file}', header = true, delim = ',', quote = '"', escape = '"', columns = {${columns}}, auto_detect = false,
      ignore_errors = true, strict_mode = false)
    GROUP BY notification_id)
  SELECT sum(n)::BIGINT FROM (SELECT substr(created, 1, 10), channel, status, count(*) AS n FROM kept GROUP BY ALL)`);
console.log(JSON.stringify({ seconds: Number(process.hrtime.bigint() - began) / 1e9, kept: Number(result.getRows()[0][0]) }));
