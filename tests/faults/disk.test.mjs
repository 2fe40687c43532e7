// A disk that fails: each call that changes a file gives ENOSPC, EDQUOT or EIO, or is cut short, once or
// from then on, in the store or in staging. The run says which file and why, the store stays as it was,
// staging is swept, and the next run ends where an undisturbed one does.
import test from 'node:test';
import { constants } from 'node:os';
import assert from 'node:assert/strict';
import { begun, checkServed, cron, dice, generations, grown, retained, some, staged, strike, tool } from './kit.mjs';
import { existsSync, join, readFileSync } from '../system/harness.mjs';

const errors = [
  { name: 'ENOSPC', text: /No space left on device|disk is full/, exit: 3 },
  { name: 'EDQUOT', text: /Disk quota exceeded/, exit: 3 },
  { name: 'EROFS', text: /Read-only file system/, exit: 3 },
  { name: 'EIO', text: /Input\/output error/, exit: 1 },
].map((e) => ({ ...e, number: constants.errno[e.name] }));
const short = { name: 'cut short', number: 0 };
// What may fail without failing the run: a name that is not needed any more, and in staging a close, since what is
// copied from there is read again and has the right hash.
const forgiven = new Set(['store unlink', 'staging unlink', 'staging rmdir', 'staging close']);
const FILE = /\.db\b|\.json\b|\bCURRENT\b|\/(log|seg|staging)\b/;

/** Runs the change on a failing disk; what the library counted comes along. */
async function onDisk(change, dir, { call, nth, error, how, side }) {
  const told = join(dir, 'told');
  const r = await cron(dir, change.args, { ...change.env, LD_PRELOAD: tool('disk.so'), FAULT_TOLD: told,
    FAULT: `${call} ${nth} ${error} ${how} ${join(dir, side)}/` });
  const counts = existsSync(told) ? readFileSync(told, 'utf8').trim().split('\n').map((l) => l.split(' ')) : [];
  return { ...r, counts: Object.fromEntries(counts.map(([name, n]) => [name, Number(n)])) };
}

/** Every fault that the counted calls allow. */
function faultsOf(counts, side) {
  return Object.entries(counts).flatMap(([call, n]) => Array.from({ length: n }, (_, i) => i + 1).flatMap((nth) =>
    (call === 'write' ? [...errors, short] : errors).flatMap((error) => ['once', 'sticky'].map((how) => ({ side, call, nth, error, how })))));
}

async function failing(change, fault) {
  const { side, call, nth, error, how } = fault;
  const label = `${side}: ${call} ${nth}: ${error.name}, ${how}`, dir = change.fresh();
  const r = await onDisk(change, dir, { ...fault, error: error.number });
  const said = `${label}: ${r.status ?? r.signal}\n${r.stderr}`;
  assert.ok(r.counts.struck > 0, `${label}: it never struck`);
  if (r.status === 0) {
    assert.ok(error === short || forgiven.has(`${side} ${call}`), `nobody noticed ${said}`);
    await checkServed(dir, [change.after.content], label);
  } else {
    assert.notEqual(error, short, said);
    assert.equal(r.status, error.exit, said);
    const why = JSON.parse(r.stderr.trim().split('\n').pop()).error;
    assert.match(why, error.text, said);
    assert.match(why, FILE, said);
  }
  if (!/staging (unlink|rmdir)/.test(`${side} ${call}`)) assert.deepEqual(staged(dir), [], `${label}: staging is not swept`);
  // Once the new generation is in the log, a reader may be shown it before the pointer was synced.
  const settled = generations(dir).has(change.after.generation);
  await change.converges(dir, label, settled ? change.passes : [change.before.content]);
}

async function countsOf(change, side) {
  const { status, counts: { struck, ...calls } } = await onDisk(change, change.fresh(), { call: 'none', nth: 1, error: 0, how: 'once', side });
  assert.equal(status, 0);
  assert.equal(struck, 0);
  return calls;
}

for (const [side, sample] of [['store', 24], ['staging', 12]]) {
  test(`a failing disk below ${side}`, async (t) => {
    const change = await grown(t);
    await strike(t, some(faultsOf(await countsOf(change, side), side), sample, dice(side)), (fault) => failing(change, fault));
  });
}

// As a file system turns read-only after an error, and as a quota is used up.
for (const make of [grown, begun, retained]) {
  test(`a store in which nothing can be changed from some moment on: ${make.name}`, async (t) => {
    const change = await make(t), calls = Object.values(await countsOf(change, 'store')).reduce((sum, n) => sum + n);
    const faults = Array.from({ length: calls }, (_, i) => i + 1).flatMap((nth) => ['EROFS', 'ENOSPC'].map((name) =>
      ({ side: 'store', call: 'any', nth, error: errors.find((e) => e.name === name), how: 'sticky' })));
    await strike(t, some(faults, 3, dice(make.name)), (fault) => failing(change, fault));
  });
}
