// views.test.mjs: views with names: what an operator's file makes of /v/<slug> and of the start page.
import test from 'node:test';
import assert from 'node:assert/strict';
import { company, folder, ingested, join, program, run, site, writeFileSync } from './harness.mjs';

const presets = [
  { slug: 'week', title: 'The week', about: 'for the hand-over', url: '/overview?range=7d&cmp=prev' },
  { slug: 'nights', title: '<b>Nights</b>', url: '/overview?hours=sleep&range=7d' },
  { slug: 'answered', title: 'Answered', url: '/explore?by=team&m=acceptance' },
  { slug: 'far', title: 'One part', url: '/overview?org=o1' },
  { slug: 'data', title: 'Is it all here', url: '/health' },
];

test('views with names', async (t) => {
  const dir = folder(t), file = join(dir, 'presets.json');
  await ingested(t, dir, company());
  writeFileSync(file, JSON.stringify({ presets }));
  const s = await site(t, dir, { args: ['--presets', file] });
  const plain = await site(t, dir);
  const leads = async (path) => {
    const r = await s.get(path);
    return [r.status, r.headers.get('location')];
  };

  await t.test('a name leads to the canonical address, and keeps the part of the organisation that it leaves open', async () => {
    assert.deepEqual(await leads('/v/week'), [302, '/overview?range=7d&cmp=prev']);
    assert.deepEqual(await leads('/v/nights'), [302, '/overview?range=7d&hours=sleep']);
    assert.deepEqual(await leads('/v/nights?org=o12'), [302, '/overview?org=o12&range=7d&hours=sleep']);
    assert.deepEqual(await leads('/v/far?org=o12'), [302, '/overview?org=o1']);
    assert.deepEqual(await leads('/v/data?org=o12'), [302, '/health']);
    const { meta } = await (await s.get('/overview.json')).json();
    assert.deepEqual(await leads(`/g/${meta.snapshot}/v/week`), [302, `/g/${meta.snapshot}/overview?range=7d&cmp=prev`]);
    assert.equal((await s.get('/v/other')).status, 404);
    assert.equal((await s.get('/v/week?ch=sms')).status, 400);
    assert.equal((await plain.get('/v/week')).status, 404);
  });

  await t.test('the start page has a card for each, with the number that its view has', async () => {
    const page = await (await s.get('/')).text();
    const cards = page.slice(page.indexOf('id="views"'), page.indexOf('class="trio"'));
    for (const { slug } of presets) assert.ok(cards.includes(`href="/v/${slug}"`), slug);
    assert.ok(cards.includes('&lt;b&gt;Nights') && !cards.includes('<b>Nights'));
    for (const url of ['/explore.json?range=7d', '/explore.json?range=7d&hours=sleep']) {
      const { panels } = await (await s.get(url)).json();
      assert.ok(cards.includes(panels.total.value.toLocaleString('en-US')), url);
    }
    const { panels } = await (await s.get('/explore.json?m=acceptance')).json();
    assert.ok(cards.includes((panels.total.value * 100).toFixed(1)), cards);
    assert.ok(!(await (await plain.get('/')).text()).includes('id="views"'));
  });

  await t.test('other views are another build: nobody is told that what he has is the same', async () => {
    const [ours, others] = await Promise.all([s, plain].map(async (one) => (await one.get('/')).headers.get('etag')));
    assert.notEqual(ours, others);
  });

  await t.test('a file that is wrong is refused at start, by name and entry', () => {
    writeFileSync(file, JSON.stringify({ presets: [presets[0], { ...presets[1], url: '/overview?ch=smoke' }] }));
    const r = run(program('web'), ['--store', join(dir, 'store'), '--presets', file, '--listen', `unix:${join(dir, 'a.sock')}`, '--health-listen', `unix:${join(dir, 'b.sock')}`]);
    assert.notEqual(r.status, 0);
    assert.match(r.stdout + r.stderr, /presets\.json: entry 2: url: /);
  });
});
