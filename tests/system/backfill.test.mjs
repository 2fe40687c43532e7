// A backfill ends in the same content, however it is disturbed: chunks, processes, kills, faults.
import test from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer, request } from 'node:http';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { company, cron, folder, join, program, readFileSync, run, until, upstream } from './harness.mjs';

const KILLS = Number(process.env.KILLS ?? 30);
const DAYS = 16;
const made = { days: DAYS, people: 300, teams: 12 };
const QUICK = { PAGETRAIL_POLL_DEADLINE: '6', PAGETRAIL_STALL: '2', PAGETRAIL_RETRY_PAUSE: '20ms' };
const window = (end, days = DAYS) => ['--from', new Date(Date.parse(`${end}T00:00:00Z`) - days * 86400e3).toISOString().slice(0, 10), '--to', end];

const status = (dir) => JSON.parse(cron(dir, ['status', '--json']).stdout);
const content = (dir, set = 'notifications') => status(dir).families[set].segments.map((s) => `${s.first} ${s.sha256}`);
const covered = (dir, set = 'notifications') => status(dir).families[set].covered;
const plan = (dir, set = 'notifications') => JSON.parse(readFileSync(join(dir, 'staging', `backfill-${set}.json`), 'utf8'));
const events = (stderr) => stderr.trim().split('\n').map((line) => JSON.parse(line));

/** What an ingest of the whole window makes, undisturbed; once for all tests. */
let calm;
async function wanted(t) {
  if (calm) return calm;
  const dir = folder(t);
  const data = company(made);
  const up = await upstream(t, dir, data.dir);
  for (const set of ['notifications', 'pageouts']) assert.equal(cron(dir, ['ingest', set, ...window(data.end)], up.env).status, 0);
  calm = { notifications: content(dir), pageouts: content(dir, 'pageouts'), covered: covered(dir) };
  assert.equal(calm.notifications.length, DAYS);
  return calm;
}

/** Starts one; what it said is there when it has ended. */
function begin(dir, up, args, env = {}) {
  const child = spawn(program('cron'), ['backfill', ...args], {
    env: { ...process.env, PAGETRAIL_STORE: join(dir, 'store'), PAGETRAIL_STAGING: join(dir, 'staging'), ...up.env, ...QUICK, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  for (const s of ['stdout', 'stderr']) child[s].on('data', (d) => { said[s] += d; });
  const ended = new Promise((done) => child.on('close', (code, signal) => done({ code, signal, ...said })));
  return { child, said, ended };
}

/** One to its end. A proxy in this process must go on meanwhile, so it is not waited for by spawnSync. */
async function end(dir, up, args, env = {}) {
  const { code, stdout, stderr } = await begin(dir, up, args, env).ended;
  return { status: code, stdout, stderr };
}
const backfill = (dir, up, last, ...args) => end(dir, up, ['notifications', ...window(last), ...args]);

/** The platform, seen through a proxy that may answer itself, answer(req, body) -> [status, object, headers] or nothing, and
    may change what is said of reports. Counts the bytes of each file that is fetched. */
async function between(t, up, answer, edit = (text) => text) {
  const { hostname, port } = new URL(up.url);
  const fetched = [];
  const server = createServer((req, res) => {
    const parts = [];
    req.on('data', (d) => parts.push(d));
    req.on('end', () => {
      const body = Buffer.concat(parts);
      const own = answer(req, body.toString());
      if (own) {
        res.writeHead(own[0], { 'content-type': 'application/json', ...own[2] });
        return res.end(JSON.stringify(own[1]));
      }
      const on = request({ hostname, port, method: req.method, path: req.url, headers: req.headers }, (from) => {
        from.on('error', () => res.destroy());
        if (from.headers['content-type'] !== 'application/json') {
          if (req.method === 'GET') fetched.push(Number(from.headers['content-length']));
          res.writeHead(from.statusCode, from.headers);
          return from.pipe(res);
        }
        const text = []; // links in it must lead through here again, or they would go without the token
        from.on('data', (d) => text.push(d));
        from.on('end', () => {
          const { 'content-length': _, ...headers } = from.headers;
          res.writeHead(from.statusCode, headers);
          res.end(edit(Buffer.concat(text).toString()).replaceAll(up.url, `http://${req.headers.host}`));
        });
      });
      on.on('error', () => res.destroy());
      on.end(body);
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => { server.closeAllConnections(); server.close(); });
  return { fetched, env: { ...up.env, PAGETRAIL_API: `http://127.0.0.1:${server.address().port}` } };
}

/** Report windows that hold that day, refused in the report's own way. */
function failing(day) {
  const bad = new Set();
  let n = 0;
  const asked = [];
  const answer = (req, body) => {
    if (req.method === 'POST' && req.url === '/v1/reports') {
      const w = JSON.parse(body);
      asked.push(w);
      if (!(w.from.slice(0, 10) <= day && w.to.slice(0, 10) > day)) return undefined;
      const id = `bad-${++n}`;
      bad.add(`/v1/reports/${id}`);
      return [202, { id, status: 'PENDING' }];
    }
    return bad.has(req.url) ? [200, { id: req.url, status: 'FAILED' }] : undefined;
  };
  return { answer, asked };
}

for (const jobs of [1, 4]) {
  test(`--jobs ${jobs}: the same content as one ingest of the whole window, and nothing is left behind`, async (t) => {
    const dir = folder(t), data = company(made), want = await wanted(t);
    const up = await upstream(t, dir, data.dir);
    const r = await backfill(dir, up, data.end, '--jobs', String(jobs));
    assert.equal(r.status, 0, r.stderr);
    assert.deepEqual(content(dir), want.notifications);
    assert.deepEqual(covered(dir), want.covered, 'the windows of the chunks are one');
    assert.equal(status(dir).families.notifications.through, want.covered.at(-1).to);
    assert.deepEqual(readdirSync(join(dir, 'staging')).sort(), ['backfill-notifications.json', 'backfill-notifications.lock']);
    const lines = events(r.stderr);
    const chunks = lines.filter((e) => e.event === 'chunk');
    assert.ok(chunks.length > 3 && chunks.length < DAYS, `${chunks.length} chunks: they grow`);
    assert.ok(chunks.every((c) => c.became === 'done' && c.rows > 0 && c.bytes > 0 && c.memory > 1e6 && c.ms > 0));
    assert.deepEqual([chunks.at(-1).days_done, chunks.at(-1).left_ms], [DAYS, 0]);
    const last = lines.at(-1);
    assert.deepEqual([last.event, last.exit, last.days_written], ['run', 0, DAYS]);
    assert.equal(last.rows, chunks.reduce((sum, c) => sum + c.rows, 0));
    assert.match(r.stdout, new RegExp(`^done +${chunks.length} +${DAYS}$`, 'm'));
    assert.match(r.stdout, /^fold +\d+/m);
    const again = await backfill(dir, up, data.end);
    assert.equal(again.status, 0);
    assert.match(again.stdout, /^0 chunks in this run/m);
  });
}

test('page-outs too: pages that are open at the end of a chunk are not when the next days are there', async (t) => {
  const dir = folder(t), data = company(made), want = await wanted(t);
  const up = await upstream(t, dir, data.dir);
  const r = await end(dir, up, ['pageouts', ...window(data.end), '--jobs', '3']);
  assert.equal(r.status, 0, r.stderr);
  assert.deepEqual(content(dir, 'pageouts'), want.pageouts);
});

const faults = [
  ['429 now and then', ['--fault', '429:p=0.1']],
  ['503 now and then', ['--fault', '503:p=0.1']],
  ['a rate limit', ['--rate', '600']],
  ['TRUNCATED now and then: the chunk is cut, a day is halved', ['--fault', 'truncated-state:p=0.3']],
  ['TRUNCATED by rows', ['--max-rows', '700']],
  ['a hang', ['--fault', 'hang:nth=9']],
  ['resets in mid-stream', ['--fault', 'reset-mid-stream:p=0.3']],
  ['expired files', ['--fault', 'expired:p=0.3']],
  ['pages of HTML', ['--fault', 'html-200:p=0.2']],
];
for (const [name, args] of faults) {
  test(`upstream: ${name}: the same content`, async (t) => {
    const dir = folder(t), data = company(made), want = await wanted(t);
    const up = await upstream(t, dir, data.dir, { args });
    const r = await backfill(dir, up, data.end, '--jobs', '3');
    assert.equal(r.status, 0, `${r.stdout}\n${r.stderr}`);
    assert.deepEqual(content(dir), want.notifications);
    assert.deepEqual(covered(dir), want.covered);
  });
}

test('a chunk whose report always fails is set aside and named, the rest is published, and a later run fills the gap', async (t) => {
  const dir = folder(t), data = company(made), want = await wanted(t);
  const up = await upstream(t, dir, data.dir);
  const day = new Date(Date.parse(data.end) - 5 * 86400e3).toISOString().slice(0, 10);
  const bad = failing(day);
  const r = await backfill(dir, await between(t, up, bad.answer), data.end, '--jobs', '2', '--tries', '3');
  assert.equal(r.status, 1, r.stderr);
  const aside = plan(dir).chunks.filter((c) => c.state === 'aside');
  assert.equal(aside.length, 1);
  assert.ok(aside[0].from.slice(0, 10) <= day && aside[0].to.slice(0, 10) > day && aside[0].attempts === 3);
  assert.ok(plan(dir).chunks.every((c) => c === aside[0] || c.state !== 'waiting'));
  assert.match(r.stdout, new RegExp(`^set aside: ${aside[0].from} to ${aside[0].to}: 3 tries: .*FAILED`, 'm'));
  const missing = want.notifications.filter((s) => s.slice(0, 10) >= aside[0].from.slice(0, 10) && s.slice(0, 10) < aside[0].to.slice(0, 10));
  assert.deepEqual(content(dir), want.notifications.filter((s) => !missing.includes(s)));
  assert.deepEqual(covered(dir), [{ from: want.covered[0].from, to: aside[0].from }, { from: aside[0].to, to: want.covered[0].to }]);
  assert.match(cron(dir, ['status']).stdout, new RegExp(`^notifications +missing ${aside[0].from} to ${aside[0].to}$`, 'm'));
  const later = await backfill(dir, up, data.end);
  assert.equal(later.status, 0, later.stderr);
  assert.deepEqual(content(dir), want.notifications);
  assert.doesNotMatch(cron(dir, ['status']).stdout, /missing/);
});

test('a report that cannot fit is cut before it is fetched, by what it says, and by HEAD when it says nothing', async (t) => {
  const data = company(made), want = await wanted(t);
  for (const pack of ['plain', 'gzip']) {
    const dir = folder(t);
    const up = await upstream(t, dir, data.dir, { args: ['--pack', pack] });
    // A day fits, several do not; chunks that are cut do not grow again at once.
    const r = await backfill(dir, up, data.end, '--jobs', '1', '--chunk-rows', '1200');
    assert.equal(r.status, 0, r.stderr);
    assert.deepEqual(content(dir), want.notifications);
    assert.ok(events(r.stderr).filter((e) => e.became === 'done').every((e) => e.rows <= 2400 || e.to.slice(0, 10) === e.from.slice(0, 10)));
  }
  const dir = folder(t);
  const up = await upstream(t, dir, data.dir);
  const through = await between(t, up, () => undefined, (text) => text.replace(/"bytes":\d+,/, ''));
  const r = await end(dir, through, ['notifications', ...window(data.end, 4), '--export-limit', '40000']);
  assert.equal(r.status, 0, r.stderr);
  assert.ok(through.fetched.length > 4 && through.fetched.every((n) => n <= 40000), through.fetched.join());
  assert.deepEqual(content(dir), want.notifications.slice(-4));
});

test('SIGTERM: the plan says where it stands, unpublished work is dropped, the same command goes on', async (t) => {
  const dir = folder(t), data = company(made), want = await wanted(t);
  const up = await upstream(t, dir, data.dir);
  const args = ['notifications', ...window(data.end), '--jobs', '2'];
  const first = begin(dir, up, args);
  await until('a chunk is done', () => first.said.stderr.includes('"became":"done"'));
  first.child.kill('SIGTERM');
  const r = await first.ended;
  assert.equal(r.code, 143, r.stderr);
  assert.match(events(r.stderr).at(-1).error, /signal 15; the same command goes on/);
  assert.deepEqual(readdirSync(join(dir, 'staging')).sort(), ['backfill-notifications.json', 'backfill-notifications.lock']);
  const states = plan(dir).chunks.map((c) => c.state);
  assert.ok(states.includes('done') && states.includes('waiting') && !states.includes('running'), states.join());
  const second = await backfill(dir, up, data.end);
  assert.equal(second.status, 0, second.stderr);
  assert.deepEqual(content(dir), want.notifications);
});

test('another window, store or data set for a plan that is not done is refused; one that is done gives way', async (t) => {
  const dir = folder(t), data = company(made);
  const up = await upstream(t, dir, data.dir);
  const bad = await between(t, up, failing(window(data.end, 1)[1]).answer);
  const go = (days, platform, ...args) => end(dir, platform, ['notifications', ...window(data.end, days), '--tries', '1', ...args]);
  assert.equal((await go(2, bad)).status, 1);
  const r = await go(3, up);
  assert.equal(r.status, 2, r.stderr);
  assert.match(r.stderr, /backfill-notifications\.json: .*not done.*--manifest/);
  assert.equal((await go(3, up, '--store', join(dir, 'other'))).status, 2);
  assert.equal((await go(3, up, '--manifest', join(dir, 'plan.json'))).status, 0);
  assert.equal((await go(2, up)).status, 0);
  assert.equal((await go(3, up)).status, 0, 'the plan of two days is done');
  assert.equal(content(dir).length, 3);
});

test('usage, refusal and absence: 2, 3 and 4, and the plan stays', async (t) => {
  const dir = folder(t), data = company(made);
  const up = await upstream(t, dir, data.dir);
  const other = await upstream(t, dir, data.dir, { alg: 'HS256' });
  const usage = [['backfill', 'pagers'], ['backfill', 'notifications'], ['backfill', 'notifications', '--from', '2026-03-01'],
    ['backfill', 'notifications', '--from', '2026-03-02', '--to', '2026-03-01'], ['backfill', 'notifications', ...window(data.end), '--jobs', '17'],
    ['backfill', 'notifications', '--from', '1990-01-01', '--to', '2026-03-01']];
  for (const args of usage) assert.equal(cron(dir, args, up.env).status, 2, args.join(' '));
  assert.ok(!existsSync(join(dir, 'store')) && !existsSync(join(dir, 'staging')), 'a mistake of usage makes nothing');
  const denied = await backfill(dir, { env: { ...up.env, PAGETRAIL_API: other.url } }, data.end);
  assert.equal(denied.status, 3, denied.stderr);
  await other.stop();
  const away = await backfill(dir, { env: { ...up.env, PAGETRAIL_API: other.url } }, data.end, '--tries', '2', '--poll-deadline', '1s');
  assert.equal(away.status, 4, away.stderr);
  assert.ok(plan(dir).chunks.every((c) => c.state === 'waiting'), 'nothing is set aside for a platform that is away');
  assert.equal((await backfill(dir, up, data.end)).status, 0);
  const full = await end(dir, up, ['pageouts', ...window(data.end), '--store-limit', '1M', '--tries', '2']);
  assert.equal(full.status, 3, full.stderr);
  assert.match(full.stderr, /its limit/);
  assert.ok(plan(dir, 'pageouts').chunks.every((c) => c.state === 'waiting'));
});

test('Retry-After given to one holds for all', async (t) => {
  const dir = folder(t), data = company(made), want = await wanted(t);
  const up = await upstream(t, dir, data.dir);
  let quietUntil = 0, early = 0, told = 0, calls = 0;
  const through = await between(t, up, () => {
    const now = Date.now();
    early += now < quietUntil;
    if (++calls % 15 !== 5 || told >= 3 || now < quietUntil) return undefined;
    told++;
    quietUntil = now + 1000;
    return [429, { title: 'too many' }, { 'retry-after': '1' }];
  });
  const r = await backfill(dir, through, data.end, '--jobs', '4');
  assert.equal(r.status, 0, r.stderr);
  assert.equal(told, 3);
  assert.ok(early <= told * 3, `${early} calls came too early`); // those that were on their way
  assert.deepEqual(content(dir), want.notifications);
});

test('on a terminal: one line that is redrawn within its width, and taken away at the end', async (t) => {
  const dir = folder(t), data = company(made);
  const up = await upstream(t, dir, data.dir);
  const command = `stty cols 60; exec ${program('cron')} backfill notifications ${window(data.end).join(' ')} --jobs 1`;
  const r = run('script', ['-qec', command, '/dev/null'], {
    env: { ...up.env, ...QUICK, PAGETRAIL_STORE: join(dir, 'store'), PAGETRAIL_STAGING: join(dir, 'staging') }, input: '' });
  assert.equal(r.status, 0, r.stdout);
  const [drawn, rest] = [r.stdout.slice(0, r.stdout.indexOf('stage ')), r.stdout.slice(r.stdout.indexOf('stage '))];
  const lines = drawn.split('\r\x1b[K').slice(1);
  assert.ok(lines.length > 3);
  assert.equal(lines.at(-1), '', 'it is taken away');
  for (const line of lines.slice(0, -1)) {
    assert.ok(line.length < 60, `${line.length}: ${line}`);
    assert.match(line, /^notifications .*\d+ of 16 days, ETA (\?|\d+:\d\d:\d\d)/);
  }
  assert.doesNotMatch(rest.split('{"at"')[0], /\x1b/);
});

test(`kill -9 of the parent or of a worker at ${KILLS} random moments: the same content`, async (t) => {
  const data = company(made), want = await wanted(t);
  const up = await upstream(t, folder(t), data.dir);
  let seed = 20261121;
  const random = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
  const children = (pid) => {
    const list = `/proc/${pid}/task/${pid}/children`;
    return existsSync(list) ? readFileSync(list, 'utf8').trim().split(' ').filter(Boolean).map(Number) : [];
  };
  const hit = { parent: 0, worker: 0 };
  for (let round = 0; hit.parent + hit.worker < KILLS; round++) {
    assert.ok(round < KILLS * 3, `only ${hit.parent} and ${hit.worker} were killed in time`);
    const dir = folder(t);
    const args = ['notifications', ...window(data.end), '--jobs', '3', '--tries', '9'];
    for (let left = 3; ;) { // up to three kills, then to its end
      const p = begin(dir, up, args);
      const ended = p.ended.then((r) => ({ over: r }));
      const pause = () => new Promise((done) => setTimeout(() => done({}), random() * 900));
      let r = {};
      while (!r.over && left > 0 && hit.parent + hit.worker < KILLS) {
        r = await Promise.race([ended, pause()]);
        if (r.over) break;
        const [worker] = random() < 0.5 ? children(p.child.pid) : [];
        try {
          process.kill(worker ?? p.child.pid, 'SIGKILL');
          hit[worker ? 'worker' : 'parent']++;
        } catch (e) {
          if (e.code !== 'ESRCH') throw e; // it had just ended
        }
        left--;
      }
      r = await p.ended;
      if (r.signal !== 'SIGKILL') {
        assert.equal(r.code, 0, r.stderr);
        break;
      }
      assert.ok(existsSync(join(dir, 'store')) === false || cron(dir, ['status']).status === 0);
    }
    assert.deepEqual(content(dir), want.notifications);
    assert.deepEqual(covered(dir), want.covered);
    rmSync(dir, { recursive: true });
  }
  t.diagnostic(`${hit.parent} parents and ${hit.worker} workers were killed`);
});

test('a report that a killed run had asked for is taken up again', async (t) => {
  const dir = folder(t), data = company(made);
  const up = await upstream(t, dir, data.dir, { args: ['--report-ms', '1500'] });
  const asked = [];
  const through = await between(t, up, (req, body) => { if (req.method === 'POST' && req.url === '/v1/reports') asked.push(body); });
  const p = begin(dir, through, ['notifications', ...window(data.end, 1)]);
  await until('the plan knows the report', () => existsSync(join(dir, 'staging', 'backfill-notifications.json')) && plan(dir).chunks[0].report);
  p.child.kill('SIGKILL');
  await p.ended;
  assert.equal((await end(dir, through, ['notifications', ...window(data.end, 1)])).status, 0);
  assert.equal(asked.length, 1, 'one report was asked for');
  assert.equal(content(dir).length, 1);
});
