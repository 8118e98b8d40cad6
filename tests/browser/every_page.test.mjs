// Pages that no link of a fund at work leads to before somebody has done something: a view saved,
// many cases moved at once, an entry for a city, a question asked, decisions told together. Each
// is made as people make it, and looked at.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as city from './city.mjs';
import { pageAt } from './pages.mjs';
import { followLetter, signIn } from './people.mjs';
import { ENGAGEMENT, TRAINING } from './plans.mjs';
import { start } from './program.mjs';
import { openBrowser, Visitor } from './visitor.mjs';

const DAY = '2027-01-11';

let program;
let browser;
let password;
before(async () => {
  program = await start({ demo: ['--cities', '12', '--applications', '24', '--seed', '7', '--as-of', DAY], asOf: DAY, settings: { UDF__SERVER__SIGN_IN_TRIES_PER_MINUTE: '600' } });
  browser = await openBrowser();
  [, password] = program.told.match(/and the password: (.+)/);
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

/** Somebody of the demo, signed in. */
async function comes(who) {
  const visitor = await Visitor.arrive(browser, program.origin, { name: who });
  await signIn(visitor, `${who}@demo.example`, password);
  return visitor;
}

/** Nobody whom the site knows. */
const stranger = (name) => Visitor.arrive(browser, program.origin, { name });

/** The story is told: nobody noticed a fault. */
async function leave(...people) {
  for (const person of people) person.finish();
  for (const person of people) await person.context.close();
}

/** Opens what the first link of this page leads to that is this page of the program. */
async function goesTo(visitor, wanted, shot) {
  const hrefs = await visitor.page.locator('main a[href]').evaluateAll((all) => all.map((a) => a.href));
  const href = hrefs.find((one) => pageAt(new URL(one).pathname) === wanted);
  assert.ok(href, `${visitor.name} finds no way from ${visitor.path} to ${wanted}: ${hrefs.join(' ')}`);
  return visitor.open(href, `every-page/${shot}`);
}

/** The numbers of the applications in the table of the list whose rows say this. */
async function listed(officer, filter, words = '') {
  await officer.open(`/desk/applications?${filter}`);
  return (await officer.page.locator('main tbody tr').filter({ hasText: words }).locator('th').allInnerTexts()).map((text) => text.trim()).filter((text) => /^UDF-/.test(text));
}

const isAt = (visitor, wanted) => assert.equal(pageAt(visitor.path), wanted, `${visitor.name} came to ${visitor.path}`);

test('an officer saves a view', async () => {
  const officer = await comes('officer');
  await officer.open(`/desk/applications?opportunity=${TRAINING.slug}&stage=submitted`);
  await officer.press('Save this view');
  await officer.fill({ Name: 'To screen', 'Who sees it?': 'All staff of the fund' });
  await officer.press('Save');
  await officer.open('/desk/views', 'every-page/views');
  await goesTo(officer, '/desk/views/{id}', 'view');
  await leave(officer);
});

test('an officer moves many applications at once', async () => {
  const officer = await comes('officer');
  const numbers = await listed(officer, `opportunity=${ENGAGEMENT.slug}&stage=submitted`);
  assert.ok(numbers.length > 1, `${numbers}`);
  for (const number of numbers) await officer.page.locator('main label').filter({ hasText: number }).click();
  await officer.page.getByLabel('What to do with the chosen cases').selectOption({ index: 1 });
  await officer.press('Look at what will happen', 'every-page/bulk');
  isAt(officer, '/desk/bulk');
  for (const box of await officer.page.locator('main .usa-checkbox label').all()) await box.click();
  const areas = officer.page.locator('main form textarea');
  for (const area of await areas.all()) await area.fill('All of them are complete.');
  await Promise.all([officer.page.waitForEvent('load'), officer.page.locator('main form button[type=submit]').first().click()]);
  await officer.look('every-page/bulk-report');
  isAt(officer, '/desk/bulk/{id}');
  await leave(officer);
});

test('an officer enters an application for a city, leaves, and another goes on', async () => {
  const [officer, second, admin] = [await comes('officer'), await comes('officer2'), await comes('admin')];
  await second.open('/desk/entries');
  await second.fill({ 'City, town or village': 'Sitka' });
  await second.press('Show', 'every-page/entries');
  await goesTo(second, '/desk/entries/{place}', 'entry');
  await second.pressInVain('Begin the application');
  await second.fill({ 'How does the city apply?': 'By telephone', 'Who called or wrote, and when?': 'Ada Park, city clerk, by telephone on January 11.' });
  await second.page.getByLabel('Round').selectOption({ index: 1 });
  await second.press('Begin the application');
  const home = second.path;
  isAt(second, '/portal/applications/{reference}');
  await second.open(`${home}/signed-page`, 'every-page/signed-page');
  await admin.open('/desk/people');
  await admin.page.getByLabel('Person and role').selectOption({ label: await optionWith(admin, 'Person and role', 'Hazel Quarry') });
  await admin.press('Take role away');
  await officer.open('/desk/entries');
  await goesTo(officer, '/desk/entries/left/{reference}', 'entry-left');
  await officer.press('Go on with this entry');
  await leave(officer, second, admin);
});

/** The words of the choice that names somebody. */
async function optionWith(visitor, label, words) {
  const all = await visitor.page.getByLabel(label).locator('option').allInnerTexts();
  const found = all.find((text) => text.includes(words));
  assert.ok(found, `no “${words}” among ${all.join('; ')}`);
  return found.trim();
}

test('somebody asks about a round, and an officer answers', async () => {
  const [ada, officer] = [await stranger('Ada'), await comes('officer')];
  await ada.open(`/opportunities/${TRAINING.slug}/answers`, 'every-page/answers');
  await ada.pressInVain('Send the question');
  await ada.fill({ 'Your question': 'May two towns share one course?' });
  await ada.press('Send the question', 'every-page/asked');
  isAt(ada, '/opportunities/{slug}/asked/{id}');
  await officer.open('/desk/questions', 'every-page/questions');
  await goesTo(officer, '/desk/questions/{id}', 'question');
  await leave(ada, officer);
});

test('somebody has trouble, and an officer reads of it', async () => {
  const [ada, officer] = [await stranger('Ada'), await comes('officer')];
  await ada.open('/help');
  await ada.fill({ 'What happened?': 'The page stays white.', 'Your name and your city': 'Ada, Elmira', 'How can we reach you?': 'ada@elmira.example' });
  await ada.press('Send');
  isAt(ada, '/help/reports/{id}');
  await officer.open('/desk/trouble');
  await goesTo(officer, '/desk/trouble/{id}', 'trouble');
  await leave(ada, officer);
});

test('a reviewer is invited to a panel and answers by the link; the phases are set', async () => {
  const [officer, paula] = [await comes('officer'), await stranger('Paula')];
  const panel = `/desk/panels/${TRAINING.slug}`;
  const invites = async (name, email) => {
    await officer.open(panel);
    await officer.fill({ 'Full name': name, 'Email address': email, 'How many reviews at most?': '4', 'Last day to answer': '2027-01-20' });
    await officer.press('Send the invitation', 'every-page/panel');
  };
  await invites('Paula Reed', 'paula@panel.example');
  await followLetter(paula, 'paula@panel.example', 'You are invited to review for', 'every-page/panel-link');
  isAt(paula, '/link/panel/{token}');
  await paula.fill({ 'Do you join the panel?': 'Yes, on these terms' });
  await paula.press('Send the answer', 'every-page/panel-answered');
  isAt(paula, '/link/panel/{token}/answered');
  await officer.open(panel);
  await goesTo(officer, '/desk/panels/{slug}/seats/{seat}', 'seat');
  // Who reviews already finds the invitation among the panels.
  await invites('Petra Sandstone', 'reviewer6@demo.example');
  const reviewer = await comes('reviewer6');
  await reviewer.open('/panel/membership', 'every-page/membership');
  await goesTo(reviewer, '/panel/membership/{seat}', 'membership-seat');
  await officer.open(`${panel}/phases`, 'every-page/phases');
  await officer.fill({
    Name: 'Individual review',
    'Begins on': '2027-03-01',
    'Begins at': '9:00 AM',
    'Do reviewers see the names of applicants?': 'Yes',
    'When do reviewers see the scores of others?': 'Never',
    'Do reviewers see who wrote which review?': 'No',
    'May submitted reviews be changed?': 'No',
  });
  await officer.press('Add the phase');
  await goesTo(officer, '/desk/panels/{slug}/phases/{phase}', 'phase');
  // Who reviews what: what is wanted stands in the address, and the answer is a proposal or why there is none.
  await officer.open(`${panel}/assignment`, 'every-page/assignment');
  await officer.fill({ 'How many reviews does each application get?': '1' });
  await officer.press('Propose', 'every-page/assignment-proposed');
  isAt(officer, '/desk/panels/{slug}/assignment');
  // Copies for blind review: whether reviewers wait for them, and one of them.
  await officer.open(`${panel}/blind`, 'every-page/copies');
  await officer.fill({ 'Do reviewers wait for a prepared copy where who applies is withheld?': 'Yes' });
  await officer.press('Save', 'every-page/copies-required');
  await goesTo(officer, '/desk/applications/{reference}/blind', 'copy');
  await officer.press('Save and mark ready', 'every-page/copy-ready');
  isAt(officer, '/desk/applications/{reference}/blind');
  await officer.reads('Read this copy.');
  await leave(officer, paula, reviewer);
});

test('decisions are told together; a city appeals, another reads its feedback', async () => {
  const officer = await comes('officer');
  const [declined] = await listed(officer, `opportunity=${ENGAGEMENT.slug}&stage=decided`, 'Ocean City');
  await officer.open('/desk/releases');
  await goesTo(officer, '/desk/releases/new', 'release-new');
  await goesTo(officer, '/desk/releases/letters', 'release-letters');
  // First for a day to come, which is thought better of; then at once.
  const choosing = `/desk/releases/new?opportunity=${ENGAGEMENT.slug}`;
  await officer.open(choosing);
  await officer.press('Choose all');
  await officer.fill({ 'When are they told?': 'At a time to come', Day: '2027-01-15', Time: '9:00 AM' });
  // The letters are of another instant than those on the page, so they are shown once more.
  await officer.pressInVain('Confirm the release', 'Look at them, then confirm.');
  await officer.press('Confirm the release', 'every-page/release');
  isAt(officer, '/desk/releases/{id}');
  await goesTo(officer, '/desk/releases/{id}/letters', 'release-to-come');
  await officer.page.goBack();
  await officer.press('Call the release off');
  await officer.open(choosing);
  await officer.press('Choose all');
  await officer.fill({ 'When are they told?': 'Now' });
  await officer.press('Confirm the release', 'every-page/release-now');
  const official = await comes('official8');
  await official.open('/portal');
  await followLetter(official, 'official8@demo.example', '');
  await official.open(`/portal/applications/${declined}/appeal`, 'every-page/appeal');
  await official.pressInVain('Send the appeal');
  await officer.open(`/desk/feedback/${ENGAGEMENT.slug}/release`, 'every-page/feedback-release');
  await officer.fill({ 'When are they told?': 'Now' });
  await officer.press('Release the feedback');
  const clerk = await comes('clerk');
  await clerk.open('/portal/applications/UDF-2026-0001/feedback', 'every-page/feedback');
  await leave(officer, official, clerk);
});

test('lots are drawn in the open; another draw is announced and called off', async () => {
  const [officer, ada] = [await comes('officer'), await stranger('Ada')];
  const round = 'short-courses-2027';
  await ada.open(`/opportunities/${round}`);
  await goesTo(ada, '/draws/{id}', 'draw');
  await ada.reads('were chosen by lot', 'Anybody can draw again and find the same.', 'udf scoring draw --verify draw.json --pool pool.txt');
  await officer.open(`/desk/ranking/${round}`);
  await officer.reads('Drawn as number 1: chosen by lot');
  await officer.press('Draw by lot', 'every-page/lottery');
  await officer.pressInVain('Announce the draw', 'Say which public number decides', 'Enter the day.', 'Say why there is another draw.');
  await officer.fill({
    'Who is chosen?': 'A number of them',
    'How many?': '1',
    'Which public number decides?': 'drand, network quicknet, round 5512345, at api.drand.sh',
    Day: '2027-01-20',
    Time: '9:00 AM',
    'Why is there another draw?': 'The first number was read wrong.',
  });
  await officer.press('Announce the draw', 'every-page/lottery-announced');
  await officer.pressInVain('Call the draw off', 'Say why the draw is called off.');
  await officer.fill({ 'Why is it called off?': 'The first one was right after all.' });
  await officer.press('Call the draw off', 'every-page/lottery-called-off');
  await leave(officer, ada);
});

/** A return of the bank for a payment that the fund never made. */
const RETURNS = [
  `101 061000146 0210000212706040201A094101${'URBAN DIPLOMACY FUND'.padEnd(23)}${'BANK OF THE CITY'.padEnd(23)}${' '.repeat(8)}`,
  `5200${'URBAN DIPL FUND'.padEnd(36)}1123456789CCD${'GRANT PMT'.padEnd(10)}      270604   1021000020000001`,
  `621021000021${'000123456789'.padEnd(17)}0000000100${'ANSWER'.padEnd(15)}${'CITY OF MADISON'.padEnd(22)}  1021000020000001`,
  `799R03061000149999999      02100002${' '.repeat(44)}021000020000001`,
  `820000000200021000020000000000000000000001001123456789${' '.repeat(25)}021000020000001`,
  `9000001000001000000020002100002000000000000000000000100${' '.repeat(39)}`,
  ...Array(4).fill('9'.repeat(94)),
].map((line) => `${line}\n`).join('');

test('finance opens a period and prepares an entry by hand', async () => {
  const finance = await comes('finance');
  await finance.open('/desk/ledger/periods', 'every-page/periods');
  await finance.fill({ 'First day': '2027-01-01', 'Last day': '2027-01-31' });
  await finance.press('Open this period');
  await finance.open('/desk/ledger/periods');
  await goesTo(finance, '/desk/ledger/periods/{id}', 'period');
  await finance.open('/desk/ledger/entries/new?event=fund.apportion', 'every-page/entry-new');
  await finance.pressInVain('Prepare this entry');
  await finance.page.getByLabel('Fund', { exact: true }).selectOption({ index: 1 });
  await finance.fill({ Amount: '100', 'The day for which it counts': '2027-01-11', Reason: 'Apportioned by letter of January 11.' });
  await finance.press('Prepare this entry', 'every-page/entry-shown');
  isAt(finance, '/desk/ledger/entries/{id}');
  await finance.open('/desk/ledger/journal-file', 'every-page/journal-file');
  await finance.reads('Take the file out', 'USSGL numbers');
  await finance.open('/desk/bank');
  await finance.fill({ Date: '2027-01-08', Amount: '-12.34', 'The bank wrote': 'Fee for the year' });
  await finance.press('Add this line', 'every-page/bank');
  await goesTo(finance, '/desk/bank/lines/{id}', 'bank-line');
  await finance.open('/desk/bank/clearing', 'every-page/clearing');
  await finance.open('/desk/bank');
  await goesTo(finance, '/desk/bank/statements/{id}', 'statement');
  await finance.open('/desk/bank');
  await finance.fill({ 'File of the bank': { name: 'returns.ach', mimeType: 'text/plain', buffer: Buffer.from(RETURNS) } });
  await finance.press('Read in');
  await goesTo(finance, '/desk/bank/exceptions/{id}', 'exception');
  await finance.open('/desk/bank-details', 'every-page/bank-details');
  await goesTo(finance, '/desk/bank-details/notices/{id}', 'bank-notice');
  await finance.pressInVain('Set it aside', 'Say why, in at most 500 characters.');
  await leave(finance);
});

test('a clerk names another official, and the fund is asked', async () => {
  const [clerk, officer] = [await comes('clerk'), await comes('officer')];
  await clerk.open('/portal');
  await goesTo(clerk, '/portal/cities/{city}', 'city');
  await goesTo(clerk, '/portal/cities/{city}/official', 'official');
  await clerk.fill({ 'Full name': 'Nia Park', 'Job title': 'Manager', 'Work email address': 'nia@burnham.example' });
  await clerk.press('Name this person');
  await officer.open('/desk/claims', 'every-page/claims');
  await goesTo(officer, '/desk/claims/officials/{naming}', 'naming');
  await leave(clerk, officer);
});

test('a mailbox of the city is confirmed as proof', async () => {
  const [clerk, mayor] = [await stranger('clerk of Decorah'), await stranger('mayor')];
  await city.checksTheRound(clerk);
  await city.signsUp(clerk);
  await city.registersCity(clerk);
  await clerk.open('/portal');
  await goesTo(clerk, '/portal/cities/{city}', 'city-new');
  await clerk.press('Give a proof', 'every-page/proof');
  await clerk.fill({ 'Email address of your city': 'clerk@decorah.gov' });
  await clerk.press('Send the link');
  await followLetter(mayor, 'clerk@decorah.gov', 'Do you act for', 'every-page/mailbox');
  isAt(mayor, '/link/mailbox/{token}');
  await mayor.press('Confirm this mailbox', 'every-page/mailbox-confirmed');
  isAt(mayor, '/link/confirmed');
  await leave(clerk, mayor);
});

test('an officer changes the words and answers of a round', async () => {
  const officer = await comes('officer');
  await officer.open(`/desk/opportunities/${TRAINING.slug}`);
  await officer.press('Change this opportunity', 'every-page/revision');
  await goesTo(officer, '/desk/opportunities/{slug}/revision/terms', 'revision-terms');
  await officer.page.goBack();
  await goesTo(officer, '/desk/opportunities/{slug}/revision/form', 'revision-form');
  const form = officer.path;
  await goesTo(officer, '/desk/opportunities/{slug}/revision/texts/{part}', 'revision-texts');
  await officer.open(form);
  await goesTo(officer, '/desk/opportunities/{slug}/revision/answers/{part}', 'revision-answers');
  await officer.open(`/desk/opportunities/${TRAINING.slug}/revision/preview`, 'every-page/revision-preview');
  await goesTo(officer, '/desk/opportunities/{slug}/revision/preview/{question}', 'revision-preview-question');
  await leave(officer);
});

test('a reviewer is taken off an application, and the demo shows its mail', async () => {
  const [officer, admin] = [await comes('officer'), await comes('admin')];
  for (const number of await listed(officer, `opportunity=${TRAINING.slug}&stage=in_review`)) {
    await officer.open(`/desk/applications/${number}`);
    // Who has submitted stays.
    if (await officer.page.getByRole('link', { name: /^Take .* off$/ }).count()) break;
  }
  const application = officer.path;
  await goesTo(officer, '/desk/applications/{reference}/reviewers/{id}', 'reviewer');
  await officer.open(`${application}/changes`, 'every-page/changes');
  isAt(officer, '/desk/applications/{reference}/changes');
  await admin.open('/desk/mail', 'every-page/mail');
  await leave(officer, admin);
});

test('an approving official reads a specific condition', async () => {
  const approver = await comes('approver');
  const numbers = await listed(approver, `opportunity=${TRAINING.slug}&stage=recommended`);
  const conditions = async () => {
    const paths = await approver.page.locator('main a[href*="/conditions/"]').evaluateAll((all) => all.map((a) => a.pathname));
    return paths.some((path) => pageAt(path) === '/desk/applications/{reference}/conditions/{id}');
  };
  for (const number of numbers) {
    await approver.open(`/desk/applications/${number}/checks`);
    if (await conditions()) break;
  }
  await goesTo(approver, '/desk/applications/{reference}/conditions/{id}', 'condition');
  await leave(approver);
});

test('one may ask for a link in place of a password', async () => {
  const ada = await stranger('Ada');
  await ada.open('/sign-in/link', 'every-page/sign-in-link');
  await leave(ada);
});
