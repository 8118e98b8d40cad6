// A demo fund on one of its days, its people, and how they go through a page by keyboard alone.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { signIn } from './people.mjs';
import { start } from './program.mjs';
import { openBrowser, Visitor } from './visitor.mjs';

const DAY = '2027-01-11';

/** A demo fund that is there while the tests of this file run; `comes` brings somebody of it, signed in. */
export function demoFund() {
  let program;
  let browser;
  let password;
  before(async () => {
    const demo = ['--cities', '12', '--applications', '24', '--seed', '7', '--as-of', DAY];
    const begins = start({ demo, asOf: DAY }).then((it) => { program = it; });
    await Promise.all([begins, openBrowser().then((it) => { browser = it; })]);
    [, password] = program.told.match(/and the password: (.+)/);
  });
  after(async () => {
    await browser?.close();
    await program?.stop();
  });
  return {
    async comes(who, options = {}) {
      const visitor = await Visitor.arrive(browser, program.origin, { name: who, ...options });
      await signIn(visitor, `${who}@demo.example`, password);
      return visitor;
    },
  };
}

/** Fails with what they noticed, and ends their visit. */
export async function leave(...visitors) {
  for (const visitor of visitors) {
    visitor.finish();
    await visitor.context.close();
  }
}

/** Moves the focus on with Tab until it is where `matches` says. */
export async function tabTo({ page, path }, matches, wanted, most = 400) {
  for (let n = 0; n < most; n += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(matches, wanted)) return;
  }
  assert.fail(`no way by keyboard to “${wanted}” at ${path}`);
}

/** For `tabTo`: a link or button that begins with these words; a field of this name; whatever this selector means. */
export const says = (words) => ['A', 'BUTTON'].includes(document.activeElement.tagName) && document.activeElement.textContent.trim().startsWith(words);
export const isNamed = (name) => document.activeElement.getAttribute('name') === name;
export const is = (selector) => document.activeElement.matches(selector);

/** Presses what begins with these words, by keyboard alone. */
export async function presses(visitor, words, shot) {
  const { page } = visitor;
  await tabTo(visitor, says, words);
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
  assert.equal(visitor.status, 200, `${words}: ${await visitor.text()}`);
  await visitor.look(shot);
}

/** Types into the field of this name, by keyboard alone. */
export async function types(visitor, name, text) {
  await tabTo(visitor, isNamed, name);
  await visitor.page.keyboard.type(text);
}
