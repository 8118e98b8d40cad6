// How people come in: by a link in a letter, by a one-time link from the command
// line, or with their password.

import assert from 'node:assert/strict';
import { Visitor } from './visitor.mjs';

/** What everybody in these tests signs in with. */
export const PASSWORD = 'a hill of seven oaks';

/** Signs in with a password, if need be; leads to the place where this person works. */
export async function signIn(visitor, email, password = PASSWORD) {
  if ((await visitor.open('/sign-in')) !== 'Sign in') return;
  await visitor.fill({ 'Email address': email, Password: password });
  await visitor.press('Sign in');
}

/** Signs in by a link in a letter, for people without a password. */
export async function comesBack(visitor, email) {
  await visitor.open('/sign-in');
  await visitor.page.locator('#link_email').fill(email);
  await visitor.press('Send me a link');
  await followLetter(visitor, email, 'Your link to sign in');
  await visitor.press('Sign in');
}

/** Takes the one-time link that `udf user add` prints, and chooses a password. */
export async function hire({ program, browser }, { email, role, name }) {
  const link = await program.udf('user', 'add', email, '--role', role, '--name', name);
  const visitor = await Visitor.arrive(browser, program.origin, { name });
  await visitor.open(new URL(link.trim()).pathname);
  await visitor.fill({ Password: PASSWORD });
  await visitor.press('Accept and sign in');
  return visitor;
}

/** Accepts an invitation that came by mail. */
export async function accept({ program, browser }, { email, name, password, scripts }) {
  const visitor = await Visitor.arrive(browser, program.origin, { name, scripts });
  await followLetter(visitor, email, 'You are invited as');
  if (password) await visitor.fill({ Password: password });
  await visitor.press('Accept and sign in');
  return visitor;
}

/** Opens the newest letter to `email` whose subject begins so; waits until it has been sent. */
export async function openLetter(visitor, email, subject, shot) {
  const list = `/mailbox?to=${encodeURIComponent(email)}`;
  const link = visitor.page.locator('main table a').filter({ hasText: new RegExp(`^${subject}`) }).first();
  for (let tries = 0; ; tries += 1) {
    await visitor.page.goto(list);
    if (await link.count()) break;
    assert.ok(tries < 100, `no letter “${subject}” to ${email}: ${await visitor.text()}`);
    await visitor.page.waitForTimeout(200);
  }
  await Promise.all([visitor.page.waitForEvent('load'), link.click()]);
  return visitor.look(shot);
}

/** Opens the letter and goes where its one link leads. */
export async function followLetter(visitor, email, subject, shot) {
  await openLetter(visitor, email, subject);
  await Promise.all([visitor.page.waitForEvent('load'), visitor.page.locator('.udf-letter a').first().click()]);
  assert.equal(visitor.status, 200, `the link of “${subject}” to ${email} leads to ${visitor.path}: ${await visitor.text()}`);
  return visitor.look(shot);
}
