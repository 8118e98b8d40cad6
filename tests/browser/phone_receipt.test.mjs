// An expense by phone, with a photo of its receipt; what became of an activity; and the register of events, as the
// people of a city and of the fund see them. Narrow first.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pageAt } from './pages.mjs';
import { signIn } from './people.mjs';
import { start } from './program.mjs';
import { openBrowser, Visitor } from './visitor.mjs';

const DAY = '2027-01-11';

let program;
let browser;
let password;
before(async () => {
  program = await start({ demo: ['--cities', '12', '--applications', '24', '--seed', '7', '--as-of', DAY], asOf: DAY, settings: { UDF__SERVER__SIGN_IN_TRIES_PER_MINUTE: '600' } });
  browser = await openBrowser();
  [, password] = program.told.match(/and the password: (.+)/);
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

async function comes(who, width = 1280) {
  const visitor = await Visitor.arrive(browser, program.origin, { name: who, width });
  await signIn(visitor, `${who}@demo.example`, password);
  return visitor;
}

/** The awards of the city whose pages link to them from its start page. */
async function awards(visitor) {
  await visitor.open('/portal');
  const hrefs = await visitor.page.locator('main a[href^="/portal/awards/"]').evaluateAll((all) => all.map((a) => new URL(a.href).pathname));
  return [...new Set(hrefs.map((href) => href.split('/').slice(0, 4).join('/')))];
}

/** The first award of which this button can be pressed on this page. */
async function activeAward(visitor, page, button) {
  for (const award of await awards(visitor)) {
    await visitor.open(`${award}/${page}`);
    if (await visitor.canPress(button)) return award;
  }
  assert.fail(`no award of ${visitor.name} has “${button}”`);
}

/** Nothing is wider than the screen. */
async function fits(visitor) {
  const wide = await visitor.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(wide <= 0, `${visitor.path} is ${wide} px too wide at ${visitor.width}`);
}

for (const width of [390, 320]) {
  test(`a clerk sends an expense with a photo of its receipt, at ${width} px`, async () => {
    const clerk = await comes('clerk', width);
    await activeAward(clerk, 'spending', 'Submit this expense');
    await fits(clerk);
    const photo = await clerk.page.screenshot({ type: 'jpeg', quality: 60 });
    const what = `Tram tickets ${width}`;
    await clerk.pressInVain('Submit this expense', 'There is a problem', 'Choose the receipt');
    await clerk.fill({ Receipt: { name: 'IMG_0001.jpg', mimeType: 'image/jpeg', buffer: photo }, Amount: '12.50', 'Day of the cost': '2027-01-05', 'Paid to': 'Municipal Transport', 'What was bought': what });
    for (const list of ['Activity', 'Category']) await clerk.page.getByLabel(list, { exact: true }).selectOption({ index: 1 });
    await clerk.press('Submit this expense', `phone/expenses-${width}`);
    await clerk.press(what, `phone/expense-${width}`);
    await fits(clerk);
    await clerk.reads('IMG_0001.jpg', '$12.50', 'Waiting for review');
    clerk.finish();
    await clerk.context.close();
  });
}

test('a city says what became of an activity and of which event it is a part, and officers keep the register', async () => {
  const [clerk, officer] = [await comes('clerk', 390), await comes('officer')];
  const award = await activeAward(clerk, 'activities', 'Add an activity that was not in the plan');
  await fits(clerk);
  await clerk.press('Add an activity that was not in the plan', 'phone/activity-new');
  await clerk.open(`${award}/activities`, 'phone/activities');
  const first = clerk.page.locator('main tbody a').first();
  await clerk.press((await first.innerText()).trim(), 'phone/activity');
  assert.equal(pageAt(clerk.path), '/portal/awards/{reference}/activities/{id}');
  await fits(clerk);
  await clerk.press('Enter it as a new event');
  await clerk.open(`${award}/spending/import`, 'phone/import');
  await clerk.fill({ 'List of expenses': { name: 'may.csv', mimeType: 'text/csv', buffer: Buffer.from('date,activity,category,payee,amount,description\n2027-01-05,1,travel,Rail,20,Train\n') } });
  await clerk.press('Look at it', 'phone/import-looked-at');

  await officer.open('/desk/events', 'events/list');
  await officer.press((await officer.page.locator('main tbody a').first().innerText()).trim(), 'events/event');
  const [title, when, where] = [await officer.page.locator('h1').innerText(), ...(await officer.page.locator('main dd').allInnerTexts())];
  assert.ok(title && when && where);
  const event = officer.path;
  await officer.open('/desk/events/new', 'events/new');
  await officer.pressInVain('Enter this event', 'Enter the name.');
  const shown = await officer.context.request.get(event);
  assert.equal(shown.status(), 200);
  const days = when.includes(' to ') ? when.split(' to ') : [when, when];
  const year = when.match(/\d{4}$/)[0];
  const iso = (text, month) => new Date(`${/^[A-Z]/.test(text) ? text : `${month} ${text}`}${/\d{4}/.test(text) ? '' : `, ${year}`} UTC`).toISOString().slice(0, 10);
  const month = days[0].split(' ')[0];
  const [place, country] = [where.slice(0, where.lastIndexOf(', ')), where.slice(where.lastIndexOf(', ') + 2)];
  await officer.fill({ Name: title, 'Town or city': place, Country: country, 'First day': iso(days[0], month), 'Last day': iso(days[1], month) });
  await officer.page.getByLabel('Kind', { exact: true }).selectOption({ index: 1 });
  await officer.press('Enter this event', 'events/entered');
  await officer.reads('Perhaps the same');
  const entered = officer.path;
  await officer.press('Correct this entry', 'events/correct');
  assert.equal(pageAt(officer.path), '/desk/events/{id}/correct');
  await fits(officer);
  await officer.pressInVain('Save the correction', 'Nothing is changed yet.');
  await officer.fill({ 'Who holds it': 'School of Protocol' });
  await officer.press('Save the correction', 'events/corrected');
  await officer.reads('School of Protocol');
  await officer.press('Find another event that is the same', 'events/find');
  assert.equal(pageAt(officer.path), '/desk/events/{id}/merge');
  await officer.fill({ 'Words of its name or of who holds it': title.split(' ')[0], 'Year in which it takes place': year });
  await officer.press('Search', 'events/found');
  await officer.pressInVain('Look at both', 'Choose the event that is the same.');
  await fits(officer);
  await officer.fill({ 'Which event is the same?': title });
  await officer.press('Look at both');
  assert.equal(pageAt(officer.path), '/desk/events/{id}/merge/{other}');
  await officer.open(entered, 'events/again');
  await officer.press(`Merge ${title} into this`, 'events/merge');
  assert.equal(pageAt(officer.path), '/desk/events/{id}/merge/{other}');
  await officer.fill({ 'Why they are the same': 'One event, entered twice.' });
  await officer.press('Merge them', 'events/merged');
  await officer.reads('It stands for');
  await officer.open('/desk/rates', 'events/rates');
  await officer.pressInVain('Keep this rate', 'Name the country');
  for (const person of [clerk, officer]) {
    person.finish();
    await person.context.close();
  }
});
