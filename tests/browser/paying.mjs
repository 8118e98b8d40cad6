// Bank details, an advance on its way through three hands to the bank, and what it
// is spent on.

import assert from 'node:assert/strict';
import { OFFICIAL } from './city.mjs';
import { followLetter, openLetter } from './people.mjs';

const ACCOUNT = '000123456789';

/** The official enters the city's account; somebody of the fund verifies it. */
export async function entersAccount(official, clerk, number) {
  await official.open('/portal', 'life/22-portal');
  await official.press('Trade skills for two');
  assert.equal(official.path, `/portal/awards/${number}`);
  await official.press('Payments and bank details');
  await official.reads('Not entered yet');
  await official.press('Enter bank details');
  const account = { 'Name on the account': 'City of Decorah', 'Account number': ACCOUNT, 'Account number again': ACCOUNT, 'Kind of account': 'Checking' };
  await official.fill({ ...account, 'Routing number': '021000022' });
  await official.pressInVain('Save bank details', 'its last digit does not fit');
  await official.fill({ ...account, 'Routing number': '021000021' });
  await official.press('Save bank details', 'life/22-portal-bank');
  await official.reads('•••• 6789 (waits to be verified)');
  await clerk.open(`/portal/awards/${number}/bank-details`);
  assert.ok(!(await clerk.canPress('Save bank details')), 'a clerk may change the account');
  for (const one of [official, clerk]) assert.ok(!(await one.page.content()).includes('123456789'), 'the whole account number is on a page');
}

/** A finance officer confirms the account by another way. */
export async function verifiesAccount(finance, releaser) {
  await releaser.open('/desk/bank-details');
  await releaser.press('Decorah, IA');
  assert.ok(!(await releaser.canPress('These details are right')), 'who releases money may verify accounts');
  await finance.open('/desk/payments');
  await finance.press('Bank details to verify');
  await finance.press('Decorah, IA');
  await finance.pressInVain('These details are right', 'Say how you verified');
  await finance.fill({ 'How did you verify it?': 'Called the treasurer at the number of last year' });
  await finance.press('These details are right');
  await finance.reads('Nothing waits.');
}

/** The official asks for an advance in three categories. */
export async function asksForAdvance(official, number) {
  await official.open(`/portal/awards/${number}/payments`);
  const ask = {
    'What do you ask for?': 'An advance',
    'Training fees': '3,000.50',
    'Travel and rooms': '4,000',
    'Conference fees': '900',
    'What is the money needed for now?': 'Fees and flights for May and June',
  };
  await official.fill({ ...ask, 'Travel and rooms': '6,000.01' });
  await official.pressInVain('Ask for this payment', 'Ask for at most $6,000.00 here.');
  await official.fill(ask);
  await official.press('Ask for this payment', 'life/23-payments');
  await official.reads('Requested', '$7,900.50', 'In 30 days');
  await official.press(/^[A-Z][a-z]{2} \d+, \d{4}$/, 'life/23-payment-request');
  await official.reads('Amount requested (12a less 12b)', '$7,900.50', 'Line 13, as certified');
}

/** One prepares, a second approves, a third releases; returns the path of the run. */
export async function paysOut({ finance, finance2, releaser }, releaserEmail, number) {
  await finance.open('/desk/payments', 'life/24-requests');
  await finance.fill({ 'Which payments go into the next run?': [number] });
  await finance.press('Prepare a payment run');
  await finance.reads('Waiting for approval');
  assert.ok(!(await finance.canPress('Approve this run')), 'who prepared may approve');
  const run = finance.path;
  await finance2.open('/desk/payments');
  await finance2.press('Run 1');
  await finance2.press('Approve this run');
  await finance2.reads('Waiting for release');
  assert.ok(!(await finance2.canPress('Release the money')), 'a finance officer may release');
  await followLetter(releaser, releaserEmail, 'Payment run 1 waits for release');
  if (releaser.path !== run) await releaser.press('Run 1');
  await releaser.press('Release the money', 'life/25-run');
  await releaser.reads('Released');
  return run;
}

/** The file for the bank is whole, and nobody else gets it. */
export async function checksBankFile(releaser, finance, run, number) {
  const { text } = await releaser.download(/^Download /);
  const lines = text.trimEnd().split(/\r?\n/);
  assert.ok(lines.every((line) => line.length === 94), text);
  assert.deepEqual([lines[0][0], lines[1][0], lines.at(-1)[0]], ['1', '5', '9'], 'file header, batch header, file control');
  assert.ok(text.includes(ACCOUNT) && text.includes(`RMR*IV*${number}**`) && text.includes('0000790050'), text);
  await releaser.open(run);
  await releaser.reads('Who took the file out', 'The file as it was written');
  await finance.open(run);
  await finance.reads('SHA-256 of the bank file');
  assert.ok(!(await finance.canPress(/^Download /)), 'a finance officer may take the file out');
}

/** The bank's statement comes in and settles the payment. */
export async function settles(finance, number) {
  await finance.open('/desk/payments');
  await finance.press(number);
  const trace = await finance.fact('Trace');
  const csv = `date,amount,description,trace\n2027-06-21,-7900.50,ACH CREDIT,${trace}\n`;
  await finance.open('/desk/bank');
  await finance.fill({ 'File of the bank': { name: 'june.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) } });
  await finance.press('Read in', 'life/26-bank');
  await finance.reads('Nothing is on its way.', 'ACH CREDIT');
  await finance.readsNot('Not matched');
}

const WHAT = 'What was bought';
const PAYEE = 'Paid to';
const course = { Activity: 'Protocol course' };
const congress = { Activity: 'Congress of Cities' };
const SPENT = [
  { ...course, Category: 'Training fees', 'Day of the cost': '2027-05-10', Amount: '3,000.50', [PAYEE]: 'Institute of Protocol', [WHAT]: 'Course fee' },
  { ...course, Category: 'Travel and rooms', 'For one person': 'Cleo Diaz (Protocol course)', 'Day of the cost': '2027-05-09', Amount: '2,350', [PAYEE]: 'Air Lyon', [WHAT]: 'Flight and room in Lyon' },
  { ...congress, Category: 'Conference fees', 'Day of the cost': '2027-06-07', Amount: '900', [PAYEE]: 'Congress of Cities', [WHAT]: 'Two registrations' },
  { ...congress, Category: 'Travel and rooms', 'For one person': 'Ben Ito (Congress of Cities)', 'Day of the cost': '2027-06-06', Amount: '1,400', [PAYEE]: 'LOT', [WHAT]: 'Flight to Kraków' },
];
const receipt = (at) => ({ name: `receipt-${at}.pdf`, mimeType: 'application/pdf', buffer: Buffer.from(`%PDF-1.4\n%${at}\nstartxref\n9\n%%EOF\n`) });

/** The clerk enters what was spent, each with its receipt. */
export async function entersExpenses(clerk, number) {
  await clerk.open(`/portal/awards/${number}`);
  await clerk.press('Spending');
  await clerk.fill({ ...SPENT[0], Amount: '11,000', Receipt: receipt(0) });
  await clerk.pressInVain('Submit this expense', 'Only $10,000.50 of the award is left, $3,000.50 of it in this category.');
  for (const [at, expense] of SPENT.entries()) {
    await clerk.fill({ ...expense, Receipt: receipt(at) });
    await clerk.press('Submit this expense', 'life/27-expenses');
    assert.deepEqual((await clerk.row(expense[WHAT])).slice(2, 4), [expense.Category, 'Waiting for review']);
  }
}

/** The officer asks about one expense, the clerk answers, and all are accepted. */
export async function acceptsExpenses(officer, clerk, clerkEmail, auditor, number) {
  const flight = SPENT[3][WHAT];
  await auditor.open('/desk/spending');
  await auditor.press(flight);
  assert.ok(!(await auditor.canPress('Accept')), 'an auditor may accept expenses');
  await officer.open('/desk/spending');
  await officer.press(flight, 'life/28-expense');
  await officer.pressInVain('Send back with a question', 'There is a problem');
  await officer.fill({ Question: 'Was this an economy fare?' });
  await officer.press('Send back with a question');
  await followLetter(clerk, clerkEmail, 'We have a question about an expense');
  await clerk.open(`/portal/awards/${number}/spending`);
  await clerk.press(flight);
  await clerk.reads('The fund asks: Was this an economy fare?');
  await clerk.fill({ ...SPENT[3], [WHAT]: `${flight}, economy`, Receipt: receipt(3) });
  await clerk.press('Submit again');
  for (const { [WHAT]: what } of SPENT) {
    await officer.open('/desk/spending');
    await officer.press(what === flight ? `${flight}, economy` : what);
    await officer.press('Accept');
  }
  await officer.reads('Nothing waits.');
  await clerk.findsNothingAt(`/desk/spending/${number}`);
}

/** Planned, obligated, advanced, spent and left: by category, by event, by person. */
export async function readsSpending(officer, number) {
  await officer.open('/desk/spending', 'life/29-spending');
  for (const by of ['state', 'kind', 'event']) await officer.open(`/desk/spending?by=${by}`, `life/29-spending-by-${by}`);
  await officer.open('/desk/spending/lines?stage=accepted', 'life/29-spending-lines');
  await officer.reads('$3,000.50');
  await officer.open('/desk/spending/budgets', 'life/29-spending-budgets');
  await officer.reads('$6,000.00');
  await officer.open('/desk/spending/activities', 'life/29-spending-activities');
  await officer.reads('No such activity was held yet.');
  await officer.open('/desk/spending/advances', 'life/29-spending-advances');
  await officer.reads('$250.00');
  await officer.open('/desk/spending/ending', 'life/29-spending-ending');
  await officer.open('/desk/spending');
  await officer.press(new RegExp(`^${number}, Decorah`), 'life/30-award-spending');
  await officer.reads('$7,650.50 of $10,000.50 is spent');
  // Planned, obligated, advanced, spent, left: by category, event and person.
  const rows = {
    'Training fees': ['$3,000.50', '$3,000.50', '$0.00', '$3,000.50', '$0.00'],
    'Travel and rooms': ['$6,000.00', '$6,000.00', '$250.00', '$3,750.00', '$2,250.00'],
    All: ['$10,000.50', '$10,000.50', '$250.00', '$7,650.50', '$2,350.00'],
    // The open advance is for travel; an event's part follows what it has left there: 50 and 2,200.
    'Protocol course': ['$5,400.50', '$5,400.50', '$5.56', '$5,350.50', '$50.00'],
    'Congress of Cities': ['$4,600.00', '$4,600.00', '$244.44', '$2,300.00', '$2,300.00'],
  };
  for (const [name, amounts] of Object.entries(rows)) assert.deepEqual((await officer.row(name)).slice(-5), amounts, name);
  const people = await officer.table('People and what their events cost');
  // The city has not said yet that they were held, so nobody was there and there is no average.
  const not = '– Not held yet';
  assert.deepEqual(people['Protocol course'], [not, not, '$5,350.50', '$0.00', not, not]);
  assert.deepEqual(people['Congress of Cities'], [not, not, '$450.00', '$1,850.00', not, not]);
  // One flight was the mayor's alone; each carries half of the rest, and of what is planned.
  const parts = Object.values(await officer.table('Each person’s part')).map((cells) => cells.slice(1));
  assert.deepEqual(parts.filter(([event]) => event === 'Congress of Cities').sort(), [
    ['Congress of Cities', '$2,300.00', '$2,300.00', '$122.22', '$1,850.00', '$450.00'],
    ['Congress of Cities', '$2,300.00', '$2,300.00', '$122.22', '$450.00', '$1,850.00'],
  ]);
}

/** The official is told that the money has arrived, and sees where the money of the city stands. */
export async function hearsOfMoney(official, number) {
  await openLetter(official, OFFICIAL.email, 'A payment of \\$7,900.50 has arrived');
  await official.open(`/portal/awards/${number}/payments`);
  await official.reads('Paid');
  await official.open('/portal/spending', 'life/28-city-spending');
  await official.reads('$10,000.50');
  await official.open('/portal/spending/lines?stage=accepted', 'life/28-city-expenses');
  await official.open('/portal/spending/budgets', 'life/28-city-budgets');
  await official.reads('$6,000.00');
  await official.open('/portal/spending/activities', 'life/28-city-activities');
  await official.open(`/portal/awards/${number}/money`, 'life/28-city-money');
  await official.reads('Where the money stands');
}
