// A city applies on a phone with JavaScript turned off: from the sign-up to the receipt.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as city from './city.mjs';
import { hire, openLetter, signIn } from './people.mjs';
import { start } from './program.mjs';
import { openBrowser, Visitor } from './visitor.mjs';

let program;
let browser;
let officer;
const OFFICER = { email: 'officer@fund.example', role: 'program_officer', name: 'Olive Juniper' };
before(async () => {
  program = await start();
  await program.udf('places', 'import');
  await program.udf('opportunity', 'import', `config/opportunities/${city.ROUND}.toml`, '--publish');
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

test('a city applies without JavaScript', async () => {
  const clerk = await Visitor.arrive(browser, program.origin, { name: city.CLERK.name, scripts: false, width: 390 });
  await city.checksTheRound(clerk);
  await city.signsUp(clerk);
  await city.registersCity(clerk);
  await city.provesClaim(clerk, officer);
  const official = await city.bringsInOfficial(clerk, browser);
  const home = await city.startsApplication(clerk, 'without-scripts/tasks');
  await clerk.readsNot('(in 46 days)');
  await city.answersQuestions(clerk, home, { 'How will the skills stay in your city?': 'without-scripts/question' });
  await city.plansActivities(clerk, home);
  const adds = async () => assert.equal(await clerk.page.locator('[data-cost-total]').innerText(), '$0.00', 'the page adds up without scripts');
  await city.writesBudget(clerk, home, { budget: 'without-scripts/budget' }, adds);
  await city.attachesQuote(clerk, home);
  await city.asksToSign(clerk, home);
  const { reference, digest } = await city.certifies(official, home, 'without-scripts/certify');
  for (const [who, { email }] of [[clerk, city.CLERK], [official, city.OFFICIAL]]) {
    await openLetter(who, email, `We received your application ${reference}`);
    await who.reads(digest);
  }
  assert.equal(program.log(), '', 'the server warned');
  clerk.finish();
  official.finish();
});
