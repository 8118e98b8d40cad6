// What a city does until its application is received. The same pages work with
// JavaScript and without it, so both stories are told with these steps.

import assert from 'node:assert/strict';
import { followLetter, PASSWORD } from './people.mjs';
import { TRAINING } from './plans.mjs';
import { Visitor } from './visitor.mjs';

/** The round that the city applies to if nothing else is said. */
export const ROUND = TRAINING.slug;

/** The clerk writes; the official signs. Their city lies in another zone than the fund. */
export const CLERK = { name: 'Cleo Diaz', email: 'cleo@decorah.example' };
export const OFFICIAL = { name: 'Olga Ginger', email: 'olga@decorah.example' };

const QUOTE = { name: 'Kraków offer.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n') };

const LETTER = { ...QUOTE, name: 'letter of the mayor.pdf' };

/** Without an account: reads about the round and answers its questions; ends at “Sign in”. */
export async function checksTheRound(clerk, shots = {}, plan = TRAINING) {
  await clerk.open('/');
  await clerk.press('See open opportunities');
  await clerk.press(plan.title, shots.opportunity);
  await clerk.reads(...plan.says);
  await clerk.press('Check if your city can apply');
  await clerk.pressInVain('Check', 'There is a problem');
  await clerk.fill({ ...plan.fitting, 'How many people live in your city?': '250,000' });
  await clerk.press('Check');
  await clerk.reads('This round is for places with up to 50,000 people.');
  await clerk.fill({ 'How many people live in your city?': plan.fitting['How many people live in your city?'] });
  await clerk.press('Check', shots.check);
  await clerk.reads('Your city can apply');
  assert.equal(await clerk.press('Start your application'), 'Sign in');
}

/** From “Sign in” to an account, by the link in a letter. */
export async function signsUp(clerk) {
  await clerk.press('Create an account');
  await clerk.fill({ 'Your full name': CLERK.name, 'Work email address': CLERK.email });
  assert.equal(await clerk.press('Send me the link'), 'Check your mail');
  await followLetter(clerk, CLERK.email, 'Create your account');
  await clerk.fill({ Password: 'too short' });
  await clerk.pressInVain('Create account', 'There is a problem');
  await clerk.fill({ Password: PASSWORD });
  assert.equal(await clerk.press('Create account'), 'Start an application', 'signing up leads on to where one was going');
}

/** Finds the city by its name and registers it. */
export async function registersCity(clerk, shots = {}) {
  await clerk.press('Find your city');
  await clerk.fill({ 'City, town or village': 'Decorah' });
  await clerk.press('Search', shots.search);
  await clerk.press('Decorah');
  await clerk.reads('Iowa', 'Central time (Chicago)');
  await clerk.press('Register this city');
  await clerk.reads('Decorah, IA', 'Nothing can be submitted until the fund has confirmed you.');
}

/** The clerk proves by a letter that they act for the city, and an officer confirms it. */
export async function provesClaim(clerk, officer, shots = {}) {
  await clerk.open('/portal');
  await clerk.press('Decorah, IA');
  await clerk.press('Give a proof', shots.proof);
  await clerk.fill({ 'Email address of your city': 'cleo@decorah.example' });
  await clerk.pressInVain('Send the link', 'domain of a government');
  await clerk.fill({ 'The letter': LETTER });
  await clerk.press('Send the letter');
  await clerk.reads('An officer of the fund looks at your proof');
  await officer.open('/desk');
  await officer.press('1 Claims on cities to decide', shots.queue);
  await officer.press('Decorah, IA', shots.claim);
  await officer.press('Confirm');
  await officer.reads('Confirmed. The city’s people get a letter.');
}

/** The clerk names the official, who says by the link in the letter that they may sign. */
export async function bringsInOfficial(clerk, browser, shot) {
  await clerk.open('/portal');
  await clerk.reads('Nobody can sign for this city yet.');
  await clerk.press('Decorah, IA');
  await clerk.press('Name the official');
  await clerk.fill({ 'Full name': OFFICIAL.name, 'Job title': 'Mayor', 'Work email address': OFFICIAL.email });
  await clerk.press('Name this person', shot);
  await clerk.reads('The naming is kept.');
  const official = await Visitor.arrive(browser, clerk.origin, { name: OFFICIAL.name, scripts: clerk.scripts, width: clerk.width });
  await followLetter(official, OFFICIAL.email, 'You are named as authorized official');
  await official.fill({ Password: PASSWORD });
  await official.press('Create account and go on');
  await official.fill({ 'What you say': 'I am the Mayor and may sign for Decorah, IA.' });
  await official.press('Confirm');
  await official.reads('You are the authorized official now.', 'Decorah, IA');
  return official;
}

/** Starts the application from the city's page; returns its address. */
export async function startsApplication(clerk, shot, plan = TRAINING) {
  await clerk.open('/portal');
  await clerk.press(plan.title);
  await clerk.press('Start now', shot);
  // The answers of the check came along.
  assert.equal(await task(clerk, 'Check that your city can apply'), 'Completed');
  assert.equal(await task(clerk, 'Build your budget'), 'Cannot start yet');
  return clerk.path;
}

/** What the task list says about a task. */
export async function task(visitor, title) {
  const row = visitor.page.locator('.udf-task').filter({ has: visitor.page.locator('.udf-task__name > :first-child', { hasText: title }) });
  return (await row.locator('.udf-task__status').innerText()).trim();
}

/** Answers question after question of every section, from the task list and back to it. */
export async function answersQuestions(clerk, home, shots = {}, plan = TRAINING) {
  for (const [section, questions] of Object.entries(plan.answers)) {
    await clerk.open(home);
    let heading = await clerk.press(section);
    for (const [question, answer] of Object.entries(questions)) {
      assert.ok(heading.startsWith(question), `${heading} in place of ${question}`);
      if (typeof answer === 'string') await clerk.fill({ 'Your answer': answer });
      if (shots[question]) await clerk.picture(shots[question]);
      heading = typeof answer === 'string' ? await clerk.press('Save and continue') : await answersAtLength(clerk, answer);
    }
    assert.equal(clerk.path, home);
    assert.equal(await task(clerk, section), 'Completed');
  }
}

/** Uploads a file, certifies, or fills the first row of a table; returns the next heading. */
async function answersAtLength(clerk, { file, certified, ...cells }) {
  if (file) {
    await clerk.page.locator('main input[type=file]').setInputFiles(file);
    await clerk.press('Upload');
    await clerk.reads(file.name, 'SHA-256');
    return clerk.press('Continue');
  }
  if (certified) await clerk.page.locator('main .usa-checkbox label').click();
  for (const [id, value] of Object.entries(cells)) {
    const cell = clerk.page.locator(`#answer_0_${id}`);
    if ((await cell.evaluate((field) => field.tagName)) === 'SELECT') await cell.selectOption({ label: value });
    else await cell.fill(value);
  }
  return clerk.press('Save and continue');
}

/** Plans activities with the people who take part. */
export async function plansActivities(clerk, home, shots = {}, { activities } = TRAINING) {
  await clerk.open(home);
  await clerk.press('Plan your activities');
  for (const { plan, people } of activities) {
    const title = plan['Name of the course, conference or visit'];
    await clerk.press('Add an activity');
    await clerk.fill(plan);
    assert.equal(await clerk.press('Save and continue'), `Who takes part in ${title}?`);
    for (const [at, person] of people.entries()) await clerk.fill(person, `Person ${at + 1}`);
    await clerk.press('Save and continue', shots.activities);
    await clerk.reads(title, `${people[0].Name}, ${people[0]['Job title']} (career staff)`);
  }
}

/** Writes what each activity costs; `watch` looks at each page before it is saved. */
export async function writesBudget(clerk, home, shots = {}, watch = async () => {}, round = TRAINING) {
  await clerk.open(home);
  await clerk.press('Build your budget');
  for (const { plan, costs, total } of round.activities) {
    await clerk.press(plan['Name of the course, conference or visit']);
    for (const [at, cost] of costs.entries()) await clerk.fillRow(`Row ${at + 1}`, cost);
    await watch(total);
    await clerk.press('Save and add up', shots.budget);
    await clerk.reads(total);
  }
  await clerk.reads('Your budget keeps every rule.', round.total);
}

/** Attaches the quote. */
export async function attachesQuote(clerk, home, shot, { quote } = TRAINING) {
  await clerk.open(home);
  await clerk.press('Attach files');
  await clerk.fill({ 'Select a file': QUOTE }, quote);
  await clerk.press(`Upload ${quote}`, shot);
  await clerk.reads('Kraków offer.pdf', 'SHA-256');
}

/** Reads everything once more and asks the official to sign. */
export async function asksToSign(clerk, home, shot, { reads } = TRAINING) {
  await clerk.open(home);
  await clerk.press('Check your answers and submit', shot);
  await clerk.reads(...reads);
  assert.ok(!(await clerk.canPress('Certify and submit')), 'a clerk may certify');
  await clerk.open(`${home}/certify`, undefined, 403);
  await clerk.open(`${home}/check`);
  await clerk.press('Ask to sign');
  await clerk.reads('We asked your official to sign.');
}

/** The official comes by the letter, certifies with the password and submits; returns the reference and the digest of the receipt. */
export async function certifies(official, home, shot, { total, activities } = TRAINING) {
  // Another browser, in which nobody is signed in.
  const signer = await Visitor.arrive(official.context.browser(), official.origin, { name: OFFICIAL.name, scripts: official.scripts, width: official.width });
  await followLetter(signer, OFFICIAL.email, 'Please sign application', shot);
  assert.match(signer.path, /^\/link\/sign\//, 'the letter opens this application only');
  await signer.fill({ 'Type your full name to sign': OFFICIAL.name, 'I certify all of this for my city.': true });
  await signer.pressInVain('Certify and submit', 'Enter your password.');
  await signer.fill({ 'Type your full name to sign': 'Somebody Else', 'Your password': PASSWORD });
  await signer.pressInVain('Certify and submit', 'Type your name as it is in your account');
  await signer.fill({ 'Type your full name to sign': OFFICIAL.name, 'Your password': PASSWORD });
  assert.equal(await signer.press('Certify and submit'), 'Application submitted');
  official.faults.push(...signer.faults);
  await signer.context.close();
  await official.open(`${home}/receipt`, `${shot}-receipt`);
  const reference = home.split('/').at(-1);
  assert.match(await official.fact('Received (server time)'), /EST.*CST/s);
  assert.equal(await official.fact('Reference number'), reference);
  const digest = await official.fact('SHA-256 of what was received');
  assert.match(digest, /^[0-9a-f]{64}$/);
  await official.reads(total, activities.at(-1).plan['Name of the course, conference or visit'], OFFICIAL.name);
  return { reference, digest };
}
