// Two writers at once: of two data sets, of one data set on the same days, and of the very same rows. Each is
// held up for a moment somewhere, so that every order comes about. Both land, and nothing of either is lost.
import test from 'node:test';
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { ALL, checkServed, cron, dice, exec, exports, held, places, strike } from './kit.mjs';
import { folder, join, program, readFileSync, writeFileSync } from '../system/harness.mjs';

const ROUNDS = ALL ? 200 : 6;
const DELAYED = ['openat', 'write', 'fsync', 'link', 'pwrite64', 'unlink'];

/** Every second row of a CSV that has no line breaks in its fields, and the others. */
function halves(t, path) {
  const [head, ...rows] = readFileSync(path, 'utf8').trimEnd().split('\n');
  assert.ok(rows.every((row) => row.split('"').length % 2), 'rows are lines');
  return [0, 1].map((half) => {
    const file = join(folder(t), 'half.csv');
    writeFileSync(file, [head, ...rows.filter((_, i) => i % 2 === half)].join('\n') + '\n');
    return file;
  });
}

const racesLost = (r) => JSON.parse(r.stderr.trim().split('\n').pop()).races_lost;

test(`two writers, ${ROUNDS} times`, async (t) => {
  const files = exports(t), [even, odd] = halves(t, files.notifications), random = dice('race');
  const ingest = (set, file) => ['ingest', set, '--file', file];
  const pairs = [
    ['two data sets', ingest('pageouts', files.pageouts), ingest('notifications', files.notifications)],
    ['one data set, the same days', ingest('notifications', even), ingest('notifications', odd)],
    ['the same rows', ingest('notifications', files.notifications), ingest('notifications', files.notifications)],
  ];
  const wanted = await Promise.all(pairs.map(async ([name, one, other]) => {
    const orders = await Promise.all([[one, other], [other, one]].map(async (order) => {
      const dir = folder(t);
      for (const args of order) assert.equal((await cron(dir, args)).status, 0);
      return held(dir);
    }));
    assert.equal(orders[0].content, orders[1].content, `${name}: the order does not matter`);
    return orders[0];
  }));
  let lost = 0, n = 0;
  const rounds = Array.from({ length: ROUNDS }, (_, i) => ({ pair: i % pairs.length, delays: [0, 1].map(() => ({
    call: DELAYED[Math.floor(random() * DELAYED.length)], nth: 1 + Math.floor(random() * 12), us: Math.floor(random() * 40000) })) }));
  const dir = folder(t);
  await strike(t, rounds, async ({ pair, delays }) => {
    const here = join(dir, String(n++)), [name, ...writers] = pairs[pair];
    const ends = await Promise.all(writers.map((args, i) => exec('strace', ['-f', '-qq', '-o', '/dev/null', '-e', `trace=${delays[i].call}`,
      '-e', `inject=${delays[i].call}:delay_enter=${delays[i].us}:when=${delays[i].nth}+3`, program('cron'), ...args], places(here))));
    for (const r of ends) assert.equal(r.status, 0, `${name}: ${r.stderr}`);
    const now = await checkServed(here, [wanted[pair].content], `${name}, ${JSON.stringify(delays)}`);
    assert.equal(now.generation, wanted[pair].generation, name);
    lost += ends.reduce((sum, r) => sum + racesLost(r), 0);
    rmSync(here, { recursive: true });
  });
  assert.ok(lost > 0, 'no race was lost: they did not meet');
  t.diagnostic(`${ROUNDS} races, ${lost} generations lost to the other one`);
});
