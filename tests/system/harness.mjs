// harness.mjs: starts the real programs on free loopback ports, in a folder of their own, and ends each
// by its pid. Every test that uses it gets `t.after` hooks; nothing outlives a test file.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, readFileSync, writeFileSync, existsSync, openSync, closeSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const build = resolve(root, process.env.BUILD ?? 'build');
export const program = (name) => join(build, `pagetrail-${name}`);

/** Cleans up when the test ends: the latest first, and all of it even when one fails. */
const pending = new WeakMap();
function later(t, clean) {
  if (!pending.has(t)) {
    const stack = [];
    pending.set(t, stack);
    t.after(async () => {
      const errors = [];
      while (stack.length) await Promise.resolve().then(stack.pop()).catch((e) => errors.push(e));
      if (errors.length) throw errors[0];
    });
  }
  pending.get(t).push(clean);
}

/** A folder below the system's temporary one, removed when the test ends. */
export function folder(t) {
  const dir = mkdtempSync(join(tmpdir(), 'pagetrail-'));
  later(t, () => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export function freePort() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.on('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** Asks `check` again and again until it gives something true; a deadline is an error that says what for. */
export async function until(what, check, ms = 15000) {
  const end = Date.now() + ms;
  for (;;) {
    const got = await check();
    if (got) return got;
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
    await new Promise((r) => setTimeout(r, 20));
  }
}

/** Runs a program to its end. */
export function run(file, args, { env = {}, input, cwd = root } = {}) {
  const r = spawnSync(file, args, { env: { ...process.env, ...env }, input, cwd, encoding: 'utf8', maxBuffer: 64 << 20 });
  if (r.error) throw r.error;
  return r;
}

/** Starts a program; stdout and stderr go to a file. Ended by TERM, then KILL, when the test ends. */
export function start(t, dir, name, file, args, env = {}) {
  const path = join(dir, `${name}.log`);
  const log = openSync(path, 'a');
  const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ['ignore', log, log], cwd: root });
  closeSync(log);
  const ended = new Promise((done) => child.on('exit', (code, signal) => done({ code, signal })));
  const stop = async (signal = 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      const killer = setTimeout(() => child.kill('SIGKILL'), 10000);
      await ended;
      clearTimeout(killer);
    }
    return ended;
  };
  later(t, async () => {
    await stop();
    const report = readFileSync(path, 'utf8').match(/^.*(?:AddressSanitizer|LeakSanitizer|runtime error:)[^]{0,2000}/m);
    if (report) throw new Error(`${name}: ${report[0]}`);
  });
  return { child, pid: child.pid, ended, stop, log: () => readFileSync(path, 'utf8') };
}

const END = '2026-03-08'; // exclusive; the last days hold the weekend on which New York changes its clock

/** A company and its exports, made once a test run for the same arguments. */
export function company({ seed = 7, days = 30, people = 400, teams = 24, end = END } = {}) {
  const dir = join(tmpdir(), `pagetrail-company-${process.getuid()}-${process.ppid}-${seed}-${days}-${people}-${teams}-${end}`);
  if (!existsSync(join(dir, 'truth.json'))) {
    const r = run(program('sim'), ['make', '--seed', seed, '--days', days, '--people', people, '--teams', teams, '--end', end, '--out', dir].map(String));
    if (r.status !== 0) throw new Error(`pagetrail-sim make: ${r.status}: ${r.stderr}`);
    process.on('exit', () => rmSync(dir, { recursive: true, force: true }));
  }
  return { dir, end, truth: () => JSON.parse(readFileSync(join(dir, 'truth.json'), 'utf8')) };
}

/** The upstream platform, with faults if wanted. */
export async function upstream(t, dir, data, { alg = 'RS256', args = [] } = {}) {
  const keys = join(dir, `keys-${alg}`);
  if (!existsSync(keys)) {
    const r = run(program('sim'), ['keygen', '--alg', alg, '--out', keys]);
    if (r.status !== 0) throw new Error(`keygen: ${r.stderr}`);
  }
  const port = await freePort();
  const p = start(t, dir, `sim-${port}`, program('sim'), ['serve', '--data', data, '--listen', `127.0.0.1:${port}`,
    '--key', join(keys, 'public.pem'), '--alg', alg, '--issuer', 'pagetrail', '--audience', 'reports', ...args]);
  await until('the simulator listens', () => {
    if (p.child.exitCode !== null) throw new Error(`simulator ended: ${p.log()}`);
    return p.log().includes('listening ');
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    ...p, url, env: {
      PAGETRAIL_API: url, PAGETRAIL_KEY: join(keys, 'private.pem'), PAGETRAIL_ALG: alg, PAGETRAIL_ISSUER: 'pagetrail',
      PAGETRAIL_SUBJECT: 'pagetrail', PAGETRAIL_AUDIENCE: 'reports',
    },
  };
}

/** pagetrail-cron with a store and staging below dir. */
export function cron(dir, args, env = {}) {
  return run(program('cron'), args, { env: { PAGETRAIL_STORE: join(dir, 'store'), PAGETRAIL_STAGING: join(dir, 'staging'), ...env } });
}

/** The whole company through the real path into dir/store. */
export async function ingested(t, dir, made, { args = [], env = {} } = {}) {
  const up = await upstream(t, dir, made.dir, { args });
  const from = new Date(Date.parse(`${made.end}T00:00:00Z`) - 400 * 86400e3).toISOString().slice(0, 10) + 'T00:00:00Z';
  const window = ['--from', from, '--to', `${made.end}T00:00:00Z`];
  for (const verb of [['directory'], ['ingest', 'pageouts', ...window], ['ingest', 'notifications', ...window]]) {
    const r = cron(dir, verb, { ...up.env, ...env });
    if (r.status !== 0) throw new Error(`pagetrail-cron ${verb.join(' ')}: ${r.status}\n${r.stdout}\n${r.stderr}`);
  }
  await up.stop();
  return up;
}

/** pagetrail-web behind nginx on a free port. `budget` is roomy, as numbers are tested on machines that do other things, too. */
export async function site(t, dir, { workers = 2, env = {}, args = [], empty = false, budget = '10s' } = {}) {
  const port = await freePort();
  const var_ = join(dir, `web-${port}`);
  mkdirSync(var_, { recursive: true });
  const sockets = { web: `unix:${join(var_, 'web.sock')}`, health: `unix:${join(var_, 'health.sock')}` };
  const web = start(t, var_, 'web', program('web'), ['--store', join(dir, 'store'), '--listen', sockets.web, '--health-listen', sockets.health,
    '--workers', String(workers), '--statics', join(build, 'static'), '--panel-budget', budget, ...args], env);
  const conf = run('sh', [join(root, 'nginx/configure.sh'), var_, String(port), join(build, 'static')]);
  if (conf.status !== 0) throw new Error(`nginx/configure.sh: ${conf.stderr}`);
  const nginx = start(t, var_, 'nginx', existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : 'nginx', ['-c', conf.stdout.trim(), '-e', join(var_, 'nginx-start.log')]);
  const url = `http://127.0.0.1:${port}`;
  await until('the site is ready', async () => {
    if (web.child.exitCode !== null) throw new Error(`pagetrail-web ended: ${web.log()}`);
    if (nginx.child.exitCode !== null) throw new Error(`nginx ended: ${nginx.log()}`);
    try {
      return (await fetch(url + (empty ? '/healthz' : '/readyz'))).ok;
    } catch {
      return false;
    }
  });
  // nginx limits exports by address: whoever asks for many waits as long as it is told to.
  const get = async (path, options = {}) => {
    for (;;) {
      const r = await fetch(url + path, { redirect: 'manual', ...options });
      if (r.status !== 429) return r;
      await r.arrayBuffer();
      await new Promise((done) => setTimeout(done, 1000 * Number(r.headers.get('retry-after') ?? 1)));
    }
  };
  return { web, nginx, url, port, var: var_, get };
}

export { readFileSync, writeFileSync, mkdirSync, existsSync, join };
