// The first view of the pages on which a city applies, with an empty cache: page, stylesheet, scripts
// and pictures together come to 100 kB over the wire at the most.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as city from './city.mjs';
import { start } from './program.mjs';
import { openBrowser, Visitor } from './visitor.mjs';

/** What a first view may weigh, in bytes. */
const MOST = 100_000;

let program;
let browser;
before(async () => {
  program = await start();
  await program.udf('places', 'import');
  await program.udf('opportunity', 'import', `config/opportunities/${city.ROUND}.toml`, '--publish');
  browser = await openBrowser();
  await program.moveTo('2027-01-11');
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

/** Bytes over the wire, headers included, and the number of answers, for somebody who was never here but is signed in. */
async function weigh(storageState, path) {
  const context = await browser.newContext({ baseURL: program.origin, storageState });
  const page = await context.newPage();
  const wire = await context.newCDPSession(page);
  const seen = { bytes: 0, answers: 0 };
  wire.on('Network.loadingFinished', ({ encodedDataLength }) => {
    seen.bytes += encodedDataLength;
    seen.answers += 1;
  });
  await wire.send('Network.enable');
  const answer = await page.goto(path, { waitUntil: 'networkidle' });
  assert.equal(answer.status(), 200, path);
  await context.close();
  return seen;
}

test('the first view of a page to apply comes to 100 kB at the most', async () => {
  const clerk = await Visitor.arrive(browser, program.origin, { name: city.CLERK.name });
  await city.checksTheRound(clerk);
  await city.signsUp(clerk);
  await city.registersCity(clerk);
  const home = await city.startsApplication(clerk);
  const state = await clerk.context.storageState();
  const pages = [
    [`/opportunities/${city.ROUND}`, undefined],
    [home, state],
    [`${home}/questions/skills`, state],
    [`${home}/activities`, state],
    [`${home}/attachments`, state],
  ];
  for (const [path, who] of pages) {
    const { bytes, answers } = await weigh(who, path);
    console.log(`${path}: ${(bytes / 1000).toFixed(1)} kB in ${answers} answers`);
    // A page without its stylesheet and scripts would be light too.
    assert.ok(answers >= 3 && bytes > 10_000, `${path}: only ${bytes} bytes in ${answers} answers`);
    assert.ok(bytes <= MOST, `${path}: ${bytes} bytes in ${answers} answers`);
  }
  clerk.finish();
});
