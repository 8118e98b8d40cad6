// Filling forms as people do: by what the labels say.

import assert from 'node:assert/strict';

/** A label or legend that says exactly this, and perhaps that an answer is optional. */
export function named(words) {
  return new RegExp(`^\\s*${words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(\\s*\\(optional\\))?\\s*$`);
}

const starting = (words) => new RegExp(`^\\s*${words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);

/**
 * Fills fields inside `scope`. Keys are labels or the questions of groups. Values are
 * - a text for a field, or an option's words for a list,
 * - `true` or `false` for a box, a file's path or `{ name, mimeType, buffer }` for a file,
 * - for a question with choices: the first words of one choice, or a list of them,
 * - for a date: `2027-05-10`.
 */
export async function fillForm(scope, values) {
  for (const [label, value] of Object.entries(values)) {
    const group = scope.getByRole('group', { name: named(label) });
    const field = scope.getByLabel(named(label)).first();
    if (await group.count()) await answer(group.first(), value);
    else {
      assert.ok(await field.count(), `no field says “${label}”: ${await scope.innerText()}`);
      await enter(field, value);
    }
  }
}

async function answer(group, value) {
  if (await group.locator('.usa-memorable-date').count()) {
    const [year, month, day] = value.split('-').map((part) => String(Number(part)));
    for (const [part, number] of Object.entries({ Month: month, Day: day, Year: year })) await group.getByLabel(part).fill(number);
    return;
  }
  for (const words of [value].flat()) {
    const choice = group.locator('label').filter({ hasText: starting(words) }).first();
    assert.ok(await choice.count(), `there is no “${words}” to choose: ${await group.innerText()}`);
    await choice.click();
  }
}

async function enter(field, value) {
  const tag = await field.evaluate((e) => e.tagName);
  const type = await field.getAttribute('type');
  if (type === 'checkbox' || type === 'radio') {
    // USWDS hides the box itself and draws one in the label.
    const label = field.locator('xpath=following-sibling::label').first();
    if ((await field.isChecked()) !== value) await label.click();
  } else if (type === 'file') await field.setInputFiles(value);
  else if (tag === 'SELECT') await field.selectOption({ label: value });
  else await field.fill(value);
}
