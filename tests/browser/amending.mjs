// Changes of an award that is signed: a budget revision that another person approves, and a condition that the city says it met.

import assert from 'node:assert/strict';
import { openLetter } from './people.mjs';

const CONDITION = 'Send the plan to correct the findings.';

/** The official moves money among categories; an officer approves, and sees where more money is asked for. */
export async function revisesBudget({ official, clerk, officer, finance }, email, number) {
  await clerk.open(`/portal/awards/${number}/amendments`);
  assert.ok(!(await clerk.canPress('Budget revision')), 'a clerk may ask for an amendment');
  await official.open(`/portal/awards/${number}`);
  await official.press('Amendments', 'life/30-amendments');
  await official.reads('The award was not amended.', '0% of $10,000.50');
  await official.press('Budget revision');
  const wanted = { 'Travel and rooms': '6,050', 'Why?': 'Fares rose.' };
  await official.fill({ ...wanted, 'Conference fees': '899.99' });
  await official.pressInVain('Ask for this', 'At least $900.00 must stay here');
  await official.fill({ ...wanted, 'Conference fees': '900', Materials: '50' });
  await official.press('Ask for this', 'life/30-amendment');
  await official.reads('Waits for a decision', '$50.00');
  await finance.open('/desk/amendments');
  await finance.press(`${number} amendment 1`);
  assert.ok(!(await finance.canPress('Approve this amendment')), 'a finance officer may approve an amendment');
  await officer.open('/desk/amendments');
  await officer.press(`${number} amendment 1`, 'life/30-amendment-desk');
  await officer.press('Approve this amendment');
  await officer.reads('In force');
  await openLetter(official, email, `Amendment 1 of award ${number} is in force`);
  await officer.open(`/desk/amendments?award=${number}`);
  await officer.press('Ask for it: More money');
  await officer.pressInVain('Ask for this', 'Change the amount of at least one category.');
}

/** An officer imposes a condition, the clerk says that it is met, an approving official lifts it. */
export async function meetsCondition({ clerk, officer, approver }, number) {
  await officer.open(`/desk/applications/${number}/conditions/new`);
  await officer.fill({ 'What must the city do or not do?': CONDITION, 'Why?': 'The audit has findings.', 'What ends the condition, and by when?': 'The plan.' });
  await officer.press('Impose this condition');
  await clerk.open(`/portal/awards/${number}`);
  await clerk.press('Condition 1: say what your city did');
  await clerk.pressInVain('Tell the fund', 'Say what your city did');
  await clerk.fill({ 'What did your city do?': 'The plan is sent.' });
  await clerk.press('Tell the fund');
  await clerk.reads('The fund looks at it', 'The plan is sent.');
  await approver.open('/desk/amendments');
  await approver.press(CONDITION);
  await approver.fill({ 'Why does it end?': 'The plan is good.' });
  await approver.press('Lift this condition');
  await clerk.open(`/portal/awards/${number}`);
  await clerk.reads('Lifted', 'The plan is good.');
}
