// The pages that everybody sees, before anything has happened.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from './program.mjs';
import { openBrowser, Visitor } from './visitor.mjs';

let program;
let browser;
before(async () => {
  program = await start();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

for (const scripts of [true, false]) {
  test(`public pages are whole with JavaScript ${scripts ? 'on' : 'off'}`, async () => {
    const visitor = await Visitor.arrive(browser, program.origin, { scripts });
    for (const [path, shot] of [['/', 'home'], ['/opportunities', 'opportunities'], ['/awards', 'awards'], ['/about', 'about'], ['/accessibility', 'accessibility'], ['/privacy', 'privacy'], ['/help', 'help'], ['/sign-in', 'sign-in'], ['/sign-up', 'sign-up']]) {
      await visitor.open(path, scripts ? shot : undefined);
    }
    visitor.finish();
  });
}

test('a page that is not there says so', async () => {
  const visitor = await Visitor.arrive(browser, program.origin);
  assert.equal(await visitor.open('/no-such-page', undefined, 404), 'Page not found');
  visitor.finish();
});

test('the skip link leads to the main part by keyboard', async () => {
  const visitor = await Visitor.arrive(browser, program.origin);
  await visitor.open('/');
  await visitor.page.keyboard.press('Tab');
  assert.match(await visitor.page.evaluate(() => document.activeElement.textContent.trim()), /skip/i);
  await visitor.page.keyboard.press('Enter');
  assert.equal(await visitor.page.evaluate(() => document.activeElement.closest('main') !== null), true);
  visitor.finish();
});
