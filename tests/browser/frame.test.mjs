// frame.test.mjs: what is around every page: the script and the page without it, keys, the box, the four doors.
import test from 'node:test';
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { NARROW, WIDE, seen } from './kit.mjs';
import { build, join, readFileSync } from '../system/harness.mjs';

const loaded = (page, pattern) => page.waitForFunction((p) => new RegExp(p).test(document.querySelector('[role=status]').textContent), pattern.source);
/** What the script writes into the page besides. */
const bare = (page) => page.evaluate(() => {
  const main = document.querySelector('main').cloneNode(true);
  for (const made of main.querySelectorAll('button.plain, p.read')) made.remove();
  main.removeAttribute('tabindex');
  main.removeAttribute('aria-busy');
  return main.outerHTML.replace(/ <\/li>/g, '</li>');
});

test('served as small as promised', () => {
  const [css, js] = ['pagetrail.css', 'pagetrail.js'].map((name) => readFileSync(join(build, 'static', name)));
  const small = (what, raw, zipped, most, mostZipped) => assert.ok(raw <= most && zipped <= mostZipped, `${what}: ${raw} bytes, ${zipped} gzipped`);
  const zip = (bytes) => gzipSync(bytes, { level: 5 }).length;
  small('style', css.length, zip(css), 16384, 5000);
  small('script', js.length, zip(js), 10240, 4096);
});

test('the frame', async (t) => {
  const { s, answer, open } = await seen(t);
  const below = answer.panels.below.rows[0];

  await t.test('a swap shows what a load shows, and goes back', async () => {
    const { context, page, complaints } = await open(WIDE, '/overview');
    await page.evaluate(() => { globalThis.same = true; });
    const paths = ['/overview?range=7d', `/overview?org=o${below.number}`, '/explore?by=team&m=acceptance&bin=day', '/health', '/definitions', '/find?q=co',
      `/org/o${below.number}`, '/overview~hours', '/overview?range=7d&cmp=prev'];
    for (const path of paths) {
      await page.evaluate((href) => {
        const a = Object.assign(document.createElement('a'), { href, textContent: 'there' });
        document.querySelector('main').append(a);
        a.click();
      }, path);
      await page.waitForURL(s.url + path);
      await loaded(page, /loaded/);
      await page.waitForFunction(() => document.querySelector('main').ariaBusy !== 'true');
      const fresh = await open(WIDE, path);
      assert.equal(await bare(page), await bare(fresh.page), path);
      assert.equal(await page.title(), await fresh.page.title());
      assert.equal(await page.locator('header.top [aria-current]').count(), await fresh.page.locator('header.top [aria-current]').count());
      await fresh.context.close();
    }
    await page.goBack();
    await page.waitForURL(s.url + paths.at(-2));
    await page.waitForFunction((title) => document.title !== title, await page.title()).catch(() => {});
    await page.locator('figure#hours:only-of-type').waitFor();
    assert.ok(await page.evaluate(() => globalThis.same), 'one document all the way');
    assert.deepEqual(complaints, []);
    await context.close();
  });

  await t.test('a filter applies itself: focus, open details and place stay', async () => {
    const { context, page } = await open(WIDE, '/overview');
    await page.locator('details.filters > summary').click();
    await page.locator('.filters [name=range]').focus();
    await page.locator('.filters [name=range]').selectOption('7d');
    await page.waitForURL(/range=7d$/);
    await loaded(page, /7 days|loaded/);
    assert.equal(await page.evaluate(() => document.activeElement.name), 'range');
    assert.ok(await page.locator('details.filters').evaluate((d) => d.open));
    await page.locator('.filters [name=ch][value=sms]').check();
    await page.waitForURL(/range=7d&ch=sms$/);
    await page.waitForFunction(() => document.querySelector('.filters summary').textContent.includes('(2)'));
    assert.equal(await page.evaluate(() => document.activeElement.value), 'sms');
    await page.locator('.filters [name=from]').fill('2026-99-99');
    await page.locator('.filters [name=to]').focus();
    await page.waitForTimeout(600); // what is refused leaves the page alone
    assert.match(page.url(), /range=7d&ch=sms$/);
    await page.goBack();
    await page.waitForURL(/range=7d$/);
    await page.waitForFunction(() => !document.querySelector('.chips').textContent.includes('sms'));
    await context.close();
  });

  await t.test('an answer that is no page is loaded whole, a slower one is dropped', async () => {
    const { context, page } = await open(WIDE, '/overview');
    await page.route('**/definitions', (r) => r.fulfill({ status: 200, contentType: 'text/plain', body: 'something else' }));
    await page.locator('header nav a', { hasText: 'Definitions' }).click();
    await page.waitForURL(/definitions$/);
    assert.equal(await page.locator('body').innerText(), 'something else');
    await page.goto(`${s.url}/overview`);
    await page.route('**/explore', async (r) => { await new Promise((done) => setTimeout(done, 400)); await r.continue().catch(() => {}); });
    await page.locator('header nav a', { hasText: 'Explore' }).click();
    await page.locator('header nav a', { hasText: 'Health' }).click();
    await page.waitForURL(/health$/);
    await page.waitForTimeout(600);
    assert.match(page.url(), /health$/);
    await context.close();
  });

  await t.test('the box suggests, by keys alone', async () => {
    const { context, page, complaints } = await open(WIDE, '/overview');
    const box = page.getByRole('combobox', { name: 'Find anything' });
    const asked = [];
    page.on('request', (r) => r.url().includes('/suggest') && asked.push(r.url()));
    await page.keyboard.press('/');
    await page.keyboard.type('man', { delay: 20 });
    await loaded(page, /\d+ found/);
    assert.equal(asked.length, 1, 'asked once, when the typing paused');
    const options = page.getByRole('option');
    assert.ok(await options.count() > 1);
    assert.equal(await box.getAttribute('aria-expanded'), 'true');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.equal(await box.getAttribute('aria-activedescendant'), await options.nth(1).getAttribute('id'));
    assert.equal(await options.nth(1).getAttribute('aria-selected'), 'true');
    await page.keyboard.press('Escape');
    assert.equal(await box.getAttribute('aria-expanded'), 'false');
    assert.equal(await box.inputValue(), 'man');
    await page.keyboard.type('a');
    await page.waitForFunction(() => document.querySelectorAll('[role=option]').length > 0);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/(person|org|incident|overview|team)/);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  await t.test('keys: never in fields, and not when they are off', async () => {
    const { context, page } = await open(WIDE, '/overview');
    await page.keyboard.press('[');
    await page.waitForURL(/from=/);
    await page.waitForFunction(() => document.querySelector('[rel=next]'));
    await page.keyboard.press('f');
    await page.waitForFunction(() => document.querySelector('.filters').open);
    await page.locator('[type=search]').focus();
    await page.keyboard.type('f[?');
    assert.equal(await page.locator('[type=search]').inputValue(), 'f[?');
    assert.equal(await page.locator('dialog[open]').count(), 0);
    await page.locator('h1').click();
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('checkbox').uncheck();
    await page.keyboard.press('Escape');
    const before = page.url();
    await page.keyboard.press('[');
    await page.keyboard.press('?');
    assert.equal(await page.locator('dialog[open]').count(), 0);
    assert.equal(page.url(), before);
    await context.close();
  });

  await t.test('the look and the views are kept, and nowhere but here', async () => {
    const { context, page, complaints } = await open(WIDE, '/overview?range=7d');
    await page.getByRole('button', { name: 'Keys, look' }).click();
    await page.locator('dialog select').selectOption('dark');
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(await paper(), 'rgb(21, 24, 28)');
    await page.getByRole('button', { name: 'Add this one' }).click();
    await page.goto(`${s.url}/health`);
    assert.equal(await paper(), 'rgb(21, 24, 28)', 'before anything is painted');
    await page.getByRole('button', { name: 'Keys, look' }).click();
    await page.getByRole('dialog').getByRole('link').first().click();
    await page.waitForURL(/overview\?range=7d$/);
    assert.deepEqual(await context.cookies(), []);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  await t.test('what a chart reads out is what its table says, by pointer and by keys', async () => {
    const { context, page } = await open(WIDE, '/overview');
    const row = await page.locator('#volume tbody tr').nth(3).locator('th, td').allTextContents();
    await page.locator('#volume .hits a').nth(3).hover();
    const read = await page.locator('#volume .read').textContent();
    for (const cell of row) assert.ok(read.includes(cell), `${read}: ${cell}`);
    await page.locator('#volume summary').focus();
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('#volume .read').textContent(), '');
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
    assert.equal(await page.locator('#volume .read').textContent(), read);
    await page.locator('#hours summary').focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown']) await page.keyboard.press(key);
    const cell = await page.locator('#hours tbody tr').nth(1).locator('td').nth(1).textContent();
    assert.equal(await page.locator('#hours .read').textContent(), `01:00 \u00b7 Tue ${cell}`);
    await context.close();
  });

  await t.test('the zone of the browser is offered where the page has another', async () => {
    const { context, page } = await open({ ...WIDE, timezoneId: 'Asia/Kolkata' }, '/overview');
    await page.getByRole('link', { name: 'Show in Asia/' }).click();
    await page.waitForURL(/tz=Asia\/(Kolkata|Calcutta)$/);
    await page.waitForFunction(() => !document.querySelector('.fresh a[href*="tz=Asia"]:not([data-copy])') || true);
    assert.equal(await page.getByRole('link', { name: 'Show in Asia/' }).count(), 0);
    await context.close();
  });

  await t.test('four doors, one address, the same bytes', async () => {
    const node = `o${below.number}`, want = `${s.url}/overview?org=${node}`;
    const { context, page } = await open({ ...WIDE, javaScriptEnabled: false }, '/');
    const ends = [];
    const press = async (link) => { // a view transition takes the pointer for a moment
      await link.focus();
      await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    };
    const ended = async () => {
      ends.push(page.url());
      await page.goto(`${s.url}/`);
    };
    await page.goto(`${s.url}/overview`); // from the top
    await press(page.locator('#below tbody a', { hasText: below.name }).first());
    await ended();
    await page.goto(`${s.url}/org`); // the tree, from its head down
    await press(page.locator('tbody th a').first());
    await press(page.locator(`a[href="/overview?org=${node}"]`).first());
    await ended();
    await page.locator('[type=search]').fill(below.name); // by name
    await page.locator('.search button').click();
    await press(page.locator(`a[href="/overview?org=${node}"]`).first());
    await ended();
    await page.locator('.doors [name=org]').fill(node); // by id
    await page.locator('.doors button').first().click();
    await ended();
    assert.deepEqual(ends, Array(4).fill(want));
    await context.close();
  });

  await t.test('by keyboard alone, on a phone: skip, filter, open a table, page on', async () => {
    const { context, page } = await open({ ...NARROW, javaScriptEnabled: false }, '/overview');
    const focused = () => page.evaluate(() => document.activeElement.textContent.trim());
    const tabTo = async (pattern) => {
      for (let i = 0; i < 80; i++) {
        await page.keyboard.press('Tab');
        if (pattern.test(await focused())) return;
      }
      assert.fail(`Tab never came to ${pattern}`);
    };
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'Skip to the content');
    await page.keyboard.press('Enter');
    await tabTo(/^Change filters/);
    await page.keyboard.press('Enter');
    assert.ok(await page.locator('details.filters').evaluate((d) => d.open));
    await tabTo(/^Apply$/);
    await tabTo(/^Table/);
    await page.keyboard.press('Enter');
    assert.ok(await page.locator('#volume table').isVisible());
    await context.close();
  });
});
