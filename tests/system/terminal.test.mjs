// What somebody at a terminal sees of a run that failed, and what a log gets of the same one.
import test from 'node:test';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { folder, join, program, run } from './harness.mjs';

const SENTENCE = /^pagetrail-cron: .*bad\.csv: the header lacks: page_id, incident_id, .*response$/;

test('a refused file is one sentence at a terminal and one line of JSON in a log', (t) => {
  const dir = folder(t);
  const file = join(dir, 'bad.csv');
  writeFileSync(file, 'a,b\n1,2\n');
  const args = ['ingest', 'pageouts', '--file', file, '--store', join(dir, 'store'), '--staging', join(dir, 'staging')];
  const line = [program('cron'), ...args].join(' ');
  const shown = (command) => run('script', ['-qec', command, '/dev/null']);

  const seen = shown(line);
  assert.equal(seen.status, 1);
  assert.match(seen.stdout.trim(), SENTENCE, 'it stands alone: no table of zeros, no JSON');

  const log = join(dir, 'log');
  assert.match(shown(`${line} 2>${log}`).stdout.trim(), SENTENCE, 'also when the log goes elsewhere');
  const logged = JSON.parse(run('cat', [log]).stdout);
  assert.deepEqual([logged.event, logged.exit, logged.rows], ['run', 1, 0]);

  const piped = run(program('cron'), args);
  assert.deepEqual([piped.status, piped.stdout], [1, '']);
  assert.match(JSON.parse(piped.stderr).error, /the header lacks: page_id/);
});
