// Published files that are torn, cut short, changed by a bit, empty or gone. What is damaged is never served:
// a program that begins serves the newest whole generation it can know of, a running one stays where it is, and
// a writer repairs or refuses by name; it never builds on what is damaged.
import test from 'node:test';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { rmSync, truncateSync, unlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { ALL, Change, contents, cron, dice, exports, pointer, some, strike, told } from './kit.mjs';
import { folder, join, readFileSync, site, writeFileSync } from '../system/harness.mjs';

/** Ways to damage a file; random picks where. */
const ways = {
  torn: (path, random) => {
    const bytes = readFileSync(path), at = Math.floor(random() * bytes.length);
    bytes.fill(0, at);
    if (bytes.equals(readFileSync(path))) bytes[0] ^= 1;
    writeFileSync(path, bytes);
  },
  'cut short': (path, random) => truncateSync(path, Math.floor(random() * readFileSync(path).length)),
  'a bit changed': (path, random) => {
    const bytes = readFileSync(path);
    bytes[Math.floor(random() * bytes.length)] ^= 1 << Math.floor(random() * 8);
    writeFileSync(path, bytes);
  },
  empty: (path) => truncateSync(path, 0),
  gone: (path) => unlinkSync(path),
};

const logOf = (dir, n) => join(dir, 'store/log', `${String(n).padStart(12, '0')}.json`);
const idOf = (dir, n) => createHash('sha256').update(readFileSync(logOf(dir, n))).digest('hex').slice(0, 8);
const namesOf = (dir, n) => Object.values(JSON.parse(readFileSync(logOf(dir, n), 'utf8')).families).flatMap((f) => f.segments.map((s) => s.name));
const segment = (dir, named, but) => join(dir, 'store/seg', namesOf(dir, named).find((name) => !namesOf(dir, but).includes(name)));

/** Damage within one slot of the pointer, or in each of several. */
const slots = (...which) => ({
  torn: (path, random) => which.forEach((slot) => patch(path, slot, (bytes) => bytes.fill(0, Math.floor(random() * 100)))),
  'a bit changed': (path, random) => which.forEach((slot) => patch(path, slot, (bytes) => (bytes[Math.floor(random() * 512)] ^= 4))),
  empty: (path) => which.forEach((slot) => patch(path, slot, (bytes) => bytes.fill(0))),
});
function patch(path, slot, change) {
  const bytes = readFileSync(path);
  change(bytes.subarray(512 * slot, 512 * slot + 512));
  writeFileSync(path, bytes);
}

// Of four generations, of which the last two change notifications: what is damaged, which generation is then served
// (0: none), how `status` names what is wrong, and whether a writer of page-outs notices.
const targets = [
  { name: 'a segment of the newest', file: (dir) => segment(dir, 4, 3), ways, serves: 3, named: /notifications-.*\.db/, writer: 'passes by' },
  { name: 'a segment of all', file: (dir) => join(dir, 'store/seg', namesOf(dir, 1)[0]), ways, serves: 0, named: /pageouts-.*\.db/, writer: 'refuses' },
  { name: 'the newest log entry', file: (dir) => logOf(dir, 4), ways, serves: 3, named: /000000000004\.json/, writer: 'refuses' },
  { name: 'an older log entry', file: (dir) => logOf(dir, 2), ways, serves: 4, writer: 'passes by' },
  { name: 'the newest slot', file: (dir) => join(dir, 'store/CURRENT'), ways: slots(0), serves: 3, writer: 'repairs' },
  { name: 'the older slot', file: (dir) => join(dir, 'store/CURRENT'), ways: { torn: slots(1).torn, 'a bit changed': slots(1)['a bit changed'] }, serves: 4, writer: 'repairs' },
  { name: 'both slots', file: (dir) => join(dir, 'store/CURRENT'), ways: slots(0, 1), serves: 0, named: /CURRENT/, writer: 'repairs' },
  { name: 'the pointer', file: (dir) => join(dir, 'store/CURRENT'), ways: { gone: ways.gone, empty: ways.empty }, serves: 0, writer: 'repairs' },
];

async function store(t) {
  const files = exports(t);
  const upTo = (set, share) => {
    const file = join(folder(t), 'part.csv'), rows = readFileSync(files[set], 'utf8').trimEnd().split('\n');
    writeFileSync(file, `${rows.slice(0, Math.ceil(rows.length * share)).join('\n')}\n`);
    return ['ingest', set, '--file', file];
  };
  const whole = ['ingest', 'notifications', '--file', files.notifications];
  return Object.assign(await Change.of(t, 'ingest', [upTo('pageouts', 0.8), upTo('notifications', 0.3), upTo('notifications', 0.6), whole],
    ['ingest', 'pageouts', '--file', files.pageouts]), { again: whole });
}

async function asksStatus(dir, target, label) {
  const r = await cron(dir, ['status', '--json']);
  assert.equal(r.status === 0, !target.named, `${label}: ${r.status} ${r.stderr}`);
  if (target.named) assert.match(r.stderr, target.named, label);
  else assert.equal(JSON.parse(r.stdout).generation, target.serves, label);
}

async function asksWriter(change, dir, target, label) {
  const r = await cron(dir, change.args);
  assert.equal(r.status, target.writer === 'refuses' ? 1 : 0, `${label}: ${r.stderr}`);
  if (target.writer === 'refuses') {
    assert.match(r.stderr, target.named, label);
    await asksStatus(dir, target, `${label}: after the refusal`);
  } else if (target.writer === 'repairs' || !target.named) {
    assert.equal(pointer(dir).length, 2, `${label}: both slots are whole again`);
    const { status, stdout } = await cron(dir, ['status', '--json']);
    assert.equal(status, 0, label);
    assert.equal(JSON.parse(stdout).generation, change.after.generation, label);
    assert.equal(contents(dir, change.after.generation), change.after.content, label);
  } else {
    const again = await cron(dir, change.again); // a writer that needs what is damaged
    assert.equal(again.status, 1, label);
    assert.match(again.stderr, target.named, label);
  }
}

test('damaged files are never served, and never built upon', async (t) => {
  const change = await store(t), random = dice('damage');
  const all = targets.flatMap((target) => Object.entries(target.ways).map(([way, harm]) => ({ target, way, harm })));
  await strike(t, some(all, 12, random), async ({ target, way, harm }) => {
    const dir = change.fresh(), label = `${target.name}: ${way}`;
    const file = target.file(dir);
    harm(file, random);
    const verified = await cron(dir, ['verify', '--all']);
    if (target.writer !== 'repairs') assert.equal(verified.status, 1, `${label}: verify: ${verified.stdout}`);
    assert.ok(verified.stdout.includes(basename(file)), `${label}: verify: ${verified.stdout}`);
    await asksStatus(dir, target, label);
    await asksWriter(change, dir, target, label);
    rmSync(dir, { recursive: true });
  });
});

test('a program that begins on damage serves what is whole, and says what is not', async (t) => {
  const change = await store(t), random = dice('site');
  const ids = new Map([[0, null], ...[3, 4].map((n) => [n, idOf(change.base, n)])]);
  for (const target of some(targets, 2, random)) {
    const dir = change.fresh(), [way, harm] = Object.entries(target.ways)[Math.floor(random() * Object.keys(target.ways).length)];
    harm(target.file(dir), random);
    const s = await site(t, dir, { workers: 1, empty: target.serves === 0 });
    const r = await s.get('/health.json'), label = `${target.name}: ${way}`;
    assert.equal(r.status, target.serves ? 200 : 503, label);
    const { meta } = target.serves ? await r.json() : { meta: { snapshot: null } };
    assert.equal(meta.snapshot, ids.get(target.serves), label);
    if (target.serves) assert.equal(meta.unread_generation, target.named ? 4 : null, label);
    assert.equal((await s.get('/readyz')).status, target.serves ? 200 : 503, label);
    await s.nginx.stop();
    await s.web.stop();
  }
  told(t, ALL ? targets.length : 2);
});
