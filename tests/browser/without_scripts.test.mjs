// A city applies on a phone with JavaScript turned off, in each round that ships: from the sign-up to the receipt.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as city from './city.mjs';
import { hire, openLetter, signIn } from './people.mjs';
import { ENGAGEMENT, TRAINING } from './plans.mjs';
import { start } from './program.mjs';
import { openBrowser, Visitor } from './visitor.mjs';

const OFFICER = { email: 'officer@fund.example', role: 'program_officer', name: 'Olive Juniper' };

for (const plan of [TRAINING, ENGAGEMENT]) {
  describe(plan.title, () => {
    let program;
    let browser;
    let officer;
    before(async () => {
      program = await start();
      await program.udf('places', 'import');
      await program.udf('opportunity', 'import', `config/opportunities/${plan.slug}.toml`, '--publish');
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

    test('a city applies on a phone without JavaScript', async () => {
      const clerk = await Visitor.arrive(browser, program.origin, { name: city.CLERK.name, scripts: false, width: 390 });
      const shot = (name) => `without-scripts/${plan.slug.split('-')[0]}/${name}`;
      await city.checksTheRound(clerk, { opportunity: shot('round'), check: shot('check') }, plan);
      await city.signsUp(clerk);
      await city.registersCity(clerk);
      await city.provesClaim(clerk, officer);
      const official = await city.bringsInOfficial(clerk, browser);
      const home = await city.startsApplication(clerk, shot('tasks'), plan);
      await clerk.readsNot('(in 46 days)', '(in 60 days)');
      await city.answersQuestions(clerk, home, { [Object.keys(Object.values(plan.answers)[1])[1]]: shot('question'), 'What does each partner bring?': shot('table') }, plan);
      await city.plansActivities(clerk, home, { activities: shot('activities') }, plan);
      const adds = async () => assert.equal(await clerk.page.locator('[data-cost-total]').innerText(), '$0.00', 'the page adds up without scripts');
      await city.writesBudget(clerk, home, { budget: shot('budget') }, adds, plan);
      await city.attachesQuote(clerk, home, shot('files'), plan);
      await city.asksToSign(clerk, home, shot('answers'), plan);
      const { reference, digest } = await city.certifies(official, home, shot('certify'), plan);
      for (const [who, { email }] of [[clerk, city.CLERK], [official, city.OFFICIAL]]) {
        await openLetter(who, email, `We received your application ${reference}`);
        await who.reads(digest);
      }
      for (const person of [clerk, official]) assert.equal(person.page.viewportSize().width, 390);
      assert.equal(program.log(), '', 'the server warned');
      clerk.finish();
      official.finish();
    });
  });
}
