// A reviewer's weekend: conflicts first and for all at once, then one application after the
// other, all of it by keyboard alone, in two windows, and on a phone without scripts.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { signIn } from './people.mjs';
import { start } from './program.mjs';
import { openBrowser, Visitor } from './visitor.mjs';

const DAY = '2027-01-11';
const ROUND = 'training-and-conference-support-2027';
const CRITERIA = ['Need and fit', 'Results for the city', 'Skills that stay', 'Plan and budget'];

let program;
let browser;
let password;
/** The reviews of the second reviewer, as addresses. */
let hers;
before(async () => {
  program = await start({ demo: ['--cities', '12', '--applications', '48', '--seed', '7', '--as-of', DAY], asOf: DAY });
  browser = await openBrowser();
  [, password] = program.told.match(/and the password: (.+)/);
  const officer = await comes('officer');
  await officer.open(`/desk/applications?opportunity=${ROUND}&stage=submitted`);
  const numbers = (await officer.page.locator('main tbody th').allInnerTexts()).map((text) => text.trim()).filter((text) => /^UDF-/.test(text));
  assert.ok(numbers.length >= 2, `applications that wait for screening: ${numbers}`);
  for (const number of numbers) await assigns(officer, number);
  officer.finish();
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

/** Somebody of the demo, signed in. */
async function comes(who, options = {}) {
  const visitor = await Visitor.arrive(browser, program.origin, { name: who, ...options });
  await signIn(visitor, `${who}@demo.example`, password);
  return visitor;
}

async function assigns(officer, number) {
  await officer.open(`/desk/applications/${number}`);
  await officer.press('Pass screening');
  for (const check of await officer.page.locator('main .usa-checkbox label').all()) await check.click();
  await officer.press('Pass screening');
  await officer.press('Assign reviewers');
  await officer.fill({ 'Choose 3 reviewers': ['Ray Saffron', 'Lena Teal', 'Nia Coral'], 'Reviews are due on': '2027-01-22' });
  await officer.press('Assign reviewers');
}

const status = (page) => page.locator('[data-autosave-status]');
const comment = (page, criterion) => page.getByLabel(`Why this score for ${criterion}?`);

/** Waits until the page says that it is saved. */
async function saved(page) {
  await status(page).filter({ hasText: /^Saved \d/ }).waitFor();
}

/** Moves the focus on with Tab until it is where `matches` says of `what`. */
async function tabTo(page, matches, what, most = 200) {
  for (let n = 0; n < most; n += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(matches, what)) return;
  }
  assert.fail(`no way by keyboard to ${matches} ${what ?? ''}`);
}

/** Moves the focus with Tab to the link, button or field whose words begin so. */
const tabToWords = (page, words) =>
  tabTo(page, (wanted) => {
    const at = document.activeElement;
    return at.matches('a, button, input, textarea') && (at.labels?.[0] ?? at).textContent.trim().replace(/\s+/g, ' ').startsWith(wanted);
  }, words);

/** Goes by keyboard to the link or button whose words begin so, and presses it; a page comes. */
async function pressesByKeyboard({ page }, words) {
  await tabToWords(page, words);
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
}

/** Moves the focus with Tab to a field of the criterion with this number. */
const tabToField = (page, criterion, selector) =>
  tabTo(page, ([n, wanted]) => {
    const at = document.activeElement;
    return at.matches(wanted) && at.closest('.udf-criterion') === document.querySelectorAll('.udf-criterion')[n];
  }, [criterion, selector]);

/** Where the application and the rubric stand. */
const panes = (page) => page.locator('section.udf-pane').evaluateAll((all) => all.map((pane) => pane.getBoundingClientRect().toJSON()));

test('conflicts are declared for all new applications at once', async () => {
  const reviewer = await comes('reviewer2');
  await reviewer.open('/panel', 'reviewer/1-queue');
  const words = await reviewer.page.getByRole('link', { name: /^Declare on \d+ new applications at once$/ }).innerText();
  await reviewer.press(words, 'reviewer/2-conflicts');
  await reviewer.readsNot('Protocol course');
  await reviewer.pressInVain('Declare', 'Say for at least one application');
  await reviewer.fill({ 'The applications for which you chose neither': 'I have no conflict of interest with any of the others' });
  await reviewer.press('Declare');
  await reviewer.reads('Recorded.');
  const [, done, all] = /(\d+) of (\d+) done/.exec(await reviewer.text());
  assert.ok(Number(done) < Number(all), `${done} of ${all}`);
  // The rubric of this round is the one that is filled in below.
  const rows = reviewer.page.locator('main table').first().locator('tbody tr').filter({ hasText: 'Training and Conference Support 2027' });
  hers = await rows.locator('th a').evaluateAll((all) => all.map((a) => a.pathname));
  assert.ok(hers.length >= 2 && hers.every((path) => !path.endsWith('/conflict')), `${hers}`);
  reviewer.finish();
  await reviewer.context.close();
});

test('a review by keyboard alone', async () => {
  const reviewer = await comes('reviewer2');
  const { page } = reviewer;
  await reviewer.open(hers[0], 'reviewer/3-review');
  const heading = await page.locator('h1').innerText();
  // Keys lead on and back.
  await Promise.all([page.waitForURL((url) => url.pathname !== hers[0]), page.keyboard.press('j')]);
  await Promise.all([page.waitForURL((url) => url.pathname === hers[0]), page.keyboard.press('k')]);
  assert.equal(await page.locator('h1').innerText(), heading);
  const [application, rubric] = await panes(page);
  assert.ok(rubric.left >= application.right && rubric.top === application.top, 'the application left, the rubric right');
  // The two panes are places that the keyboard reaches, each with its heading.
  await tabTo(page, () => document.activeElement.matches('section.udf-pane[aria-labelledby=application-heading]'));
  // Both scroll for themselves.
  const before = await page.evaluate(() => window.scrollY);
  await page.keyboard.press('PageDown');
  assert.equal(await page.evaluate(() => window.scrollY), before, 'the page itself moved');

  for (const [at, criterion] of CRITERIA.entries()) {
    await comment(page, criterion).focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press(String(at + 2));
    const chosen = page.getByRole('group', { name: `Score for ${criterion}` }).locator('input:checked');
    assert.equal(await chosen.inputValue(), String(at + 2));
    await comment(page, criterion).focus();
    // Digits in a text are text.
    await page.keyboard.type(`${criterion}: 5 examples? j, k.`);
    assert.equal(await chosen.inputValue(), String(at + 2));
  }
  // 2, 3, 4, 5 with 25, 30, 20 and 25 percent; the server says the same.
  assert.equal(await page.locator('[data-points]').innerText(), '3.45');
  await saved(page);
  assert.equal(await page.locator('[data-points]').innerText(), '3.45');
  await reviewer.reads('4 of 4 criteria scored', 'Weighted so far 3.45 of 5, from 100% of the weight');
  await page.reload();
  assert.equal(await comment(page, CRITERIA[0]).inputValue(), `${CRITERIA[0]}: 5 examples? j, k.`);
  await reviewer.look();
  await comment(page, CRITERIA[3]).focus();
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Control+Enter')]);
  await reviewer.reads('Submitted.');
  assert.equal(reviewer.path, hers[1], 'the next one opens');
  reviewer.finish();
  await reviewer.context.close();
});

test('a weekend by keyboard alone: conflicts, a review, what is put off, what cannot be judged', async () => {
  const reviewer = await comes('reviewer4');
  const { page } = reviewer;
  const goesOn = async () => {
    if (reviewer.path === '/panel') await pressesByKeyboard(reviewer, 'Go on with the next review');
    assert.match(reviewer.path, /^\/panel\/reviews\/[^/]+$/);
  };
  await reviewer.open('/panel');
  await pressesByKeyboard(reviewer, 'Declare on');
  await tabToWords(page, 'I have no conflict of interest with any of the others');
  await page.keyboard.press('Space');
  await pressesByKeyboard(reviewer, 'Declare');
  await reviewer.reads('Recorded.');
  await goesOn();
  const first = reviewer.path;
  const criteria = await page.locator('.udf-criterion').count();
  assert.ok(criteria > 0);
  for (let n = 0; n < criteria; n += 1) {
    await tabToField(page, n, 'input[type=radio]');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await tabToField(page, n, 'textarea');
    await page.keyboard.type('Shown with examples, and who leads is named.');
  }
  assert.equal(await page.locator('.udf-criterion input:checked').count(), criteria);
  await saved(page);
  await pressesByKeyboard(reviewer, 'Submit review');
  await reviewer.reads('Submitted.');
  assert.notEqual(reviewer.path, first);
  await goesOn();
  await pressesByKeyboard(reviewer, 'Save and next');
  await goesOn();
  await pressesByKeyboard(reviewer, 'Skip for now');
  await reviewer.reads('It is put off to the end of your list');
  await goesOn();
  await pressesByKeyboard(reviewer, 'I cannot judge this application');
  await tabTo(page, () => document.activeElement.matches('main textarea'));
  await page.keyboard.type('I know nothing of ports.');
  await pressesByKeyboard(reviewer, 'Abstain');
  await reviewer.reads('You abstained.');
  await reviewer.open('/panel');
  await reviewer.reads('Abstained');
  reviewer.finish();
  await reviewer.context.close();
});

test('keys are named by “?”, and can be turned off for good', async () => {
  const reviewer = await comes('reviewer2');
  const { page } = reviewer;
  await reviewer.open(hers[1]);
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: 'Keys on this page' });
  await dialog.waitFor();
  await reviewer.checkWithAxe('the dialog of keys');
  await reviewer.picture('reviewer/4-keys');
  await dialog.locator('label').filter({ hasText: 'Use keys' }).click();
  await dialog.getByText('Saved for all your browsers.').waitFor();
  await page.keyboard.press('Escape');
  for (const how of ['at once', 'after loading the page again']) {
    await page.keyboard.press('2');
    await page.keyboard.press('?');
    assert.equal(await page.locator('input[type=radio]:checked').count(), 0, how);
    assert.equal(await dialog.isVisible(), false, how);
    await page.reload();
  }
  // The way back is a button, not a key.
  await page.getByRole('button', { name: 'Keys on this page' }).click();
  await dialog.locator('label').filter({ hasText: 'Use keys' }).click();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.keyboard.press('?');
  assert.ok(await dialog.isVisible());
  reviewer.finish();
  await reviewer.context.close();
});

test('what is selected in the application goes into the comment', async () => {
  const reviewer = await comes('reviewer2');
  const { page } = reviewer;
  await reviewer.open(hers[1]);
  await comment(page, CRITERIA[1]).fill('My words.');
  const quoted = await page.evaluate(() => {
    const line = document.querySelector('[data-quotable] .udf-summary__value p');
    document.getSelection().selectAllChildren(line);
    return line.textContent.trim();
  });
  const button = page.getByRole('button', { name: `Quote in comment: ${CRITERIA[1]}` });
  await button.waitFor();
  await reviewer.picture('reviewer/5-quote');
  await button.click();
  assert.equal(await comment(page, CRITERIA[1]).inputValue(), `My words.\n\n> ${quoted}\n`);
  assert.ok(await comment(page, CRITERIA[1]).evaluate((field) => field === document.activeElement));
  assert.equal(await button.isVisible(), false);
  await saved(page);
  reviewer.finish();
  await reviewer.context.close();
});

describe('two windows on one review', () => {
  test('lose nothing', async () => {
    const [one, two] = [await comes('reviewer2'), await comes('reviewer2')];
    await one.open(hers[1]);
    await two.open(hers[1]);
    await comment(one.page, CRITERIA[2]).fill('From the desk.');
    await saved(one.page);
    // Another field: both stay.
    await comment(two.page, CRITERIA[3]).fill('From the sofa.');
    await saved(two.page);
    // The same field: the page says so, and the button shows both.
    await comment(two.page, CRITERIA[2]).fill('From the sofa too.');
    await status(two.page).filter({ hasText: 'You changed this review in another window too.' }).waitFor();
    await two.press('Save draft', 'reviewer/6-two-windows', 422);
    await two.reads('Saved in another window: comment', 'From the desk.');
    assert.equal(await comment(two.page, CRITERIA[2]).inputValue(), 'From the sofa too.');
    await two.press('Use what was saved');
    assert.equal(await comment(two.page, CRITERIA[2]).inputValue(), 'From the desk.');
    await two.reads('You typed before: comment', 'From the sofa too.');
    await saved(two.page);
    await comment(two.page, CRITERIA[2]).fill('From the desk and the sofa.');
    await saved(two.page);
    await one.page.reload();
    assert.equal(await comment(one.page, CRITERIA[2]).inputValue(), 'From the desk and the sofa.');
    assert.equal(await comment(one.page, CRITERIA[3]).inputValue(), 'From the sofa.');
    for (const person of [one, two]) {
      person.finish();
      await person.context.close();
    }
  });
});

test('the score sheet comes back by keyboard alone, on a phone', async () => {
  const reviewer = await comes('reviewer2', { width: 390 });
  const { page } = reviewer;
  await reviewer.open('/panel');
  await reviewer.press('Work without a connection: Training and Conference Support 2027', 'reviewer/10-sheet');
  const { name, text } = await reviewer.download('Download the score sheet (CSV)');
  assert.match(name, /^scores-training-.*\.csv$/);
  assert.equal(text.split('From the sofa.').length, 2, text);
  const typed = Buffer.from(text.replace('From the sofa.', 'From the train.'));
  await tabTo(page, () => document.activeElement.matches('input[type=file]'));
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: typed });
  await tabTo(page, () => document.activeElement.textContent.trim() === 'Look at it');
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
  await reviewer.look('reviewer/11-sheet-looked-at');
  await reviewer.reads('It would change 1 cell in 1 review.', 'From the sofa.', 'From the train.');
  await tabTo(page, () => document.activeElement.textContent.trim() === 'Save these scores');
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
  await reviewer.look();
  await reviewer.reads('The scores of your sheet are saved as drafts.');
  await reviewer.open(hers[1]);
  assert.equal(await comment(page, CRITERIA[3]).inputValue(), 'From the train.');
  reviewer.finish();
  await reviewer.context.close();
});

test('a review on a phone without scripts', async () => {
  const reviewer = await comes('reviewer1', { width: 390, scripts: false });
  await reviewer.open('/panel', 'reviewer/7-phone-queue');
  if (await reviewer.page.getByRole('link', { name: /^Declare on/ }).count()) {
    await reviewer.press(await reviewer.page.getByRole('link', { name: /^Declare on/ }).innerText());
    await reviewer.fill({ 'The applications for which you chose neither': 'I have no conflict of interest with any of the others' });
    await reviewer.press('Declare');
  }
  await reviewer.press('Go on with the next review', 'reviewer/8-phone-review');
  await reviewer.reads('Go to the rubric', '0 of 4 criteria scored');
  const [application, rubric] = await panes(reviewer.page);
  assert.ok(rubric.top >= application.bottom && rubric.left === application.left, 'one stands below the other');
  const first = reviewer.path;
  await reviewer.fill({ [`Score for ${CRITERIA[0]}`]: '4 –', [`Why this score for ${CRITERIA[0]}?`]: 'Shown with examples.' });
  await reviewer.press('Save and next');
  assert.notEqual(reviewer.path, first);
  await reviewer.press('Skip for now');
  await reviewer.reads('It is put off to the end of your list');
  await reviewer.open(first);
  await reviewer.reads('1 of 4 criteria scored', 'Weighted so far 4.00 of 5, from 25% of the weight');
  await reviewer.pressInVain('Submit review', `Choose a score for “${CRITERIA[1]}”.`);
  for (const criterion of CRITERIA.slice(1)) {
    await reviewer.fill({ [`Score for ${criterion}`]: '4 –', [`Why this score for ${criterion}?`]: 'Shown with examples.' });
  }
  await reviewer.press('Submit review');
  await reviewer.reads('Submitted.');
  await reviewer.press('I cannot judge this application', 'reviewer/9-phone-abstain');
  await reviewer.pressInVain('Abstain', 'Say in a few words why you cannot judge');
  await reviewer.fill({ 'Why can you not judge this application?': 'I know nothing of ports.' });
  await reviewer.press('Abstain');
  await reviewer.reads('You abstained.', 'Abstained');
  reviewer.finish();
  await reviewer.context.close();
});
