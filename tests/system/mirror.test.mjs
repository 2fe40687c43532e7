// A mirror on a local disk: the shared volume stands still or goes away, and pages are answered on.
import test from 'node:test';
import assert from 'node:assert/strict';
import { readdirSync, renameSync } from 'node:fs';
import { company, cron, folder, ingested, join, run, site, until } from './harness.mjs';
import { missing, mount } from '../nfs/double.mjs';

const LATE_MS = 15000; // what /health calls lost
const STALL_MS = 1000 * Number(process.env.STALL_S ?? 18); // STALL_S=600 for ten minutes; more than LATE_MS

const health = async (s) => (await s.get('/health.json')).json();
const snapshot = async (s) => (await (await s.get('/overview.json?range=7d')).json()).meta.snapshot;

async function metric(s, name) {
  const text = await (await s.get('/metrics')).text();
  return Number(text.match(new RegExp(`^pagetrail_${name} (.*)$`, 'm'))[1]);
}

/** The site on a mirror, in dir/mirror, of a store. */
function mirrored(t, dir, store, options = {}) {
  return site(t, dir, { ...options, args: ['--store', store, '--mirror', join(dir, 'mirror'), ...(options.args ?? [])] });
}

const served = (s, generation) => until(`generation ${generation} from the mirror`, async () => (await metric(s, 'mirror_generation')) === generation);
const publish = (dir, seed) => cron(dir, ['ingest', 'pageouts', '--file', join(company({ seed }).dir, 'pageouts.csv')]);

test('a shared volume that stands still costs freshness, never answers', { skip: missing() }, async (t) => {
  const dir = folder(t);
  await ingested(t, dir, company());
  const shared = await mount(t, dir, join(dir, 'store'), 'shared');
  const s = await mirrored(t, dir, shared.path);
  await served(s, 3);
  const before = await snapshot(s);

  await shared.stalled(async () => {
    assert.equal(publish(dir, 8).status, 0); // by a writer elsewhere
    const began = Date.now();
    const took = [];
    let n = 0;
    for (; Date.now() - began < STALL_MS; n++) {
      const r = await s.get(`/overview.json?range=${['7d', '24h', '90d'][n % 3]}&ch=${['sms', 'push', 'voice', 'email'][(n / 3 | 0) % 4]}`);
      assert.equal(r.status, 200);
      assert.equal((await r.json()).meta.snapshot, before);
      for (const path of ['/healthz', '/readyz']) {
        const asked = performance.now();
        assert.equal((await s.get(path)).status, 200, path);
        took.push(performance.now() - asked);
      }
      await new Promise((done) => setTimeout(done, 100));
    }
    took.sort((a, b) => a - b);
    assert.ok(took[took.length >> 1] < 50, `half of the probes took over ${took[took.length >> 1]} ms`);
    assert.ok(took.at(-1) < 1000, `one took ${took.at(-1)} ms`); // other tests may have the machine
    const { meta } = await until('it says that the store cannot be read', async () => {
      const h = await health(s);
      return h.meta.store_unreadable_since && h;
    }, 20000);
    const since = Date.parse(meta.store_unreadable_since);
    assert.ok(Math.abs(since - began) < 5000, `${since} is when it began to stand still: ${began}`);
    assert.match(await (await s.get('/health')).text(), /The store cannot be read/);
    assert.equal(await metric(s, 'store_reachable'), 0);
    assert.equal(await metric(s, 'keeper_restarts_total'), 0, 'who hangs is not started anew');
    t.diagnostic(`${n} rounds of requests in ${Date.now() - began} ms of standing still; probes: median ${took[took.length >> 1].toFixed(1)} ms, longest ${took.at(-1).toFixed(1)} ms`);
  });

  const began = Date.now();
  await until('the generation that came meanwhile', async () => (await snapshot(s)) !== before);
  assert.ok(Date.now() - began < 10000, `${Date.now() - began} ms: a look each second, and nginx's 5 s`);
  await until('/health has nothing to say', async () => (await health(s)).meta.store_unreadable_since === null);
  assert.equal(await metric(s, 'store_reachable'), 1);
  await s.web.stop();
  const seen = await shared.done();
  assert.deepEqual(seen, { locks: 0, written: [] }, 'only read, and no lock is asked for');
});

test('a program that ends while its keeper hangs does not wait for it', { skip: missing() }, async (t) => {
  const dir = folder(t);
  await ingested(t, dir, company());
  const shared = await mount(t, dir, join(dir, 'store'), 'shared');
  const s = await mirrored(t, dir, shared.path);
  await served(s, 3);
  await shared.stalled(async () => {
    await new Promise((done) => setTimeout(done, 1500)); // a look a second: the next one hangs
    const began = Date.now();
    s.web.child.kill('SIGTERM');
    assert.equal((await s.web.ended).code, 0);
    assert.ok(Date.now() - began < 9000, `${Date.now() - began} ms`);
  });
});

test('a store that is gone, a program that begins meanwhile, and a store that is back', async (t) => {
  const dir = folder(t);
  await ingested(t, dir, company());
  const store = join(dir, 'store'), away = join(dir, 'away');
  const first = await mirrored(t, dir, store);
  await served(first, 3);
  const before = await snapshot(first);
  await first.web.stop();
  renameSync(store, away);
  const s = await mirrored(t, dir, store);
  assert.equal(await snapshot(s), before);
  await until('all of the mirror was looked at', async () => (await metric(s, 'refresh_errors_total')) > 1);
  assert.equal(await snapshot(s), before);
  assert.equal((await s.get(`/g/${before}/overview.json`)).status, 200);
  renameSync(away, store);
  assert.equal(publish(dir, 8).status, 0);
  await until('the new generation', async () => (await snapshot(s)) !== before);
  const old = await s.get(`/g/${before}/overview.json?range=7d`);
  assert.equal(old.status, 200, 'a pinned page from the mirror');
});

test('what is damaged in the mirror is fetched anew, and never served', async (t) => {
  const dir = folder(t);
  await ingested(t, dir, company());
  const first = await mirrored(t, dir, join(dir, 'store'));
  await served(first, 3);
  const pages = await (await first.get('/overview.json?range=90d')).text();
  await first.web.stop();
  const files = readdirSync(join(dir, 'mirror/seg'));
  assert.ok(files.length > 30, `${files.length} files`);
  for (const file of files)
    assert.equal(run('sh', ['-c', `printf XXXX | dd of='${join(dir, 'mirror/seg', file)}' bs=1 seek=5000 conv=notrunc status=none`]).status, 0);
  const s = await mirrored(t, dir, join(dir, 'store'), { empty: true });
  await until('the same numbers', async () => {
    const r = await s.get('/overview.json?range=90d');
    if (r.status !== 200) return false;
    const text = await r.text();
    if (JSON.parse(text).meta.snapshot !== JSON.parse(pages).meta.snapshot) return false;
    assert.equal(text, pages);
    return true;
  });
  await served(s, 3);
});

test('what does not fit is served from the store, and said', async (t) => {
  const dir = folder(t);
  await ingested(t, dir, company());
  const s = await mirrored(t, dir, join(dir, 'store'), { args: ['--mirror-room', '100K'] });
  await until('it says why', () => /"mirror_failed".*above its room/.test(s.web.log()));
  assert.equal((await s.get('/overview.json')).status, 200);
  assert.equal(await metric(s, 'mirror_generation'), 0);
  assert.ok((await metric(s, 'mirror_failures_total')) > 0);
});
