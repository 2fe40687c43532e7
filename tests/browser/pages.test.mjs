// The pages as people meet them: axe, CSP, width, keyboard, no script; the markup by html-validate.
import test from 'node:test';
import assert from 'node:assert/strict';
import { HtmlValidate } from 'html-validate';
import { join } from '../system/harness.mjs';
import { complaintsOf, NARROW, seen, shots, WIDE } from './kit.mjs';
import { pages } from './list.mjs';

const LINKS = 300; // followed from the start page

test('in the browser', async (t) => {
  const { s, answer, open } = await seen(t);
  const list = pages(answer);

  await t.test('axe finds nothing: light, dark, forced colours, three widths', async () => {
    for (const [name, path, status] of list) {
      const { context, page } = await open({ axe: true, ...WIDE }, path, status);
      for (const [width, look, coloursAlone] of [
        [1280, { colorScheme: 'light' }, false], [1280, { colorScheme: 'dark' }, true], [1280, { forcedColors: 'active' }, true],
        [768, { colorScheme: 'light' }, false], [320, { colorScheme: 'light' }, false], [320, { colorScheme: 'dark' }, true],
      ]) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none', ...look });
        assert.deepEqual(await complaintsOf(page, coloursAlone), [], `${name} ${JSON.stringify(look)} ${width}`);
      }
      await context.close();
    }
  });

  await t.test('no CSP violation, no console error, few requests', async () => {
    for (const [name, path, status] of list) {
      const { context, page, complaints, requests } = await open(WIDE, path, status);
      await page.waitForLoadState('networkidle');
      for (const summary of await page.locator('summary').all()) if (await summary.isVisible()) await summary.click();
      assert.deepEqual(complaints, [], name);
      assert.ok(requests.length <= 4, `${name}: ${requests.join(' ')}`);
      await context.close();
    }
  });

  await t.test('nothing is wider than a phone, nothing smaller than can be read or pressed', async () => {
    for (const [name, path, status] of list) {
      const { context, page } = await open(NARROW, path, status);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= 320, `${name}: ${wide} px wide`);
      const small = await page.evaluate(() => [...document.querySelectorAll('svg text')].filter((e) => {
        const box = e.getBoundingClientRect();
        const scale = e.ownerSVGElement.getScreenCTM().a;
        return box.width > 0 && parseFloat(getComputedStyle(e).fontSize) * scale < 10;
      }).map((e) => e.textContent));
      assert.deepEqual(small, [], `${name}: text below 10 px`);
      await context.close();
    }
  });

  await t.test('the first Tab is the skip link, and each stop can be seen', async () => {
    const { context, page } = await open(WIDE, '/overview', 200);
    await page.keyboard.press('Tab');
    assert.match(await page.evaluate(() => document.activeElement.getAttribute('href')), /^#/);
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press('Tab');
      const seen = await page.evaluate(() => {
        const style = getComputedStyle(document.activeElement);
        return style.outlineStyle !== 'none' || style.boxShadow !== 'none';
      });
      assert.ok(seen, `stop ${i} has no focus mark`);
    }
    await context.close();
  });

  await t.test('without JavaScript: the same text, and a journey by forms and links', async () => {
    const on = await open(WIDE, '/overview', 200);
    const off = await open({ javaScriptEnabled: false, ...WIDE }, '/overview', 200);
    await on.page.evaluate(() => document.querySelectorAll('main button.plain').forEach((made) => made.remove()));
    const text = async (one) => (await one.page.locator('main').innerText()).replace(/\n\s*/g, '\n'); // the script adds an empty read-out line
    assert.equal(await text(off), await text(on));
    const summary = off.page.locator('details:has(form) > summary').first();
    await summary.click();
    await off.page.locator('form [name=range]').first().selectOption('7d');
    await off.page.locator('form [name=ch][value=sms]').check();
    await off.page.locator('form:has([name=range]) button[type=submit], form:has([name=range]) button:not([type])').first().click();
    assert.match(off.page.url(), /\/overview\?range=7d&ch=sms$/);
    const sms = await (await s.get('/overview.json?range=7d&ch=sms')).json();
    assert.ok((await off.page.locator('main').innerText()).includes(sms.panels.tiles.pages.toLocaleString('en-US')));
    await off.page.goto(`${s.url}/overview`);
    const name = answer.panels.below.rows[0].name;
    await off.page.locator('main table a', { hasText: name }).first().focus();
    await Promise.all([off.page.waitForURL(/org=o\d+/), off.page.keyboard.press('Enter')]);
    await on.context.close();
    await off.context.close();
  });

  await t.test('every figure has a name, a description with numbers, and a table', async () => {
    const { context, page } = await open(WIDE, '/overview', 200);
    const figures = await page.evaluate(() => [...document.querySelectorAll('figure')].filter((f) => f.querySelector('svg[role=img]')).map((f) => ({
      title: f.querySelector('svg title')?.textContent ?? '', desc: f.querySelector('svg desc')?.textContent ?? '',
      cells: f.querySelectorAll('table td').length, caption: Boolean(f.querySelector('table caption')), scoped: f.querySelectorAll('table th[scope]').length,
    })));
    assert.ok(figures.length >= 3, `${figures.length} figures`);
    for (const f of figures) {
      assert.ok(f.title.length > 3);
      assert.match(f.desc, /\d/);
      assert.ok(f.cells > 0 && f.caption && f.scoped > 0, f.title);
    }
    await context.close();
  });

  await t.test('the markup is valid', async () => {
    const validator = new HtmlValidate({
      extends: ['html-validate:standard', 'html-validate:a11y'],
      rules: { 'doctype-style': 'off', 'form-dup-name': 'off', 'prefer-native-element': 'off', 'no-inline-style': 'error', 'long-title': 'off', 'void-style': 'off', 'no-trailing-whitespace': 'off', 'attribute-boolean-style': 'off', 'no-redundant-role': 'off' },
    });
    for (const [name, path] of list) {
      const text = await (await s.get(path)).text();
      const report = await validator.validateString(text);
      assert.deepEqual(report.results.flatMap((r) => r.messages.map((m) => `${m.line}:${m.column} ${m.ruleId} ${m.message}`)), [], name);
    }
  });

  await t.test('no link leads nowhere, and none is not canonical', async () => {
    const known = new Set(['/']);
    const queue = ['/'];
    let visited = 0;
    for (; queue.length && visited < LINKS; visited++) {
      const path = queue.shift();
      const r = await s.get(path);
      const text = await r.text();
      assert.equal(r.status, 200, path);
      if (!(r.headers.get('content-type') ?? '').includes('text/html')) continue;
      for (const [, href] of text.matchAll(/href="([^"]+)"/g)) {
        const link = href.replaceAll('&amp;', '&');
        if (link.startsWith('#')) continue;
        assert.match(link, /^\/[!-~]*$/, `${path}: ${link}`);
        const target = link.split('#')[0];
        if (known.has(target) || target.startsWith('/s/')) continue;
        known.add(target);
        queue.push(target);
      }
    }
    assert.equal(visited, LINKS);
  });

  await t.test('pictures, for people to look at', async () => {
    for (const [name, width, height, options] of [['light', 1280, 800, {}], ['dark', 1280, 800, { colorScheme: 'dark' }], ['phone', 390, 844, {}], ['narrow', 320, 640, {}], ['no-script', 1280, 800, { javaScriptEnabled: false }]])
      for (const [kind, path, status] of list.filter(([k]) => ['home', 'overview', 'health', 'org', 'bad', 'empty', 'hours', 'explore', 'facets', 'definitions', 'nocursor'].includes(k))) {
        const { context, page } = await open({ viewport: { width, height }, ...options }, path, status);
        await page.screenshot({ path: join(shots, `${kind}-${name}.png`), fullPage: name !== 'light' || kind !== 'overview' });
        await context.close();
      }
    const { context, page } = await open(WIDE, '/overview', 200);
    const pdf = await page.pdf({ format: 'A4', path: join(shots, 'overview.pdf') });
    assert.ok(pdf.length > 10000);
    await context.close();
  });
});
