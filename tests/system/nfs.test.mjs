// Two clients of one shared volume that are worse than NFS (tests/nfs/double.c): writers on both, readers
// on both, nobody sees an error or a half, and what is there at the end is what one writer alone makes.
import test from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { company, cron, folder, join, mkdirSync, program, readFileSync, run, site, until, writeFileSync } from './harness.mjs';
import { missing, mount } from '../nfs/double.mjs';

const PARTS = 4;

function content(store) {
  const r = run(program('cron'), ['status', '--json', '--store', store]);
  assert.equal(r.status, 0, r.stderr);
  return Object.fromEntries(Object.entries(JSON.parse(r.stdout).families).map(([name, f]) =>
    [name, f.segments.map((s) => `${s.first}..${s.last} ${s.sha256}`)]));
}

/** Each part has the header and every PARTS-th line: all of them touch all days. */
function parts(dir, set, file) {
  const [head, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  return Array.from({ length: PARTS }, (_, k) => {
    const path = join(dir, `${set}-${k}.csv`);
    writeFileSync(path, [head, ...lines.filter((_, i) => i % PARTS === k)].join('\n') + '\n');
    return path;
  });
}

function ended(args, env) {
  return new Promise((done) => {
    const child = spawn(program('cron'), args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '', failed = '';
    child.stdout.on('data', (d) => (said += d));
    child.stderr.on('data', (d) => (failed += d));
    child.on('close', (status) => done({ status, said, failed }));
  });
}

test('two writers and four readers on two hostile clients', { skip: missing() }, async (t) => {
  const dir = folder(t);
  const made = company({ days: 6, people: 120, teams: 8 });
  const backing = join(dir, 'volume');
  mkdirSync(backing);
  const clients = [await mount(t, dir, backing, 'one', { nasty: true }), await mount(t, dir, backing, 'two', { nasty: true })];
  const set = parts(dir, 'pageouts', join(made.dir, 'pageouts.csv'));
  const seed = await ended(['ingest', 'pageouts', '--file', set[0]], { PAGETRAIL_STORE: join(clients[0].path, 'store'), PAGETRAIL_STAGING: join(dir, 's') });
  assert.equal(seed.status, 0, seed.failed);

  let going = true;
  const errors = [], looks = [0, 0, 0, 0];
  // Two programs on each client: one with a mirror and one without; what they serve only grows.
  const webs = await Promise.all(clients.map((c, i) => site(t, dir, {
    workers: 1, args: ['--store', join(c.path, 'store'), ...(i ? ['--mirror', join(dir, 'mirror')] : [])],
  })));
  const watch = async (s, i) => {
    let pages = 0, n = 0;
    for (; going; n++) {
      const r = await s.get(`/overview.json?range=${['7d', '24h', '90d'][n % 3]}`);
      if (r.status !== 200) errors.push(`web ${i}: ${r.status}`);
      const { panels } = await r.json();
      if (n % 3 === 2 && panels.tiles.pages < pages) errors.push(`web ${i}: ${panels.tiles.pages} pages after ${pages}`);
      if (n % 3 === 2) pages = panels.tiles.pages;
      looks[i]++;
      await new Promise((done) => setTimeout(done, 30));
    }
  };
  // ... and one that opens the store anew each time, and reads every byte of it.
  const read = async (c, i) => {
    for (let generation = 0; going;) {
      const r = await ended(['status', '--json', '--store', join(c.path, 'store')], {});
      if (r.status !== 0) errors.push(`status ${i}: ${r.failed}`);
      else if (JSON.parse(r.said).generation < generation) errors.push(`status ${i}: back from ${generation}`);
      else generation = JSON.parse(r.said).generation;
      looks[2 + i]++;
    }
  };
  const readers = [...webs.map(watch), ...clients.map(read)];
  const writers = await Promise.all(clients.map(async (c, i) => {
    const said = [];
    for (let k = 1 + i; k < PARTS; k += 2)
      said.push(await ended(['ingest', 'pageouts', '--file', set[k]], { PAGETRAIL_STORE: join(c.path, 'store'), PAGETRAIL_STAGING: join(dir, `s${i}`) }));
    said.push(await ended(['ingest', 'notifications', '--file', join(made.dir, 'notifications.csv')],
      { PAGETRAIL_STORE: join(c.path, 'store'), PAGETRAIL_STAGING: join(dir, `s${i}`) }));
    return said;
  }));
  await until('both clients see the end', async () => {
    const ids = await Promise.all(webs.map(async (s) => (await (await s.get('/health.json')).json()).meta.snapshot));
    return ids[0] === ids[1];
  }, 30000);
  going = false;
  await Promise.all(readers);
  for (const w of writers.flat()) assert.equal(w.status, 0, w.failed);
  assert.deepEqual(errors, []);
  assert.ok(Math.min(...looks) >= 3, `${looks} looks`);
  for (const s of webs) assert.doesNotMatch(s.web.log(), /SHA-256|malformed|not a segment/);

  const calm = join(dir, 'calm');
  for (const file of set) assert.equal(cron(calm, ['ingest', 'pageouts', '--file', file]).status, 0);
  assert.equal(cron(calm, ['ingest', 'notifications', '--file', join(made.dir, 'notifications.csv')]).status, 0);
  assert.deepEqual(content(join(backing, 'store')), content(join(calm, 'store')));
  for (const s of webs) await s.web.stop();
  for (const c of clients) {
    const seen = await c.done();
    assert.equal(seen.locks, 0, 'no lock is ever asked for');
    const twice = seen.written.filter((path, i) => !path.endsWith('/CURRENT') && seen.written.indexOf(path) !== i);
    assert.deepEqual(twice, [], 'nothing but the pointer is opened for writing twice');
  }
  t.diagnostic(`looks: ${looks.join(' ')}`);
});
