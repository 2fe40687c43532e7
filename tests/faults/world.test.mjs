// The world around a run: a store that turns read-only, staging that is taken away, a clock that jumps, and a
// platform that fails in several ways at once.
import test from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { ALL, Change, checkServed, contents, cron, dice, exec, exports, grown, held, pointer, places, some, strike, told, tool } from './kit.mjs';
import { folder, join, program, readFileSync, site, until, upstream } from '../system/harness.mjs';

test('staging that is taken away under a run', async (t) => {
  const change = await grown(t), csv = readFileSync(change.args.at(-1));
  const moments = [0, 0.5, 1].flatMap((share) => ['folders', 'all of it'].map((what) => ({ share, what })));
  await strike(t, moments, async ({ share, what }) => {
    const dir = change.fresh(), staging = join(dir, 'staging'), label = `${what}, after ${share} of the rows`;
    const child = spawn(program('cron'), [...change.args.slice(0, -1), '-'], { env: { ...process.env, ...places(dir) }, stdio: ['pipe', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
    child.stdin.on('error', () => {}); // it may end before it has read all
    const ended = new Promise((done) => child.on('close', done));
    await until('a run has begun', () => child.exitCode !== null || readdirSync(staging).length);
    child.stdin.write(csv.subarray(0, csv.length * share));
    if (what === 'all of it') rmSync(staging, { recursive: true });
    else for (const made of readdirSync(staging)) rmSync(join(staging, made), { recursive: true });
    child.stdin.end(csv.subarray(csv.length * share));
    const status = await ended;
    assert.ok(status === 0 || /staging/.test(said), `${label}: ${said}`);
    await change.converges(dir, label, [status === 0 ? change.after.content : change.before.content]);
  });
});

test('a clock that is set back, or was ahead, does not change which generation is the newest', async (t) => {
  const change = await grown(t), off = ['-800d', '-1h', '+1h', '+800d'];
  await strike(t, off, async (by) => {
    const dir = change.fresh(), label = `clock ${by}`;
    const r = await exec('faketime', ['-f', by, program('cron'), ...change.args], places(dir));
    assert.equal(r.status, 0, `${label}: ${r.stderr}`);
    await checkServed(dir, [change.after.content], label);
    const next = await cron(dir, ['ingest', 'notifications', '--file', change.args.at(-1)]);
    assert.equal(next.status, 0, `${label}: ${next.stderr}`);
    await change.converges(dir, label, [change.after.content]);
  });
});

test('readers follow a writer whose clock is wrong', async (t) => {
  const change = await grown(t), off = ALL ? ['-1h', '+1h'] : ['+1h'];
  for (const by of off) {
    const dir = change.fresh(), s = await site(t, dir, { workers: 1 });
    const before = (await (await s.get('/health.json')).json()).meta.snapshot;
    assert.equal((await exec('faketime', ['-f', by, program('cron'), ...change.args], places(dir))).status, 0);
    const [newest] = pointer(dir);
    assert.notEqual(newest.sha256.slice(0, 8), before);
    await until(`the new generation is served though its writer's clock was ${by}`, async () =>
      (await (await s.get('/health.json')).json()).meta.snapshot === newest.sha256.slice(0, 8), 8000);
    await s.nginx.stop();
    await s.web.stop();
  }
  told(t, off.length);
});
