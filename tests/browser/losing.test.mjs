// Nothing typed is lost: each way to lose a text, in a real browser, with the server really
// killed, the network really cut and the session really over. Texts are compared character
// by character.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as city from './city.mjs';
import { signIn, PASSWORD } from './people.mjs';
import { start } from './program.mjs';
import { openBrowser, Visitor } from './visitor.mjs';

/** What programs trip over: quotes, markup, combining marks, joined emoji, blank lines, an indent. */
const ODD = '“Quotes”, "straight" & \'single\' <script>alert(1)</script> </textarea>\n\n  E\u0301le\u0301phant, \u00e9t\u00e9, 👩‍🚀 🇺🇸 %26 +1 {{x}} ?a=b#c \\n\u00a0end';
const DAY = '2027-01-11';

let program;
let browser;
let home;
let clerk;
before(async () => {
  program = await start({ asOf: DAY, settings: { UDF__SERVER__SIGN_IN_TRIES_PER_MINUTE: '600' } });
  await program.udf('places', 'import');
  await program.udf('opportunity', 'import', `config/opportunities/${city.ROUND}.toml`, '--publish');
  browser = await openBrowser();
  clerk = await Visitor.arrive(browser, program.origin, { name: city.CLERK.name });
  await city.checksTheRound(clerk);
  await city.signsUp(clerk);
  await city.registersCity(clerk);
  const official = await city.bringsInOfficial(clerk, browser);
  home = await city.startsApplication(clerk);
  await official.context.close();
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

const question = (id) => `${home}/questions/${id}`;
const answer = (page) => page.locator('#answer');
const status = (page) => page.locator('[data-autosave-status]');
const banner = (page) => page.locator('.udf-banner');

/** A browser of its own in which this person is signed in. */
async function comes(who, options = {}) {
  const visitor = await Visitor.arrive(browser, program.origin, { name: who.name, ...options });
  await signIn(visitor, who.email, PASSWORD);
  return visitor;
}

/** Waits until the page says that it is saved, and returns the words. */
async function saved(page) {
  await status(page).filter({ hasText: /^Saved / }).waitFor();
  return status(page).innerText();
}

/** What somebody else reads there: the server's own text. */
async function onServer(id) {
  const other = await comes(city.OFFICIAL, { scripts: false });
  await other.page.goto(question(id));
  const text = await answer(other.page).inputValue();
  await other.context.close();
  return text;
}

/** How long until the banner says this, in seconds. */
async function bannerSays(page, words) {
  const begun = Date.now();
  await banner(page).filter({ hasText: words }).waitFor();
  return (Date.now() - begun) / 1000;
}

/** Everything noticed but what the test itself brought about. */
function unexpected(visitor, ...expected) {
  const own = /ERR_(CONNECTION|INTERNET|NETWORK|FAILED|EMPTY)/;
  return visitor.faults.filter((fault) => !own.test(fault) && !expected.some((e) => e.test(fault)));
}

test('“Saved” is the server’s time of that save, in the zone of whoever looks', async () => {
  const { page } = await comes(city.CLERK);
  await page.goto(question('need_now'));
  await answer(page).fill(ODD);
  const said = await saved(page);
  assert.match(said, /^Saved \d{1,2}:\d\d:\d\d\s[AP]M C[SD]T$/u);
  assert.equal(await onServer('need_now'), ODD);
  await page.reload();
  assert.equal(await answer(page).inputValue(), ODD);
  const [, time] = /Saved [A-Z][a-z]+ \d+, \d{4}, ([\d:]+ [AP]M C[SD]T) by Cleo Diaz/.exec(await page.locator('main').innerText());
  assert.equal(said.replace('Saved ', '').replaceAll('\u202f', ' '), time);
  assert.equal(await page.getByRole('button', { name: 'Put back' }).count(), 0, 'what is saved is not offered back');
  await page.context().close();
});

describe('the server is killed', () => {
  test('while somebody types on: it is saved when the server is back', async () => {
    const visitor = await comes(city.CLERK);
    const { page } = visitor;
    await page.goto(question('skills'));
    await answer(page).fill('First');
    await saved(page);
    await program.kill();
    await answer(page).fill(ODD);
    assert.ok((await bannerSays(page, 'The site does not answer. What you typed is kept in this browser.')) <= 5);
    await visitor.checkWithAxe('a page with a banner');
    await visitor.picture('losing/banner');
    // The button does not throw the page away.
    await page.getByRole('button', { name: 'Save and continue' }).click();
    await bannerSays(page, 'Press the button again');
    assert.equal(await answer(page).inputValue(), ODD);
    await program.revive();
    await saved(page);
    assert.ok(await banner(page).isHidden());
    assert.equal(await onServer('skills'), ODD);
    assert.deepEqual(unexpected(visitor), []);
    await visitor.context.close();
  });

  test('and the page with it: what was typed is offered beside what is saved', async () => {
    const visitor = await comes(city.CLERK);
    const { page } = visitor;
    await page.goto(question('keeping_skills'));
    await answer(page).fill('Saved before');
    await saved(page);
    await program.kill();
    await answer(page).fill(ODD);
    await page.goto('about:blank');
    await program.revive();
    await page.goto(question('keeping_skills'));
    assert.equal(await answer(page).inputValue(), 'Saved before');
    const kept = page.getByRole('region', { name: 'What you typed before' });
    assert.equal(await kept.locator('.udf-merge__side').first().locator('p').evaluate((p) => p.textContent), ODD);
    assert.ok((await kept.innerText()).includes('Saved before'));
    await visitor.checkWithAxe('a page that offers what was typed');
    await visitor.checkReflow('a page that offers what was typed');
    await visitor.picture('losing/offered');
    await page.setViewportSize({ width: 390, height: 844 });
    await visitor.picture('losing/offered.390');
    await kept.getByRole('button', { name: 'Put back' }).click();
    assert.equal(await answer(page).inputValue(), ODD);
    await saved(page);
    assert.equal(await onServer('keeping_skills'), ODD);
    await page.reload();
    assert.equal(await kept.count(), 0);
    assert.deepEqual(unexpected(visitor), []);
    await visitor.context.close();
  });

  test('in the middle of a save: no false clash with oneself', async () => {
    const { page, context } = await comes(city.CLERK);
    await page.goto(question('other_money'));
    // The save arrives, its answer does not.
    await context.route('**/autosave', async (route) => {
      await route.fetch();
      await route.abort();
    }, { times: 1 });
    await answer(page).fill('One');
    await bannerSays(page, 'kept in this browser');
    await answer(page).fill(`One and ${ODD}`);
    await saved(page);
    assert.equal(await onServer('other_money'), `One and ${ODD}`);
    await context.close();
  });
});

test('the network is cut: nothing leaves the page until it is back', async () => {
  const visitor = await comes(city.CLERK);
  const { page, context } = visitor;
  await page.goto(question('project_title'));
  const cdp = await context.newCDPSession(page);
  const network = (offline) => cdp.send('Network.emulateNetworkConditions', { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  await cdp.send('Network.enable');
  await network(true);
  const typed = ODD.replaceAll('\n', ' ').slice(0, 90).trim();
  await answer(page).fill(typed);
  assert.ok((await bannerSays(page, 'You are offline. What you typed is kept in this browser.')) <= 5);
  await page.getByRole('button', { name: 'Save and continue' }).click();
  await bannerSays(page, 'Press the button again');
  assert.equal(await answer(page).inputValue(), typed);
  await network(false);
  await saved(page);
  assert.ok(await banner(page).isHidden());
  assert.equal(await onServer('project_title'), typed);
  assert.deepEqual(unexpected(visitor), []);
  await context.close();
});

describe('the session is over', () => {
  test('with scripts: signing in beside the page saves it', async () => {
    const visitor = await comes(city.CLERK);
    const { page, context } = visitor;
    await page.goto(question('skills'));
    await program.moveTo('2027-01-12');
    await answer(page).fill(`${ODD} on the next day`);
    await bannerSays(page, 'You were signed out. What you typed is kept in this browser.');
    const [beside] = await Promise.all([context.waitForEvent('page'), banner(page).getByRole('link', { name: 'Sign in again' }).click()]);
    await beside.locator('#email').fill(city.CLERK.email);
    await beside.locator('#password').fill(PASSWORD);
    await beside.getByRole('button', { name: 'Sign in', exact: true }).click();
    await beside.waitForURL(`**${question('skills')}`);
    await beside.close();
    await saved(page);
    assert.equal(await onServer('skills'), `${ODD} on the next day`);
    assert.deepEqual(unexpected(visitor, /status of 401/), []);
    await context.close();
  });

  test('without scripts: what was posted comes along through signing in', async () => {
    const visitor = await comes(city.CLERK, { scripts: false, width: 390 });
    const { page } = visitor;
    await page.goto(question('skills'));
    await program.moveTo('2027-01-13');
    await answer(page).fill(`${ODD} without scripts`);
    await visitor.press('Save and continue', 'losing/signed-out.390', 401);
    await visitor.reads('Sign in to save what you typed');
    assert.equal(await page.locator('.udf-typed dd').first().evaluate((d) => d.textContent), `${ODD} without scripts`);
    await visitor.fill({ 'Email address': city.CLERK.email, Password: PASSWORD });
    await visitor.press('Sign in', 'losing/signed-in-again.390');
    await visitor.press('Save it now');
    assert.equal(await onServer('skills'), `${ODD} without scripts`);
    assert.deepEqual(unexpected(visitor, /status of 401/), []);
    await visitor.context.close();
  });

  test('is said before it happens, and one key keeps it', async () => {
    // Three minutes are left after one; two are the least.
    const short = await start({ asOf: DAY, demo: ['--cities', '4', '--applications', '4', '--seed', '7', '--as-of', DAY], settings: { UDF__SESSIONS__CITY_IDLE_MINUTES: '4' } });
    try {
      const visitor = await Visitor.arrive(browser, short.origin, { name: 'clerk' });
      await signIn(visitor, 'clerk@demo.example', short.told.match(/and the password: (.+)/)[1]);
      const { page } = visitor;
      const left = () => page.evaluate(async () => (await (await fetch('/account/session')).json()).seconds);
      const dialog = page.getByRole('dialog', { name: 'Are you still there?' });
      await dialog.waitFor({ timeout: 90_000 });
      const before = await left();
      assert.ok(before >= 120 && before <= 180, `${before} seconds are left`);
      await visitor.checkWithAxe('a page that warns');
      await visitor.picture('losing/session-ends');
      await page.keyboard.press('Enter');
      await dialog.waitFor({ state: 'hidden' });
      await page.waitForFunction(async () => (await (await fetch('/account/session')).json()).seconds > 200);
      visitor.finish();
    } finally {
      await short.stop();
    }
  });
});

describe('two versions', () => {
  test('in two windows of one person: both are shown, and one is chosen', async () => {
    const one = await comes(city.CLERK);
    const two = new Visitor(one.context, await one.context.newPage(), program.origin, 'the second window', true);
    for (const { page } of [one, two]) await page.goto(question('need_now'));
    await answer(one.page).fill('Left window');
    await saved(one.page);
    await answer(two.page).fill(ODD);
    await status(two.page).filter({ hasText: 'Somebody else changed this answer.' }).waitFor();
    await two.press('Save and continue', 'losing/merge', 422);
    await two.reads('You saved in another window', 'Left window');
    await two.page.setViewportSize({ width: 390, height: 844 });
    await two.picture('losing/merge.390');
    assert.equal(await answer(two.page).inputValue(), ODD);
    await two.page.locator('label').filter({ hasText: 'Keep what you typed' }).click();
    await two.press('Save and continue');
    assert.equal(await onServer('need_now'), ODD);
    await two.page.goto(question('need_now'));
    assert.equal(await two.page.getByRole('button', { name: 'Put back' }).count(), 0, 'what was chosen is saved');
    assert.deepEqual([...unexpected(one), ...unexpected(two)], []);
    await one.context.close();
  });

  test('of two colleagues, one on a phone without scripts', async () => {
    const clerkHere = await comes(city.CLERK);
    const official = await comes(city.OFFICIAL, { scripts: false, width: 390 });
    for (const { page } of [clerkHere, official]) await page.goto(question('skills'));
    await answer(clerkHere.page).fill('What the clerk wrote');
    await saved(clerkHere.page);
    await answer(official.page).fill(ODD);
    await official.press('Save and continue', 'losing/merge-without-scripts.390', 422);
    await official.reads('Cleo Diaz saved, January', 'What the clerk wrote');
    await official.page.locator('label').filter({ hasText: 'Take what was saved' }).click();
    await official.press('Save and continue');
    assert.equal(await onServer('skills'), 'What the clerk wrote');
    assert.deepEqual([...unexpected(clerkHere), ...unexpected(official)], []);
    for (const { context } of [clerkHere, official]) await context.close();
  });
});

test('leaving the page at once and coming back by the Back button', async () => {
  const { page, context } = await comes(city.CLERK);
  await page.goto(home);
  await page.goto(question('keeping_skills'));
  await answer(page).fill(`${ODD} and away`);
  await page.getByRole('link', { name: 'Back to the task list' }).click();
  await page.waitForURL(`**${home}`);
  await page.goBack();
  await page.waitForURL(`**${question('keeping_skills')}`);
  const back = page.getByRole('button', { name: 'Put back' });
  await page.waitForLoadState();
  if (await back.count()) await back.click();
  assert.equal(await answer(page).inputValue(), `${ODD} and away`);
  // And it can be written on without a clash with oneself.
  await answer(page).fill(`${ODD} and back`);
  await saved(page);
  assert.equal(await onServer('keeping_skills'), `${ODD} and back`);
  await context.close();
});

test('half an answer is kept as typed, on the server too', async () => {
  const { page, context } = await comes(city.CLERK);
  await page.goto(question('ready_on'));
  await page.locator('#answer').fill('2');
  await page.locator('#answer_day').fill('30');
  await status(page).filter({ hasText: 'Kept as you typed it' }).waitFor();
  await context.close();
  const later = await comes(city.CLERK, { scripts: false });
  await later.page.goto(question('ready_on'));
  await later.reads('it is not complete yet');
  assert.equal(await later.page.locator('#answer_day').inputValue(), '30');
  await later.context.close();
});

test('two megabytes are refused in words and kept in the browser', async () => {
  const { page, context } = await comes(city.CLERK);
  await page.goto(question('other_money'));
  const typed = `${ODD}\n${'0123456789'.repeat(200_000)}`;
  // Pasted: typing as much would take a night.
  await answer(page).evaluate((field, text) => {
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }, typed);
  await status(page).filter({ hasText: 'This is more text than can be saved.' }).waitFor();
  await page.getByRole('button', { name: 'Save and continue' }).click();
  await page.waitForTimeout(500);
  assert.equal(new URL(page.url()).pathname, question('other_money'));
  await page.reload();
  await page.getByRole('button', { name: 'Put back' }).click();
  assert.equal(await answer(page).inputValue(), typed);
  await context.close();
  const plain = await comes(city.CLERK, { scripts: false });
  await plain.page.goto(question('other_money'));
  await answer(plain.page).evaluate((field, text) => { field.value = text; }, typed);
  await plain.press('Save and continue', undefined, 413);
  await plain.reads('more text than we can take');
  await plain.page.goBack();
  assert.equal((await answer(plain.page).inputValue()).length, typed.length, 'the browser still holds it');
  await plain.context.close();
});

test('an activity is kept as typed, and is there on another device', async () => {
  const { page, context } = await comes(city.CLERK);
  const typed = ODD.split('\n')[0];
  await page.goto(`${home}/activities/new`);
  await page.locator('#title').fill(typed);
  await status(page).filter({ hasText: 'Kept as you typed it' }).waitFor();
  await context.close();
  const later = await comes(city.CLERK, { scripts: false, width: 390 });
  await later.page.goto(`${home}/activities/new`);
  await later.reads('did not save it');
  assert.equal(await later.page.locator('#title').inputValue(), typed);
  await later.picture('losing/offered-activity.390');
  await later.press('Throw away what I typed');
  assert.equal(await later.page.locator('#title').inputValue(), '');
  await later.context.close();
});

test('a page without its own saving keeps what is typed until its button saved it', async () => {
  const visitor = await comes(city.CLERK);
  const { page } = visitor;
  await page.goto('/help');
  await page.locator('#told').fill(ODD);
  await page.goto(home);
  await page.goto('/help');
  assert.equal(await page.locator('#told').inputValue(), '');
  await visitor.picture('losing/offered-help');
  await page.getByRole('button', { name: 'Put back' }).click();
  assert.equal(await page.locator('#told').inputValue(), ODD);
  await visitor.press('Send');
  await visitor.reads('We have your message');
  await page.goto('/help');
  assert.equal(await page.getByRole('button', { name: 'Put back' }).count(), 0, 'the server acknowledged it');
  visitor.finish();
  await visitor.context.close();
});

test('signing out asks about what is not saved, and leaves nothing in the browser', async () => {
  const { page, context } = await comes(city.CLERK);
  const keys = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('udf:')).length);
  await page.goto('/help');
  await page.locator('#told').fill('Not saved');
  assert.equal(await keys(), 1);
  let asked = 0;
  page.on('dialog', (dialog) => (asked++ ? dialog.accept() : dialog.dismiss()));
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForTimeout(500);
  assert.equal(new URL(page.url()).pathname, '/help', 'one may think better of it');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('**/?done=signed-out');
  assert.equal(asked, 2);
  assert.equal(await keys(), 0);
  await context.close();
});
