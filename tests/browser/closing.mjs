// The end of a grant: the final report, what is left of the advance, closeout, the
// public result; and the books, the record and the letters that stay.

import assert from 'node:assert/strict';
import { OFFICIAL } from './city.mjs';
import { followLetter } from './people.mjs';

const RESULT = 'Two people can now host a delegation from Kraków.';

/** The official tells what happened and who came. */
export async function reports(official, clerk, number) {
  const path = `/portal/awards/${number}/reports`;
  await clerk.open(path);
  assert.ok(!(await clerk.canPress('Submit the final report')), 'a clerk may submit the report');
  await official.open(`/portal/awards/${number}`);
  await official.press('Reports and closeout');
  await official.pressInVain('Submit the final report', 'Say what the award achieved');
  await official.fill({
    'Protocol course: what happened?': 'The course took place as planned.',
    'Protocol course: who came?': ['Cleo Diaz'],
    'Congress of Cities: what happened?': 'Ben met the delegation of Kraków.',
    'Congress of Cities: who came?': ['Ben Ito'],
    'What did the award achieve for your city?': RESULT,
  });
  await official.press('Submit the final report', 'life/31-report');
  await official.reads('Waiting for review', RESULT);
}

/** The officer accepts the report, finance books the refund. */
export async function closes({ officer, finance, releaser }, number) {
  await releaser.findsNothingAt(`/desk/closeouts/${number}`);
  await officer.open('/desk');
  await officer.press('Closeouts');
  await officer.press(number);
  await officer.press('Accept the final report', 'life/32-closeout');
  await officer.reads('$250.00 of the advance is neither spent nor returned.');
  assert.ok(!(await officer.canPress('Close this award')), 'an award with open money may be closed');
  assert.ok(!(await officer.canPress('Record the refund')), 'an officer may book a refund');
  await finance.open(`/desk/closeouts/${number}`);
  const refund = { 'Day on which it came': '2027-06-20', 'Bank reference': 'WIRE 7' };
  await finance.fill({ ...refund, 'Amount that came back': '250.01' });
  await finance.pressInVain('Record the refund', 'Only $250.00 of this award is still advanced.');
  await finance.fill({ ...refund, 'Amount that came back': '250' });
  await finance.press('Record the refund');
  await finance.reads('WIRE 7', 'The final financial report (SF-425) is not certified and accepted.');
}

/** The official certifies the figures of the ledger; the officer accepts them. */
export async function certifies(official, { officer, finance }, number) {
  await official.open(`/portal/awards/${number}/reports`, 'life/32-reports');
  await official.press('Final financial report (SF-425)', 'life/32-figures');
  await official.pressInVain('Certify and send', 'Type your full name.');
  await official.fill({ 'Your title': 'City Manager', 'Type your full name to certify': OFFICIAL.name });
  await official.page.locator('label[for="has_certified"]').click();
  await official.press('Certify and send', 'life/32-certified');
  await official.reads('Waiting for review', 'City Manager', 'Digest (SHA-256)');
  await officer.open('/desk');
  await officer.press('Reports of cities', 'life/32-desk-reports');
  await officer.press(number);
  await officer.press('Accept the report', 'life/32-desk-report');
  await asksForBill({ officer, finance }, number);
}

/** The officer asks for a bill; finance looks at it and does not bill it. */
async function asksForBill({ officer, finance }, number) {
  await officer.open(`/desk/closeouts/${number}`);
  await officer.page.locator('select[name="bill_expense"]').selectOption({ index: 1 });
  await officer.fill({ 'Amount to take back': '10', 'Why is the cost not allowed?': 'It looks like a tip.' });
  await officer.press('Ask for a bill', 'life/32-bill');
  await finance.open('/desk/collections', 'life/32-collections');
  await finance.open(officer.path);
  await finance.press('Do not bill it');
  await finance.reads('Not billed');
}

/** The officer closes the award. */
export async function closesAtLast({ officer }, number) {
  await officer.open(`/desk/closeouts/${number}`);
  await officer.press('Close this award');
  await officer.reads('This award is closed.');
}

/** Everybody can read what came of the grant, and nobody's name. */
export async function readsResult(anybody, number) {
  await anybody.open('/awards', 'life/33-awards');
  assert.deepEqual(await anybody.row(number), [number, 'Decorah, IA', 'Trade skills for two', 'Closed', '$10,000.50', '$7,650.50']);
  await anybody.press(number, 'life/34-award');
  await anybody.reads(RESULT, '$7,650.50', 'Closed');
  await anybody.readsNot('Cleo Diaz', 'Ben Ito');
}

/** An auditor reads the ledger, the record of one award, and the case. */
export async function audits(auditor, number) {
  await auditor.open('/desk');
  await auditor.press('Ledger', 'life/35-ledger');
  await auditor.press('1');
  await auditor.open('/desk/ledger');
  await auditor.press('461000', 'life/36-account');
  await auditor.open(`/desk/spending/${number}`);
  await auditor.press('Travel and rooms');
  const award = new URL(auditor.page.url()).searchParams.get('award');
  await auditor.open('/desk');
  await auditor.press('Audit record', 'life/37-audit');
  await auditor.press('Check every link now');
  await auditor.reads('The chain holds');
  await auditor.open(`/desk/audit/application/${award}`, 'life/38-record');
  await auditor.reads('Award accepted', 'Award closed', 'Olive Juniper');
}

/** An administrator finds every letter sent. */
export async function readsOutbox(admin) {
  await admin.open('/desk');
  await admin.press('Outbox', 'life/39-outbox');
  await admin.press((await admin.page.locator('main table a').first().innerText()).trim());
  await admin.reads('Sent');
}

/** Opens every letter, also as mail programs show it; each leads its reader to a page. One of each kind is looked at closely. */
export async function readsAllMail(reader, peopleByAddress) {
  await reader.open('/mailbox', 'life/40-mailbox');
  const letters = await reader.page.locator('main th a').evaluateAll((all) => all.map((a) => ({ href: a.getAttribute('href'), subject: a.innerText })));
  const [kinds, dead] = [new Set(), new Set()];
  for (const { href, subject } of letters) {
    const kind = subject.replace(/\$[\d,.]+|UDF-\d+-\d+|\d+/g, '…');
    await reader.page.goto(href);
    if (!kinds.has(kind)) await reader.look();
    kinds.add(kind);
    const to = (await reader.fact('To')).split(/\s/).at(-1);
    const link = await reader.page.locator('.udf-letter a').first().getAttribute('href');
    assert.ok(peopleByAddress[to], `a letter went to ${to}, who is nobody in this story`);
    const answer = await peopleByAddress[to].context.request.get(link, { maxRetries: 3 });
    const isUsed = /\/(sign-in\/link|link\/sign)\//.test(link) && answer.status() === 410;
    if (answer.status() !== 200 && !isUsed) dead.add(`${answer.status()} ${new URL(link).pathname} in “${subject}” to ${to}`);
    assert.equal((await reader.page.goto(`${href}/html`)).status(), 200);
    await reader.checkReflow(`${href}/html`);
  }
  assert.deepEqual([...dead], [], 'letters whose button leads their reader nowhere');
  assert.ok(kinds.size >= 20, `only ${kinds.size} kinds of letters were sent: ${[...kinds].join('; ')}`);
}

/** The last letter of a grant leads to its public page. */
export async function hearsOfClosing(official, email, number) {
  await followLetter(official, email, `Award ${number} is closed`);
  assert.equal(official.path, `/awards/${number}`);
}
