// Search, the organisation and histories on a real site over a demo company: names with accents and
// hostile ones are found and shown as text; histories hold the rows of the exported CSVs, no more, no less.
import test from 'node:test';
import assert from 'node:assert/strict';
import { company, folder, ingested, join, readFileSync, site } from './harness.mjs';
import { table } from './csv.mjs';

const made = company({ seed: 7, days: 12, people: 300, teams: 16 });
const SAMPLED = 50;

/** The newest version of each row, as an import keeps it: updated_at decides, then the later row. */
function newest(file, id) {
  const kept = new Map();
  for (const row of table(readFileSync(join(made.dir, file), 'utf8'))) {
    const before = kept.get(row[id]);
    if (!before || Date.parse(row.updated_at) >= Date.parse(before.updated_at)) kept.set(row[id], row);
  }
  return [...kept.values()];
}

/** Every nth of a list, so that a sample reaches over all of it. */
const sample = (list, n) => list.filter((_, i) => i % Math.max(1, Math.floor(list.length / n)) === 0).slice(0, n);
const unique = (list) => [...new Set(list)];
const sorted = (list) => unique(list.filter(Boolean)).sort();

test('search, the organisation and histories', async (t) => {
  const dir = folder(t);
  await ingested(t, dir, made);
  const { get } = await site(t, dir);
  const text = async (path, status = 200) => {
    const r = await get(path);
    const body = await r.text();
    assert.equal(r.status, status, `${path}: ${body.slice(0, 300)}`);
    return body;
  };
  const json = async (path) => JSON.parse(await text(path));
  const users = JSON.parse(readFileSync(join(made.dir, 'users.json'), 'utf8'));
  const people = (users.users ?? users).filter((u) => u.name);
  const pages = newest('pageouts.csv', 'page_id');
  const attempts = newest('notifications.csv', 'notification_id');
  const find = (q) => json(`/find.json?q=${encodeURIComponent(q)}&n=200`);
  const ids = (found, list) => found.panels[list].rows.map((r) => r.id);
  const plain = (s) => s.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

  await t.test('a person is found by id, login and name, however it is typed', async () => {
    for (const u of sample(people, 20)) {
      assert.equal(ids(await find(u.id), 'people')[0], `p${u.id}`, u.id);
      assert.equal(ids(await find(u.login.toUpperCase()), 'people')[0], `p${u.id}`, u.login);
      const words = plain(u.name).match(/[\p{L}\p{N}]+/gu)?.join(' ') ?? '';
      if (words.length >= 2) assert.ok(ids(await find(words), 'people').includes(`p${u.id}`), u.name);
    }
    const accented = people.filter((u) => plain(u.name) !== u.name.toLowerCase());
    t.diagnostic(`${accented.length} names with accents`);
    for (const u of accented.slice(0, 5))
      assert.ok(ids(await find([...u.name].slice(0, 64).join('')), 'people').includes(`p${u.id}`), u.name);
  });

  await t.test('what all words begin is found, and nothing else', async () => {
    for (const q of ['an no', 'core', 'ma', 'zzzz']) {
      const found = await find(q);
      for (const row of found.panels.people.rows) {
        const u = people.find((p) => `p${p.id}` === row.id);
        const words = plain(`${u.name} ${u.login} ${u.id}`).match(/[\p{L}\p{N}]+/gu);
        for (const w of q.split(' ')) assert.ok(words.some((x) => x.startsWith(w)), `${q}: ${u.name} ${u.login}`);
      }
      const want = people.filter((u) => q.split(' ').every((w) => plain(`${u.name} ${u.login} ${u.id}`).match(/[\p{L}\p{N}]+/gu).some((x) => x.startsWith(w))));
      assert.equal(found.panels.people.of, want.length, `${q}: how many`);
    }
  });

  await t.test('hostile names are text on the page, and a formula is none in the CSV', async () => {
    const page = await text('/find?q=r%26d');
    assert.ok(page.includes('R&amp;D &lt;Core&gt;'), 'the team is listed');
    assert.ok(!page.includes('<Core>'));
    for (const row of table(await text('/find.csv?q=core'))) for (const v of [row.name, row.detail]) assert.ok(!/^[=+\-@\t\r]/.test(v), v);
  });

  await t.test('suggestions are few and small', async () => {
    for (const q of ['ma', 'inc', 'core', 'xq']) {
      const body = await text(`/suggest.json?q=${q}`);
      assert.ok(body.length <= 3072, `${q}: ${body.length} bytes`);
      const rows = JSON.parse(body).rows;
      assert.ok(rows.length <= 10);
      for (const row of rows) assert.notEqual((await get(row.href)).status, 404, row.href);
    }
    await text('/suggest.json?q=a', 400);
  });

  await t.test('links keep the other filters', async () => {
    const page = await text('/find?range=7d&ch=sms&q=core');
    const links = [...page.matchAll(/href="(\/overview\?[^"]+)"[^>]*>Use&nbsp;as&nbsp;filter/g)].map((m) => m[1].replaceAll('&amp;', '&'));
    assert.ok(links.length > 3);
    for (const href of links) {
      assert.ok(href.includes('range=7d') && href.includes('ch=sms') && !href.includes('q='), href);
      assert.equal((await get(href)).status, 200, href);
    }
  });

  await t.test('beside each step of a path stand those with most people', async () => {
    const json = async (path) => JSON.parse(await text(path));
    let children = (await json('/org.json')).panels.children;
    while (children.of < 3) children = (await json(`/org/${children.rows[0].id}.json`)).panels.children;
    const below = children.rows[0], { siblings } = (await json(`/org/${below.id}.json`)).panels;
    const want = [...siblings].sort((a, b) => b.people - a.people).slice(0, 6).map((r) => r.people.toLocaleString('en-US'));
    for (const path of [`/org/${below.id}`, `/overview?org=${below.id}`]) {
      const page = await text(path);
      const list = page.slice(page.lastIndexOf('<summary><span class="away">Beside ')).split('</ul>')[0];
      assert.deepEqual([...list.matchAll(/<span>([\d,]+) (?:people|person)<\/span>/g)].map((m) => m[1]), want, path);
      assert.ok(list.includes(`All ${siblings.length + 1}, with their pages`), path);
      assert.ok(!list.includes(`"/org/${below.id}"`) && !list.includes(`org=${below.id}"`), path);
    }
  });

  await t.test(`histories of ${SAMPLED} people are the exports' rows`, async () => {
    const who = sample(unique([...pages, ...attempts].map((r) => r.recipient_id)).filter(Boolean).sort(), SAMPLED);
    assert.ok(who.length >= SAMPLED - 1);
    for (const id of who) {
      const rows = table(await text(`/person/p${id}.csv`));
      assert.deepEqual(sorted(rows.map((r) => r.page_id)), sorted(pages.filter((r) => r.recipient_id === id).map((r) => r.page_id)), `${id}: pages`);
      const tried = rows.map((r) => r.notification_id).filter(Boolean);
      assert.equal(tried.length, unique(tried).length, `${id}: an attempt twice`);
      assert.deepEqual(sorted(tried), sorted(attempts.filter((r) => r.recipient_id === id).map((r) => r.notification_id)), `${id}: attempts`);
      for (const r of rows) assert.equal(r.source, r.page_id && r.notification_id ? 'both' : r.page_id ? 'pageouts' : 'notifications');
      const at = rows.map((r) => Number(r.at_epoch_ms));
      assert.deepEqual(at, [...at].sort((a, b) => b - a), `${id}: newest first`);
      let shown = 0;
      for (let next = ''; next !== null; ) {
        const panel = (await json(`/person/p${id}.json?n=25${next && `&after=${next}`}`)).panels.history;
        assert.deepEqual(panel.rows.map((r) => r.at_ms), at.slice(shown, shown + 25), `${id}: rows from ${shown}`);
        shown += panel.rows.length;
        next = panel.next;
      }
      assert.equal(shown, rows.length);
    }
  });

  await t.test(`histories of ${SAMPLED} incidents are the exports' rows`, async () => {
    const incidents = sample(unique([...pages, ...attempts].map((r) => r.incident_id)).filter(Boolean).sort(), SAMPLED);
    for (const id of incidents) {
      const rows = table(await text(`/incident/${encodeURIComponent(id)}.csv`));
      assert.deepEqual(sorted(rows.map((r) => r.page_id)), sorted(pages.filter((r) => r.incident_id === id).map((r) => r.page_id)), `${id}: pages`);
      assert.deepEqual(sorted(rows.map((r) => r.notification_id)), sorted(attempts.filter((r) => r.incident_id === id).map((r) => r.notification_id)), `${id}: attempts`);
      const first = Math.min(...rows.flatMap((r) => [r.at_epoch_ms, r.page_created_epoch_ms].filter(Boolean).map(Number)));
      for (const r of rows) assert.equal(Number(r.at_epoch_ms) - first, Number(r.offset_ms), `${id}: offset`);
      const page = await text(`/incident/${encodeURIComponent(id)}?n=200`);
      assert.equal(page.match(/<li><strong>\+/g).length, Math.min(200, rows.length), `${id}: items`);
      assert.equal(ids(await find(id), 'incidents')[0], id, `${id} is found`);
    }
  });

  await t.test('the organisation is walked from its top, and its numbers are the dashboard\'s', async () => {
    const seen = new Set();
    const walk = async (id) => {
      const { panels } = await json(`/org${id ? `/${id}` : ''}.json?n=200`);
      if (id) {
        assert.equal(panels.here.id, id);
        assert.equal(panels.path.at(-1).id, id);
        assert.ok(panels.siblings.every((r) => r.id !== id));
      }
      assert.equal(panels.children.rows.length, panels.children.of);
      for (const row of panels.children.rows) {
        assert.ok(!seen.has(row.id), `${row.id} twice`);
        seen.add(row.id);
        if (seen.size % 7 === 1) {
          const tiles = (await json(`/overview.json?org=${row.id}`)).panels.tiles;
          assert.equal(row.pages, tiles.pages, `${row.id}: pages`);
          const found = (await find(row.id)).panels.org.rows[0];
          assert.deepEqual([found.id, found.pages], [row.id, row.pages]);
        }
        if (row.level < 4) await walk(row.id);
      }
      const csv = table(await text(`/org${id ? `/${id}` : ''}.csv`));
      assert.deepEqual(csv.map((r) => [r.id, Number(r.pages)]), panels.children.rows.map((r) => [r.id, r.pages]));
    };
    await walk('');
    assert.ok(seen.size > 10, `${seen.size} nodes`);
    const first = [...seen][0];
    const page = await text(`/org/${first}`);
    assert.ok(page.includes(`href="/overview?org=${first}"`));
    await text('/org/o999999998', 404);
    await text('/org/17', 404);
  });

  await t.test('what is not there is said', async () => {
    await text('/person/pnobody', 404);
    await text('/person/nobody', 404);
    await text('/person', 404);
    await text('/incident/INC-none', 404);
    await text('/overview/o1', 404);
    await text('/person/p10007?after=AAAAAAAAAAAAAAAA', 400);
  });
});
