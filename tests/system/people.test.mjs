// Teams and people on a real site over a demo company whose days end today, so that time on call is known: their numbers
// are those of /explore and /overview, and those that nobody else tells (nights, quiet, on-call days, quartiles) are those
// of the exported rows, by plain SQL and the platform's own zones.
import test from 'node:test';
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { company, folder, ingested, join, readFileSync, site } from './harness.mjs';
import { table } from './csv.mjs';
import { load, rows } from '../oracle/oracle.mjs';

const DAY = 86400e3;
const made = company({ seed: 7, days: 30, people: 300, teams: 16, end: new Date().toISOString().slice(0, 10) });
const END = Date.parse(`${made.end}T00:00:00Z`), FROM = END - 28 * DAY;
const near = (got, want, why) => assert.ok(Math.abs(got - want) < 1e-5, `${why}: ${got}, not ${want}`);
const sum = (list) => list.reduce((a, b) => a + b, 0);

/** The night of a moment by somebody's own clock: the date of its evening; null by day. */
function night(ms, timeZone) {
  const at = Object.fromEntries(new Intl.DateTimeFormat('en-GB', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', hourCycle: 'h23' })
    .formatToParts(ms).map((p) => [p.type, p.value]));
  const hour = Number(at.hour), date = Date.UTC(at.year, at.month - 1, at.day);
  return hour >= 22 ? date : hour < 8 ? date - DAY : null;
}

test('teams and people', async (t) => {
  const dir = folder(t), file = join(dir, 'oracle.sqlite');
  await ingested(t, dir, made);
  const { get } = await site(t, dir);
  load(join(dir, 'store'), file);
  const text = async (path, status = 200) => {
    const r = await get(path);
    const body = await r.text();
    assert.equal(r.status, status, `${path}: ${body.slice(0, 300)}`);
    return body;
  };
  const panels = async (path) => JSON.parse(await text(path)).panels;
  const explore = async (query) => new Map((await panels(`/explore.json?${query}&n=200`)).rows.rows.map((r) => [r.id, r.value]));
  const total = async (query) => (await panels(`/explore.json?${query}`)).total.value;
  const where = `ack = 'explicit' AND is_page AND created >= ${FROM} AND created < ${END}`;
  const zones = new Map(JSON.parse(readFileSync(join(made.dir, 'users.json'), 'utf8')).users.map((u) => [u.id, u.time_zone || 'UTC']));
  const whole = (await panels('/teams.json?n=200')).teams;
  const busiest = [...whole.rows].sort((a, b) => b.pages - a.pages)[0].id;

  await t.test('teams: each number is what /explore tells of it, under any filter', async () => {
    for (const filter of ['', 'ch=sms', 'lvl=2&hours=sleep', 'range=7d&urg=high', `team=${busiest}`, 'q=disk']) {
      const list = (await panels(`/teams.json?${filter}${filter && '&'}n=200`)).teams;
      const by = (m) => explore(`${filter}${filter && '&'}by=team&m=${m}`);
      const [pages, people, answered, night, escalated] = await Promise.all(['pages', 'people', 'acceptance', 'sleep_per_person', 'escalated'].map(by));
      for (const r of list.rows) {
        assert.equal(r.pages, pages.get(r.id) ?? 0, `${filter} ${r.id}: pages`);
        assert.equal(r.people, people.get(r.id) ?? 0, `${filter} ${r.id}: people`);
        if (answered.get(r.id) != null && r.closed >= 5) near(r.accepted / r.closed, answered.get(r.id), `${filter} ${r.id}: answered`);
        if (night.get(r.id) != null) near(r.sleep / r.people, night.get(r.id), `${filter} ${r.id}: night`);
        if (escalated.get(r.id) != null && r.incidents >= 5) near(r.escalated / r.incidents, escalated.get(r.id), `${filter} ${r.id}: escalated`);
      }
      assert.equal(sum(list.rows.map((r) => r.pages)) + list.unknown_team_pages, await total(`${filter}${filter && '&'}m=pages`), filter);
      assert.equal(list.rows.filter((r) => r.pages).length, list.paged, filter);
    }
  });

  await t.test('teams: on call, as the directory has it', async () => {
    const duties = rows(file, `SELECT team_id, count(DISTINCT user_id) AS n FROM oncall WHERE start < ${END} AND (until > ${FROM} OR until = 0) GROUP BY 1`);
    assert.ok(duties.length > 1, 'duties of this period are known');
    for (const d of duties) assert.equal(whole.rows.find((r) => r.id === `t${d.team_id}`).oncall_people, d.n, d.team_id);
  });

  await t.test('teams: in order, page by page, from any letter', async () => {
    const values = { pages: (r) => r.pages, people: (r) => r.people, night: (r) => (r.pages ? r.sleep / r.pages : null), half: (r) => r.answered_by_p50_ms };
    for (const [word, of] of Object.entries(values)) for (const sign of ['', '-']) {
      const got = (await panels(`/teams.json?sort=${sign}${word}&n=200`)).teams.rows.map(of), known = got.filter((v) => v !== null);
      assert.deepEqual(got.slice(known.length), got.slice(known.length).fill(null), `${sign}${word}: unknown ones are behind`);
      assert.deepEqual(known, [...known].sort((a, b) => (sign ? b - a : a - b)), `${sign}${word}`);
    }
    const ids = [];
    for (let next = ''; next !== null;) {
      const part = (await panels(`/teams.json?n=25${next && `&after=${next}`}`)).teams;
      ids.push(...part.rows.map((r) => r.id));
      next = part.next;
    }
    assert.deepEqual(ids, whole.rows.map((r) => r.id));
    await text('/teams?after=AAB3f0', 400);
    await text('/teams?sort=fastest', 400);
  });

  await t.test('a team: tiles and bars are the Overview\'s of it', async () => {
    for (const filter of ['', 'ch=voice', 'range=7d&lvl=1', 'tz=own', 'tz=Asia%2FKolkata']) {
      const [team, over] = await Promise.all([panels(`/team/${busiest}.json?${filter}`), panels(`/overview.json?team=${busiest}${filter && '&'}${filter}`)]);
      for (const name of ['tiles', 'volume', 'hours']) assert.deepEqual(team[name], over[name], `${filter} ${name}`);
      assert.equal(await text(`/team/${busiest}~volume.csv?${filter}`), await text(`/overview~volume.csv?team=${busiest}${filter && '&'}${filter}`));
      const pages = await explore(`team=${busiest}&by=person&m=pages${filter && '&'}${filter}`);
      for (const r of team.roster.rows) assert.equal(r.pages, pages.get(r.id) ?? 0, `${filter} ${r.id}`);
      assert.equal(sum(team.roster.rows.map((r) => r.pages)) + team.load.unknown_person_pages, team.tiles.pages, filter);
      for (const m of ['gini', 'top10', 'pages_per_oncall_day']) {
        const want = await total(`team=${busiest}&m=${m}${filter && '&'}${filter}`);
        if (want === null || team.load.people < 5) assert.equal(team.load[m], null, `${filter} ${m}`);
        else near(team.load[m], want, `${filter} ${m}`);
      }
    }
  });

  await t.test('a team: compared as the Overview compares', async () => {
    const ask = (path) => text(path).then(JSON.parse);
    for (const query of ['range=7d&cmp=prev', 'range=7d&cmp=prev&ch=sms']) {
      const [team, over] = await Promise.all([ask(`/team/${busiest}.json?${query}`), ask(`/overview.json?team=${busiest}&${query}`)]);
      assert.ok(team.compared.panels.tiles.pages > 0);
      for (const name of ['tiles', 'volume', 'hours']) assert.deepEqual(team.compared.panels[name], over.compared.panels[name], `${query} ${name}`);
    }
    assert.ok((await text(`/team/${busiest}?range=7d&cmp=prev`)).includes('Compared with '));
    assert.ok(!(await text(`/team/${busiest}~load?ui=embed`)).includes('<nav'));
  });

  await t.test('a team: its people as the directory has them, their nights and days on call as the rows do', async () => {
    const id = busiest.slice(1), { roster, load: fair, fairness } = await panels(`/team/${busiest}.json`);
    const members = new Set(rows(file, `SELECT person_id AS id FROM member WHERE team_id = '${id}' AND until = 0`).map((r) => r.id));
    assert.deepEqual(roster.rows.filter((r) => r.standing === 'member').map((r) => r.id.slice(1)).sort(), [...members].sort());
    const all = rows(file, `SELECT person, created FROM page WHERE ${where} AND team = '${id}' AND person <> ''`);
    for (const r of roster.rows) {
      const own = all.filter((p) => p.person === r.id.slice(1));
      const nights = own.map((p) => night(p.created, zones.get(p.person) ?? 'UTC')).filter((n) => n !== null);
      assert.equal(r.pages, own.length, r.id);
      assert.equal(r.sleep, nights.length, `${r.id}: pages at night`);
      assert.equal(r.nights, new Set(nights).size, `${r.id}: nights`);
      assert.equal(r.last && Date.parse(r.last), own.length ? Math.max(...own.map((p) => p.created)) : null, `${r.id}: last`);
      const duties = rows(file, `SELECT start, until FROM oncall WHERE team_id = '${id}' AND user_id = '${r.id.slice(1)}'`), days = new Set();
      for (const d of duties) for (let day = Math.floor(d.start / DAY); day < (d.until || END) / DAY; day++) if (day >= FROM / DAY && day < END / DAY) days.add(day);
      assert.equal(r.oncall_days, days.size, `${r.id}: days on call`);
    }
    assert.equal(fair.rows.length, roster.rows.filter((r) => r.pages || r.oncall_days).length);
    assert.deepEqual(fair.rows.map((r) => r.pages), fair.rows.map((r) => r.pages).sort((a, b) => a - b));
    assert.equal(fairness.length, fair.people + 1);
    near(fairness.at(-1).pages, 1, 'the curve ends with all pages');
    near(1 - fairness[fair.people - Math.ceil(fair.people / 10)].pages, fair.top10, 'the top tenth, read off the curve');
  });

  await t.test('of too few people nothing is told but how few', async () => {
    let few = null;
    for (const { id } of whole.rows) for (const filter of ['range=24h', 'range=24h&lvl=2', 'range=7d&lvl=3']) {
      const of = (await panels(`/team/${id}~load.json?${filter}`)).load;
      if (of.people > 0 && of.people < 5) few ??= { id, filter, of };
    }
    assert.ok(few, 'such a team is there');
    assert.deepEqual([few.of.gini, few.of.top10, few.of.rows.length], [null, null, 0]);
    const page = await text(`/team/${few.id}?${few.filter}`);
    assert.ok(page.includes('Too few people to compare'), 'and the page says so');
    assert.ok(!page.includes('Gini'));
    await text(`/team/${few.id}~fairness.svg?${few.filter}`, 404);
  });

  await t.test('people: who carried what, most pages first, never by how fast they were', async () => {
    const list = (await panels('/people.json?n=200')).people;
    const pages = await explore('by=person&m=pages');
    const all = rows(file, `SELECT person, created FROM page WHERE ${where} AND person <> ''`);
    for (const r of list.rows.slice(0, 60)) {
      const own = all.filter((p) => p.person === r.id.slice(1));
      assert.equal(r.pages, pages.get(r.id), r.id);
      assert.equal(r.nights, new Set(own.map((p) => night(p.created, zones.get(p.person) ?? 'UTC')).filter((n) => n !== null)).size, `${r.id}: nights`);
    }
    assert.equal(list.of, new Set(all.map((p) => p.person)).size);
    assert.deepEqual(list.rows.map((r) => r.pages), list.rows.map((r) => r.pages).sort((a, b) => b - a));
    for (const word of ['half', 'answered', 'p50', 'ack_p50']) await text(`/people?sort=${word}`, 400);
    const rowsOf = table(await text('/people.csv?n=200'));
    assert.deepEqual(rowsOf.map((r) => [r.id, Number(r.pages), Number(r.nights_disturbed)]), list.rows.map((r) => [r.id, r.pages, r.nights]));
  });

  await t.test('a person: nights, quiet and strides are those of the rows; the band is of the team\'s people', async () => {
    const { people } = await panels('/people.json?n=200');
    for (const { id } of [people.rows[0], people.rows[9], people.rows.at(-1)]) {
      const own = rows(file, `SELECT created FROM page WHERE ${where} AND person = '${id.slice(1)}' ORDER BY 1`).map((r) => r.created);
      const told = await panels(`/person/${id}.json`);
      const [pages, disrupted] = [await total(`person=${id}&m=pages`), await total(`person=${id}&m=disrupted_hours`)];
      assert.deepEqual([told.load.pages, told.load.disrupted_hours], [pages, disrupted], id);
      assert.equal(told.load.nights_disturbed, new Set(own.map((ms) => night(ms, zones.get(id.slice(1)) ?? 'UTC')).filter((n) => n !== null)).size, id);
      const edges = [FROM, ...own, END];
      assert.equal(told.load.longest_quiet_ms, Math.max(...edges.slice(1).map((ms, i) => ms - edges[i])), `${id}: quiet`);
      assert.equal(told.weeks.rows.length, 4);
      for (const w of told.weeks.rows) {
        const [from, to] = [Date.parse(w.from), Date.parse(w.to)];
        assert.equal(w.pages, own.filter((ms) => ms >= from && ms < to).length, `${id}: ${w.from}`);
        if (told.weeks.people < 5) continue;
        const team = told.weeks.team.slice(1);
        const peers = rows(file, `SELECT person_id AS id FROM member WHERE team_id = '${team}' AND until = 0
          UNION SELECT DISTINCT person FROM page WHERE ${where} AND team = '${team}' AND person <> ''`).map((r) => r.id);
        const met = new Map(rows(file, `SELECT person, count(*) AS n FROM page WHERE ack = 'explicit' AND is_page AND created >= ${from} AND created < ${to} AND team = '${team}' GROUP BY 1`).map((r) => [r.person, r.n]));
        const sorted = peers.map((p) => met.get(p) ?? 0).sort((a, b) => a - b);
        const at = (share) => { const k = share * (sorted.length - 1), i = Math.floor(k); return sorted[i] + (k - i) * ((sorted[i + 1] ?? sorted[i]) - sorted[i]); };
        assert.equal(told.weeks.people, peers.length);
        for (const [name, share] of [['team_low', 0.25], ['team_median', 0.5], ['team_high', 0.75]]) near(w[name], at(share), `${id} ${w.from} ${name}`);
      }
      assert.equal(sum(told.hours), pages, `${id}: hours`);
      assert.equal(sum([...Array(7).keys()].flatMap((d) => [...told.hours.slice(d * 24, d * 24 + 8), ...told.hours.slice(d * 24 + 22, d * 24 + 24)])), told.load.sleep, `${id}: the hours are their own`);
    }
  });

  await t.test('every panel has its faces, and no other', async () => {
    const { people } = await panels('/people.json?n=25'), person = people.rows[0].id;
    for (const [page, drawn, plain] of [[`/team/${busiest}`, ['volume', 'hours', 'load', 'fairness'], ['roster', 'tiles']], [`/person/${person}`, ['weeks', 'hours'], ['channels']]]) {
      for (const name of [...drawn, ...plain]) {
        assert.ok((await text(`${page}~${name}`)).includes('<h1'), `${page}~${name}`);
        assert.ok(table(await text(`${page}~${name}.csv`)).length, `${page}~${name}.csv`);
        assert.ok((await panels(`${page}~${name}.json`))[name], `${page}~${name}.json`);
        const svg = await text(`${page}~${name}.svg`, drawn.includes(name) ? 200 : 404);
        if (drawn.includes(name)) assert.match(svg, /<title[^>]*>[^<]+<\/title><desc[^>]*>[^<]*\d/, name);
      }
      await text(`${page}~nothing`, 404);
    }
    for (const path of ['/team/tnobody', '/team/1001', '/person/pnobody', '/person/1', '/team', '/person']) await text(path, 404);
    assert.equal((await get(`/person/${person}`)).headers.get('x-robots-tag')?.includes('noindex'), true);
  });

  await t.test('no page is larger than it may be', async () => {
    const { people } = await panels('/people.json?n=25');
    const budgets = [[`/team/${busiest}`, '', 60, 14], [`/person/${people.rows[0].id}`, '', 60, 14], ['/teams', 'n=100', 150, 30], ['/people', 'n=100', 150, 30]];
    for (const [path, rest, raw, packed] of budgets) for (const range of ['range=7d', '', 'range=90d']) {
      const query = [range, rest].filter(Boolean).join('&');
      const page = await text(`${path}${query && '?'}${query}`);
      assert.ok(page.length <= raw * 1024, `${path} ${range}: ${page.length} bytes`);
      assert.ok(gzipSync(page, { level: 5 }).length <= packed * 1024, `${path} ${range}: ${gzipSync(page).length} bytes, packed`);
      assert.ok((page.match(/<[a-z]/g) ?? []).length <= (raw === 60 ? 1500 : 2500), `${path} ${range}: elements`);
    }
  });

  await t.test('from the list to the team to a person and back, the filter stays as far as it is read', async () => {
    const link = (page, pattern) => (page.match(pattern) ?? assert.fail(`${pattern}`))[1].replaceAll('&amp;', '&');
    const teams = await text('/teams?range=7d&ch=sms&sort=-pages');
    const team = link(teams, /href="(\/team\/t[^"]+)"/);
    assert.ok(team.endsWith('?range=7d&ch=sms'), team);
    const page = await text(team);
    const person = link(page, /href="(\/person\/p[^"]+)"/);
    assert.ok(person.endsWith('?range=7d'), person);
    const overview = link(await text(person), /href="(\/overview\?[^"]+)"/);
    assert.match(overview, /person=p[^&]+&range=7d$/);
    assert.equal(link(await text(overview), /href="(\/person\/[^"]+)"/), person);
    assert.equal(link(await text(link(page, /href="(\/overview\?team=[^"]+)"/)), /href="(\/team\/[^"]+)"/), team);
    await text(link(page, /are in <a href="(\/org\/o\d+)"/));
  });
});
