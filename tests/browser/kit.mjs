// kit.mjs: a site with a small company behind it, and a browser in front.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { build, company, folder, ingested, join, readFileSync, site } from '../system/harness.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What of axe's rules can turn with colours alone. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

export const shots = join(build, 'screenshots');
export const WIDE = { viewport: { width: 1280, height: 800 } };
export const NARROW = { viewport: { width: 320, height: 640 } };

/** `s` the site, `answer` its Overview, `open` a page of it in a context of its own. All of it ends with the test. */
export async function seen(t) {
  const dir = folder(t);
  await ingested(t, dir, company({ days: 60, people: 800, teams: 60 }));
  const s = await site(t, dir, { args: ['--panel-budget', '5s'] }); // a machine that tests is busy
  const answer = await (await s.get('/overview.json')).json();
  mkdirSync(shots, { recursive: true });
  const browser = await chromium.launch({
    executablePath: ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  t.after(() => browser.close());

  /** Options of a playwright context; `axe: true` makes room for axe's script. */
  async function open(options, path, status = 200) {
    const { axe: roomy, ...context_ } = options;
    const context = await browser.newContext({ bypassCSP: Boolean(roomy), ...context_ });
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
  return { s, answer, browser, open };
}

/** axe's complaints about a page opened with `axe: true`; its rules about colours alone when only these changed since. */
export async function complaintsOf(page, coloursAlone = false) {
  if (!await page.evaluate(() => Boolean(globalThis.axe))) await page.evaluate(axe);
  const { violations } = await page.evaluate((only) => globalThis.axe.run(document, { runOnly: only, resultTypes: ['violations'] }),
    coloursAlone ? { type: 'rule', values: OF_COLOURS } : { type: 'tag', values: TAGS });
  return violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 200)} ${v.nodes[0].failureSummary}`);
}
