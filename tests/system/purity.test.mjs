// A page is a pure function of (URL, snapshot): other worker, other zone, other locale, same bytes.
import test from 'node:test';
import assert from 'node:assert/strict';
import { company, cron, folder, ingested, run, root, site, until } from './harness.mjs';

const PAGES = ['/', '/.json', '/.csv', '/overview', '/overview?range=7d', '/overview?range=90d&tz=America/New_York', '/overview?tz=own',
  '/overview?ch=sms', '/overview.json?range=7d', '/overview.csv', '/overview~hours.csv?range=7d', '/health', '/health.json',
  '/overview?range=24h&tz=Asia/Kolkata', '/overview~volume.svg',
  '/explore?by=team&m=ack_p90', '/explore.json?bin=day&tz=Asia/Kolkata', '/explore~series.svg?bin=week', '/explore~facets.csv', '/definitions', '/definitions.csv'];

test('same URL and snapshot, same bytes from two programs in other zones and locales', async (t) => {
  const dir = folder(t);
  await ingested(t, dir, company());
  const one = await site(t, dir, { env: { TZ: 'UTC', LC_ALL: 'C' } });
  const two = await site(t, dir, { env: { TZ: 'Asia/Kathmandu', LC_ALL: 'de_DE.UTF-8', LANG: 'de_DE.UTF-8' }, workers: 3 });
  for (const path of PAGES) {
    const [a, b] = await Promise.all([one.get(path), two.get(path)]);
    assert.equal(a.status, 200, path);
    assert.equal(await a.text(), await b.text(), path);
    assert.equal(a.headers.get('etag'), b.headers.get('etag'), path);
  }
});

test('a pinned page outlives newer generations, byte for byte', async (t) => {
  const dir = folder(t);
  const made = company();
  await ingested(t, dir, made);
  const s = await site(t, dir);
  const id = (await (await s.get('/overview.json')).json()).meta.snapshot;
  const before = await (await s.get(`/g/${id}/overview.json?range=7d`)).text();
  const other = company({ seed: 8 });
  const r = cron(dir, ['ingest', 'pageouts', '--file', `${other.dir}/pageouts.csv`]);
  assert.equal(r.status, 0, r.stderr);
  const moved = await until('the new generation is served', async () => {
    const now = (await (await s.get(`/overview.json?range=7d&n=25`.replace('&n=25', ''))).json()).meta.snapshot;
    return now !== id && now;
  });
  assert.match(moved, /^[0-9a-f]{8,16}$/);
  const pinned = await s.get(`/g/${id}/overview.json?range=7d`);
  assert.equal(pinned.status, 200);
  assert.equal(await pinned.text(), before);
  assert.match(pinned.headers.get('cache-control'), /immutable/);
  assert.equal((await s.get('/g/00000000/overview')).status, 410);
});
