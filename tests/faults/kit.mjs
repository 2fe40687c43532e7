// kit.mjs: what the fault tests share: small stores to begin with, an independent reading of a store by
// its documented layout, and what must hold after every fault. Black box: programs and files only.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import { build, company, folder, program, root, run } from '../system/harness.mjs';

/** All faults, or a sample of them; the seed says which. */
export const ALL = process.env.FAULTS === 'all';
export const SEED = Number(process.env.SEED || Date.now() % 1e6);
const JOBS = Math.max(1, Number(process.env.JOBS) || availableParallelism());

/** Random numbers in [0, 1), the same for the same seed and name. */
export function dice(name) {
  let state = createHash('sha256').update(`${SEED} ${name}`).digest().readUInt32LE();
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** n of the list; in a full run `full` of it, and all of it unless told otherwise. */
export function some(list, n, random, full = list.length) {
  if (ALL) n = full;
  if (list.length <= n) return list;
  const left = [...list];
  return Array.from({ length: n }, () => left.splice(Math.floor(random() * left.length), 1)[0]);
}

/** Does `work` for each, JOBS at once, and tells the count of faults. The first failure ends it, once all have stopped. */
export async function strike(t, list, work) {
  const queue = list.entries(), errors = [];
  await Promise.all(Array.from({ length: JOBS }, async () => {
    for (const [i, one] of queue) if (!errors.length) await work(one, i).catch((e) => errors.push(e));
  }));
  if (errors.length) throw errors[0];
  told(t, list.length);
}

export function told(t, faults) {
  assert.ok(faults > 0, 'no fault was injected');
  t.diagnostic(`faults injected: ${faults} (seed ${SEED})`);
}

/** Runs a program to its end without standing in the way of another one. */
export function exec(file, args, env = {}) {
  return new Promise((done, fail) => {
    const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], cwd: root });
    const said = { stdout: '', stderr: '' };
    for (const end of ['stdout', 'stderr']) child[end].setEncoding('utf8').on('data', (text) => (said[end] += text));
    child.on('error', fail).on('close', (status, signal) => done({ status, signal, ...said }));
  });
}

export const places = (dir) => ({ PAGETRAIL_STORE: join(dir, 'store'), PAGETRAIL_STAGING: join(dir, 'staging') });
export const cron = (dir, args, env = {}) => exec(program('cron'), args, { ...places(dir), ...env });

/** What the test needs beside the programs; make builds it. */
export function tool(name) {
  const path = join(build, 'faults', name);
  assert.ok(existsSync(path), `${path} is missing: make builds it`);
  return path;
}

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** The two slots of the pointer, newest first; damaged and empty ones are left out. */
export function pointer(dir) {
  const path = join(dir, 'store/CURRENT');
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  return [0, 512].map((at) => bytes.subarray(at, at + 512).toString('latin1').match(/^pagetrail 1 (\d+) (\d{12}\.json) ([0-9a-f]{64}) (\d+) [0-9a-f]{16}\n\0*$/))
    .filter(Boolean).map((m) => ({ generation: Number(m[1]), log: m[2], sha256: m[3] })).sort((a, b) => b.generation - a.generation);
}

const sound = new Set(); // SHA-256s of segments that SQLite found whole
function checkSegment(dir, s) {
  const path = join(dir, 'store/seg', s.name);
  assert.ok(existsSync(path), `${s.name} is named and not there`);
  assert.equal(sha256(readFileSync(path)), s.sha256, s.name);
  if (sound.has(s.sha256)) return;
  const r = run('sqlite3', ['-readonly', path, 'PRAGMA quick_check']);
  assert.equal(r.stdout, 'ok\n', `${s.name}: ${r.stdout}${r.stderr}`);
  sound.add(s.sha256);
}

/** What a manifest says is held, without names that are made anew each time. A directory holds the time of its sync. */
function contentOf(manifest) {
  return Object.entries(manifest.families).flatMap(([family, f]) =>
    f.segments.map((s) => (family === 'directory' ? family : `${family} ${s.first}..${s.last} ${s.sha256}`))).sort().join('\n');
}

/** What one log entry says is held. */
export const contents = (dir, generation) => contentOf(JSON.parse(readFileSync(join(dir, 'store/log', `${String(generation).padStart(12, '0')}.json`), 'utf8')));

/** Every generation from the oldest that the newest one in log/ still keeps is whole; gives their contents by number, newest first. */
export function generations(dir) {
  const log = join(dir, 'store/log'), all = new Map();
  const names = existsSync(log) ? readdirSync(log).filter((n) => /^\d{12}\.json$/.test(n)).sort().reverse() : [];
  let oldest = 0;
  for (const name of names) {
    const manifest = JSON.parse(readFileSync(join(log, name), 'utf8'));
    assert.equal(manifest.generation, Number(name.slice(0, 12)), name);
    if (!all.size) oldest = Math.min(manifest.generation, ...manifest.history.map((h) => h.generation));
    if (manifest.generation < oldest) break; // gc takes it, and in what order its removal becomes safe does not matter
    for (const f of Object.values(manifest.families)) for (const s of f.segments) checkSegment(dir, s);
    all.set(manifest.generation, contentOf(manifest));
  }
  assert.ok(!all.size || all.has(oldest), `generation ${oldest} is kept and not there`);
  return all;
}

/** What a reader is to find: the newest generation that the pointer names. Throws when anything named is not whole. */
export function held(dir) {
  const all = generations(dir);
  const [newest] = pointer(dir);
  if (!newest) return { generation: 0, content: '' };
  assert.equal(sha256(readFileSync(join(dir, 'store/log', newest.log))), newest.sha256, newest.log);
  return { generation: newest.generation, content: all.get(newest.generation) };
}

/** The names of all files in the store. */
const published = (dir) => ['log', 'seg'].flatMap((below) => existsSync(join(dir, 'store', below)) ? readdirSync(join(dir, 'store', below)).sort() : []);

/** The folders of dead or unfinished runs. */
export function staged(dir) {
  const path = join(dir, 'staging');
  return existsSync(path) ? readdirSync(path) : [];
}

/** What is served is one of the allowed contents, and the product itself reads it so and, if asked, finds no fault with it. */
export async function checkServed(dir, allowed, label, verify = true) {
  const now = held(dir);
  assert.ok(allowed.includes(now.content), `${label}: generation ${now.generation} holds neither what was there nor what was to come`);
  const r = await cron(dir, ['status', '--json']);
  if (now.generation === 0 && /CURRENT: neither slot is whole/.test(r.stderr)) return now; // the first pointer of all was torn
  assert.equal(r.status, 0, `${label}: status: ${r.stderr}`);
  assert.equal(JSON.parse(r.stdout).generation, now.generation, label);
  const verified = verify ? await cron(dir, ['verify', '--all']) : r;
  assert.equal(verified.status, 0, `${label}: verify: ${verified.stdout}${verified.stderr}`);
  return now;
}

/** A change to a store, done once undisturbed: where it begins, how it is made, and every content it passes through. */
export class Change {
  /** prepare(cron) fills the folder that each fault begins with; env is for the change alone. */
  static async of(t, name, prepare, args, env = {}) {
    const c = Object.assign(new Change(), { name, args, env, dir: folder(t), next: 0 });
    c.base = join(c.dir, 'base');
    mkdirSync(c.base);
    for (const step of prepare) c.ok(await cron(c.base, step.args ?? step, step.env), 'prepare');
    c.before = held(c.base);
    const calm = c.fresh();
    c.ok(await cron(calm, args, env), 'undisturbed');
    c.after = held(calm);
    c.files = published(calm);
    assert.notDeepEqual(c.files, published(c.base), `${name}: the undisturbed run changed nothing`);
    c.passes = [c.before.content, ...[...generations(calm)].reverse().filter(([n]) => n > c.before.generation).map(([, content]) => content)];
    rmSync(calm, { recursive: true });
    return c;
  }

  ok(r, label) {
    assert.equal(r.status, 0, `${this.name}: ${label}: ${r.status ?? r.signal}\n${r.stdout}${r.stderr}`);
  }

  /** A copy of the beginning, for one fault. */
  fresh() {
    const dir = join(this.dir, String(++this.next));
    cpSync(this.base, dir, { recursive: true, preserveTimestamps: true });
    return dir;
  }

  /** What may be served after a fault. Of a crew's days, each published by itself, any may be there already. */
  allowed(dir) {
    if (!this.crew) return this.passes;
    const lines = (content) => content.split('\n'), now = held(dir).content, known = new Set(this.passes.flatMap(lines));
    const stays = lines(this.before.content).filter((line) => lines(this.after.content).includes(line));
    return lines(now).every((line) => known.has(line)) && stays.every((line) => lines(now).includes(line)) ? [now] : this.passes;
  }

  /** After a fault: served is what was or what was to come; the rerun ends where an undisturbed run does. */
  async converges(dir, label, allowed = this.allowed(dir)) {
    await checkServed(dir, allowed, label, ALL);
    this.ok(await cron(dir, this.args, this.env), `${label}: rerun`);
    const now = await checkServed(dir, [this.after.content], `${label}: after the rerun`);
    if (now.generation === this.before.generation) assert.deepEqual(published(dir), this.files, `${label}: after the rerun`);
    rmSync(dir, { recursive: true });
  }
}

/** Some days of a small company as files: all of it, and the first part of the notifications. */
export function exports(t, { days = 3, end = '2026-03-08' } = {}) {
  const data = company({ days, people: 60, teams: 6, end });
  const files = { pageouts: join(data.dir, 'pageouts.csv'), notifications: join(data.dir, 'notifications.csv') };
  const lines = readFileSync(files.notifications, 'utf8').split('\n');
  files.part = join(folder(t), 'part.csv');
  writeFileSync(files.part, `${lines.slice(0, lines.length / 3).join('\n')}\n`);
  return { data, ...files };
}

const ingest = (set, file) => ['ingest', set, '--file', file];

// The usual change: two data sets are there, and one grows by new days, new rows and newer ones.
export const grown = (t, files = exports(t)) =>
  Change.of(t, 'ingest', [ingest('pageouts', files.pageouts), ingest('notifications', files.part)], ingest('notifications', files.notifications));
export const begun = (t, files = exports(t)) => Change.of(t, 'first ingest', [], ingest('pageouts', files.pageouts));
// The verbs that keep a store in order, on a store of four generations.
const four = (files) => [ingest('pageouts', files.pageouts), ingest('notifications', files.part), ingest('notifications', files.notifications)];
export const retained = (t, files = exports(t)) => Change.of(t, 'retain', four(files), ['retain', '--retention', '2d']);
export const compacted = (t, files = exports(t, { days: 5, end: '2026-03-03' })) => Change.of(t, 'compact', four(files), ['compact', '--compact-after', '1d']);
export const collected = (t, files = exports(t)) => Change.of(t, 'gc', [...four(files), ['retain', '--retention', '2d', '--keep-generations', '1']],
  ['gc', '--gc-grace', '0s']);
