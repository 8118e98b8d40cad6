// The whole life of one grant, from an empty installation to its public result.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import * as city from './city.mjs';
import * as amending from './amending.mjs';
import * as closing from './closing.mjs';
import * as deciding from './deciding.mjs';
import * as paying from './paying.mjs';
import { accept, comesBack, hire, openLetter, signIn, PASSWORD } from './people.mjs';
import { start } from './program.mjs';
import { openBrowser, Visitor } from './visitor.mjs';

const STAFF = {
  admin: ['administrator', 'Addie Granite'],
  officer: ['program_officer', 'Olive Juniper'],
  approver: ['approving_official', 'Arlo Cedar'],
  finance: ['finance_officer', 'Fern Marigold'],
  finance2: ['finance_officer', 'Basil Copper'],
  releaser: ['releasing_officer', 'Rowan Basalt'],
  auditor: ['auditor', 'Iris Flint'],
};
const REVIEWERS = { reviewer1: 'Ray Saffron', reviewer2: 'Lena Teal', reviewer3: 'Otis Walnut' };
const address = (who) => `${who}@fund.example`;

let program;
let browser;
const people = {};
const grant = {};

let failed = false;
/** One part of the story; when one fails, the rest cannot be told. */
function chapter(name, tell) {
  test(name, async (t) => {
    if (failed) return t.skip('an earlier part failed');
    failed = true;
    await tell();
    failed = false;
    return undefined;
  });
}

before(async () => {
  program = await start();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

/** The same installation on another day; sessions have ended meanwhile. */
async function liveOn(day, who = Object.keys(STAFF)) {
  await program.moveTo(day);
  for (const one of who) await signIn(people[one], people[one].email ?? address(one));
}

chapter('the fund hires its people by one-time links', async () => {
  await program.udf('places', 'import');
  for (const [who, [role, name]] of Object.entries(STAFF)) {
    people[who] = await hire({ program, browser }, { email: address(who), role, name });
    assert.equal(people[who].path, '/desk');
  }
  await liveOn('2027-01-11');
  const { admin } = people;
  await admin.press('People of the fund');
  for (const [who, name] of Object.entries(REVIEWERS)) {
    await admin.fill({ 'Full name': name, 'Email address': address(who), Role: 'reviewer' }, 'Invite somebody');
    await admin.press('Send invitation', 'life/00-people');
    people[who] = await accept({ program, browser }, { email: address(who), name });
    assert.equal(people[who].path, '/panel');
  }
});

chapter('finance receives money and officers open the round', async () => {
  const { finance, officer, approver } = people;
  await finance.open('/desk');
  await finance.press('Funds');
  const basis = { 'Fund code': 'UDF', 'Counts from': '2027-01-04', Evidence: 'Public law 12, section 3' };
  const record = (what, amount, more = {}) => finance.fill({ 'What do you record?': what, Amount: amount, ...basis, ...more });
  await record('Appropriation', '1e9');
  await finance.pressInVain('Record', 'only digits');
  await record('Appropriation', '50,000', { 'Fund name': 'Urban Diplomacy Fund 2027', 'Fiscal year': '2027' });
  await finance.press('Record');
  await record('Apportionment', '40,000');
  await finance.press('Record');
  assert.equal(await finance.fact('Apportioned, not yet allotted'), '$40,000.00');

  await officer.findsNothingAt('/desk/people', '/panel');
  await officer.open('/desk');
  await officer.press('Opportunities');
  await officer.press('Import a definition');
  const toml = await readFile('config/opportunities/training-and-conference-support-2027.toml', 'utf8');
  await officer.fill({ 'Definition as TOML': toml.replace('weight_bp = 2500', 'weight_bp = 2400') });
  await officer.pressInVain('Check and look at it', 'There is a problem');
  await officer.fill({ 'Definition as TOML': toml });
  await officer.press('Check and look at it');
  await officer.reads('Nobody outside the fund sees this yet.');
  await approver.findsNothingAt('/desk/opportunities/import');
  const anybody = await Visitor.arrive(browser, program.origin, { name: 'anybody' });
  await anybody.findsNothingAt(`/opportunities/${city.ROUND}`);
  await officer.pressInVain('Publish', 'Type your password');
  await officer.fill({ 'Your password': PASSWORD });
  await officer.press('Publish', 'life/02-opportunity');
  await officer.reads('Published');
  await anybody.open(`/opportunities/${city.ROUND}`);
  anybody.finish();

  await finance.open('/desk/funds');
  await record('Allotment', '25,000', { Opportunity: 'Training and Conference Support 2027' });
  await finance.press('Record', 'life/01-funds');
  assert.equal(await finance.fact('Allotted, not yet committed'), '$25,000.00');
  await officer.open('/desk/funds');
  assert.ok(!(await officer.canPress('Record')), 'an officer may record money');
});

chapter('a city applies', async () => {
  const clerk = await Visitor.arrive(browser, program.origin, { name: city.CLERK.name });
  people.clerk = clerk;
  await city.checksTheRound(clerk, { opportunity: 'life/03-round', check: 'life/04-check' });
  await city.signsUp(clerk);
  await city.registersCity(clerk, { search: 'life/05-find-city' });
  await city.provesClaim(clerk, people.officer, { proof: 'life/05-proof', queue: 'life/05-claims', claim: 'life/05-claim' });
  people.official = await city.bringsInOfficial(clerk, browser, 'life/05-people-of-the-city');
  grant.home = await city.startsApplication(clerk, 'life/06-tasks');
  grant.number = grant.home.split('/').at(-1);
  await clerk.reads('(in 46 days)');
  await city.answersQuestions(clerk, grant.home, { 'What will people be able to do afterwards that they cannot do now?': 'life/07-question' });
  await city.plansActivities(clerk, grant.home, { activities: 'life/08-activities' });
  const added = async (total) => assert.equal(await clerk.page.locator('[data-cost-total]').innerText(), total, 'the page adds up while one types');
  await city.writesBudget(clerk, grant.home, { budget: 'life/09-budget' }, added);
  await city.attachesQuote(clerk, grant.home, 'life/10-files');
  await people.officer.findsNothingAt(grant.home, `/desk/applications/${grant.number}`);
});

chapter('a page saves itself while one types', async () => {
  const { clerk } = people;
  const question = `${grant.home}/questions/other_money`;
  await clerk.open(question);
  await clerk.fill({ 'Your answer': 'Forty hours of work' });
  await clerk.page.getByText(/^Saved \d+:\d\d:\d\d/).waitFor();
  await clerk.open(question);
  assert.equal(await clerk.page.getByLabel('Your answer').inputValue(), 'Forty hours of work');
  await clerk.reads('1 character', 'characters left');
});

chapter('the official certifies, and both get a receipt', async () => {
  const { clerk, official } = people;
  await city.asksToSign(clerk, grant.home, 'life/11-answers');
  const { reference, digest } = await city.certifies(official, grant.home, 'life/12-certify');
  assert.equal(reference, grant.number);
  for (const [who, { email }] of [[clerk, city.CLERK], [official, city.OFFICIAL]]) {
    await openLetter(who, email, `We received your application ${reference}`);
    await who.reads(reference, digest, '$10,000.50', 'EST', 'CST');
  }
  await clerk.open(`${grant.home}/receipt`);
  await clerk.reads(digest);
  await clerk.open(`${grant.home}/questions/skills`);
  assert.ok(!(await clerk.canPress('Save and continue')), 'a received answer may be changed');
});

chapter('the fund screens, reviews and ranks it', async () => {
  const { officer, approver, finance, clerk, reviewer1, reviewer2, reviewer3 } = people;
  await finance.findsNothingAt(`/desk/applications/${grant.number}/complete`);
  await clerk.findsNothingAt(`/desk/applications/${grant.number}`, '/desk', '/panel');
  await deciding.passesScreening(officer, approver, grant.number);
  const reviewers = [reviewer1, reviewer2, reviewer3];
  await deciding.assigns(officer, grant.number, reviewers);
  for (const [at, reviewer] of reviewers.entries()) await deciding.declares(reviewer, address(`reviewer${at + 1}`), grant.number);
  const first = reviewer1.path;
  await deciding.reviews(reviewer1, 3, 'life/16-review');
  await reviewer2.findsNothingAt(first, `/desk/applications/${grant.number}`);
  await reviewer2.open('/panel');
  await reviewer2.press(grant.number);
  await reviewer2.readsNot(reviewer1.name, 'shown with examples');
  await deciding.reviews(reviewer2, 4);
  await deciding.reviews(reviewer3, 5);
  await reviewer3.press(grant.number, 'life/17-reviews');
  await reviewer3.reads(`Review by ${reviewer1.name}: 3.00`, 'Your review: 5.00');
  await deciding.recommends(officer, grant.number);
});

chapter('another person approves, and the city accepts', async () => {
  const { officer, approver, clerk, official } = people;
  await deciding.approves(approver, address('approver'), officer, grant.number);
  await deciding.acceptsAward(clerk, official, grant.number);
});

chapter('an advance is paid by three people', async () => {
  const { clerk, official, finance, finance2, releaser } = people;
  await liveOn('2027-06-21');
  await signIn(clerk, city.CLERK.email);
  await signIn(official, city.OFFICIAL.email);
  await paying.entersAccount(official, clerk, grant.number);
  await paying.verifiesAccount(finance2, releaser);
  await paying.asksForAdvance(official, grant.number);
  const run = await paying.paysOut(people, address('releaser'), grant.number);
  await paying.checksBankFile(releaser, finance, run, grant.number);
  await paying.settles(finance, grant.number);
  await paying.hearsOfMoney(official, grant.number);
});

chapter('expenses are accepted and seen by category, event and person', async () => {
  const { clerk, officer, auditor } = people;
  await paying.entersExpenses(clerk, grant.number);
  await paying.acceptsExpenses(officer, clerk, city.CLERK.email, auditor, grant.number);
  await paying.readsSpending(officer, grant.number);
});

chapter('the award is amended, and a condition is met', async () => {
  await amending.revisesBudget(people, city.OFFICIAL.email, grant.number);
  await amending.meetsCondition(people, grant.number);
});

chapter('the grant is reported, closed and public', async () => {
  const { clerk, official } = people;
  await closing.reports(official, clerk, grant.number);
  await closing.closes(people, grant.number);
  await closing.certifies(official, people, grant.number);
  await closing.closesAtLast(people, grant.number);
  await closing.hearsOfClosing(official, city.OFFICIAL.email, grant.number);
  people.anybody = await Visitor.arrive(browser, program.origin, { name: 'anybody' });
  await closing.readsResult(people.anybody, grant.number);
});

chapter('books, record and letters are whole', async () => {
  await closing.audits(people.auditor, grant.number);
  await closing.readsOutbox(people.admin);
  const byAddress = Object.fromEntries([...Object.keys(STAFF), ...Object.keys(REVIEWERS)].map((who) => [address(who), people[who]]));
  Object.assign(byAddress, { [city.CLERK.email]: people.clerk, [city.OFFICIAL.email]: people.official });
  for (const who of Object.keys(REVIEWERS)) await comesBack(people[who], address(who));
  await closing.readsAllMail(people.anybody, byAddress);
  assert.match(await program.udf('ledger', 'verify'), /Everything holds/);
  assert.match(await program.udf('audit', 'verify'), /events linked, none waits/);
  const states = (await program.udf('outbox', 'list', '--limit', '500')).trim().split('\n').map((line) => line.split('\t')[1]);
  assert.deepEqual([...new Set(states)], ['sent']);
  assert.equal(program.log(), '', 'the server warned');
});

test('nobody noticed a fault', () => {
  const faults = Object.entries(people).flatMap(([who, visitor]) => visitor.faults.map((fault) => `${who}: ${fault}`));
  assert.deepEqual(faults, []);
});
