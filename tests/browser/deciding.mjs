// From the received application to the signed agreement: what the fund's people do,
// each on their own pages, and what the wrong people cannot do.

import assert from 'node:assert/strict';
import { CLERK, OFFICIAL } from './city.mjs';
import { PASSWORD, followLetter, openLetter } from './people.mjs';

const CRITERIA = ['Need and fit', 'Results for the city', 'Skills that stay', 'Plan and budget'];

/** The officer passes the application on, from the desk's own list; nobody else can. */
export async function passesScreening(officer, approver, number) {
  await approver.open(`/desk/applications/${number}/complete`, undefined, 403);
  await officer.open('/desk', 'life/13-desk');
  await officer.press('1 Applications to screen', 'life/14-applications');
  await officer.press(number, 'life/15-case');
  await officer.reads('Protocol course', 'Kraków offer.pdf', 'SHA-256');
  await officer.press('Pass screening');
  await officer.pressInVain('Pass screening', 'Every check must hold');
  for (const check of await officer.page.locator('main .usa-checkbox label').all()) await check.click();
  await officer.press('Pass screening');
  await officer.reads('In review', 'Recorded.');
}

/** The officer assigns these reviewers. */
export async function assigns(officer, number, reviewers) {
  await officer.open(`/desk/applications/${number}`);
  await officer.press('Assign reviewers');
  await officer.pressInVain('Assign reviewers', 'Choose at least one reviewer.');
  await officer.fill({ 'Choose 3 reviewers': reviewers.map((r) => r.name), 'Reviews are due on': '2027-02-05' });
  await officer.press('Assign reviewers');
  for (const { name } of reviewers) assert.equal((await officer.row(name))[2], '', 'a score before any review');
}

/** A reviewer comes by the letter, declares no conflict and finds the review. */
export async function declares(reviewer, email, number) {
  assert.equal(await followLetter(reviewer, email, 'An application is ready for your review'), 'Conflict of interest');
  await reviewer.readsNot('Protocol course');
  await reviewer.pressInVain('Continue', 'Say whether you have a conflict of interest');
  await reviewer.fill({ 'Do you have a conflict of interest with Decorah, IA?': 'No' });
  await reviewer.press('Continue');
  await reviewer.reads(number, 'Protocol course', '0 of 4 criteria scored');
}

/** The reviewer scores and comments every criterion, and submits. */
export async function reviews(reviewer, score, shot) {
  await reviewer.pressInVain('Submit review', 'Choose a score');
  for (const criterion of CRITERIA) {
    await reviewer.fill({ [`Score for ${criterion}`]: `${score} –`, [`Why this score for ${criterion}?`]: `${criterion}: shown with examples.` });
    if (criterion === CRITERIA[0]) {
      await reviewer.press('Save draft');
      await reviewer.reads('1 of 4 criteria scored');
    }
  }
  await reviewer.fill({ 'What you found, and your comment on the whole': 'A small city with a clear plan.' });
  if (shot) await reviewer.picture(shot);
  await reviewer.press('Submit review');
  await reviewer.reads('1 of 1 done');
}

/** The officer finds the application above the line and recommends it. */
export async function recommends(officer, number) {
  await officer.open('/desk');
  await officer.press('Ranking: Training and Conference Support 2027', 'life/18-ranking');
  await officer.reads('$25,000.00 is free', 'Above the line');
  const ranked = Object.entries(await officer.table('Applications by expected rank, beside the plain mean of their scores'));
  const [heading, [place, asked, count, mean]] = ranked.find(([heading]) => heading.startsWith(number));
  const firstLine = (text) => text.split(/\n/)[0].trim();
  assert.ok(heading.endsWith('Decorah, IA'), heading);
  assert.deepEqual([place, asked, count, mean].map(firstLine), ['1', '$10,000.50', '3 of 3', '4.00']);
  await officer.press(number);
  await officer.fill({ 'Why do you recommend this award?': 'The gap is clear, and two people learn.' });
  await officer.press('Recommend');
  await officer.reads('Recommended', '$10,000.50');
}

/** The approving official sees the money effect and approves; the officer cannot. */
export async function approves(approver, email, officer, number) {
  await officer.open(`/desk/applications/${number}`);
  assert.ok(!(await officer.canPress('Approve')), 'who recommended may approve');
  await officer.open(`/desk/applications/${number}/approve`, undefined, 403);
  await followLetter(approver, email, 'A recommendation waits for your decision');
  await approver.open('/desk');
  await approver.press('Decisions');
  await approver.press(number, 'life/19-approve');
  assert.deepEqual(await approver.row('Reserved'), ['Reserved', '$10,000.50', '$0.00', '$0.00']); // now, if approved, if not
  await approver.pressInVain('Approve', 'Type your password');
  await approver.fill({ 'Your password': PASSWORD });
  await approver.press('Approve');
  await approver.reads('Award offered');
}

/** The clerk reads the offer; the official signs it. */
export async function acceptsAward(clerk, official, number) {
  await followLetter(clerk, CLERK.email, `Your application ${number} is approved`);
  await clerk.reads('The fund offers your city an award.', 'Only your city’s authorized official can accept', 'What reviewers found');
  assert.ok(!(await clerk.canPress('Sign and accept the award')), 'a clerk may sign');
  await openLetter(official, OFFICIAL.email, `Your application ${number} is approved`, 'life/20-award-letter');
  await followLetter(official, OFFICIAL.email, `Your application ${number} is approved`, 'life/21-offer');
  await official.pressInVain('Sign and accept the award', 'Type your full name');
  await official.fill({ 'Type your full name to sign': OFFICIAL.name, 'I am authorized to sign this agreement for the city.': true });
  await official.press('Sign and accept the award');
  await official.reads('The agreement is signed and the award is active.', `${OFFICIAL.name}, January`);
}
