// The slate of a round: the chair reads and adopts it by keyboard alone, an officer compares on a phone without scripts, and
// finds the amounts where an award is recommended.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoFund, is, leave, presses, tabTo, types } from './demo.mjs';

const { comes } = demoFund();
/** The slate that the chair can adopt. */
let slate;

/** The address of a slate that this person can adopt. */
async function findsSlate(visitor) {
  await visitor.open('/panel');
  const rankings = await visitor.page.locator('main a[href^="/desk/ranking/"]').evaluateAll((all) => all.map((a) => a.pathname));
  for (const path of new Set(rankings)) {
    await visitor.open(path);
    await visitor.press('Slate: which applications the money and the rules choose');
    if (await visitor.canPress('Adopt this slate')) return visitor.path;
  }
  return assert.fail(`no slate to adopt: ${rankings}`);
}

test('the chair reads the slate and adopts it by keyboard alone', async () => {
  const chair = await comes('chair');
  slate = await findsSlate(chair);
  const { page } = chair;
  await chair.picture('slate/1-slate');
  await chair.reads('How the budget is used', 'Who is chosen, and why others are not', 'What the next $10,000 would buy', 'Who comes next');
  // The drawing says in words what it shows, and its table holds the same numbers.
  const words = await page.locator('figure svg[role=img]').first().getAttribute('aria-label');
  assert.match(words, /is given, and .* is left\.$/);
  const money = await chair.table('How the budget is used');
  assert.deepEqual(Object.keys(money), ['Awards in full', 'Awards in part', 'Not spent', 'Budget']);
  // Every table that may scroll is a place that the keyboard reaches.
  await page.locator('h1').click();
  await tabTo(chair, is, '[role=region][aria-labelledby=applications]');
  await chair.pressInVain('Adopt this slate', 'Say why this slate is adopted');
  await types(chair, 'reason', 'The panel agreed on it.');
  await presses(chair, 'Adopt this slate', 'slate/2-adopted');
  assert.equal(chair.path, `${slate}/1`);
  await chair.reads('The slate is adopted.', 'It holds', 'The panel agreed on it.');
  await chair.open(slate);
  await chair.reads('Adopted slates', 'It takes the place of slate 1.');
  await leave(chair);
});

test('an officer compares on a phone without scripts', async () => {
  const officer = await comes('officer', { width: 390, scripts: false });
  await officer.open(slate, 'slate/3-phone');
  await officer.fill({ Budget: '30000', 'Further rule 1: what is counted': 'for each city', 'Further rule 1: how many': '1' });
  await officer.press('Choose again', 'slate/4-phone-comparison');
  await officer.reads('This is a comparison', 'of $30,000.00.', '“at most 1 for each city”');
  assert.equal(await officer.page.getByLabel('Budget', { exact: true }).inputValue(), '30000');
  await officer.fill({ Budget: 'a lot', 'Further rule 1: how many': 'few' });
  await officer.pressInVain('Choose again', 'Enter an amount in dollars', 'Enter a whole number from 0 to 10000.');
  assert.equal(await officer.page.getByLabel('Budget', { exact: true }).inputValue(), 'a lot');
  await officer.open(slate);
  await officer.press('Slate 1', 'slate/5-phone-adopted');
  await officer.reads('The panel agreed on it.');
  await leave(officer);
});

test('what was adopted stands where an award is recommended', async () => {
  const officer = await comes('officer');
  await officer.open(`${slate}/1`);
  const open = await officer.page.locator('main a[href^="/desk/applications/"][href$="/recommend"]').evaluateAll((all) => all.map((a) => a.pathname));
  const [table] = await officer.page.getByRole('table', { name: 'Who is chosen, and why others are not' }).all();
  assert.ok(await table.count(), 'who is chosen');
  for (const path of open.slice(0, 1)) {
    await officer.open(path, 'slate/6-recommend');
    await officer.reads('Slate 1, adopted by Clay Hemlock on', 'gives it $');
  }
  await leave(officer);
});

test('an officer looks at what recommending the slate would do, and recommends what can be', async () => {
  const officer = await comes('officer');
  await officer.open(`${slate}/1`);
  await officer.press('Recommend what this slate chooses', 'slate/7-recommend-many');
  assert.equal(officer.path, `${slate}/1/recommend`);
  await officer.reads('Of the chosen,', 'Nothing has happened yet.', 'These would be recommended');
  const button = officer.page.locator('main form button[type=submit]').first();
  if (await button.count()) {
    await officer.fill({ 'Why are these awards recommended?': 'The panel agreed on them.' });
    await officer.press((await button.innerText()).trim(), 'slate/8-recommended');
    await officer.reads(' done, 0 failed.', 'The panel agreed on them.');
  }
  await officer.open('/desk');
  await officer.press('Draws by lot', 'slate/9-draws');
  assert.equal(officer.path, '/desk/lottery');
  officer.finish();
  await officer.context.close();
});
