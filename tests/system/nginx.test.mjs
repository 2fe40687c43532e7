// What nginx answers by itself: refusals in the reader's language, the cache when the workers are gone.
import test from 'node:test';
import assert from 'node:assert/strict';
import { company, folder, ingested, run, site, until } from './harness.mjs';

// curl, because fetch tidies addresses before it sends them
function curl(s, path, ...args) {
  const r = run('curl', ['-s', '-i', '-m', '20', '--path-as-is', ...args, s.url + path]);
  const [head, ...rest] = r.stdout.split('\r\n\r\n');
  const [first, ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(lines.map((l) => [l.slice(0, l.indexOf(':')).toLowerCase(), l.slice(l.indexOf(':') + 2)]));
  return { status: Number(first.split(' ')[1]), headers, text: rest.join('\r\n\r\n') };
}

function refusedAs(r, status, type) {
  assert.equal(r.status, status, r.text);
  assert.match(r.headers['content-type'], type);
  assert.match(r.headers['content-security-policy'], /default-src 'none'/);
  assert.equal(r.headers['cache-control'], 'no-store');
  if (/json/.test(r.headers['content-type'])) {
    const { message, error } = JSON.parse(r.text);
    assert.equal(typeof message, 'string');
    assert.equal(error.message, message);
  } else {
    assert.match(r.text, /<h1>/);
  }
}

test('nginx by itself', async (t) => {
  const dir = folder(t);
  await ingested(t, dir, company());
  const s = await site(t, dir);
  const long = 'a'.repeat(9000);

  await t.test('too long or malformed: a page for people, JSON for programs', () => {
    refusedAs(curl(s, `/overview?x=${long}`), 414, /html/);
    refusedAs(curl(s, '/grafana/query', '-X', 'POST', '-H', `X-Long: ${long}`), 431, /json/);
    refusedAs(curl(s, '/overview', '-H', `X-Long: ${long}`), 431, /html/);
    refusedAs(curl(s, '/overview.json', '-X', 'POST', '-d', 'x'.repeat(20000)), 413, /json/);
    refusedAs(curl(s, '/overview', '-X', 'POST', '-d', 'x'.repeat(20000)), 413, /html/);
    refusedAs(curl(s, '/s/0/none.css'), 404, /html/);
    refusedAs(curl(s, '/s/0/..%2fapp%2fweb.c'), 404, /html/);
  });

  await t.test('a body of 1 MB reaches the data source', () => {
    const r = run('sh', ['-c', `head -c 1000000 /dev/zero | tr '\\0' ' ' | curl -s -o /dev/null -w '%{http_code}' -X POST --data-binary @- ${s.url}/grafana/query`]);
    assert.equal(r.stdout, '400');
  });

  await t.test('/grafana and //grafana//query are answered without a redirect', () => {
    assert.equal(curl(s, '/grafana').status, 200);
    assert.equal(curl(s, '/grafana/').status, 200);
    assert.notEqual(Math.floor(curl(s, '//grafana//query', '-X', 'POST', '-d', '{}').status / 100), 3);
  });

  await t.test('nobody is sent to another host', () => {
    for (const path of ['//evil.example?', '/\\evil.example?', '//evil.example/?', '/%2f/evil.example?']) {
      const r = curl(s, path);
      assert.doesNotMatch(r.headers.location ?? '', /^(?:[a-z]+:)?[\\/]{2}/, path);
    }
  });

  await t.test('without workers: what was kept is given, all else is 503 with a time to come back', async () => {
    assert.equal(curl(s, '/overview?range=90d').status, 200);
    await s.web.stop();
    await until('the kept page is older than its seconds', () => curl(s, '/overview?range=90d').headers['x-cache'] !== 'HIT');
    assert.equal(curl(s, '/overview?range=90d').status, 200);
    for (const [path, type] of [['/overview?range=24h', /html/], ['/overview.json?range=24h', /json/], ['/grafana', /json/]]) {
      const r = curl(s, path);
      refusedAs(r, 503, type);
      assert.ok(Number(r.headers['retry-after']) > 0, path);
    }
  });
});
