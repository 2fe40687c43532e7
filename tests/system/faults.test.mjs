// Every fault that the platform can show ends in the right exit status, with the last generation served.
import test from 'node:test';
import assert from 'node:assert/strict';
import { company, cron, folder, upstream, ingested, readFileSync, writeFileSync, join, existsSync, freePort, program, run } from './harness.mjs';

const made = { days: 12, people: 300, teams: 12 };
const WINDOW = (end) => ['--from', new Date(Date.parse(`${end}T00:00:00Z`) - 6 * 86400e3).toISOString().replace('.000', ''), '--to', `${end}T00:00:00Z`];
const QUICK = { PAGETRAIL_POLL_DEADLINE: '6', PAGETRAIL_STALL: '2' };

// name, arguments of the simulator, exit statuses that are right, and whether the rows must have come in
const cases = [
  ['429 once', ['--fault', '429:nth=2'], 0],
  ['429 always', ['--fault', '429:p=1'], 4],
  ['503 once', ['--fault', '503:nth=1'], 0],
  ['503 always', ['--fault', '503:p=1'], 4],
  ['401 in the middle of polling', ['--fault', '401-mid-poll:nth=1'], 0],
  ['a download that hangs', ['--fault', 'hang:p=1'], 4],
  ['a reset in mid-stream, once', ['--fault', 'reset-mid-stream:nth=1'], 0],
  ['a reset in mid-stream, always: each time it goes on where it was', ['--fault', 'reset-mid-stream:p=1'], 0],
  ['a truncated file', ['--fault', 'truncated-file:p=1'], 1],
  ['TRUNCATED once: the window is split', ['--fault', 'truncated-state:nth=1'], 0],
  ['an HTML page with 200', ['--fault', 'html-200:p=1'], 1],
  ['a wrong length', ['--fault', 'wrong-length:p=1'], 1],
  ['an expired file, once', ['--fault', 'expired:nth=1'], 0],
  ['an expired file, always', ['--fault', 'expired:p=1'], 4],
  ['a drip', ['--fault', 'drip:p=1'], 4],
];

for (const [name, args, status] of cases) {
  test(`upstream: ${name}`, async (t) => {
    const dir = folder(t);
    const data = company(made);
    assert.equal(cron(dir, ['ingest', 'pageouts', '--file', join(data.dir, 'pageouts.csv')]).status, 0);
    const before = JSON.parse(cron(dir, ['status', '--json']).stdout);
    const up = await upstream(t, dir, data.dir, { args });
    const r = cron(dir, ['ingest', 'notifications', ...WINDOW(data.end)], { ...up.env, ...QUICK });
    assert.equal(r.status, status, `${r.stdout}\n${r.stderr}\n${up.log().slice(-2000)}`);
    assert.match(up.log(), new RegExp(args[1].split(':')[0]), 'the fault was applied');
    const after = JSON.parse(cron(dir, ['status', '--json']).stdout);
    const rows = (s) => s.families.notifications.segments.length;
    if (status === 0) {
      assert.ok(rows(after) >= 6, 'the rows are there');
      const calm = join(dir, 'calm');
      const up2 = await upstream(t, dir, data.dir);
      assert.equal(cron(calm, ['ingest', 'notifications', ...WINDOW(data.end)], up2.env).status, 0);
      const calmly = JSON.parse(cron(calm, ['status', '--json']).stdout);
      const sums = (s) => s.families.notifications.segments.map((x) => x.sha256);
      assert.deepEqual(sums(after), sums(calmly), 'the same content as without the fault');
    } else {
      assert.equal(after.generation, before.generation, 'the last generation stays');
      assert.equal(rows(after), 0, 'nothing half done');
      assert.ok(r.stderr.trim().length > 0, 'it says why');
    }
  });
}

test('a redirect elsewhere is followed without the token', async (t) => {
  const dir = folder(t);
  const data = company(made);
  const port = await freePort();
  const up = await upstream(t, dir, data.dir, { args: ['--fault', 'foreign-redirect:p=1', '--foreign-listen', `127.0.0.1:${port}`, '--foreign', `http://127.0.0.1:${port}`] });
  const r = cron(dir, ['ingest', 'pageouts', ...WINDOW(data.end)], { ...up.env, ...QUICK });
  assert.equal(r.status, 0, r.stderr);
  assert.match(up.log(), /"fault":"foreign-redirect"/);
  assert.doesNotMatch(up.log(), /"leaked"/);
});

for (const alg of ['RS256', 'ES256', 'HS256']) {
  test(`tokens signed with ${alg} are taken, and another key's are not`, async (t) => {
    const dir = folder(t);
    const data = company(made);
    const up = await upstream(t, dir, data.dir, { alg });
    assert.equal(cron(dir, ['directory'], up.env).status, 0);
    const other = await upstream(t, join(dir), data.dir, { alg: alg === 'HS256' ? 'RS256' : 'HS256' });
    const r = cron(dir, ['directory'], { ...up.env, PAGETRAIL_API: other.url });
    assert.equal(r.status, 3, r.stderr);
  });
}

test('nobody there: exit status 4, and it names the address', async (t) => {
  const dir = folder(t);
  const data = company(made);
  const up = await upstream(t, dir, data.dir);
  await up.stop();
  const r = cron(dir, ['directory'], { ...up.env, ...QUICK });
  assert.equal(r.status, 4, r.stderr);
  assert.match(r.stderr, /127\.0\.0\.1/);
});

test('usage and settings: exit status 2, and it names the culprit', (t) => {
  const dir = folder(t);
  const bad = [
    [['dance'], {}, /dance/],
    [['ingest', 'pagers'], {}, /pagers/],
    [['ingest', 'pageouts', '--from', 'yesterday', '--to', '2026-03-01T00:00:00Z'], {}, /from/],
    [['ingest', 'pageouts'], {}, /api|PAGETRAIL_API/i],
    [['status', '--speed', '9'], {}, /speed/],
    [['status'], { PAGETRAIL_REJECT_SHARE: 'many' }, /PAGETRAIL_REJECT_SHARE/],
    [['ingest', 'pageouts', '--file', '/nowhere/pages.csv'], {}, /--file: \/nowhere\/pages\.csv: No such file/],
    [['ingest', 'pageouts', '--file', dir], {}, /--file: .*: is a folder/],
    [['ingest', 'pageouts', '--to', '2999-01-01'], {}, /--to: in the future/],
    [['status', '--mirror', 'x'], {}, /mirror/],
  ];
  for (const [args, env, says] of bad) {
    const r = cron(dir, args, env);
    assert.equal(r.status, 2, `${args.join(' ')}: ${r.status} ${r.stderr}`);
    assert.match(r.stderr, says);
  }
  assert.ok(!existsSync(join(dir, 'store')), 'a mistake of usage makes no store');
});

test('an export that ends in the middle of a row fails and publishes nothing, however it comes', (t) => {
  const places = (dir) => ({ PAGETRAIL_STORE: join(dir, 'store'), PAGETRAIL_STAGING: join(dir, 'staging') });
  const data = company(made);
  const whole = readFileSync(join(data.dir, 'pageouts.csv'), 'utf8').trimEnd();
  const last = whole.lastIndexOf('\n') + 1;
  const line = whole.slice(0, last).split('\n').length;
  const ends = {
    'before the last field': whole.slice(0, whole.lastIndexOf(',')),
    'after the first field': whole.slice(0, whole.indexOf(',', last)),
    'inside quotes': `${whole.slice(0, last)}P1,"a title`,
  };
  for (const [where, cut] of Object.entries(ends)) {
    const dir = folder(t), file = join(dir, 'cut.csv');
    writeFileSync(file, cut);
    for (const [args, input] of [[[file]], [['-'], cut]]) {
      const r = run(program('cron'), ['ingest', 'pageouts', '--file', ...args], { env: places(dir), input });
      assert.equal(r.status, 1, `${where}: ${r.stdout}\n${r.stderr}`);
      assert.match(r.stderr, new RegExp(`line ${line}: the export ends in the middle of this row`), where);
      assert.match(r.stderr, input ? /stdin/ : /cut\.csv/);
      assert.match(cron(dir, ['status']).stdout, /nothing was ever published/);
    }
  }
  const sums = (dir) => JSON.parse(cron(dir, ['status', '--json']).stdout).families.pageouts.segments.map((s) => s.sha256);
  const [bare, ended] = [whole, `${whole}\n`].map((text) => {
    const dir = folder(t), file = join(dir, 'whole.csv');
    writeFileSync(file, text);
    const r = cron(dir, ['ingest', 'pageouts', '--file', file]);
    assert.equal(r.status, 0, r.stderr);
    return sums(dir);
  });
  assert.deepEqual(bare, ended, 'a last line without its end is whole');
});
