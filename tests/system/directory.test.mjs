// The directory: who is asked for and when, and that what changes today changes nothing of yesterday.
import test from 'node:test';
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { company, cron, folder, ingested, join, program, readFileSync, run, site, start, until, upstream, writeFileSync } from './harness.mjs';

const made = { days: 12, people: 600, teams: 24 };
const status = (dir) => JSON.parse(cron(dir, ['status', '--json']).stdout);
const said = (stdout, what) => Number(stdout.split('\n').find((l) => l.startsWith(what))?.slice(-10));

/** How often the platform was asked for what. */
function asked(up) {
  const calls = {};
  for (const line of up.log().split('\n').filter((l) => l.includes('"event":"request"'))) {
    const path = JSON.parse(line).path.replace(/\?.*/, '').replace(/users\/[^/]+\/managers/, 'users/*/managers');
    calls[path] = (calls[path] ?? 0) + 1;
  }
  return calls;
}

/** A company of its own, whose people can be changed. */
function own(t) {
  const dir = folder(t);
  const data = join(dir, 'company');
  cpSync(company(made).dir, data, { recursive: true });
  const file = (name) => join(data, `${name}.json`);
  const read = (name) => JSON.parse(readFileSync(file(name), 'utf8'))[name];
  const write = (name, list) => writeFileSync(file(name), `{"${name}":[\n${list.map((o) => JSON.stringify(o)).join(',\n')}\n]}\n`);
  return { dir, data, end: company(made).end, read, write };
}

async function synced(t, c, args = [], { faults = [], env = {} } = {}) {
  const up = await upstream(t, c.dir, c.data, { args: faults });
  const r = cron(c.dir, ['directory', ...args], { ...up.env, ...env });
  await up.stop();
  return { r, calls: asked(up), log: up.log() };
}

test('a second run asks only for who is due, and writes no segment when nothing has changed', async (t) => {
  const c = own(t);
  const people = c.read('users').filter((u) => !u.deleted_at).length;
  const first = await synced(t, c);
  assert.equal(first.r.status, 0, first.r.stderr);
  assert.equal(said(first.r.stdout, 'people listed'), people);
  assert.equal(first.calls['/v1/users'], Math.ceil(people / 500));
  const before = status(c.dir);
  const second = await synced(t, c);
  assert.equal(second.r.status, 0, second.r.stderr);
  const due = said(second.r.stdout, 'people who were due');
  assert.ok(due > 0 && due < 20, `${due} of ${people} are one slot of 168`);
  assert.equal(second.calls['/v1/users'], undefined, 'nobody is listed');
  assert.equal(second.calls['/v1/users/lookup'], 1);
  const after = status(c.dir);
  assert.equal(after.generation, before.generation + 1, 'when it was synced is told');
  assert.deepEqual(after.families.directory.segments, before.families.directory.segments, 'the same file');
  const full = await synced(t, c, ['--full']);
  assert.equal(said(full.r.stdout, 'people listed'), people);
  const stale = await synced(t, c, [], { env: { PAGETRAIL_PEOPLE_CACHE: '1h', PAGETRAIL_LOOK_BACK: '0s' } });
  assert.equal(stale.calls['/v1/users'], undefined);
});

test('a rename, a move and a deletion change nothing of yesterday', async (t) => {
  const c = own(t);
  await ingested(t, c.dir, { dir: c.data, end: c.end });
  const s = await site(t, c.dir);
  const day = new Date(Date.parse(`${c.end}T00:00:00Z`) - 86400e3).toISOString().slice(0, 10);
  const page = async (path) => (await s.get(path)).text();
  const panels = async (query) => JSON.stringify((await (await s.get(`/overview.json?from=${day}&to=${day}${query}`)).json()).panels);
  const pin = `/s/${status(c.dir).snapshot}/overview?from=${day}&to=${day}`;
  const pinned = await page(pin);
  const before = status(c.dir);

  // Of the people who were paged that day: one is renamed, one moves to another manager and team, one is gone.
  const users = c.read('users');
  const managers = new Set(users.map((u) => u.manager_id));
  const paged = new Set(readFileSync(join(c.data, 'pageouts.csv'), 'utf8').split('\n').filter((l) => l.includes(day)).map((l) => l.split(',').find((f) => users.some((u) => u.id === f))));
  const [renamed, moved, gone] = users.filter((u) => paged.has(u.id) && !u.deleted_at && !managers.has(u.id));
  assert.ok(gone, 'three of them');
  const all = await panels('');
  const teams = c.read('teams');
  const top = users.find((u) => managers.has(u.id) && u.id !== moved.manager_id && !u.deleted_at);
  const asOf = '2026-11-01T00:00:00Z';
  c.write('users', users.map((u) => {
    if (u.id === renamed.id) return { ...u, name: 'Somebody Else', login: 'else', updated_at: asOf };
    if (u.id === moved.id) return { ...u, manager_id: top.id, updated_at: asOf };
    return u.id === gone.id ? { id: u.id, deleted_at: asOf } : u;
  }));
  c.write('teams', teams.map((x, i) => {
    const members = x.members.filter((m) => m.id !== moved.id && m.id !== gone.id);
    return { ...x, members: i === teams.length - 1 ? [...members, { id: moved.id, role: 'member' }] : members };
  }));
  const sync = await synced(t, c, ['--full']);
  assert.equal(sync.r.status, 0, sync.r.stderr);
  assert.equal(said(sync.r.stdout, 'people changed'), 2);
  assert.equal(said(sync.r.stdout, 'people gone'), 1);
  await until('the site has moved on', async () => !(await page('/overview.json')).includes(`"${before.snapshot}"`));
  assert.equal(await panels(''), all, 'the same numbers');
  assert.equal(await page(pin), pinned, 'the pinned page: the same bytes');

  // The same rows again, with the directory of now: nothing of them is written anew.
  for (const set of ['pageouts', 'notifications']) {
    const r = cron(c.dir, ['ingest', set, '--file', join(c.data, `${set}.csv`)]);
    assert.equal(r.status, 0, r.stderr);
    assert.deepEqual(status(c.dir).families[set].segments, before.families[set].segments, set);
  }
});

test('whom an import names and nobody knows is asked for by the next run', async (t) => {
  const c = own(t);
  const users = c.read('users');
  const managers = new Set(users.map((u) => u.manager_id));
  const csv = readFileSync(join(c.data, 'pageouts.csv'), 'utf8').split('\n').slice(0, 200).join('\n');
  const named = new Set(c.read('teams').flatMap((x) => x.members.map((m) => m.id)).concat(c.read('oncalls').map((o) => o.user_id)));
  const late = users.find((u) => !managers.has(u.id) && !named.has(u.id) && !u.deleted_at);
  const known = users.find((u) => csv.includes(`,${u.id},`));
  c.write('users', users.filter((u) => u !== late));
  assert.equal((await synced(t, c)).r.status, 0);
  c.write('users', users);
  writeFileSync(join(c.dir, 'late.csv'), csv.replaceAll(`,${known.id},`, `,${late.id},`) + '\n');
  assert.equal(cron(c.dir, ['ingest', 'pageouts', '--file', join(c.dir, 'late.csv')]).status, 0);
  const next = await synced(t, c);
  assert.equal(next.r.status, 0, next.r.stderr);
  assert.equal(next.calls['/v1/users'], undefined);
  assert.equal(said(next.r.stdout, 'people new'), 1, next.r.stdout);
});

for (const [name, fault, calls] of [
  ['a cursor that is gone', 'cursor-gone:nth=1', '/v1/users'],
  ['429 on the way', '429:nth=2', '/v1/users'],
  ['managers who are told by live chains alone', 'managers-untold:p=1', '/v1/users/*/managers'],
]) {
  test(`${name}: the directory is the same`, async (t) => {
    const calm = own(t);
    const c = own(t);
    assert.equal((await synced(t, calm)).r.status, 0);
    const { r, calls: seen, log } = await synced(t, c, [], { faults: ['--fault', fault, '--page-size', '100'] });
    assert.equal(r.status, 0, r.stderr);
    assert.match(log, new RegExp(`"fault":"${fault.split(':')[0]}"`), 'the fault was applied');
    assert.ok(seen[calls] > 1);
    const people = (dir) => {
      const file = join(dir, 'store/seg', status(dir).families.directory.segments[0].name);
      return run('sqlite3', [file, 'select id, name, zone, manager_id, deleted from person; select manager_id, depth, people from node']).stdout;
    };
    const told = (text) => text.split('\n').filter((l) => !ghosts.some((g) => l.includes(g)));
    const ids = new Set(c.read('users').map((u) => u.id));
    const ghosts = c.read('users').map((u) => u.manager_id).filter((id) => id && !ids.has(id));
    assert.ok(people(c.dir).length > 10000);
    // Who reports to a manager nobody knows has none by the chain: that is all that may differ.
    if (fault.startsWith('managers')) assert.equal(told(people(c.dir)).length, told(people(calm.dir)).length + ghosts.length);
    else assert.equal(people(c.dir), people(calm.dir));
  });
}

test('a run that is killed leaves the directory as it was', async (t) => {
  const c = own(t);
  assert.equal((await synced(t, c)).r.status, 0);
  const before = status(c.dir);
  c.write('users', c.read('users').map((u) => ({ ...u, name: `${u.name} II` })));
  const up = await upstream(t, c.dir, c.data);
  const env = { ...up.env, PAGETRAIL_STORE: join(c.dir, 'store'), PAGETRAIL_STAGING: join(c.dir, 'staging') };
  for (let i = 0; i < 12; i++) {
    const p = start(t, c.dir, `killed-${i}`, program('cron'), ['directory', '--full'], env);
    await new Promise((done) => setTimeout(done, 8 * i));
    const { signal } = await p.stop('SIGKILL');
    const now = status(c.dir);
    if (now.generation === before.generation) assert.deepEqual(now.families.directory.segments, before.families.directory.segments);
    else assert.ok(signal === null || now.generation === before.generation + 1);
    if (now.generation !== before.generation) break;
  }
  const r = cron(c.dir, ['directory', '--full'], up.env);
  assert.equal(r.status, 0, r.stderr);
  assert.notDeepEqual(status(c.dir).families.directory.segments, before.families.directory.segments);
});

test('a rule for teams that is none is a mistake, and the conflict rules are printed', (t) => {
  const dir = folder(t);
  const r = cron(dir, ['ingest', 'pageouts', '--file', '/dev/null', '--operational-teams', 'kind:a,ops']);
  assert.equal(r.status, 2);
  assert.match(r.stderr, /--operational-teams: "ops" begins with none of kind:, name:, id:/);
  assert.match(cron(dir, ['rules']).stdout, /^ 1\. What an id is\n/);
});
