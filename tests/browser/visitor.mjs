// A person at a browser. Watches for console errors, reports of the content
// policy, requests to other hosts and failing answers; looks at every page with axe.

import { AxeBuilder } from '@axe-core/playwright';
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { chromium } from 'playwright-core';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const PICTURES = 'target/screenshots';

/** Starts Chromium; close it when the tests are done. */
export async function openBrowser() {
  await mkdir(PICTURES, { recursive: true });
  return chromium.launch({
    executablePath: process.env.UDF_CHROMIUM,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--force-color-profile=srgb'],
  });
}

export class Visitor {
  /** A browser profile of its own: `scripts: false` turns JavaScript off. */
  static async arrive(browser, origin, { name = 'visitor', scripts = true, width = 1280 } = {}) {
    const context = await browser.newContext({ baseURL: origin, javaScriptEnabled: scripts, viewport: { width, height: 900 }, locale: 'en-US', timezoneId: 'America/Chicago', reducedMotion: 'reduce' });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    return new Visitor(context, page, origin, name, scripts);
  }

  constructor(context, page, origin, name, scripts) {
    Object.assign(this, { context, page, origin, name, scripts, faults: [], looked: new Set() });
    page.on('console', (m) => {
      // A form with mistakes is a normal answer (422); Chromium still notes it.
      const expected = /status of 4(04|09|22)/.test(m.text());
      if (m.type() === 'error' && !expected) this.faults.push(`console on ${page.url()}: ${m.text()}`);
    });
    page.on('pageerror', (e) => this.faults.push(`script on ${page.url()}: ${e.message}`));
    page.on('request', (r) => {
      if (!r.url().startsWith(origin) && !/^(data|blob|about):/.test(r.url())) this.faults.push(`request to elsewhere: ${r.url()}`);
    });
    page.on('response', (r) => {
      if (r.status() >= 500) this.faults.push(`${r.status()} ${r.request().method()} ${r.url()}`);
    });
  }

  /** Opens a path and looks at the page. */
  async open(path, shot) {
    await this.page.goto(path);
    return this.look(shot);
  }

  /** Presses the button or link with these words, and looks at what comes. */
  async press(words, shot) {
    const button = this.page.locator('main').getByRole('button', { name: words, exact: true });
    const target = (await button.count()) ? button : this.page.getByRole('link', { name: words, exact: true });
    await Promise.all([this.page.waitForLoadState('load'), target.first().click()]);
    await this.page.waitForLoadState('load');
    return this.look(shot);
  }

  /** Fills fields by their labels: text, `true`/`false` for boxes, an option's words for lists. */
  async fill(values) {
    for (const [label, value] of Object.entries(values)) {
      const field = this.page.locator('main').getByLabel(label, { exact: true }).first();
      const tag = await field.evaluate((e) => e.tagName);
      const type = await field.getAttribute('type');
      if (type === 'checkbox' || type === 'radio') {
        // USWDS hides the box itself and draws one in the label.
        if ((await field.isChecked()) !== value) await this.page.locator(`label[for="${await field.getAttribute('id')}"]`).click();
      } else if (type === 'file') await field.setInputFiles(value);
      else if (tag === 'SELECT') await field.selectOption({ label: value });
      else await field.fill(value);
    }
  }

  /** What every page must hold; axe once per path and heading. */
  async look(shot) {
    const { page } = this;
    const where = new URL(page.url()).pathname;
    assert.equal(await page.locator('h1').count(), 1, `${where} has not one h1`);
    const title = await page.title();
    const heading = (await page.locator('h1').innerText()).trim();
    const key = `${where} ${heading} ${title.startsWith('Error')}`;
    if (!this.looked.has(key)) {
      this.looked.add(key);
      if (this.scripts) await this.checkWithAxe(where);
      await this.checkReflow(where);
    }
    if (shot) await page.screenshot({ path: `${PICTURES}/${shot}.png`, fullPage: true });
    return heading;
  }

  async checkWithAxe(where) {
    const { violations } = await new AxeBuilder({ page: this.page }).withTags(TAGS).analyze();
    const told = violations.map((v) => `${v.id}: ${v.help}\n    ${v.nodes.slice(0, 3).map((n) => n.html).join('\n    ')}`);
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
