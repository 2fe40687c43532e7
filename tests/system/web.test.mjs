// The web program and nginx in front of it: URLs, caching, headers, overload, restarts.
import test from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { request } from 'node:http';
import { company, cron, folder, ingested, join, run, site, until } from './harness.mjs';

async function served(t) {
  const dir = folder(t);
  await ingested(t, dir, company());
  return { dir, ...(await site(t, dir)) };
}

/** node's fetch tidies URLs; this sends the target as it stands. */
function raw(port, path, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((done, fail) => {
    const r = request({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
      let text = '';
      answer.on('data', (d) => (text += d));
      answer.on('end', () => done({ status: answer.statusCode, reason: answer.statusMessage, headers: answer.headers, raw: answer.rawHeaders, text }));
    });
    r.on('error', fail);
    r.end(body);
  });
}

/** The log's lines of the web program, parsed. */
const requests = (s) => s.web.log().split('\n').filter((l) => l.includes('"event":"request"')).map((l) => JSON.parse(l));

test('the site', async (t) => {
  const s = await served(t);

  await t.test('canonical URLs are served, others are sent there in one hop', async () => {
    const cases = [
      ['/overview?range=28d', '/overview'],
      ['/overview?ch=voice&ch=sms&range=7d', '/overview?range=7d&ch=voice%2Csms'],
      ['/overview?range=7d&org=&ch=', '/overview?range=7d'],
      ['/overview?utm_source=mail&range=7d', '/overview?range=7d'],
      ['/overview?', '/overview'],
    ];
    for (const [from, to] of cases) {
      const r = await raw(s.port, from);
      assert.equal(r.status, 302, from);
      assert.equal(decodeURIComponent(r.headers.location.replace(/^https?:\/\/[^/]*/, '')), decodeURIComponent(to), from);
      const next = await raw(s.port, r.headers.location.replace(/^https?:\/\/[^/]*/, ''));
      assert.equal(next.status, 200, `${from}: one hop at most`);
    }
  });

  await t.test('what is wrong is said, and never answered with more than was asked', async () => {
    const cases = [
      ['/overview?chanel=sms', 400, /ch\b/],
      ['/overview?ch=smoke', 400, /smoke/],
      ['/overview?range=7d&range=28d', 400, /range/],
      ['/overview?org=x', 400, /org/],
      ['/overview?org=o1,o2,o3,o4,o5,o6,o7,o8,o9', 400, /8/],
      ['/overview?tz=Mars%2FOlympus', 400, /Mars/],
      ['/overview?from=2026-03-01&to=2026-02-01', 400, /from|to/],
      ['/overview?from=2024-01-01&to=2026-02-01', 400, /400/],
      ['/overview?range=7d&from=2026-02-01&to=2026-02-02', 400, /range/],
      ['/overview?q=%ff', 400, null],
      ['/overview?range=7d%00', 400, null],
      ['/overview?x=' + 'a'.repeat(3000), 414, null],
      ['/overview?' + 'a=1&'.repeat(40), 400, null],
      ['/nothing', 404, null],
      ['/overview/x', 404, null],
      ['/g/zzzzzzzz/overview', 404, null],
    ];
    for (const [path, status, says] of cases) {
      const r = await raw(s.port, path);
      assert.equal(r.status, status, `${path}: ${r.text.slice(0, 300)}`);
      if (says) assert.match(r.text, says, path);
      assert.equal(r.headers['cache-control'], 'no-store', path);
    }
    for (const path of ['/overview.json?ch=smoke', '/overview.csv?chanel=sms']) {
      const r = await raw(s.port, path);
      assert.equal(r.status, 400);
      assert.match(r.headers['content-type'], /application\/problem\+json/);
      JSON.parse(r.text);
    }
  });

  await t.test('markup in a value comes back as text', async () => {
    const r = await raw(s.port, '/overview?ch=%3Cscript%3Ealert(1)%3C%2Fscript%3E&person=p%22onload%3D1');
    assert.equal(r.status, 400);
    assert.ok(!r.text.includes('<script>alert'), 'escaped');
    const crlf = await raw(s.port, '/overview?range=28d&tz=UTC%0d%0aX-Evil:%201');
    assert.equal(crlf.headers['x-evil'], undefined);
    assert.equal(crlf.status, 400);
  });

  await t.test('a permuted flood costs a redirect each and no SQL', async () => {
    await raw(s.port, '/overview?range=28d&tz=UTC');
    const line = await until('the redirect is in the log', () => requests(s).find((l) => l.status === 302));
    assert.equal(line.sql_ms, 0);
  });

  await t.test('ETag first, SQL later: 304 without a question', async () => {
    const first = await raw(s.port, '/overview?range=7d');
    assert.ok(first.headers.etag);
    const again = await raw(s.port, '/overview?range=7d', { headers: { 'If-None-Match': first.headers.etag } });
    assert.equal(again.status, 304);
    assert.equal(again.text, '');
    const head = await raw(s.port, '/overview?range=7d', { method: 'HEAD' });
    assert.equal(head.status, 200);
    assert.equal(head.text, '');
    const post = await raw(s.port, '/overview', { method: 'POST', body: 'a' });
    assert.equal(post.status, 405);
    assert.match(post.headers.allow, /GET/);
  });

  await t.test('the second request is a cache hit, errors are not kept', async () => {
    const path = '/overview?range=90d';
    const seen = [];
    for (let i = 0; i < 3; i++) seen.push((await raw(s.port, path)).headers['x-cache']);
    assert.deepEqual(seen.slice(1), ['HIT', 'HIT']);
    const order = (await raw(s.port, path)).raw.filter((_, i) => i % 2 === 0).map((h) => h.toLowerCase());
    assert.ok(order.includes('cache-control'));
    assert.ok(!order.includes('x-accel-expires'), 'nginx keeps that one to itself');
  });

  await t.test('every kind of answer carries the security headers, and no cookie', async () => {
    for (const path of ['/', '/overview', '/overview.json', '/overview.csv', '/health', '/nothing', '/overview?ch=smoke', '/overview~volume.svg']) {
      const { headers } = await raw(s.port, path);
      assert.match(headers['content-security-policy'] ?? '', /default-src 'none'/, path);
      assert.equal(headers['x-content-type-options'], 'nosniff', path);
      assert.equal(headers['referrer-policy'], 'same-origin', path);
      assert.equal(headers['set-cookie'], undefined, path);
    }
    const page = await raw(s.port, '/overview');
    assert.doesNotMatch(page.text, / (style|on[a-z]+)=/);
    assert.doesNotMatch(page.text, /<script(?![^>]* src=)/);
    assert.doesNotMatch(page.text, /<style/);
    const statics = [...page.text.matchAll(/(?:href|src)="(\/s\/[^"]+)"/g)].map((m) => m[1]);
    assert.ok(statics.length >= 1);
    for (const path of statics) {
      const r = await raw(s.port, path);
      assert.equal(r.status, 200, path);
      assert.match(r.headers['cache-control'], /immutable/, path);
    }
  });

  await t.test('compressed pages fit the budget', async () => {
    const r = run('curl', ['-s', '-H', 'Accept-Encoding: gzip', '-o', join(s.dir, 'page.gz'), '-w', '%{size_download}', `${s.url}/overview`]);
    assert.ok(Number(r.stdout) > 500 && Number(r.stdout) <= 14 * 1024, `${r.stdout} bytes`);
    const page = await raw(s.port, '/overview');
    assert.ok(page.text.length <= 60 * 1024, `${page.text.length} bytes raw`);
    assert.ok((page.text.match(/<[a-z]/g) ?? []).length <= 1500, 'elements');
  });

  await t.test('numbers agree: tile, table, CSV and JSON', async () => {
    for (const query of ['', '?range=7d', '?range=24h', '?tz=America/New_York', '?ch=sms', '?range=90d']) {
      const json = await (await s.get(`/overview.json${query}`)).json();
      const csv = await (await s.get(`/overview.csv${query}`)).text();
      const rows = csv.trim().split(/\r?\n/).map((l) => l.split(','));
      const column = rows[0].findIndex((h) => /^"?pages/i.test(h));
      assert.ok(column >= 0, `no pages column in ${rows[0]}`);
      const sum = rows.slice(1).reduce((n, r) => n + Number((r[column] || '0').replace(/"/g, '')), 0);
      assert.equal(sum, json.panels.tiles.pages, `${query}: CSV`);
      const parts = Object.values(json.panels.tiles.outcome).reduce((a, n) => a + n, 0);
      assert.equal(parts, json.panels.tiles.pages, `${query}: outcomes`);
      const heat = json.panels.hours.reduce((a, n) => a + n, 0);
      assert.equal(heat, json.panels.tiles.pages, `${query}: heatmap`);
      const page = await (await s.get(`/overview${query}`)).text();
      assert.ok(page.includes(json.panels.tiles.pages.toLocaleString('en-US')), `${query}: page`);
    }
  });
});

test('health is answered by the master while every worker hangs', async (t) => {
  const s = await served(t);
  const children = run('pgrep', ['-P', String(s.web.pid)]).stdout.trim().split('\n').map(Number);
  assert.ok(children.length >= 2);
  children.forEach((pid) => process.kill(pid, 'SIGSTOP'));
  t.after(() => children.forEach((pid) => { try { process.kill(pid, 'SIGCONT'); } catch {} }));
  for (const path of ['/healthz', '/readyz', '/metrics']) assert.equal((await s.get(path)).status, 200, path);
  children.forEach((pid) => process.kill(pid, 'SIGCONT'));
});

test('metrics are OpenMetrics, and count every request of every worker once', async (t) => {
  const s = await served(t);
  const counted = async () => {
    const text = await (await s.get('/metrics')).text();
    assert.match(text, /# EOF\n$/);
    assert.match(text, /le="0\.5"/);
    return [...text.matchAll(/^pagetrail_http_requests_total\{route="\/overview",code="([^"]*)"\} (\d+)/gm)].reduce((n, m) => n + Number(m[2]), 0);
  };
  const before = await counted();
  const paths = ['7d', '90d', '24h'].flatMap((range) => ['sms', 'voice', 'push', 'email'].map((ch) => `/overview.json?range=${range}&ch=${ch}`));
  for (const path of paths) assert.equal((await s.get(path)).status, 200);
  await until('the last one is counted, which is after its answer', async () => (await counted()) - before >= paths.length);
  assert.equal((await counted()) - before, paths.length);
});

test('a crashed worker is replaced, and nobody sees an error', async (t) => {
  const s = await served(t);
  const children = () => run('pgrep', ['-P', String(s.web.pid)]).stdout.trim().split('\n').filter(Boolean);
  const before = children();
  const answers = [];
  let going = true;
  const load = (async () => {
    for (let i = 0; going; i++) answers.push((await s.get(`/overview.json?from=2026-02-${String(10 + (i % 15))}&to=2026-03-0${1 + (i % 7)}`)).status);
  })();
  await until('the load has begun', () => answers.length >= 3);
  process.kill(Number(before[0]), 'SIGKILL');
  await until('another worker in its place', () => children().length === before.length && !children().includes(before[0]));
  await until('some more requests', () => answers.length >= 30);
  going = false;
  await load;
  assert.deepEqual(answers.filter((status) => status !== 200), []);
});

test('a new generation is served within 5 s, without a failed request', async (t) => {
  const s = await served(t);
  const id = async () => (await (await s.get(`/overview.json?range=7d`)).json()).meta.snapshot;
  const before = await id();
  const bad = [];
  let going = true;
  const load = (async () => {
    for (let i = 0; going; i++) {
      const r = await s.get(`/overview?range=${['7d', '24h', '90d'][i % 3]}`);
      if (r.status !== 200) bad.push(r.status);
      await r.text();
    }
  })();
  const other = company({ seed: 8 });
  assert.equal(cron(s.dir, ['ingest', 'pageouts', '--file', join(other.dir, 'pageouts.csv')]).status, 0);
  const published = Date.now();
  await until('the new generation', async () => (await id()) !== before, 15000);
  const took = Date.now() - published;
  going = false;
  await load;
  assert.deepEqual(bad, []);
  assert.ok(took <= 10000, `${took} ms: 5 s to pick it up and 5 s of cache`);
});

test('SIGTERM drains: what was begun is answered, then all end', async (t) => {
  const s = await served(t);
  const pids = run('pgrep', ['-P', String(s.web.pid)]).stdout.trim().split('\n').map(Number);
  const answers = Array.from({ length: 8 }, (_, i) => s.get(`/overview.json?range=90d&ch=${['sms', 'push', 'voice', 'email'][i % 4]}&tz=${i < 4 ? 'UTC' : 'Asia%2FKolkata'}`).then((r) => r.status).catch(() => 0));
  await until('the first is in the log', () => requests(s).length > 0);
  s.web.child.kill('SIGTERM');
  const { code } = await s.web.ended;
  assert.equal(code, 0);
  const seen = await Promise.all(answers);
  for (const status of seen) assert.ok([200, 502, 503].includes(status), String(status)); // who came too late is told so
  assert.equal(seen.filter((status) => status === 200).length, requests(s).filter((l) => l.status === 200).length, 'what a worker answered has arrived');
  for (const pid of pids) assert.throws(() => process.kill(pid, 0), 'no worker is left');
});

test('an empty store is a page, not an error of ours', async (t) => {
  const dir = folder(t);
  const s = await site(t, dir, { empty: true });
  const page = await s.get('/overview');
  assert.equal(page.status, 503);
  assert.ok(page.headers.get('retry-after'));
  assert.match(await page.text(), /<h1/);
  assert.equal((await s.get('/readyz')).status, 503);
  assert.equal((await s.get('/healthz')).status, 200);
});

test('a damaged segment is never served: the last generation stays', async (t) => {
  const s = await served(t);
  const before = (await (await s.get('/overview.json')).json()).meta.snapshot;
  const workers = run('pgrep', ['-P', String(s.web.pid)]).stdout.trim().split('\n').map(Number);
  for (const pid of workers) process.kill(pid, 'SIGSTOP'); // they look at the new generation when it is damaged already
  const other = company({ seed: 8 });
  const damaged = cron(s.dir, ['ingest', 'pageouts', '--file', join(other.dir, 'pageouts.csv')]).status === 0 &&
    run('sh', ['-c', `newest=$(ls -t '${s.dir}'/store/seg/pageouts-* | head -n 1) && printf XXXX | dd of="$newest" bs=1 seek=8000 conv=notrunc status=none`]).status === 0;
  for (const pid of workers) process.kill(pid, 'SIGCONT');
  assert.ok(damaged);
  await until('it says why', () => /"refresh_failed".*SHA-256/.test(s.web.log()));
  const after = await s.get('/overview.json?range=7d');
  assert.equal(after.status, 200);
  assert.equal((await after.json()).meta.snapshot, before);
  await s.web.stop();
  const again = await site(t, s.dir); // a program that begins now goes back to the newest whole one
  await until('the generation before', async () => {
    const r = await again.get('/overview.json');
    return r.status === 200 && (await r.json()).meta.snapshot === before;
  });
  const unread = (await (await again.get('/health.json')).json()).meta.unread_generation;
  assert.ok(unread > 0);
  assert.match(await (await again.get('/health')).text(), new RegExp(`Generation ${unread} is damaged`));
});
