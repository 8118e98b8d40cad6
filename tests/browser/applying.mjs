// An application that is complete and waits for its official, made on the plain pages: the
// stories that begin there look at what comes after.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as city from './city.mjs';
import { hire, signIn, PASSWORD } from './people.mjs';
import { TRAINING } from './plans.mjs';
import { Visitor } from './visitor.mjs';

export const OFFICER = { email: 'officer@fund.example', role: 'program_officer', name: 'Olive Juniper' };

/**
 * Opens the round of `plan` from its file, on `day`, and lets a city write everything. `change` may make another
 * round of the file's text. Returns the officer, and the address of the application.
 */
export async function writesEverything({ program, browser }, { day, plan = TRAINING, change }) {
  await program.udf('places', 'import');
  let file = `config/opportunities/${plan.slug}.toml`;
  if (change) {
    const text = change(await readFile(file, 'utf8'));
    file = join(program.folder, 'round.toml');
    await writeFile(file, text);
  }
  await program.udf('opportunity', 'import', file, '--publish');
  // A one-time link works for days, so the officer comes before the time moves on.
  const officer = await hire({ program, browser }, OFFICER);
  await program.moveTo(day);
  await signIn(officer, OFFICER.email);
  const clerk = await Visitor.arrive(browser, program.origin, { name: city.CLERK.name, scripts: false });
  await city.checksTheRound(clerk, {}, plan);
  await city.signsUp(clerk);
  await city.registersCity(clerk);
  await city.provesClaim(clerk, officer);
  const official = await city.bringsInOfficial(clerk, browser);
  const home = await city.startsApplication(clerk, undefined, plan);
  await city.answersQuestions(clerk, home, {}, plan);
  await city.plansActivities(clerk, home, {}, plan);
  await city.writesBudget(clerk, home, {}, undefined, plan);
  await city.attachesQuote(clerk, home, undefined, plan);
  for (const person of [clerk, official]) {
    person.finish();
    await person.context.close();
  }
  return { officer, home };
}

/** A browser of its own in which this person is signed in. */
export async function comes({ program, browser }, who, options = {}) {
  const visitor = await Visitor.arrive(browser, program.origin, { name: who.name, ...options });
  await signIn(visitor, who.email, PASSWORD);
  return visitor;
}
