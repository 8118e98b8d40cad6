// Nothing that a reviewer types is lost: the server killed while they type and in the middle of a
// save, the network cut, the session over. As for applications; texts are compared character by character.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { signIn } from './people.mjs';
import { start } from './program.mjs';
import { openBrowser, Visitor } from './visitor.mjs';

const ODD = '“Quotes”, "straight" & \'single\' <b>bold</b> </textarea>\n\n  E\u0301le\u0301phant, 👩‍🚀 🇺🇸 %26 +1 {{x}} \\n\u00a0end';
const DAY = '2027-01-11';
const WHO = 'reviewer4';
/** So many milliseconds after the browser has sent its request the server dies. */
const PAUSES = process.env.UDF_TEST_FULL ? Array.from({ length: 30 }, (_, n) => n * 7) : [0, 12, 45];

let program;
let browser;
let password;
/** The review that is written, as an address. */
let review;
before(async () => {
  const settings = { UDF__SERVER__SIGN_IN_TRIES_PER_MINUTE: '600' };
  program = await start({ demo: ['--cities', '12', '--applications', '48', '--seed', '7', '--as-of', DAY], asOf: DAY, settings });
  browser = await openBrowser();
  [, password] = program.told.match(/and the password: (.+)/);
  const reviewer = await comes();
  await reviewer.open('/panel');
  const declare = reviewer.page.getByRole('link', { name: /^Declare on/ });
  if (await declare.count()) {
    await reviewer.press(await declare.innerText());
    await reviewer.fill({ 'The applications for which you chose neither': 'I have no conflict of interest with any of the others' });
    await reviewer.press('Declare');
    await reviewer.open('/panel');
  }
  await reviewer.press('Go on with the next review');
  review = reviewer.path;
  assert.match(review, /^\/panel\/reviews\/[^/]+$/);
  reviewer.finish();
  await reviewer.context.close();
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

/** The reviewer in a browser of their own. */
async function comes(options = {}) {
  const visitor = await Visitor.arrive(browser, program.origin, { name: WHO, ...options });
  await signIn(visitor, `${WHO}@demo.example`, password);
  return visitor;
}

/** The comment on the first criterion. */
const comment = (page) => page.locator('.udf-criterion textarea').first();
const status = (page) => page.locator('[data-autosave-status]');
const banner = (page) => page.locator('.udf-banner');

async function saved(page) {
  await status(page).filter({ hasText: /^Saved \d/ }).waitFor();
}

async function bannerSays(page, words) {
  await banner(page).filter({ hasText: words }).waitFor();
}

/** What the server holds, read on the plain page. */
async function onServer() {
  const { page, context } = await comes({ scripts: false });
  await page.goto(review);
  const text = await comment(page).inputValue();
  await context.close();
  return text;
}

/** Everything noticed but what the test itself brought about. */
function unexpected(visitor, ...expected) {
  const own = /ERR_(CONNECTION|INTERNET|NETWORK|FAILED|EMPTY)/;
  return visitor.faults.filter((fault) => !own.test(fault) && !expected.some((e) => e.test(fault)));
}

describe('the server is killed', () => {
  test('while a reviewer types on: it is saved when the server is back', async () => {
    const visitor = await comes();
    const { page, context } = visitor;
    await page.goto(review);
    await comment(page).fill('First');
    await saved(page);
    await program.kill();
    await comment(page).fill(ODD);
    await bannerSays(page, 'The site does not answer. What you typed is kept in this browser.');
    // The button does not throw the page away.
    await page.getByRole('button', { name: 'Save draft' }).click();
    await bannerSays(page, 'Press the button again');
    assert.equal(await comment(page).inputValue(), ODD);
    await program.revive();
    await saved(page);
    assert.ok(await banner(page).isHidden());
    assert.equal(await onServer(), ODD);
    assert.deepEqual(unexpected(visitor), []);
    await context.close();
  });

  test('and the page with it: what was typed is offered beside what is saved', async () => {
    const visitor = await comes();
    const { page, context } = visitor;
    await page.goto(review);
    await comment(page).fill('Saved before');
    await saved(page);
    await program.kill();
    await comment(page).fill(`${ODD} again`);
    await page.goto('about:blank');
    await program.revive();
    await page.goto(review);
    assert.equal(await comment(page).inputValue(), 'Saved before');
    const kept = page.getByRole('region', { name: 'What you typed before' });
    assert.equal(await kept.locator('.udf-merge__side').first().locator('p').evaluate((p) => p.textContent), `${ODD} again`);
    await visitor.checkWithAxe('a review that offers what was typed');
    await kept.getByRole('button', { name: 'Put back' }).click();
    assert.equal(await comment(page).inputValue(), `${ODD} again`);
    await saved(page);
    assert.equal(await onServer(), `${ODD} again`);
    assert.deepEqual(unexpected(visitor), []);
    await context.close();
  });

  test('in the middle of a save: what it acknowledged is there, the rest is saved when it is back', async () => {
    const { page, context } = await comes();
    await page.goto(review);
    const field = await comment(page).getAttribute('name');
    let acknowledged = await comment(page).inputValue();
    page.on('response', (response) => {
      if (!response.url().endsWith('/autosave') || !response.ok()) return;
      acknowledged = new URLSearchParams(response.request().postData()).get(field).replaceAll('\r\n', '\n');
    });
    for (const pause of PAUSES) {
      const typed = `${ODD} ${pause}`;
      const sent = page.waitForRequest('**/autosave');
      await comment(page).fill(typed);
      await sent;
      await wait(pause);
      await program.kill();
      // What had left the server still reaches the page.
      await wait(200);
      const promised = acknowledged;
      await program.revive();
      const found = await onServer();
      assert.ok(found === promised || found === typed, `after ${pause} ms the server holds ${JSON.stringify(found)} and had acknowledged ${JSON.stringify(promised)}`);
      assert.equal(await comment(page).inputValue(), typed, 'the page lost it');
      await saved(page);
      assert.equal(await onServer(), typed);
    }
    await context.close();
  });
});

test('the network is cut: nothing leaves the page until it is back', async () => {
  const visitor = await comes();
  const { page, context } = visitor;
  await page.goto(review);
  const cdp = await context.newCDPSession(page);
  const network = (offline) => cdp.send('Network.emulateNetworkConditions', { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  await cdp.send('Network.enable');
  await network(true);
  await comment(page).fill(`${ODD} on a train`);
  await bannerSays(page, 'You are offline. What you typed is kept in this browser.');
  await page.getByRole('button', { name: 'Save draft' }).click();
  await bannerSays(page, 'Press the button again');
  assert.equal(await comment(page).inputValue(), `${ODD} on a train`);
  await network(false);
  await saved(page);
  assert.ok(await banner(page).isHidden());
  assert.equal(await onServer(), `${ODD} on a train`);
  assert.deepEqual(unexpected(visitor), []);
  await context.close();
});

describe('the session is over', () => {
  test('with scripts: signing in beside the page saves it', async () => {
    const visitor = await comes();
    const { page, context } = visitor;
    await page.goto(review);
    await program.moveTo('2027-01-12');
    await comment(page).fill(`${ODD} on the next day`);
    await bannerSays(page, 'You were signed out. What you typed is kept in this browser.');
    const [beside] = await Promise.all([context.waitForEvent('page'), banner(page).getByRole('link', { name: 'Sign in again' }).click()]);
    await beside.locator('#email').fill(`${WHO}@demo.example`);
    await beside.locator('#password').fill(password);
    await beside.getByRole('button', { name: 'Sign in', exact: true }).click();
    await beside.waitForURL(`**${review}`);
    await beside.close();
    await saved(page);
    assert.equal(await onServer(), `${ODD} on the next day`);
    assert.deepEqual(unexpected(visitor, /status of 401/), []);
    await context.close();
  });

  test('without scripts: what was posted comes along through signing in', async () => {
    const visitor = await comes({ scripts: false, width: 390 });
    const { page, context } = visitor;
    await page.goto(review);
    await program.moveTo('2027-01-13');
    await comment(page).fill(`${ODD} without scripts`);
    await visitor.press('Save draft', undefined, 401);
    await visitor.reads('Sign in to save what you typed');
    await visitor.fill({ 'Email address': `${WHO}@demo.example`, Password: password });
    await visitor.press('Sign in');
    await visitor.press('Save it now');
    assert.equal(await onServer(), `${ODD} without scripts`);
    assert.deepEqual(unexpected(visitor, /status of 401/), []);
    await context.close();
  });
});
