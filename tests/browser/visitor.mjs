// A person at a browser. Watches for console errors, reports of the content
// policy, requests to other hosts and failing answers; looks at every page with axe.

import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { chromium } from 'playwright-core';
import { fillForm, named } from './forms.mjs';
import { keepLooked, pageAt } from './pages.mjs';

/** What axe is in a page: one script, which takes a tenth of a second to read, so each page gets it once. */
const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const PICTURES = 'target/screenshots';
const PHONE = { width: 390, height: 844 };
/** Pages that differ by person; every other page is looked at once for all. */
const OWN = /^\/(account|desk|panel|portal)/;
const lookedAtByAll = new Set();
/** Pages of the program that axe has seen as wide as a phone. */
const seenOnPhone = new Set();
/** Kinds of elements that pages were made of when axe looked at them. At night it looks at every page, whatever it is made of. */
const shapes = new Set();
const LOOKS_AT_ALL = Boolean(process.env.UDF_TEST_FULL);

/** Starts Chromium; close it when the tests are done. */
export async function openBrowser() {
  await mkdir(PICTURES, { recursive: true });
  return chromium.launch({
    executablePath: process.env.UDF_CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--force-color-profile=srgb'],
  });
}

export class Visitor {
  /** A browser profile of its own: `scripts: false` turns JavaScript off; `zone` is where its clock stands. */
  static async arrive(browser, origin, { name = 'visitor', scripts = true, width = 1280, zone = 'America/Chicago' } = {}) {
    const context = await browser.newContext({ baseURL: origin, javaScriptEnabled: scripts, viewport: { width, height: 900 }, locale: 'en-US', timezoneId: zone, reducedMotion: 'reduce' });
    context.setDefaultTimeout(30_000);
    const page = await context.newPage();
    return new Visitor(context, page, origin, name, scripts, width);
  }

  constructor(context, page, origin, name, scripts, width) {
    Object.assign(this, { context, page, origin, name, scripts, width, faults: [], looked: new Set(), status: 0 });
    page.on('console', (m) => {
      // A form with mistakes is a normal answer (422), and so is a page that is not there for everybody; Chromium still notes it.
      const expected = /status of 4(03|04|09|10|22)/.test(m.text());
      if (m.type() === 'error' && !expected) this.faults.push(`console on ${page.url()}: ${m.text()}`);
    });
    page.on('pageerror', (e) => this.faults.push(`script on ${page.url()}: ${e.message}`));
    page.on('request', (r) => {
      if (!r.url().startsWith(origin) && !/^(data|blob|about):/.test(r.url())) this.faults.push(`request to elsewhere: ${r.url()}`);
    });
    page.on('response', (r) => {
      if (r.request().isNavigationRequest()) this.status = r.status();
      if (r.status() >= 500) this.faults.push(`${r.status()} ${r.request().method()} ${r.url()}`);
    });
  }

  /** The path of the page, without what follows `?`. */
  get path() {
    return new URL(this.page.url()).pathname;
  }

  /** Opens a path, which must answer `status`, and looks at the page. */
  async open(path, shot, status = 200) {
    await this.page.goto(path);
    assert.equal(this.status, status, `${this.name} opened ${path}`);
    return this.look(shot);
  }

  /** Opens each path; as far as this person can tell, nothing is there. */
  async findsNothingAt(...paths) {
    for (const path of paths) await this.open(path, undefined, 404);
  }

  /** Presses the button or link with these words, which must answer `status`, and looks at what comes. */
  async press(words, shot, status = 200) {
    const { page } = this;
    const main = page.locator('main');
    const places = [main.getByRole('button', { name: words, exact: true }), main.getByRole('link', { name: words, exact: true })];
    let target = page.getByRole('link', { name: words, exact: true });
    for (const place of places.reverse()) if (await place.count()) target = place;
    assert.ok(await target.count(), `${this.name} finds no “${words}” at ${this.path}: ${await this.text()}`);
    await Promise.all([page.waitForEvent('load'), target.first().click()]);
    assert.equal(this.status, status, `${this.name} pressed “${words}” and came to ${this.path}: ${await this.text()}`);
    return this.look(shot);
  }

  /** Presses a button whose form has mistakes; it comes back and says what is wrong. */
  async pressInVain(words, ...says) {
    await this.press(words, undefined, 422);
    assert.match(await this.page.title(), /^Error: /);
    await this.reads(...says);
  }

  /** Downloads what a link leads to, as text. */
  async download(words) {
    const way = this.page.getByRole('link', { name: words }).or(this.page.getByRole('button', { name: words }));
    const [download] = await Promise.all([this.page.waitForEvent('download'), way.click()]);
    const parts = [];
    for await (const part of await download.createReadStream()) parts.push(part);
    return { name: download.suggestedFilename(), text: Buffer.concat(parts).toString() };
  }

  /** Fills fields by their labels, in the part of the page under `heading` if one is given (see `fillForm`). */
  async fill(values, heading) {
    const { page } = this;
    const part = page.locator('main section').filter({ has: page.getByRole('heading', { name: heading, exact: true }) });
    await fillForm(heading ? part.last() : page.locator('main'), values);
  }

  /** Fills the fields of one row of a budget. */
  async fillRow(legend, values) {
    await fillForm(this.page.getByRole('group', { name: legend, exact: true }), values);
  }

  /** The words of the page, with single spaces. */
  async text() {
    return (await this.page.locator('main').innerText()).replace(/\s+/g, ' ');
  }

  /** Every text stands on the page. */
  async reads(...texts) {
    const page = await this.text();
    for (const text of texts) assert.ok(page.includes(text), `${this.name} does not read “${text}” at ${this.path}: ${page}`);
  }

  /** None of the texts stands on the page. */
  async readsNot(...texts) {
    const page = await this.text();
    for (const text of texts) assert.ok(!page.includes(text), `${this.name} reads “${text}” at ${this.path}: ${page}`);
  }

  /** Whether main holds a button or link with these words. */
  async canPress(words) {
    const main = this.page.locator('main');
    const found = main.getByRole('button', { name: words, exact: true }).or(main.getByRole('link', { name: words, exact: true }));
    return (await found.count()) > 0;
  }

  /** The cells of the table row whose heading is `heading`. */
  async row(heading) {
    const row = this.page.locator('main tr').filter({ has: this.page.getByRole('rowheader', { name: named(heading) }) });
    return (await row.first().locator('th, td').allInnerTexts()).map((text) => text.trim());
  }

  /** The cells after the heading of each row of the table with this caption, by heading. */
  async table(caption) {
    const rows = {};
    for (const row of await this.page.getByRole('table', { name: caption }).locator('tbody tr').all()) {
      const [heading, ...cells] = (await row.locator('th, td').allInnerTexts()).map((text) => text.trim());
      rows[heading] = cells;
    }
    return rows;
  }

  /** The value beside a key in a list of facts. */
  async fact(key) {
    const row = this.page.locator('main dl > div').filter({ has: this.page.locator('dt', { hasText: named(key) }) });
    return (await row.first().locator('dd').first().innerText()).trim();
  }

  /** What every page must hold; axe once per path and heading. */
  async look(shot) {
    const { page } = this;
    assert.equal(await page.locator('h1').count(), 1, `${this.path} has not one h1`);
    const title = await page.title();
    const heading = (await page.locator('h1').innerText()).trim();
    const key = `${this.path} ${heading} ${title.startsWith('Error')} ${this.scripts}`;
    const looked = OWN.test(this.path) ? this.looked : lookedAtByAll;
    if (!looked.has(key)) {
      looked.add(key);
      if (this.scripts) await this.checkAtBothWidths();
      if (!(await page.locator('.udf-trouble a[href="/help"]').count())) this.faults.push(`${this.path} does not lead to help`);
      await this.checkReflow(this.path);
    }
    if (shot) await this.picture(shot);
    return heading;
  }

  /** Keeps a picture of the whole page; `name` may lead into folders. */
  async picture(name) {
    const path = `${PICTURES}/${name}.png`;
    await mkdir(dirname(path), { recursive: true });
    await this.page.screenshot({ path, fullPage: true });
  }

  /** With axe as wide as the window is, and once for each page of the program as wide as a phone; keeps note of it. */
  async checkAtBothWidths() {
    const known = pageAt(this.path);
    if (LOOKS_AT_ALL || (await this.isOfNewShape())) await this.checkWithAxe(this.path);
    if (known === undefined || this.status !== 200 || seenOnPhone.has(known)) return;
    seenOnPhone.add(known);
    const size = this.page.viewportSize();
    await this.page.setViewportSize(PHONE);
    await this.checkWithAxe(`${this.path} on a phone`);
    await this.page.setViewportSize(size);
    await keepLooked(known);
  }

  /** Whether a page holds an element, inside another and with attributes, that no page of the same first folder held before. */
  async isOfNewShape() {
    const kinds = await this.page.evaluate(() => {
      const told = (element) => `${element.localName}.${[...element.classList].sort().join('.')}[${element.getAttributeNames().sort()}]`;
      return [...new Set([...document.querySelectorAll('*')].map((element) => `${element.parentElement ? told(element.parentElement) : ''}>${told(element)}`))];
    });
    const folder = this.path.split('/').slice(0, 3).join('/');
    const added = kinds.map((kind) => `${folder} ${kind}`).filter((kind) => !shapes.has(kind));
    for (const kind of added) shapes.add(kind);
    return added.length > 0;
  }

  async checkWithAxe(where) {
    const { page } = this;
    if (!(await page.evaluate(() => typeof window.axe?.run === 'function'))) await page.evaluate(AXE);
    // Pages hold no frames, so what axe finds in the document is all there is.
    const violations = await page.evaluate(async (tags) => {
      const found = await window.axe.run(document, { resultTypes: ['violations'], runOnly: { type: 'tag', values: tags } });
      return found.violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.slice(0, 3).map((node) => node.html) }));
    }, TAGS);
    const told = violations.map(({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.join('\n    ')}`);
    if (told.length) this.faults.push(`axe on ${where}:\n  ${told.join('\n  ')}`);
  }

  /** At 320 px nothing but a focusable table region may scroll sideways. */
  async checkReflow(where) {
    const size = this.page.viewportSize();
    await this.page.setViewportSize({ width: 320, height: 800 });
    const width = await this.page.evaluate(() => document.documentElement.scrollWidth);
    await this.page.setViewportSize(size);
    if (width > 320) this.faults.push(`${where} is ${width} px wide at 320 px`);
  }

  /** Fails with everything noticed so far. */
  finish() {
    assert.deepEqual(this.faults, [], `${this.name} noticed faults`);
  }
}
