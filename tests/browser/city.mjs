// What a city does until its application is received. The same pages work with
// JavaScript and without it, so both stories are told with these steps.

import assert from 'node:assert/strict';
import { followLetter, PASSWORD } from './people.mjs';
import { Visitor } from './visitor.mjs';

/** The round that the city applies to. */
export const ROUND = 'training-and-conference-support-2027';

/** The clerk writes; the official signs. Their city lies in another zone than the fund. */
export const CLERK = { name: 'Cleo Diaz', email: 'cleo@decorah.example' };
export const OFFICIAL = { name: 'Olga Ginger', email: 'olga@decorah.example' };

const FITTING = {
  'Are you a city, town, village or other local government in the United States?': 'Yes',
  'How many people live in your city?': '7,587',
  'What do you want to pay for?': 'Training or a conference',
  'Will everything take place between April 1, 2027 and June 30, 2028?': 'Yes',
  'Can a mayor, manager or other official sign for your city before the deadline?': 'Yes',
};

const ANSWERS = {
  'Describe what your city needs': {
    'What is the name of your plan?': 'Trade skills for two',
    'What work with partners abroad does your city do now, and what is missing?': 'We write to Kraków twice a year. Nobody has learned to host a delegation.',
    'How many people in your city work on international matters, even part of the time?': '2',
    'How often are you in touch with the national government about work abroad?': 'Now and then',
  },
  'Say what will change': {
    'What will people be able to do afterwards that they cannot do now?': 'Two people can host a delegation and plan a trade visit.',
    'How will the skills stay in your city?': 'Two people go, and they train the front desk in the fall.',
    'About how many people in your city will gain from it in the first year?': '1,200',
  },
  'Tell us about partners and money': {
    'Do you already have a partner city or network abroad?': 'Yes',
    'Which partner cities or networks will take part?': 'Kraków, Poland',
    'What other money or time will your city put in?': '',
    'When could the first activity start?': '2027-05-10',
  },
};

const ACTIVITIES = [
  {
    plan: {
      'What kind of activity is it?': 'Training course',
      'Name of the course, conference or visit': 'Protocol course',
      'Town or city where it takes place': 'Lyon',
      Country: 'France',
      'First day': '2027-05-10',
      'Last day': '2027-05-14',
      'Who gives the course or runs the event': 'Institute of Protocol',
    },
    people: [{ Name: 'Cleo Diaz', 'Job title': 'City clerk', 'How does this person serve the city?': 'Career staff' }],
    costs: [
      { Category: 'Training fees', 'What for': 'Fee', 'Price of one': '3,000.50' },
      { Category: 'Travel and rooms', 'What for': 'Flights and rooms', 'How many': '2', Unit: 'people', 'Price of one': '$1,300', 'Your city pays': '200' },
    ],
    total: '$5,400.50',
  },
  {
    plan: {
      'What kind of activity is it?': 'Conference',
      'Name of the course, conference or visit': 'Congress of Cities',
      'Town or city where it takes place': 'Kraków',
      Country: 'Poland',
      'First day': '2027-06-07',
      'Last day': '2027-06-10',
      'Partner city or network that takes part': 'Kraków',
    },
    people: [
      { Name: 'Cleo Diaz', 'Job title': 'City clerk', 'How does this person serve the city?': 'Career staff' },
      { Name: 'Ben Ito', 'Job title': 'Aide to the mayor', 'How does this person serve the city?': 'Political appointee' },
    ],
    costs: [
      { Category: 'Conference fees', 'What for': 'Registration', 'How many': '2', Unit: 'people', 'Price of one': '450' },
      { Category: 'Travel and rooms', 'What for': 'Flights and rooms', 'Price of one': '3600' },
      { Category: 'Materials', 'What for': 'Books', 'How many': '2.5', 'Price of one': '40.00' },
    ],
    total: '$4,600.00',
  },
];

const QUOTE = { name: 'Kraków offer.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n') };

const LETTER = { ...QUOTE, name: 'letter of the mayor.pdf' };

/** Without an account: reads about the round and answers its questions; ends at “Sign in”. */
export async function checksTheRound(clerk, shots = {}) {
  await clerk.open('/');
  await clerk.press('See open opportunities');
  await clerk.press('Training and Conference Support 2027', shots.opportunity);
  await clerk.reads('Open', '$5,000 to $15,000', 'February 26, 2027, 5:00 PM EST');
  await clerk.press('Check if your city can apply');
  await clerk.pressInVain('Check', 'There is a problem');
  await clerk.fill({ ...FITTING, 'How many people live in your city?': '250,000' });
  await clerk.press('Check');
  await clerk.reads('This round is for places with up to 50,000 people.');
  await clerk.fill({ 'How many people live in your city?': FITTING['How many people live in your city?'] });
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
export async function startsApplication(clerk, shot) {
  await clerk.open('/portal');
  await clerk.press('Training and Conference Support 2027');
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
export async function answersQuestions(clerk, home, shots = {}) {
  for (const [section, questions] of Object.entries(ANSWERS)) {
    await clerk.open(home);
    let heading = await clerk.press(section);
    for (const [question, answer] of Object.entries(questions)) {
      assert.ok(heading.startsWith(question), `${heading} in place of ${question}`);
      await clerk.fill({ 'Your answer': answer });
      if (shots[question]) await clerk.picture(shots[question]);
      heading = await clerk.press('Save and continue');
    }
    assert.equal(clerk.path, home);
    assert.equal(await task(clerk, section), 'Completed');
  }
}

/** Plans a course and a conference with the people who go. */
export async function plansActivities(clerk, home, shots = {}) {
  await clerk.open(home);
  await clerk.press('Plan your activities');
  for (const { plan, people } of ACTIVITIES) {
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
export async function writesBudget(clerk, home, shots = {}, watch = async () => {}) {
  await clerk.open(home);
  await clerk.press('Build your budget');
  for (const { plan, costs, total } of ACTIVITIES) {
    await clerk.press(plan['Name of the course, conference or visit']);
    for (const [at, cost] of costs.entries()) await clerk.fillRow(`Row ${at + 1}`, cost);
    await watch(total);
    await clerk.press('Save and add up', shots.budget);
    await clerk.reads(total);
  }
  await clerk.reads('Your budget keeps every rule.', '$10,000.50');
}

/** Attaches the quote. */
export async function attachesQuote(clerk, home, shot) {
  await clerk.open(home);
  await clerk.press('Attach files');
  await clerk.fill({ 'Select a file': QUOTE }, 'A quote, course outline or conference program');
  await clerk.press('Upload A quote, course outline or conference program', shot);
  await clerk.reads('Kraków offer.pdf', 'SHA-256');
}

/** Reads everything once more and asks the official to sign. */
export async function asksToSign(clerk, home, shot) {
  await clerk.open(home);
  await clerk.press('Check your answers and submit', shot);
  await clerk.reads('Trade skills for two', 'Not provided', 'May 10, 2027');
  assert.ok(!(await clerk.canPress('Certify and submit')), 'a clerk may certify');
  await clerk.open(`${home}/certify`, undefined, 403);
  await clerk.open(`${home}/check`);
  await clerk.press('Ask to sign');
  await clerk.reads('We asked your official to sign.');
}

/** The official comes by the letter, certifies with the password and submits; returns the reference and the digest of the receipt. */
export async function certifies(official, home, shot) {
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
  await official.reads('$10,000.50', 'Congress of Cities', OFFICIAL.name);
  return { reference, digest };
}
