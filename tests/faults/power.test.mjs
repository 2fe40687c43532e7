// The power goes: what was not synced is forgotten, or kept in any order and torn. Before every single change
// to the store, and after success: then all of it must be there, each folder's sync included.
import test from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { closeSync, constants, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, unlinkSync, writeSync } from 'node:fs';
import { ALL, begun, collected, compacted, cron, dice, grown, places, retained, some, strike, tool } from './kit.mjs';
import { folder, join, run } from '../system/harness.mjs';

const skip = canMount();
function canMount() {
  if (!existsSync('/dev/fuse')) return 'no /dev/fuse here: lost writes are not tested';
  try {
    closeSync(openSync('/dev/fuse', constants.O_RDWR));
    return false;
  } catch (e) {
    return `/dev/fuse cannot be opened (${e.code}): lost writes are not tested`;
  }
}

/** Shows `now` at a mount to `work`, cuts the power before change number `cut` or after the work, and gives what is left. */
async function powered(now, cut, seed, work) {
  const mount = `${now}-mount`, after = `${now}-after`;
  mkdirSync(mount);
  const child = spawn(tool('forget'), [now, mount, after, String(cut), String(seed)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  const ended = new Promise((done) => child.on('close', done));
  try {
    await new Promise((mounted, fail) => {
      child.stdout.setEncoding('utf8').on('data', (text) => (said += text) && said.includes('mounted\n') && mounted());
      child.on('exit', (code) => fail(new Error(`forget ended: ${code}`)));
    });
    await work(mount);
  } finally {
    if (run('fusermount3', ['-u', mount]).status !== 0) child.kill('SIGKILL') && run('fusermount3', ['-uz', mount]);
    await ended;
  }
  rmSync(mount, { recursive: true });
  assert.match(said, /changes/, `forget ended: ${child.exitCode ?? child.signalCode}`);
  const [, changes, syncs] = said.match(/changes (\d+) syncs (\d+)/);
  return { after, changes: Number(changes), syncs: Number(syncs) };
}

test('what the layer forgets, and what it keeps', { skip }, async (t) => {
  const now = join(folder(t), 'now');
  mkdirSync(now);
  const sync = (path) => {
    const fd = openSync(path, 'r');
    fsyncSync(fd);
    closeSync(fd);
  };
  const put = (path, text, synced) => {
    const fd = openSync(path, 'a');
    writeSync(fd, text);
    if (synced) fsyncSync(fd);
    closeSync(fd);
  };
  const { after } = await powered(now, 0, 0, (dir) => {
    for (const name of ['synced', 'bytes-lost', 'gone']) put(join(dir, name), 'old', name !== 'bytes-lost');
    mkdirSync(join(dir, 'empty'));
    put(join(dir, 'empty/name-lost'), 'new', true);
    sync(dir);
    put(join(dir, 'synced'), ' and lost', false);
    linkSync(join(dir, 'synced'), join(dir, 'link-lost'));
    unlinkSync(join(dir, 'gone'));
  });
  const left = run('sh', ['-c', 'cd "$1" && find . -type f -exec grep -H "" {} + ; find . -size 0', 'sh', after]).stdout.split('\n').sort();
  assert.deepEqual(left.filter(Boolean), ['./bytes-lost', './gone:old', './synced:old']);
  assert.ok(existsSync(join(after, 'empty')));
});

async function powerGoes(t, change, sample) {
  const work = (dir) => (mount) => cron(dir, change.args, { ...places(mount), PAGETRAIL_STAGING: `${dir}-staging`, ...change.env });
  const calm = change.fresh(), { changes, syncs } = await powered(calm, 0, 0, async (mount) => change.ok(await work(calm)(mount), 'over the layer'));
  assert.ok(changes > 0 && (syncs > 0 || change.name === 'gc'), `${changes} changes, ${syncs} syncs`);
  const random = dice(change.name), seeds = [0, ...Array.from({ length: ALL ? 4 : 2 }, () => 1 + Math.floor(random() * 1e9))];
  const cuts = Array.from({ length: changes }, (_, i) => i + 1).flatMap((cut) => seeds.map((seed) => ({ cut, seed })));
  const done = Array.from({ length: ALL ? 20 : 2 }, (_, i) => ({ cut: 0, seed: i && 1 + Math.floor(random() * 1e9) }));
  await strike(t, [...some(cuts, sample, random), ...done], async ({ cut, seed }) => {
    const dir = change.fresh(), label = `${change.name}, cut ${cut} of ${changes}, seed ${seed}`;
    let status;
    const { after } = await powered(dir, cut, seed, async (mount) => ({ status } = await work(dir)(mount)));
    assert.equal(status === 0, cut === 0, label);
    await change.converges(after, label, cut === 0 ? [change.after.content] : change.passes);
    for (const made of [dir, `${dir}-staging`]) rmSync(made, { recursive: true, force: true });
  });
}

for (const [make, sample] of [[grown, 8], [begun, 4], [retained, 1], [compacted, 1], [collected, 1]]) {
  test(`the power goes anywhere in ${make.name}`, { skip }, async (t) => powerGoes(t, await make(t), sample));
}
