// The chair's meeting: planned and led by keyboard alone, followed by one member at a desk, where the vote comes up by itself,
// and by another on a phone without scripts.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { signIn } from './people.mjs';
import { TRAINING } from './plans.mjs';
import { start } from './program.mjs';
import { openBrowser, Visitor } from './visitor.mjs';

const DAY = '2027-01-11';

let program;
let browser;
let password;
before(async () => {
  program = await start({ demo: ['--cities', '12', '--applications', '24', '--seed', '7', '--as-of', DAY], asOf: DAY });
  browser = await openBrowser();
  [, password] = program.told.match(/and the password: (.+)/);
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

/** Somebody of the demo, signed in. */
async function comes(who, options = {}) {
  const visitor = await Visitor.arrive(browser, program.origin, { name: who, ...options });
  await signIn(visitor, `${who}@demo.example`, password);
  return visitor;
}

/** Moves the focus on with Tab until it is where `matches` says. */
async function tabTo({ page, path }, matches, wanted, most = 300) {
  for (let n = 0; n < most; n += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(matches, wanted)) return;
  }
  assert.fail(`no way by keyboard to “${wanted}” at ${path}`);
}

const says = (words) => ['A', 'BUTTON'].includes(document.activeElement.tagName) && document.activeElement.textContent.trim().startsWith(words);
const isNamed = (name) => document.activeElement.getAttribute('name') === name;

/** Presses what begins with these words, by keyboard alone. */
async function presses(visitor, words, shot) {
  const { page } = visitor;
  await tabTo(visitor, says, words);
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
  assert.equal(visitor.status, 200, `${words}: ${await visitor.text()}`);
  await visitor.look(shot);
}

/** Types into the field of this name, by keyboard alone. */
async function types(visitor, name, text) {
  await tabTo(visitor, isNamed, name);
  await visitor.page.keyboard.type(text);
}

/** A member opens the meeting, and says that there is no conflict of interest if that is asked first. */
async function follows(visitor, path, shot) {
  await visitor.open(path);
  if (await visitor.canPress('Say whether you have a conflict of interest')) {
    await visitor.press('Say whether you have a conflict of interest');
    await visitor.page.locator('main label').filter({ hasText: /^\s*No/ }).first().click();
    await visitor.press('Continue');
    await visitor.open(path);
  }
  return visitor.look(shot);
}

test('a chair leads a meeting by keyboard, with one member at a desk and one on a phone', async () => {
  const [chair, ray, lena] = [await comes('chair'), await comes('reviewer1'), await comes('reviewer2', { width: 390, scripts: false })];
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
    await follows(ray, ours);
    await follows(lena, ours);
    if (!(await ray.text()).includes('Closed to you') && !(await lena.text()).includes('Closed to you')) break;
    assert.ok(tries < 6, 'every application is closed to one of them');
    await presses(chair, 'Next');
  }
  await ray.press('I am here', 'meeting/4-member');
  await lena.press('I am here', 'meeting/5-phone');
  await lena.reads('You are here.', 'No vote is open now.');
  await ray.press('Read the application', 'meeting/6-application');
  await ray.press('Back to the meeting');

  await presses(chair, 'Open the vote before the discussion', 'meeting/7-vote');
  // At the desk the vote comes up by itself; on the phone by a button.
  const opened = await ray.page.evaluate(() => performance.timeOrigin);
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
  for (const person of [chair, ray, lena]) {
    person.finish();
    await person.context.close();
  }
});
