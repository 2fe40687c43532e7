// The verbs that keep a store in order, by their command lines: what they say, what they leave, and how they end.
import test from 'node:test';
import assert from 'node:assert/strict';
import { closeSync, openSync, readdirSync, rmSync, utimesSync, writeSync } from 'node:fs';
import { company, cron, folder, ingested, join, readFileSync, site, upstream, writeFileSync } from './harness.mjs';

const DAY = 86400e3;

function verb(dir, args, env = {}) {
  const r = cron(dir, args, env);
  const line = r.stderr.trim().split('\n').at(-1);
  return { ...r, log: line.startsWith('{') ? JSON.parse(line) : null };
}

function ok(dir, args, env) {
  const r = verb(dir, args, env);
  assert.equal(r.status, 0, `${args.join(' ')}: ${r.stdout}${r.stderr}`);
  return r;
}

const status = (dir) => JSON.parse(ok(dir, ['status', '--json']).stdout);
const files = (dir, below) => readdirSync(join(dir, 'store', below)).sort();

/** A store of 30 days whose pages came in two imports, the second changing what the first brought. */
function filled(t) {
  const dir = folder(t);
  const made = company();
  const csv = readFileSync(join(made.dir, 'pageouts.csv'), 'utf8').split('\n');
  const half = join(dir, 'half.csv');
  writeFileSync(half, csv.slice(0, csv.length / 2).join('\n') + '\n');
  ok(dir, ['ingest', 'pageouts', '--file', half]);
  ok(dir, ['ingest', 'pageouts', '--file', join(made.dir, 'pageouts.csv')]);
  ok(dir, ['ingest', 'notifications', '--file', join(made.dir, 'notifications.csv')]);
  return { dir, made };
}

test('retain drops what is past its retention, per data set, and says so once', (t) => {
  const { dir } = filled(t);
  const before = status(dir);
  const r = ok(dir, ['retain', '--retention-pageouts', '10d']);
  const after = status(dir);
  const { through } = after.families.pageouts;
  const edge = new Date(Date.parse(through.slice(0, 10)) - 10 * DAY).toISOString().slice(0, 10);
  assert.equal(after.generation, before.generation + 1);
  assert.equal(after.families.pageouts.keep_days, 10);
  assert.equal(after.families.pageouts.oldest_day, edge);
  assert.equal(after.families.pageouts.covered[0].from.slice(0, 10), edge);
  assert.ok(after.families.pageouts.segments.every((s) => s.last >= edge));
  assert.deepEqual(after.families.pageouts.segments, before.families.pageouts.segments.filter((s) => s.last >= edge));
  assert.deepEqual(after.families.notifications.segments, before.families.notifications.segments);
  assert.equal(after.families.notifications.keep_days, 395);
  assert.equal(r.log.segments_dropped, before.families.pageouts.files - after.families.pageouts.files);
  assert.match(ok(dir, ['retain', '--retention-pageouts', '10d']).stdout, /^nothing to do/);
  assert.equal(status(dir).generation, after.generation);
});

test('gc removes what no kept generation names, and a link to it is gone', async (t) => {
  const { dir } = filled(t);
  const kept = ['--keep-generations', '1'];
  const stray = join(dir, 'store/seg/pageouts-20260101-20260101-0badcafe.db');
  writeFileSync(stray, 'half a copy');
  utimesSync(stray, 1e9, 1e9);
  const first = status(dir).snapshots.at(-1).snapshot;
  assert.match(ok(dir, ['gc']).stdout, /removed 1 files, 11 bytes: 0 log entries, 1 segments/);
  ok(dir, ['retain', ...kept]);
  const now = status(dir);
  assert.equal(now.store.generations, 2);
  const would = ok(dir, ['gc', '--dry-run', '--gc-grace', '0s']);
  assert.ok(would.log.would_remove_files > 2);
  assert.match(would.stdout, /would remove .*log\/000000000001\.json: a generation that is no longer kept/);
  assert.deepEqual(files(dir, 'log').length, 4);
  assert.equal(ok(dir, ['gc']).log.removed_files, 0, 'all of it was kept a moment ago');
  const did = ok(dir, ['gc', '--gc-grace', '0s']);
  assert.equal(did.log.removed_files, would.log.would_remove_files);
  assert.equal(did.log.removed_bytes, would.log.would_remove_bytes);
  assert.deepEqual(files(dir, 'log'), ['000000000003.json', '000000000004.json']);
  const named = Object.values(now.families).flatMap((f) => f.segments ?? []).map((s) => s.name).sort();
  assert.deepEqual(files(dir, 'seg'), named);
  assert.deepEqual(status(dir), now);
  const s = await site(t, dir);
  assert.equal((await s.get(`/g/${now.snapshot}/overview`)).status, 200);
  assert.equal((await s.get(`/g/${first}/overview`)).status, 410);
});

test('a store at its limit refuses an import before it begins, and warns from 75 % on', (t) => {
  const { dir, made } = filled(t);
  const held = status(dir).store.held;
  const args = ['ingest', 'notifications', '--file', join(made.dir, 'notifications.csv')];
  const full = verb(dir, [...args, '--store-limit', String(held)]);
  assert.equal(full.status, 3);
  assert.match(full.log.error, /the store holds \d+ bytes, its limit is \d+: gc and retain make room/);
  assert.equal(full.log.files, 0, 'nothing was read');
  ok(dir, ['retain', '--retention', '29d', '--store-limit', String(held + (held >> 3))]);
  const near = status(dir).store;
  assert.equal(near.near_limit, true);
  assert.ok(near.share > 0.75 && near.share < 1 && near.free > 0);
  assert.match(ok(dir, ['status']).stdout, /warning: the store is above 75 % of its limit/);
  rmSync(join(dir, 'store/CURRENT'));
  assert.equal(ok(dir, ['retain', '--retention', '29d']).log.generation, status(dir).generation);
});

test('verify is clean after an import, names what is damaged, and its exit status tells', async (t) => {
  const dir = folder(t);
  const made = company();
  await ingested(t, dir, made);
  const clean = ok(dir, ['verify', '--all']);
  assert.match(clean.stdout, /^generation \d+: 0 defects in \d+ segments of 3 generations/m);
  assert.equal(clean.log.defects, 0);
  const before = files(dir, 'seg');
  const all = JSON.parse(ok(dir, ['verify', '--json']).stdout);
  assert.deepEqual(all.defects, []);
  assert.equal(all.segments, before.length);
  assert.ok(all.rows > 0 && all.bytes > 0);
  const victim = before.find((f) => f.startsWith('notifications-'));
  const fd = openSync(join(dir, 'store/seg', victim), 'r+');
  writeSync(fd, 'XX', 5000);
  closeSync(fd);
  const bad = verb(dir, ['verify', '--json']);
  assert.equal(bad.status, 1);
  assert.deepEqual(JSON.parse(bad.stdout).defects.map((d) => d.file), [`seg/${victim}`]);
  assert.match(JSON.parse(bad.stdout).defects[0].what, /^SHA-256 is [0-9a-f]{8}, not [0-9a-f]{8}$/);
  assert.equal(bad.log.defects, 1);
  assert.deepEqual(files(dir, 'seg'), before, 'nothing was changed');
  assert.deepEqual(readdirSync(join(dir, 'staging')), []);
});

test('compact makes months of days, and every answer stays what it was, byte for byte', async (t) => {
  const dir = folder(t);
  const made = company({ days: 80 });
  await ingested(t, dir, made);
  const asked = ['/overview.json?range=90d', '/overview.csv?range=90d', '/overview.json?range=90d&ch=sms',
    '/overview.json?from=2025-12-28&to=2026-01-04&tz=Asia/Kolkata', '/overview~hours.csv?range=90d'];
  const ask = async () => {
    const s = await site(t, dir);
    const got = [];
    for (const path of asked) {
      const r = await s.get(path);
      assert.equal(r.status, 200, path);
      got.push((await r.text()).replaceAll(/"(snapshot|generation|made_at[a-z_]*|etag)":("[^"]*"|\d+)/g, '').replaceAll(/[0-9a-f]{8}/g, ''));
    }
    await s.web.stop();
    return got;
  };
  const before = status(dir), answers = await ask();
  const r = ok(dir, ['compact']);
  const after = status(dir);
  assert.equal(r.log.months_made, after.generation - before.generation);
  assert.ok(r.log.months_made >= 2);
  for (const family of ['pageouts', 'notifications']) {
    assert.ok(after.families[family].files < before.families[family].files);
    assert.equal(after.families[family].rows, before.families[family].rows);
    assert.deepEqual(after.families[family].run, before.families[family].run);
  }
  assert.deepEqual(await ask(), answers);
  assert.match(ok(dir, ['compact']).stdout, /^0 segments/);
  assert.equal(ok(dir, ['verify', '--all']).log.defects, 0);
  assert.match(ok(dir, ['migrate']).stdout, /^nothing to do/);
  // The same export again changes nothing; a store of months knows each of its rows.
  const again = ok(dir, ['ingest', 'pageouts', '--file', join(made.dir, 'pageouts.csv')]);
  assert.equal(status(dir).generation, after.generation, again.stdout);
});

test('an export above its limit is refused by name and number, and nothing is published', async (t) => {
  const dir = folder(t);
  const made = company();
  const up = await upstream(t, dir, made.dir);
  const window = ['--from', '2026-03-01T00:00:00Z', '--to', '2026-03-03T00:00:00Z'];
  const r = verb(dir, ['ingest', 'notifications', ...window, '--export-limit', '1000'], up.env);
  assert.equal(r.status, 3);
  assert.match(r.log.error, /an export of \d+ bytes; the limit is 1000/);
  assert.equal(status(dir).generation, 0);
});
