// kill -9 at every boundary between system calls that change the world: what is served is what was there
// or what was to come, whole, and the next run ends where an undisturbed one does.
import test from 'node:test';
import assert from 'node:assert/strict';
import { ALL, Change, begun, collected, compacted, dice, exec, exports, grown, held, places, retained, some, strike } from './kit.mjs';
import { folder, join, program, readFileSync, upstream } from '../system/harness.mjs';

const CHANGING = ['openat', 'open', 'creat', 'write', 'pwrite64', 'writev', 'pwritev', 'pwritev2', 'fsync', 'fdatasync', 'sync_file_range', 'close',
  'link', 'linkat', 'symlinkat', 'rename', 'renameat', 'renameat2', 'unlink', 'unlinkat', 'mkdir', 'mkdirat', 'rmdir', 'truncate', 'ftruncate', 'fallocate',
  'copy_file_range', 'sendfile', 'splice', 'fchmod', 'utimensat'];
const LOOKING = ['read', 'pread64', 'readv', 'newfstatat', 'fstat', 'stat', 'lstat', 'statx', 'statfs', 'fstatfs', 'getdents64', 'lseek', 'mmap', 'munmap',
  'access', 'faccessat2', 'readlink', 'readlinkat', 'fcntl', 'flock', 'fadvise64', 'execve', 'getcwd', 'ioctl', 'dup', 'dup3'];
const strace = (out, args) => ['strace', ['-f', '-qq', '-o', out, ...args]];

/** The calls of an undisturbed run that change the world: which, the how manieth of its name in its thread, and whether it is in the copying and naming. */
async function calls(change) {
  const dir = change.fresh(), trace = join(dir, 'trace');
  const [file, args] = strace(trace, ['-y', program('cron'), ...change.args]);
  change.ok(await exec(file, args, { ...places(dir), ...change.env }), 'traced');
  const counts = new Map(), found = new Map();
  let publishing = false;
  for (const line of readFileSync(trace, 'utf8').split('\n')) {
    const [, thread, name] = line.match(/^(\d+) +(\w+)\(/) ?? [];
    if (!name) continue;
    if (line.includes(`${dir}/`)) assert.ok(CHANGING.includes(name) || LOOKING.includes(name), `a call that this test does not know: ${line}`);
    if (line.includes(`${dir}/store/`)) assert.doesNotMatch(line, /flock\(|F_(OFD_)?SETLK/, 'the store is never locked');
    const nth = (counts.get(`${thread} ${name}`) ?? 0) + 1;
    counts.set(`${thread} ${name}`, nth);
    publishing ||= line.includes(`${dir}/store/seg/`) && line.includes('O_CREAT');
    const changing = CHANGING.includes(name) && (!/^(openat|open)$/.test(name) || line.includes('O_CREAT'));
    if (changing && line.includes(`${dir}/`)) found.set(`${name} ${nth}`, { name, nth, publishing });
  }
  return [...found.values()];
}

async function killedEverywhere(t, change, sample) {
  const all = await calls(change);
  const naming = all.filter((c) => c.publishing);
  const chosen = [...some(all, sample, dice(change.name), change.crew ? 100 : all.length), ...(!ALL && change.name === 'ingest' ? naming : [])];
  let old = 0, early = 0;
  await strike(t, chosen, async ({ name, nth }) => {
    const dir = change.fresh(), label = `${change.name}, killed at ${name} ${nth}`;
    const [file, args] = strace('/dev/null', ['-e', `trace=${name}`, '-e', `inject=${name}:signal=KILL:when=${nth}`, program('cron'), ...change.args]);
    const r = await exec(file, args, { ...places(dir), ...change.env });
    assert.ok(r.signal === 'SIGKILL' || r.status === 0 || change.crew, `${label}: ${r.status}\n${r.stderr}`);
    early += r.signal !== 'SIGKILL' && !change.crew; // threads share their work differently each time, and of a crew one dies
    old += held(dir).content === change.before.content;
    await change.converges(dir, label);
  });
  assert.ok(early * 10 <= chosen.length, `${early} of ${chosen.length} ended before they were killed`);
  t.diagnostic(`${change.name}: ${all.length} calls, ${chosen.length} kills, ${old} left the old content, ${chosen.length - old} the new one`);
}

test('killed anywhere in an ingest', async (t) => killedEverywhere(t, await grown(t), 12));

for (const make of [begun, retained, compacted, collected]) {
  test(`killed anywhere in ${make.name}`, async (t) => killedEverywhere(t, await make(t), 2));
}

test('killed anywhere in a sync of the directory', async (t) => {
  const dir = folder(t), { data, pageouts } = exports(t), up = await upstream(t, dir, data.dir);
  await killedEverywhere(t, await Change.of(t, 'directory', [['ingest', 'pageouts', '--file', pageouts]], ['directory'], up.env), 2);
});

test('killed anywhere in a backfill, one of its crew or the whole of it', async (t) => {
  const dir = folder(t), { data, pageouts } = exports(t), up = await upstream(t, dir, data.dir);
  const change = await Change.of(t, 'backfill', [['ingest', 'pageouts', '--file', pageouts]], ['backfill', 'notifications', '--from', '2026-03-05T00:00:00Z',
    '--to', `${data.end}T00:00:00Z`, '--jobs', '1', '--chunk-rows', '150', '--tries', '2', '--retry-pause', '50ms'], up.env);
  assert.ok(change.passes.length > 2, 'it is published in steps');
  change.crew = true;
  await killedEverywhere(t, change, 2);
});
