// pages.mjs: what the demo company's import and pages cost.
import test from 'node:test';
import { company, cron, folder, ingested, join, run, site } from '../system/harness.mjs';
import { shifted, uncached } from './uncached.mjs';
import { print, row } from './table.mjs';

const seconds = (work) => {
  const began = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - began) / 1e9;
};

/** Both exports from files, all nine stages, published; against the sqlite3 shell reading the same file. */
function imports(dir, made) {
  for (const [set, key] of [['pageouts', 'page_id'], ['notifications', 'notification_id']]) {
    const file = join(made.dir, `${set}.csv`);
    const lines = Number(run('sh', ['-c', `wc -l <'${file}'`]).stdout);
    const ours = seconds(() => {
      const r = cron(join(dir, 'plain'), ['ingest', set, '--file', file]);
      if (r.status !== 0) throw new Error(r.stderr);
    });
    const peer = seconds(() => {
      const r = run('sqlite3', [join(dir, `${set}.sqlite`), '-cmd', '.mode csv', `.import '${file}' t`,
        `select count(*) from (select max(updated_at) from t group by ${key})`]);
      if (r.status !== 0) throw new Error(r.stderr);
    });
    row(`ingest ${set}, ${lines} lines, nine stages, published`, `${ours.toFixed(2)} s, ${Math.round(lines / ours)} lines/s`,
      `${(ours / peer).toFixed(2)} x sqlite3's .import and GROUP BY`);
  }
}

test('pages', async (t) => {
  const dir = folder(t);
  const made = company({ seed: 1, days: 90, people: 3000, teams: 200 });
  imports(dir, made);
  await ingested(t, dir, made);
  const s = await site(t, dir, { budget: '150ms' });
  await uncached(s, '(first requests: files are opened and hashed)', shifted(made, 4, 80));
  const month = await uncached(s, 'Overview, 28 days, whole company, not cached', shifted(made, 60, 28));
  const week = await uncached(s, 'Overview, 7 days', shifted(made, 60, 7));
  row('28 days against 7', '', `${(month / week).toFixed(2)} x for 4 x the days`);
  const below = (await (await s.get('/overview.json')).json()).panels.below.rows;
  await uncached(s, 'Overview, 28 days, one part of the organisation', below.flatMap((c) => shifted(made, 5, 28, `org=o${c.number}&`)));
  await uncached(s, 'Overview, 28 days, one channel', shifted(made, 20, 28).map((p) => `${p}&ch=sms`));

  const wrk = run('wrk', ['-t2', '-c16', '-d3s', '--latency', `${s.url}/overview`]);
  if (wrk.status === 0) {
    const perSecond = (text) => Number(text.match(/Requests\/sec: *([0-9.]+)/)[1]);
    const style = (await (await s.get('/overview')).text()).match(/href="(\/s\/[^"]+\.css)"/)[1];
    const statics = run('wrk', ['-t2', '-c16', '-d3s', s.url + style]);
    row('Overview from nginx, cached, 16 connections', `${Math.round(perSecond(wrk.stdout))} requests/s`,
      `${(perSecond(wrk.stdout) / perSecond(statics.stdout)).toFixed(2)} x the static style sheet`);
  } else {
    row('Overview from nginx, cached', 'not measured: wrk is not installed');
  }
  for (const path of ['/', '/overview', '/overview?range=90d', '/health']) {
    const r = run('curl', ['-s', '-o', '/dev/null', '-H', 'Accept-Encoding: gzip', '-w', '%{size_download}', s.url + path]);
    row(`${path}, gzipped`, `${r.stdout} bytes`);
  }
  print();
});
