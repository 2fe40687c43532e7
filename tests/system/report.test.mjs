// Reports: the numbers of the Overview of the same days, the file that is mailed, and its bytes.
import test from 'node:test';
import assert from 'node:assert/strict';
import { cpSync, readdirSync } from 'node:fs';
import { build, company, cron, existsSync, folder, ingested, join, readFileSync, site } from './harness.mjs';

const STATICS = join(build, 'static');
const HOUR = 3600e3;

/** pagetrail-cron report into a file of that name; gives its result and the file's bytes, null when there is none. */
function written(dir, url, name, args = []) {
  const out = join(dir, name);
  const r = cron(dir, ['report', '--url', url, '--out', out, '--statics', STATICS, ...args]);
  return { ...r, out, bytes: existsSync(out) ? readFileSync(out, 'utf8') : null };
}

const tile = (report, metric) => report.panels.tiles.find((t) => t.metric === metric);

/** What a report and the Overview of its days must agree on. */
function agree(report, tiles, key) {
  assert.equal(tile(report, 'pages')[key], tiles.pages, `pages, ${key}`);
  assert.equal(tile(report, 'people')[key], tiles.people, `people, ${key}`);
  assert.equal(tile(report, 'acceptance')[key], tiles.acceptance.value, `acceptance, ${key}`);
  assert.equal(tile(report, 'answered_by_p50')[key], tiles.answered_by.p50_ms, `half answered by, ${key}`);
  assert.equal(tile(report, 'escalated')[key], tiles.escalated.value, `escalated, ${key}`);
  assert.equal(tile(report, 'sleep_per_person')[key], tiles.sleep_per_person, `nights, ${key}`);
}

test('a report says what the other pages count', async (t) => {
  const dir = folder(t);
  await ingested(t, dir, company({ days: 60, people: 800, teams: 60 })); // 7 January to 7 March 2026
  const s = await site(t, dir);
  const get = async (path) => {
    const r = await s.get(path);
    assert.equal(r.status, 200, path);
    return r.json();
  };

  await t.test('the last whole week and month, each against the one before', async () => {
    const cases = [
      ['weekly', ['2026-02-23', '2026-03-01'], ['2026-02-16', '2026-02-22']],
      ['leadership', ['2026-02-01', '2026-02-28'], ['2026-01-01', '2026-01-31']],
    ];
    for (const [kind, now, before] of cases) {
      const report = await get(`/report/${kind}.json`);
      assert.equal(report.meta.range.from.slice(0, 10), now[0], kind);
      for (const [key, [from, to]] of [['value', now], ['before', before]])
        agree(report, (await get(`/overview~tiles.json?from=${from}&to=${to}`)).panels.tiles, key);
      assert.ok(report.panels.findings.length >= 2, kind);
      const csv = await (await s.get(`/report/${kind}.csv`)).text();
      assert.ok(csv.includes(`"pages","Pages","count",${tile(report, 'pages').value},${tile(report, 'pages').before}\r\n`), csv);
    }
  });

  await t.test('incidents and sources are those that /explore counts', async () => {
    const { panels } = await get('/report/weekly.json');
    const never = (await get('/explore~total.json?from=2026-02-23&to=2026-03-01&m=never_accepted')).panels.total;
    assert.equal(panels.incidents.ended, never.n);
    assert.equal(panels.incidents.not_accepted, Math.round(never.value * never.n));
    assert.equal(panels.incidents.of + panels.incidents.cleared, panels.incidents.not_accepted);
    const noise = (await get('/explore~rows.json?from=2026-02-23&to=2026-03-01&by=source&m=noise&n=25')).panels.rows.rows;
    assert.deepEqual(panels.noise.map((r) => r.source), noise.filter((r) => r.value > 0).slice(0, panels.noise.length).map((r) => r.id));
    for (const row of panels.noise) {
      const alone = (await get(`/overview~tiles.json?from=2026-02-23&to=2026-03-01&src=${encodeURIComponent(row.source)}`)).panels.tiles;
      assert.equal(row.pages, alone.pages);
      assert.equal(row.closed, alone.acceptance.den);
      assert.equal(row.closed - row.not_accepted, alone.acceptance.num);
    }
  });

  await t.test('a month names nobody, and its load is that of /explore', async () => {
    const { panels } = await get('/report/leadership.json');
    const top = (await get('/explore~total.json?from=2026-02-01&to=2026-02-28&m=top10')).panels.total;
    assert.equal(panels.top10, top.value);
    assert.equal(panels.year_back_pages, null); // not held, so unknown and not 0
    const team = (await get('/report/handoff.json')).panels.teams[0].id;
    const html = await (await s.get(`/report/leadership?team=${team}`)).text();
    const people = (await get(`/overview~below.json?team=${team}&from=2026-02-01&to=2026-02-28`)).panels.below;
    assert.equal(people.kind, 'person');
    for (const p of people.rows) assert.ok(!html.includes(p.name), p.name);
  });

  await t.test('what a report does not read is refused, and so is a report there is not', async () => {
    assert.equal((await s.get('/report/weekly?range=7d')).status, 400);
    assert.equal((await s.get('/report/weekly?ch=sms')).status, 400);
    assert.equal((await s.get('/report/daily')).status, 404);
    assert.equal((await s.get('/report')).status, 404);
  });
});

test('a hand-off is of a team: its shift, its incidents, whom it paged', async (t) => {
  const dir = folder(t), end = new Date().toISOString().slice(0, 10); // duties are asked for around today
  await ingested(t, dir, company({ days: 30, end }));
  const s = await site(t, dir);
  const get = async (path) => (await s.get(path)).json();
  const teams = (await get('/report/handoff.json')).panels.teams;
  assert.ok(teams.length > 5);
  const { meta, panels } = await get(`/report/handoff.json?team=${teams[0].id}`);
  const [from, to] = [Date.parse(meta.range.from), Date.parse(meta.range.to)];
  assert.ok(panels.on_call.length > 0);
  for (const duty of panels.on_call)
    assert.ok(Date.parse(duty.from) >= from && Date.parse(duty.to) <= to, JSON.stringify(duty));
  assert.ok(panels.on_call.some((d) => d.level === 1 && Date.parse(d.from) === from));
  assert.ok(to - from <= 15 * 24 * HOUR);
  const pages = tile({ panels }, 'pages').value;
  assert.equal(panels.incidents.rows.reduce((n, r) => n + r.pages, 0), pages);
  assert.equal(panels.people.reduce((n, p) => n + p.pages, 0), pages);
  assert.deepEqual(panels.incidents.rows.map((r) => r.first), panels.incidents.rows.map((r) => r.first).toSorted());
  for (const row of panels.incidents.rows.filter((r) => r.end === 'accepted').slice(0, 3)) {
    const story = await get(`/incident/${row.id}.json`);
    const who = story.panels.history.rows.filter((e) => e.page_responded).map((e) => e.recipient_name);
    assert.ok(who.includes(row.accepted_by), `${row.id}: ${row.accepted_by} is none of ${who}`);
  }
});

test('the file that is mailed', async (t) => {
  const dir = folder(t);
  await ingested(t, dir, company({ days: 60, people: 800, teams: 60 }));
  const first = written(dir, '/report/weekly', 'a.html', ['--base', 'https://pagetrail.example']);

  await t.test('is whole by itself: its style, no script, no link but to the site', () => {
    assert.equal(first.status, 0, first.stderr);
    assert.match(first.bytes, /<style>\n[^<]*\.findings[^<]*<\/style>/);
    assert.doesNotMatch(first.bytes, /<script|<link|<form|<img|@import|url\(/);
    const hrefs = [...first.bytes.matchAll(/href="([^"]*)"/g)].map((m) => m[1]);
    assert.ok(hrefs.length > 10);
    for (const href of hrefs) assert.match(href, /^https:\/\/pagetrail\.example\//);
    const bare = written(dir, '/report/weekly', 'bare.html');
    assert.doesNotMatch(bare.bytes, /href="/);
  });

  await t.test('is the same, byte for byte, again and from a copy of the store', () => {
    const id = first.bytes.match(/snapshot <code>([0-9a-f]{8})/)[1];
    const url = `/g/${id}/report/weekly?from=2026-02-23&to=2026-03-01`;
    const one = written(dir, url, 'one.html');
    const two = written(dir, url, 'two.html');
    cpSync(join(dir, 'store'), join(dir, 'copy'), { recursive: true });
    const three = written(dir, url, 'three.html', ['--store', join(dir, 'copy')]);
    assert.equal(one.status, 0, one.stderr);
    assert.equal(two.bytes, one.bytes);
    assert.equal(three.bytes, one.bytes);
  });

  await t.test('is written whole or not at all, and the exit status says why', () => {
    const before = readFileSync(first.out, 'utf8');
    const cases = [
      [['report', '--out', first.out], 2, /needs --url and --out/],
      [['report', '--url', '/report/weekly?chanel=sms', '--out', first.out, '--statics', STATICS], 2, /chanel is not a filter/],
      [['report', '--url', '/report/daily', '--out', first.out, '--statics', STATICS], 1, /no such report/],
      [['report', '--url', '/g/00000000/report/weekly', '--out', first.out, '--statics', STATICS], 1, /this one is gone/],
      [['report', '--url', '/report/weekly', '--out', join(dir, 'no/such/folder.html'), '--statics', STATICS], 1, /--out/],
      [['report', '--url', '/report/weekly', '--out', first.out, '--statics', STATICS, '--base', 'pagetrail.example'], 2, /--base/],
      [['report', '--url', '/report/weekly', '--out', first.out, '--statics', STATICS, '--store', join(dir, 'nothing')], 4, /Nothing was published/],
    ];
    for (const [args, status, says] of cases) {
      const r = cron(dir, args);
      assert.equal(r.status, status, `${args.join(' ')}: ${r.status} ${r.stderr}`);
      assert.match(r.stderr, says);
    }
    assert.equal(readFileSync(first.out, 'utf8'), before);
    assert.deepEqual(readdirSync(dir).filter((f) => f.endsWith('.new')), []);
  });
});
