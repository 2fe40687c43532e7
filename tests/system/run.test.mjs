// `make run` as a newcomer meets it, short of installing packages.
import test from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { build, folder, freePort, join, root, run, until } from './harness.mjs';

function running(t, var_, port) {
  const child = spawn('sh', ['nginx/run.sh', build, var_, String(port)], { cwd: root, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  child.stdout.on('data', (d) => (text += d));
  child.stderr.on('data', (d) => (text += d));
  const ended = new Promise((done) => child.on('exit', (code) => done(code)));
  t.after(() => { try { process.kill(-child.pid, 'SIGKILL'); } catch {} });
  return { child, ended, text: () => text };
}

const ours = (var_) => run('pgrep', ['-f', var_]).stdout.trim().split('\n').filter((p) => p && Number(p) !== process.pid);

test('make run: ready line, data, a second run that keeps it, Ctrl-C that leaves nothing', async (t) => {
  const var_ = join(folder(t), 'state');
  const port = await freePort();
  const began = Date.now();
  const first = running(t, var_, port);
  await until('ready', () => {
    if (first.child.exitCode !== null) throw new Error(`it ended: ${first.text()}`);
    return first.text().includes(`ready http://127.0.0.1:${port}/`);
  }, 120000);
  t.diagnostic(`ready after ${Date.now() - began} ms`);
  assert.match(first.text().trimEnd(), new RegExp(`ready http://127\\.0\\.0\\.1:${port}/$`), 'it is the last line');
  const answer = await (await fetch(`http://127.0.0.1:${port}/overview.json`)).json();
  assert.ok(answer.panels.tiles.pages > 10000);
  const loopback = run('ss', ['-ltnH']).stdout.split('\n').filter((l) => l.includes(`:${port} `));
  assert.ok(loopback.every((l) => l.includes('127.0.0.1')), loopback.join('\n'));

  const taken = running(t, join(folder(t), 'other'), port);
  assert.notEqual(await taken.ended, 0);
  assert.match(taken.text(), new RegExp(String(port)));

  process.kill(-first.child.pid, 'SIGINT');
  await first.ended;
  await until('all processes ended', () => ours(var_).length === 0);

  const second = running(t, var_, port);
  await until('ready again', () => second.text().includes('ready '), 60000);
  const kept = await (await fetch(`http://127.0.0.1:${port}/overview.json`)).json();
  assert.equal(kept.panels.tiles.pages, answer.panels.tiles.pages);
  process.kill(second.child.pid, 'SIGTERM');
  await second.ended;
  await until('all processes ended', () => ours(var_).length === 0);
  assert.ok(existsSync(var_));
});
