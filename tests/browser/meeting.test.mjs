// The chair's meeting: planned and led by keyboard alone, followed by one member at a desk, where the vote comes up by itself,
// and by another on a phone without scripts.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoFund, isNamed, leave, presses, tabTo, types } from './demo.mjs';
import { TRAINING } from './plans.mjs';

const { comes } = demoFund();

/** Goes on by this button or link; what comes is looked at where reviewers are tested. */
async function goesOn({ page }, role, name) {
  await Promise.all([page.waitForEvent('load'), page.getByRole(role, { name, exact: true }).first().click()]);
}

/** A member opens the meeting, and says that there is no conflict of interest if that is asked first; whether it is closed to them. */
async function findsClosed(visitor, path) {
  const { page } = visitor;
  await page.goto(path);
  if (await visitor.canPress('Say whether you have a conflict of interest')) {
    await goesOn(visitor, 'link', 'Say whether you have a conflict of interest');
    await page.locator('main label').filter({ hasText: /^\s*No/ }).first().click();
    await goesOn(visitor, 'button', 'Continue');
    await page.goto(path);
  }
  return (await visitor.text()).includes('Closed to you');
}

test('a chair leads a meeting by keyboard, with one member at a desk and one on a phone', async () => {
  const [chair, ray, lena] = await Promise.all([comes('chair'), comes('reviewer1'), comes('reviewer2', { width: 390, scripts: false })]);
  // Both are on the panel of the demo.
  await chair.open(`/desk/panels/${TRAINING.slug}`);
  await presses(chair, 'Meetings of the panel', 'meeting/1-plan');
  await types(chair, 'title', 'Panel of January 20');
  await types(chair, 'on_month', '1');
  await types(chair, 'on_day', '20');
  await types(chair, 'on_year', '2027');
  await types(chair, 'at', '9:00 AM');
  await types(chair, 'place', 'Room 4');
  await presses(chair, 'Plan the meeting and invite', 'meeting/2-planned');
  await chair.reads('The meeting is planned.', 'Ray Saffron', 'Lena Teal', 'Clay Hemlock (chair)');
  const { path } = chair;
  const ours = path.replace('/desk/', '/panel/');
  await presses(chair, 'Open the meeting', 'meeting/3-open');

  // The first that is closed to neither of the two.
  await presses(chair, 'Put on the table');
  for (let tries = 0; ; tries += 1) {
    const isClosed = await Promise.all([ray, lena].map((member) => findsClosed(member, ours)));
    if (!isClosed.includes(true)) break;
    assert.ok(tries < 6, 'every application is closed to one of them');
    await presses(chair, 'Next');
  }
  await ray.press('I am here', 'meeting/4-member');
  await lena.press('I am here', 'meeting/5-phone');
  await lena.reads('You are here.', 'No vote is open now.');
  await ray.press('Read the application', 'meeting/6-application');
  await ray.press('Back to the meeting');

  await presses(chair, 'Open the vote before the discussion', 'meeting/7-vote');
  // At the desk the vote comes up by itself, at once for whoever comes back to the page; on the phone by a button. That a page asks
  // again every so often is tested where live pages are.
  const opened = await ray.page.evaluate(() => {
    document.dispatchEvent(new Event('visibilitychange'));
    return performance.timeOrigin;
  });
  await ray.page.getByRole('button', { name: 'Vote', exact: true }).waitFor({ timeout: 30_000 });
  assert.equal(await ray.page.evaluate(() => performance.timeOrigin), opened, 'the page was not loaded anew');
  await ray.checkWithAxe('a vote that came up by itself');
  const chooses = async (member, score) => {
    await member.page.locator('main label').filter({ hasText: new RegExp(`^\\s*${score}\\s*$`) }).click();
    await member.press('Vote');
    await member.reads('Your vote is in.', `You voted ${score}.`);
  };
  await chooses(ray, 4);
  await lena.press('Refresh now');
  await lena.pressInVain('Vote', 'Choose a whole number from 1 to 5.');
  await chooses(lena, 2);
  await ray.readsNot('median');
  await presses(chair, 'Close the vote before the discussion', 'meeting/8-closed');
  await chair.reads('2 votes, median 3.00, from 2 to 4');
  await chair.open(`${path}/screen`, 'meeting/9-screen');
  await chair.reads('2 (once), 4 (once)');
  await chair.readsNot('Ray Saffron', 'Lena Teal');
  await chair.open(path);

  await types(chair, 'note', 'The budget was explained.');
  await presses(chair, 'Add the note');
  await tabTo(chair, isNamed, 'verdict');
  await chair.page.keyboard.press('Space');
  await types(chair, 'sentence', 'A clear plan.');
  await presses(chair, 'Record the outcome', 'meeting/10-outcome');
  await chair.reads('The outcome is recorded.', 'Recommended $', 'is recommended;');
  await lena.press('Refresh now', 'meeting/11-phone-outcome');
  await lena.reads('2 votes, median 3.00', 'A clear plan.');
  await presses(chair, 'Close the meeting', 'meeting/12-minutes');
  await chair.reads('The meeting is closed.', 'The budget was explained.', 'A clear plan.', 'Lena Teal 2, Ray Saffron 4');
  const file = await chair.download('Download as CSV');
  assert.match(file.text, /recommended,\d+\.\d\d,A clear plan\.,The budget was explained\./);
  await chair.open('/desk/meetings', 'meeting/13-list');
  await leave(chair, ray, lena);
});
