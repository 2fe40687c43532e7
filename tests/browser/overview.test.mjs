// The Overview on the screens it is made for, within its budgets, and its ways on by links and forms alone.
import test from 'node:test';
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { seen, WIDE } from './kit.mjs';

const RAW = 60 << 10, PACKED = 14 << 10, ELEMENTS = 1500;

test('the Overview', async (t) => {
  const { s, answer, open } = await seen(t);
  const box = (page, selector) => page.locator(selector).first().boundingBox();

  await t.test('1280 x 800 shows path, title, filters, the tiles and two charts', async () => {
    const { context, page } = await open(WIDE, '/overview');
    for (const selector of ['nav.path', 'h1', '.chips', '#tiles', '#volume .plot > svg', '#hours .plot > svg']) {
      const at = await box(page, selector);
      assert.ok(at.y >= 0 && at.y + at.height <= 800, `${selector} ends at ${at.y + at.height}`);
    }
    assert.ok(await page.locator('.tile').count() >= 6);
    await context.close();
  });

  await t.test('390 x 844 shows title, filters in one line, tiles two-up and where the first chart begins', async () => {
    const { context, page } = await open({ viewport: { width: 390, height: 844 } }, '/overview');
    await page.locator('.note').evaluateAll((notes) => notes.forEach((e) => e.remove())); // the company's data is old, and says so
    const line = await box(page, '.bar-line'), chart = await box(page, '#volume .plot > svg');
    assert.ok(line.height <= 60, `filters are ${line.height} px high`);
    const [first, second, third] = await page.locator('.tile').evaluateAll((tiles) => tiles.slice(0, 3).map((e) => e.getBoundingClientRect().toJSON()));
    assert.equal(first.y, second.y);
    assert.ok(second.x > first.x && third.y > first.y);
    assert.ok(chart.y < 844, `the first chart begins at ${chart.y}`);
    await context.close();
  });

  await t.test('it stays within 60 KB, 14 KB packed and 1,500 elements', async () => {
    const below = answer.panels.below.rows[0];
    for (const query of ['', '?cmp=prev', '?range=90d', '?range=90d&cmp=prev', '?range=12mo', `?org=o${below.number}&range=90d&cmp=year`]) {
      const text = await (await s.get(`/overview${query}`)).text();
      const elements = text.match(/<[a-z]/g).length, packed = gzipSync(text, { level: 6 }).length;
      assert.ok(text.length <= RAW && packed <= PACKED && elements <= ELEMENTS, `${query}: ${text.length} bytes, ${packed} packed, ${elements} elements`);
    }
  });

  await t.test('without JavaScript: compare, sort, take a day, and back', async () => {
    const { context, page } = await open({ ...WIDE, javaScriptEnabled: false }, '/overview');
    await page.locator('.filters > summary').click();
    await page.locator('form [name=cmp]').selectOption('prev');
    await page.locator('.filters form button').first().click();
    assert.match(page.url(), /\/overview\?cmp=prev$/);
    const { compared } = await (await s.get('/overview.json?cmp=prev')).json();
    const was = compared.panels.tiles.pages, by = answer.panels.tiles.pages - was;
    const said = `${by < 0 ? '\u2212' : '+'}${Math.abs(by).toLocaleString('en-US')}`;
    assert.ok((await page.locator('.tile').first().innerText()).includes(said), said);
    assert.match(await page.locator('main').innerText(), /Compared with \d/);

    await page.locator('#below thead a', { hasText: 'Name' }).press('Enter');
    await page.waitForURL(/sort=/);
    assert.match(page.url(), /cmp=prev&sort=name$/);
    const names = await page.locator('#below tbody th').allInnerTexts();
    assert.deepEqual(names, [...names].sort((a, b) => (Buffer.from(a) < Buffer.from(b) ? -1 : 1)));

    await page.goto(`${s.url}/overview`);
    await page.locator('#volume details summary').click();
    await page.locator('#volume tbody th a').nth(3).click();
    assert.match(page.url(), /\/overview\?from=(\d{4}-\d\d-\d\d)&to=\1$/);
    await page.goBack();
    assert.match(page.url(), /\/overview$/);
    await context.close();
  });

  await t.test('a bar leads to its day', async () => {
    const { context, page } = await open(WIDE, '/overview');
    const plot = await box(page, '#volume .hits');
    await page.mouse.click(plot.x + plot.width / 2, plot.y + plot.height / 2);
    await page.waitForURL(/from=(\d{4}-\d\d-\d\d)&to=\1$/);
    await context.close();
  });
});
