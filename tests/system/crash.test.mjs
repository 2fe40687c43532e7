// Nothing is lost: an ingest that is killed at any moment leaves the last generation, and the next run
// ends in the same content as one that nobody disturbed.
import test from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { company, cron, folder, join, program, run } from './harness.mjs';

const KILLS = Number(process.env.KILLS ?? 50);

/** What a store holds, without the names that are made anew each time. */
function content(dir) {
  const r = cron(dir, ['status', '--json']);
  assert.equal(r.status, 0, r.stderr);
  const status = JSON.parse(r.stdout);
  return Object.fromEntries(Object.entries(status.families ?? status.datasets).map(([name, f]) =>
    [name, (f.segments ?? []).map((s) => `${s.first}..${s.last} ${s.sha256}`)]));
}

function generation(dir) {
  return JSON.parse(cron(dir, ['status', '--json']).stdout).generation;
}

test(`kill -9 of an ingest at ${KILLS} random moments loses and doubles nothing`, async (t) => {
  const dir = folder(t);
  const made = company({ days: 12, people: 300, teams: 12 });
  const file = (set) => join(made.dir, `${set}.csv`);
  const began = Date.now();
  assert.equal(cron(join(dir, 'calm'), ['ingest', 'notifications', '--file', file('notifications')]).status, 0);
  const calmMs = Date.now() - began;
  assert.equal(cron(join(dir, 'calm'), ['ingest', 'pageouts', '--file', file('pageouts')]).status, 0);
  const wanted = content(join(dir, 'calm'));
  assert.ok(wanted.pageouts.length >= 12);

  let seed = 20260308;
  const random = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
  const storm = join(dir, 'storm');
  const env = { ...process.env, PAGETRAIL_STORE: join(storm, 'store'), PAGETRAIL_STAGING: join(storm, 'staging') };
  assert.equal(cron(storm, ['ingest', 'pageouts', '--file', file('pageouts')]).status, 0);
  let killed = 0, last = generation(storm);
  for (let i = 0; i < KILLS; i++) {
    const set = i % 2 ? 'pageouts' : 'notifications';
    const child = spawn(program('cron'), ['ingest', set, '--file', file(set)], { env, stdio: 'ignore' });
    const ended = new Promise((done) => child.on('exit', (code, signal) => done(signal)));
    const timer = setTimeout(() => child.kill('SIGKILL'), random() * calmMs);
    killed += (await ended) === 'SIGKILL';
    clearTimeout(timer);
    const now = generation(storm); // status reads the whole generation and checks it
    assert.ok(now >= last, `generation went from ${last} to ${now}`);
    last = now;
  }
  assert.ok(killed >= KILLS / 4, `only ${killed} of ${KILLS} were killed in time`);
  for (const set of ['notifications', 'pageouts'])
    assert.equal(cron(storm, ['ingest', set, '--file', file(set)]).status, 0);
  assert.deepEqual(content(storm), wanted);
  t.diagnostic(`${killed} of ${KILLS} were killed before they ended`);
});

test('importing the same file twice makes no generation', (t) => {
  const dir = folder(t);
  const made = company({ days: 12, people: 300, teams: 12 });
  for (const round of [1, 2]) {
    const r = cron(dir, ['ingest', 'pageouts', '--file', join(made.dir, 'pageouts.csv')]);
    assert.equal(r.status, 0, r.stderr);
    assert.equal(generation(dir), 1, `round ${round}`);
  }
});

test('two writers at once both land, and neither undoes the other', async (t) => {
  const dir = folder(t);
  const made = company({ days: 12, people: 300, teams: 12 });
  const env = { ...process.env, PAGETRAIL_STORE: join(dir, 'store'), PAGETRAIL_STAGING: join(dir, 'staging') };
  const status = await Promise.all(['pageouts', 'notifications', 'pageouts', 'notifications'].map((set) => new Promise((done) =>
    spawn(program('cron'), ['ingest', set, '--file', join(made.dir, `${set}.csv`)], { env, stdio: 'ignore' }).on('exit', done))));
  assert.deepEqual(status, [0, 0, 0, 0]);
  const calm = join(dir, 'calm');
  for (const set of ['notifications', 'pageouts'])
    assert.equal(cron(calm, ['ingest', set, '--file', join(made.dir, `${set}.csv`)]).status, 0);
  assert.deepEqual(content(dir), content(calm));
});

test('a reader makes no lock call on the store and opens it read-only', (t) => {
  const dir = folder(t);
  const made = company({ days: 12, people: 300, teams: 12 });
  assert.equal(cron(dir, ['ingest', 'pageouts', '--file', join(made.dir, 'pageouts.csv')]).status, 0);
  const trace = join(dir, 'trace');
  const r = run('strace', ['-f', '-y', '-e', 'trace=fcntl,openat,open,flock', '-o', trace, program('cron'), 'status'],
    { env: { PAGETRAIL_STORE: join(dir, 'store') } });
  assert.equal(r.status, 0, r.stderr);
  const lines = run('cat', [trace]).stdout.split('\n').filter((l) => l.includes(`${dir}/store/`));
  assert.ok(lines.some((l) => l.includes('.db')) || lines.some((l) => l.includes('CURRENT')), 'it read the store');
  assert.deepEqual(lines.filter((l) => /F_(OFD_)?SETLKW?|flock\(/.test(l)), []);
  assert.deepEqual(lines.filter((l) => /open(at)?\(/.test(l) && !/O_RDONLY/.test(l)), []);
});
