// Nothing is lost: an ingest that is killed at any moment leaves the last generation, and the next run
// ends in the same content as one that nobody disturbed.
import test from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { company, cron, folder, join, program, readFileSync, run, start, until, writeFileSync } from './harness.mjs';

const KILLS = Number(process.env.KILLS ?? 50);

/** What a store holds, without the names that are made anew each time. */
function content(dir) {
  const r = cron(dir, ['status', '--json']);
  assert.equal(r.status, 0, r.stderr);
  const status = JSON.parse(r.stdout);
  return Object.fromEntries(Object.entries(status.families).map(([name, f]) =>
    [name, f.segments.map((s) => `${s.first}..${s.last} ${s.sha256}`)]));
}

function generation(dir) {
  return JSON.parse(cron(dir, ['status', '--json']).stdout).generation;
}

test(`kill -9 of an ingest at ${KILLS} random moments loses and doubles nothing`, async (t) => {
  const dir = folder(t);
  const made = company({ days: 20, people: 600, teams: 30 });
  const file = join(made.dir, 'notifications.csv');
  // What every round begins with: half of the rows, and the other data set.
  const base = join(dir, 'base');
  const half = join(dir, 'half.csv');
  const lines = readFileSync(file, 'utf8').split('\n');
  writeFileSync(half, lines.slice(0, lines.length / 2).join('\n') + '\n');
  assert.equal(cron(base, ['ingest', 'pageouts', '--file', join(made.dir, 'pageouts.csv')]).status, 0);
  assert.equal(cron(base, ['ingest', 'notifications', '--file', half]).status, 0);
  const before = content(base), generationBefore = generation(base);

  const calm = join(dir, 'calm');
  run('cp', ['-r', base, calm]);
  const began = Date.now();
  assert.equal(cron(calm, ['ingest', 'notifications', '--file', file]).status, 0);
  const calmMs = Date.now() - began;
  const wanted = content(calm);
  assert.notDeepEqual(wanted, before);

  let seed = 20260308;
  const random = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
  let killed = 0, published = 0;
  for (let i = 0; killed < KILLS; i++) {
    assert.ok(i < KILLS * 4, `only ${killed} of ${i} were killed in time`);
    const storm = join(dir, `storm-${i}`);
    run('cp', ['-r', base, storm]);
    const env = { ...process.env, PAGETRAIL_STORE: join(storm, 'store'), PAGETRAIL_STAGING: join(storm, 'staging') };
    const child = spawn(program('cron'), ['ingest', 'notifications', '--file', file], { env, stdio: 'ignore' });
    const ended = new Promise((done) => child.on('exit', (code, signal) => done(signal)));
    const timer = setTimeout(() => child.kill('SIGKILL'), random() * calmMs);
    const hit = (await ended) === 'SIGKILL';
    clearTimeout(timer);
    killed += hit;
    if (!hit) continue;
    const now = generation(storm); // status reads the whole generation
    assert.ok(now === generationBefore || now === generationBefore + 1, `generation ${now}`);
    assert.deepEqual(content(storm), now === generationBefore ? before : wanted, 'the old content whole, or the new one');
    published += now !== generationBefore;
    assert.equal(cron(storm, ['ingest', 'notifications', '--file', file]).status, 0);
    assert.deepEqual(content(storm), wanted, 'the rerun ends where an undisturbed run does');
    rmSync(storm, { recursive: true });
  }
  t.diagnostic(`${killed} killed, ${published} of them after they had published; an undisturbed run takes ${calmMs} ms`);
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

test('nobody makes a lock call on the store, and readers open it read-only', async (t) => {
  const dir = folder(t);
  const made = company({ days: 12, people: 300, teams: 12 });
  const trace = join(dir, 'trace');
  const store = join(dir, 'store');
  const env = { PAGETRAIL_STORE: store, PAGETRAIL_STAGING: join(dir, 'staging'), ASAN_OPTIONS: 'detect_leaks=0' }; // LeakSanitizer cannot be traced
  const strace = ['-f', '-y', '-e', 'trace=fcntl,openat,open,flock', '-o', trace];
  const seen = (what, reads) => {
    const lines = readFileSync(trace, 'utf8').split('\n').filter((l) => l.includes(`${store}/`));
    assert.ok(lines.some((l) => l.includes('CURRENT')), `${what} read the store`);
    assert.deepEqual(lines.filter((l) => /F_(OFD_)?SETLKW?|flock\(/.test(l)), [], what);
    if (reads) assert.deepEqual(lines.filter((l) => /open(at)?\(/.test(l) && !/O_RDONLY/.test(l)), [], what);
  };
  const verbs = [['ingest', 'pageouts', '--file', join(made.dir, 'pageouts.csv')], ['retain', '--keep-generations', '1'], ['compact'],
    ['gc', '--gc-grace', '0s', '--keep-generations', '1'], ['status'], ['verify']];
  for (const verb of verbs) {
    const r = run('strace', [...strace, program('cron'), ...verb], { env });
    assert.equal(r.status, 0, `${verb}: ${r.stderr}`);
    seen(verb[0], ['status', 'verify'].includes(verb[0]));
  }
  const sockets = ['--listen', `unix:${dir}/web`, '--health-listen', `unix:${dir}/health`];
  for (const mirror of [[], ['--mirror', join(dir, 'mirror')]]) {
    const web = start(t, dir, `web${mirror.length}`, 'strace', [...strace, program('web'), ...sockets, ...mirror], env);
    await until('the store is served', () => web.log().includes(mirror.length ? '"from":"mirror"' : '"event":"generation"'));
    run('pkill', ['-TERM', '-P', String(web.pid)]);
    await web.ended;
    seen(`web ${mirror.join(' ')}`, true);
  }
});
