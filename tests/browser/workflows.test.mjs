// Workflows as their people live them: a season of the fast track by four people, an
// approver on a phone, and a limit that is changed on the desk and published by another.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { followLetter, openLetter, signIn } from './people.mjs';
import { start } from './program.mjs';
import { openBrowser, Visitor } from './visitor.mjs';

const DAY = '2027-01-11';
const ROUND = 'training-and-conference-support-2027';
const CRITERIA = ['Need and fit', 'Results for the city', 'Skills that stay', 'Plan and budget'];

let program;
let browser;
let password;
before(async () => {
  program = await start({ demo: ['--cities', '12', '--applications', '48', '--seed', '7', '--as-of', DAY], asOf: DAY });
  browser = await openBrowser();
  [, password] = program.told.match(/and the password: (.+)/);
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

/** Somebody of the demo, signed in. */
async function comes(who, { width = 1280 } = {}) {
  const visitor = await Visitor.arrive(browser, program.origin, { name: who, width });
  await signIn(visitor, `${who}@demo.example`, password);
  return visitor;
}

/** The reference numbers of the first column of the table on the page. */
async function references(visitor) {
  return (await visitor.page.locator('main tbody th').allInnerTexts()).map((text) => text.trim()).filter((text) => /^UDF-/.test(text));
}

async function screens(officer, number) {
  await officer.open(`/desk/applications/${number}`);
  await officer.press('Pass screening');
  for (const check of await officer.page.locator('main .usa-checkbox label').all()) await check.click();
  await officer.press('Pass screening');
  await officer.reads('In review');
  await officer.press('Assign reviewers');
  await officer.fill({ 'Choose 3 reviewers': ['Ray Saffron', 'Lena Teal'], 'Reviews are due on': '2027-01-22' });
  await officer.press('Assign reviewers');
}

async function reviews(reviewer, number, score) {
  await reviewer.open('/panel');
  await reviewer.press(number);
  await reviewer.page.getByRole('group').locator('label').filter({ hasText: /^No/ }).first().click();
  await reviewer.press('Continue');
  for (const criterion of CRITERIA) {
    await reviewer.fill({ [`Score for ${criterion}`]: `${score} –`, [`Why this score for ${criterion}?`]: `${criterion}: shown with examples.` });
  }
  await reviewer.fill({ 'What you found, and your comment on the whole': 'A small city with a clear plan.' });
  await reviewer.press('Submit review');
}

test('a season of the fast track by four people', async () => {
  const [officer, approver, one, two] = await Promise.all(['officer', 'approver', 'reviewer1', 'reviewer2'].map((who) => comes(who)));
  await officer.open(`/desk/applications?opportunity=${ROUND}&stage=submitted`);
  const season = await references(officer);
  assert.ok(season.length >= 2, `applications that wait for screening: ${season}`);
  for (const number of season) await screens(officer, number);
  const scores = new Map(season.map((number, at) => [number, at === 0 ? 2 : 4]));
  for (const reviewer of [one, two]) for (const [number, score] of scores) await reviews(reviewer, number, score);

  // The one that scored low is declined, the others are recommended and approved.
  const [low, ...rest] = season;
  for (const number of rest) {
    await officer.open(`/desk/applications/${number}`);
    await officer.press('Recommend');
    await officer.fill({ 'Why do you recommend this award?': 'Both reviewers found the plan sound.' });
    await officer.press('Recommend');
    await officer.reads('Recommended');
    assert.ok(!(await officer.canPress('Approve')), 'who recommended may approve');
  }
  await approver.open(`/desk/applications/${low}`);
  await approver.press('Decline');
  await approver.fill({ 'Why is there no award?': 'The results are not named yet.' });
  await approver.press('Decline the application');
  await approver.reads('Declined');
  for (const number of rest) {
    await approver.open('/desk/decisions');
    await approver.press(number);
    await approver.fill({ 'Your password': password });
    await approver.press('Approve');
    await approver.reads('Award offered');
  }
  for (const number of rest) await openLetter(officer, '', `Your application ${number} is approved`);
  await openLetter(officer, '', `Your application ${low}`);
  await officer.open(`/desk/applications/${rest[0]}/workflow`, 'workflows/case-fast-track');
  await officer.reads('Award offered');
  for (const person of [officer, approver, one, two]) person.finish();
});

test('an approver on a phone', async () => {
  const approver = await comes('approver', { width: 390 });
  await followLetter(approver, 'approver@demo.example', 'A recommendation waits for your decision', 'workflows/phone-1-decision');
  await approver.open('/desk/decisions', 'workflows/phone-2-list');
  const [number] = await references(approver);
  await approver.press(number, 'workflows/phone-3-approve');
  // WCAG 2.5.8: what is pressed is large enough for a thumb.
  for (const button of await approver.page.locator('main button, main .usa-button').all()) {
    const box = await button.boundingBox();
    if (box) assert.ok(box.height >= 44 && box.x >= 0 && box.x + box.width <= 390, `${await button.innerText()}: ${JSON.stringify(box)}`);
  }
  await approver.reads('Money effect');
  await approver.pressInVain('Approve', 'Type your password');
  await approver.picture('workflows/phone-4-mistake');
  await approver.fill({ 'Your password': 'not my password' });
  await approver.pressInVain('Approve', 'This is not your password');
  await approver.fill({ 'Your password': password });
  await approver.press('Approve', 'workflows/phone-5-done');
  await approver.reads('Recorded.');
  await approver.readsNot('Approve the award');
  approver.finish();
});

test('a limit is changed on the desk by one person and published by another', async () => {
  const [admin, officer] = await Promise.all([comes('admin'), comes('officer2')]);
  await admin.open('/desk');
  await admin.press('Workflows', 'workflows/band-1-list');
  await admin.press('Standard grant', 'workflows/band-2-in-use');
  const before = await admin.text();
  assert.match(before, /\$25,000\.00/);
  await admin.press('Propose a change');
  const limit = 'Band 1: up to this amount';
  await admin.fill({ [limit]: 'ten' });
  await admin.pressInVain('Check and look at it');
  await admin.fill({ [limit]: '10,000', 'New version': '2.3.0' });
  await admin.press('Check and look at it', 'workflows/band-3-preview');
  await admin.reads('now needs 2 people above $10,000.00', 'It can be proposed as it is');
  await admin.press('Propose this version', 'workflows/band-4-proposed');
  await admin.reads('It waits for another person');
  assert.ok(!(await admin.canPress('Publish this version')), 'who proposed may publish');

  await followLetter(officer, 'officer2@demo.example', '', 'workflows/band-5-to-decide');
  await officer.open('/desk/workflows');
  await officer.press('grant-standard 2.3.0');
  await officer.reads('now needs 2 people above $10,000.00');
  await officer.press('Publish this version', 'workflows/band-6-published');
  await officer.reads('Published by');
  await admin.open('/desk/workflows/grant-standard', 'workflows/band-7-in-use');
  await admin.reads('2.3.0', '$10,000.00');
  for (const person of [admin, officer]) person.finish();
});
