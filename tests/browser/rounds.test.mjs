// An officer keeps an opportunity in the desk; a clerk meets its newer kinds of question, sees
// what is asked while answering, and is told when the form has a newer version.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import * as city from './city.mjs';
import { hire, PASSWORD, signIn } from './people.mjs';
import { start } from './program.mjs';
import { openBrowser, Visitor } from './visitor.mjs';

const OFFICER = { email: 'olive@fund.example', role: 'program_officer', name: 'Olive Officer' };
const MORE = `
[[sections]]
id = "more"
title = "Say more"

[[sections.questions]]
id = "has_letter"
label = "Do you have a letter of support?"
kind = "yes_no"

[[sections.questions]]
id = "letter"
label = "Attach the letter"
kind = "file"
types = ["pdf"]
asked_if = "has_letter"

[[sections.questions]]
id = "costs"
label = "What does it cost?"
kind = "table"
max = 5
[[sections.questions.columns]]
id = "what"
label = "What"
kind = "short_text"
[[sections.questions.columns]]
id = "cost"
label = "Cost"
kind = "money"
[[sections.questions.columns]]
id = "on"
label = "Paid on"
kind = "date"
optional = true

[[sections.questions]]
id = "no_lobbying"
label = "Certify that nothing is used for lobbying"
kind = "certification"
statement = "No part of the grant is used for lobbying."

[activities]
`;

let program;
let browser;
let officer;
before(async () => {
  program = await start();
  await program.udf('places', 'import');
  browser = await openBrowser();
  // A one-time link works for days, so the officer comes before the time moves on.
  officer = await hire({ program, browser }, OFFICER);
  await program.moveTo('2027-01-11');
  await signIn(officer, OFFICER.email);
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

async function publishes(officer, shot) {
  await officer.open(`/desk/opportunities/${city.ROUND}/revision`);
  await officer.fill({ 'Your password': PASSWORD });
  await officer.press('Publish', shot);
  await officer.reads('published and in force');
}

test('a round is kept in the desk while a city applies', async () => {
  const toml = (await readFile(`config/opportunities/${city.ROUND}.toml`, 'utf8')).replace('[activities]\n', MORE.trimStart());
  const file = (text) => ({ name: 'round.toml', mimeType: 'application/toml', buffer: Buffer.from(text) });
  await officer.open('/desk/opportunities/import');
  await officer.fill({ File: file(toml.replace('cap_cents = 1_500_000', 'cap_cents = 15').replace('types = ["pdf"]', 'types = []')) });
  await officer.pressInVain('Check and look at it', 'The cap is below the floor.', 'No type of file is allowed.');
  await officer.picture('rounds/mistakes');
  await officer.fill({ File: file(toml) });
  await officer.press('Check and look at it', 'rounds/first');
  await officer.press('See it as an applicant sees it', 'rounds/preview');
  await officer.press('What does it cost?', 'rounds/preview-table');
  assert.equal(await officer.page.getByLabel('What', { exact: true }).first().isDisabled(), true);
  await publishes(officer);

  const clerk = await Visitor.arrive(browser, program.origin, { name: city.CLERK.name });
  await city.checksTheRound(clerk);
  await city.signsUp(clerk);
  await city.registersCity(clerk);
  const home = await city.startsApplication(clerk);
  await clerk.open(home);
  await clerk.press('Say more');
  const listed = () => clerk.page.locator('[data-question]:visible').allInnerTexts();
  assert.equal((await listed()).length, 3);
  await clerk.fill({ 'Your answer': 'Yes' });
  await clerk.page.locator('[data-question=letter]:visible').waitFor();
  assert.match(await clerk.page.locator('[data-asked-status]').innerText(), /1 question more/);
  await clerk.picture('rounds/asked');
  await clerk.fill({ 'Your answer': 'No' });
  await clerk.page.locator('[data-question=letter]').waitFor({ state: 'hidden' });
  await clerk.fill({ 'Your answer': 'Yes' });
  await clerk.press('Save and continue', 'rounds/file');
  await clerk.press('Continue');
  await clerk.page.locator('#answer_0_what').fill('Interpreter');
  await clerk.page.locator('#answer_0_cost').fill('1,200.50');
  await clerk.page.locator('#answer_1_cost').fill('99');
  assert.equal(await clerk.page.locator('[data-total=sum_cost]').innerText(), '$1,299.50', 'added up while typing');
  await clerk.press('Add rows', 'rounds/table');
  assert.equal(await clerk.page.locator('#answer_0_what').inputValue(), 'Interpreter');
  await clerk.pressInVain('Save and continue', 'Row 2: fill in “What”');
  await clerk.page.setViewportSize({ width: 390, height: 900 });
  await clerk.picture('rounds/table-phone');
  await clerk.page.setViewportSize({ width: 1280, height: 900 });
  await clerk.page.locator('#answer_1_what').fill('Rooms');
  await clerk.press('Save and continue', 'rounds/certification');
  await clerk.page.locator('main .usa-checkbox label').click();
  await clerk.press('Save and continue');

  await officer.open(`/desk/opportunities/${city.ROUND}`);
  await officer.press('Change this opportunity');
  await officer.press('Change title, summary, dates and amounts', 'rounds/terms');
  await officer.fill({ 'Largest grant': '16,000', 'Closes: time': '6:00 PM' });
  await officer.press('Save');
  await officer.press('Change the form: words, order, answers and conditions', 'rounds/form');
  await officer.press('Move “Do you have a letter of support?” down', undefined, 422);
  await officer.reads('is not asked before this');
  await officer.press('Move the section “Say more” up');
  await officer.open(`/desk/opportunities/${city.ROUND}/revision`);
  await officer.page.locator('summary').click();
  await officer.picture('rounds/revision');
  await officer.page.setViewportSize({ width: 390, height: 900 });
  await officer.picture('rounds/revision-phone');
  await officer.page.setViewportSize({ width: 1280, height: 900 });
  await publishes(officer, 'rounds/published');
  await officer.press('Versions: who published which, when', 'rounds/versions');
  await officer.press('Version 2', 'rounds/version');

  await clerk.open(home, 'rounds/notice');
  await clerk.reads('There is a newer version of the form');
  await clerk.press('See what changed', 'rounds/newer');
  await clerk.reads('$16,000.00', 'Every answer you gave fits.');
  await clerk.fill({ 'Do you want to move?': 'Move this application' });
  await clerk.press('Move to the newer version');
  await clerk.reads('on the newer version now');
  assert.equal(program.log(), '', 'the server warned');
  officer.finish();
  clerk.finish();
});
