// double.mjs: a folder as an NFS client sees it (double.c), for tests of what a client does to us.
import assert from 'node:assert/strict';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { build, join, run, start, until } from '../system/harness.mjs';

/** Why there can be no such mount here; a test that is skipped for it says so. */
export function missing() {
  try {
    accessSync('/dev/fuse', constants.R_OK | constants.W_OK);
    return false;
  } catch (e) {
    return `FUSE cannot be used here: ${e.message}`;
  }
}

/** Mounts `backing` at dir/name. A call that stall() caught cannot be ended, not even by a kill: go() is
 * called whatever happens. */
export async function mount(t, dir, backing, name, { nasty = false } = {}) {
  const path = join(dir, name);
  mkdirSync(path, { recursive: true });
  const p = start(t, dir, name.replaceAll('/', '-'), join(build, 'nfs/double'), [backing, path, ...(nasty ? ['nasty'] : [])]);
  await until(`${name} is mounted`, () => {
    if (p.child.exitCode !== null) throw new Error(`double ended: ${p.log()}`);
    return p.log().includes('mounted');
  });
  const stall = () => p.child.kill('SIGUSR1');
  const go = () => p.child.kill('SIGUSR2');
  return {
    path, stall, go,
    async stalled(work) {
      stall();
      try {
        return await work();
      } finally {
        go();
      }
    },
    /** Unmounts; what the client saw: how many lock calls, and which files were opened for writing. */
    async done() {
      const r = run('fusermount3', ['-u', path]);
      assert.equal(r.status, 0, r.stderr);
      await p.ended;
      return {
        locks: Number(p.log().match(/^locks (\d+)$/m)[1]),
        written: [...p.log().matchAll(/^writes (.*)$/gm)].map((m) => m[1]),
      };
    },
  };
}
