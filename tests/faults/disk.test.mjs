// A disk that fails: each call that changes a file gives ENOSPC, EDQUOT or EIO, or is cut short, once or
// from then on, in the store or in staging. The run says which file and why, the store stays as it was,
// staging is swept, and the next run ends where an undisturbed one does.
import test from 'node:test';
import { constants } from 'node:os';
import assert from 'node:assert/strict';
import { begun, checkServed, compacted, cron, dice, exec, generations, grown, places, retained, some, staged, strike, tool } from './kit.mjs';
import { existsSync, join, program, readFileSync } from '../system/harness.mjs';

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

const toldBy = (file) => Object.fromEntries(readFileSync(file, 'utf8').trim().split('\n').map((l) => l.split(' ')).map(([name, n]) => [name, Number(n)]));

/** Runs the change on a failing disk; what the library counted comes along. */
async function onDisk(change, dir, { call, nth, error, how, side }) {
  const told = join(dir, 'told');
  const r = await cron(dir, change.args, { ...change.env, LD_PRELOAD: tool('disk.so'), FAULT_TOLD: told,
    FAULT: `${call} ${nth} ${error} ${how} ${join(dir, side)}/` });
  return { ...r, counts: existsSync(told) ? toldBy(told) : {} };
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
  await change.converges(dir, label, settled ? change.passes : change.passes.slice(0, -1));
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
for (const make of [grown, begun, retained, compacted]) {
  test(`a store in which nothing can be changed from some moment on: ${make.name}`, async (t) => {
    const change = await make(t), calls = Object.values(await countsOf(change, 'store')).reduce((sum, n) => sum + n);
    const faults = Array.from({ length: calls }, (_, i) => i + 1).flatMap((nth) => ['EROFS', 'ENOSPC'].map((name) =>
      ({ side: 'store', call: 'any', nth, error: errors.find((e) => e.name === name), how: 'sticky' })));
    await strike(t, some(faults, 3, dice(make.name)), (fault) => failing(change, fault));
  });
}

// A fault that is not seen is not injected: what the library counts is what strace counts.
const traced = {
  write: /^(write|pwrite64|writev|pwritev2?|copy_file_range|sendfile|splice|fallocate)\(/,
  create: /^(openat|open|creat)\(.*O_CREAT/,
  sync: /^(fsync|fdatasync|sync_file_range)\(/,
  link: /^(link|linkat)\(/,
  rename: /^(rename|renameat2?)\(/,
  unlink: /^(unlink|unlinkat)\((?!.*AT_REMOVEDIR)/,
  mkdir: /^mkdir(at)?\(/,
  rmdir: /^(rmdir\(|unlinkat\(.*AT_REMOVEDIR)/,
  truncate: /^f?truncate\(/,
};

for (const side of ['store', 'staging']) {
  test(`the failing disk sees every change below ${side}`, async (t) => {
    const change = await grown(t), dir = change.fresh(), told = join(dir, 'told'), trace = join(dir, 'trace');
    const r = await exec('strace', ['-f', '-qq', '-y', '-o', trace, '-E', `LD_PRELOAD=${tool('disk.so')}`, '-E', `FAULT_TOLD=${told}`, '-E',
      `FAULT=none 1 0 once ${join(dir, side)}/`, program('cron'), ...change.args], places(dir));
    change.ok(r, 'traced');
    const lines = readFileSync(trace, 'utf8').split('\n').map((line) => line.replace(/^\d+ +/, '')).filter((line) => line.includes(`${join(dir, side)}/`));
    const { syncdir, sync, close, struck, ...counts } = toldBy(told);
    for (const [kind, n] of Object.entries({ ...counts, sync: sync + syncdir }))
      assert.equal(n, lines.filter((line) => traced[kind].test(line)).length, `${kind} below ${side}`);
  });
}
