// The pages as people meet them: axe, CSP, width, keyboard, no script; the markup by html-validate.
import test from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { HtmlValidate } from 'html-validate';
import { build, company, folder, ingested, join, readFileSync, site } from '../system/harness.mjs';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const shots = join(build, 'screenshots');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** A page of each kind, errors included. */
function pages(answer) {
  const below = answer.panels.below.rows[0];
  return [
    ['home', '/', 200], ['overview', '/overview', 200], ['health', '/health', 200],
    ['org', `/overview?org=o${below.number}`, 200],
    ['sms', '/overview?range=7d&ch=sms', 200],
    ['hours', '/overview?range=24h', 200],
    ['own', '/overview?tz=own', 200],
    ['empty', '/overview?from=2020-01-01&to=2020-01-07', 200],
    ['unknown', '/overview?team=t99999', 200],
    ['panel', '/overview~hours', 200],
    ['words', '/overview?urg=high&carrier=T-Mobile%20USA%2C%20Inc.&why=initial&ack=any&q=disk', 200],
    ['explore', '/explore?cmp=prev&by=team&m=acceptance&bin=day&n=25', 200],
    ['total', '/explore', 200],
    ['rows', '/explore~rows?by=source&m=noise', 200],
    ['facets', '/explore~facets', 200],
    ['definitions', '/definitions', 200],
    ['find', '/find?q=co', 200], ['box', '/find', 200], ['tree', '/org', 200], ['node', `/org/o${below.number}`, 200],
    ['person', `/person/p${below.id}`, 200], ['incident', '/incident/INC0000000294', 200], ['nobody', '/person/pnobody', 404],
    ['nogroup', '/explore?by=outcome&m=acceptance', 400], ['nocursor', '/explore?by=team&after=AAB3f0', 400],
    ['bad', '/overview?chanel=sms&ch=smoke&org=%3Cscript%3E', 400],
    ['missing', '/nothing', 404], ['retired', '/g/00000000/overview', 410],
  ];
}

test('in the browser', async (t) => {
  const dir = folder(t);
  await ingested(t, dir, company({ days: 60, people: 800, teams: 60 }));
  const s = await site(t, dir);
  const answer = await (await s.get('/overview.json')).json();
  const list = pages(answer);
  mkdirSync(shots, { recursive: true });
  const browser = await chromium.launch({
    executablePath: ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  t.after(() => browser.close());
  const axe = readFileSync(axePath, 'utf8');

  async function open(options, path, status) {
    const context = await browser.newContext({ bypassCSP: Boolean(options.axe), ...options });
    const page = await context.newPage();
    const complaints = [];
    page.on('console', (m) => m.type() === 'error' && !/status of (4|5)\d\d/.test(m.text()) && complaints.push(m.text()));
    page.on('pageerror', (e) => complaints.push(String(e)));
    if (options.javaScriptEnabled !== false)
      await page.addInitScript(() => document.addEventListener('securitypolicyviolation', (e) => console.error(`CSP ${e.violatedDirective} ${e.blockedURI}`)));
    const requests = [];
    page.on('request', (r) => requests.push(r.url()));
    const r = await page.goto(s.url + path);
    assert.equal(r.status(), status, path);
    return { context, page, complaints, requests };
  }

  await t.test('axe finds nothing: light, dark, forced colours, three widths', async () => {
    for (const [colorScheme, width] of [['light', 1280], ['light', 768], ['light', 320], ['dark', 1280], ['dark', 320]])
      for (const [name, path, status] of list) {
          const { context, page } = await open({ axe: true, colorScheme, viewport: { width, height: 800 } }, path, status);
          await page.evaluate(axe);
          const { violations } = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags }), TAGS);
          assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 200)} ${v.nodes[0].failureSummary}`), [], `${name} ${colorScheme} ${width}`);
          await context.close();
        }
    for (const [name, path, status] of list) {
      const { context, page } = await open({ axe: true, forcedColors: 'active', viewport: { width: 1280, height: 800 } }, path, status);
      await page.evaluate(axe);
      const { violations } = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags }), TAGS);
      assert.deepEqual(violations.map((v) => v.id), [], `${name}, forced colours`);
      await context.close();
    }
  });

  await t.test('no CSP violation, no console error, few requests', async () => {
    for (const [name, path, status] of list) {
      const { context, page, complaints, requests } = await open({ viewport: { width: 1280, height: 800 } }, path, status);
      await page.waitForLoadState('networkidle');
      for (const summary of await page.locator('summary').all()) if (await summary.isVisible()) await summary.click();
      assert.deepEqual(complaints, [], name);
      assert.ok(requests.length <= 4, `${name}: ${requests.join(' ')}`);
      await context.close();
    }
  });

  await t.test('nothing is wider than a phone, nothing smaller than can be read or pressed', async () => {
    for (const [name, path, status] of list) {
      const { context, page } = await open({ viewport: { width: 320, height: 640 } }, path, status);
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
    const { context, page } = await open({ viewport: { width: 1280, height: 800 } }, '/overview', 200);
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
    const on = await open({ viewport: { width: 1280, height: 800 } }, '/overview', 200);
    const off = await open({ javaScriptEnabled: false, viewport: { width: 1280, height: 800 } }, '/overview', 200);
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
    const { context, page } = await open({ viewport: { width: 1280, height: 800 } }, '/overview', 200);
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
    const seen = new Set(['/']);
    const queue = ['/'];
    while (queue.length && seen.size <= 250) {
      const path = queue.shift();
      const r = await s.get(path);
      assert.equal(r.status, 200, path);
      const text = await r.text();
      if (!(r.headers.get('content-type') ?? '').includes('text/html')) continue;
      for (const [, href] of text.matchAll(/href="([^"]+)"/g)) {
        const link = href.replaceAll('&amp;', '&');
        if (link.startsWith('#')) continue;
        assert.match(link, /^\/[!-~]*$/, `${path}: ${link}`);
        const target = link.split('#')[0];
        if (seen.has(target) || target.startsWith('/s/')) continue;
        seen.add(target);
        queue.push(target);
      }
    }
    assert.ok(seen.size > 50, `${seen.size} links`);
  });

  await t.test('pictures, for people to look at', async () => {
    for (const [name, width, height, options] of [['light', 1280, 800, {}], ['dark', 1280, 800, { colorScheme: 'dark' }], ['phone', 390, 844, {}], ['narrow', 320, 640, {}], ['no-script', 1280, 800, { javaScriptEnabled: false }]])
      for (const [kind, path, status] of list.filter(([k]) => ['home', 'overview', 'health', 'org', 'bad', 'empty', 'hours', 'explore', 'facets', 'definitions', 'nocursor'].includes(k))) {
        const { context, page } = await open({ viewport: { width, height }, ...options }, path, status);
        await page.screenshot({ path: join(shots, `${kind}-${name}.png`), fullPage: name !== 'light' || kind !== 'overview' });
        await context.close();
      }
    const { context, page } = await open({ viewport: { width: 1280, height: 800 } }, '/overview', 200);
    const pdf = await page.pdf({ format: 'A4', path: join(shots, 'overview.pdf') });
    assert.ok(pdf.length > 10000);
    await context.close();
  });
});
