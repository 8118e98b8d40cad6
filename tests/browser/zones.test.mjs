// A deadline is one instant: what people in eight time zones read of it, also in the two nights
// in which the clocks change; and what an officer is told who sets one at a time that such a
// night skips or shows twice.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signIn } from './people.mjs';
import { start } from './program.mjs';
import { openBrowser, Visitor } from './visitor.mjs';

const ZONES = [
  'America/New_York', 'America/Chicago', 'America/Phoenix', 'America/Los_Angeles',
  'America/Anchorage', 'Pacific/Honolulu', 'Pacific/Guam', 'Europe/Athens',
];

/** Rounds that close beside the clock changes in New York, as their definitions say it; how the fund's zone shows it, and as an instant. */
const ROUNDS = [
  { slug: 'usual', closes: '2027-02-26 17:00', fund: 'February 26, 2027, 5:00 PM EST', at: '2027-02-26T22:00:00Z' },
  { slug: 'before-spring', closes: '2027-03-14 01:59', fund: 'March 14, 2027, 1:59 AM EST', at: '2027-03-14T06:59:00Z' },
  { slug: 'after-spring', closes: '2027-03-14 03:00', fund: 'March 14, 2027, 3:00 AM EDT', at: '2027-03-14T07:00:00Z' },
  { slug: 'autumn-first', closes: '2027-11-07 01:30 EDT', fund: 'November 7, 2027, 1:30 AM EDT', at: '2027-11-07T05:30:00Z' },
  { slug: 'autumn-twice', closes: '2027-11-07 01:30 EST', fund: 'November 7, 2027, 1:30 AM EST', at: '2027-11-07T06:30:00Z' },
  { slug: 'autumn-after', closes: '2027-11-07 02:00', fund: 'November 7, 2027, 2:00 AM EST', at: '2027-11-07T07:00:00Z' },
];

/** What the reader's zone makes of an instant, computed apart from the page, minute by minute of the offset. */
const HERE = {
  '2027-02-26T22:00:00Z': ['5:00 PM', '4:00 PM', '3:00 PM', '2:00 PM', '1:00 PM', '12:00 PM', '27 8:00 AM', '27 12:00 AM'],
  '2027-03-14T06:59:00Z': ['1:59 AM', '12:59 AM', '13 11:59 PM', '13 10:59 PM', '13 9:59 PM', '13 8:59 PM', '4:59 PM', '8:59 AM'],
  '2027-03-14T07:00:00Z': ['3:00 AM', '1:00 AM', '12:00 AM', '13 11:00 PM', '13 10:00 PM', '13 9:00 PM', '5:00 PM', '9:00 AM'],
  '2027-11-07T05:30:00Z': ['1:30 AM', '12:30 AM', '6 10:30 PM', '6 10:30 PM', '6 9:30 PM', '6 7:30 PM', '3:30 PM', '7:30 AM'],
  '2027-11-07T06:30:00Z': ['1:30 AM', '1:30 AM', '6 11:30 PM', '6 11:30 PM', '6 10:30 PM', '6 8:30 PM', '4:30 PM', '8:30 AM'],
  '2027-11-07T07:00:00Z': ['2:00 AM', '1:00 AM', '12:00 AM', '12:00 AM', '6 11:00 PM', '6 9:00 PM', '5:00 PM', '9:00 AM'],
};

const DAY = '2027-01-11';

let program;
let browser;
let folder;
before(async () => {
  program = await start({ demo: ['--cities', '4', '--applications', '4', '--seed', '7', '--as-of', DAY], asOf: DAY });
  folder = await mkdtemp(join(tmpdir(), 'udf-zones-'));
  const text = await readFile('config/opportunities/training-and-conference-support-2027.toml', 'utf8');
  for (const round of ROUNDS) {
    const own = text.replace(/^slug = .*$/m, `slug = "${round.slug}"`).replace(/^closes = .*$/m, `closes = "${round.closes}"`)
      .replace(/^performance_starts = .*$/m, 'performance_starts = "2027-12-15"').replace(/^performance_ends = .*$/m, 'performance_ends = "2028-12-31"')
      .replace(/^decisions_by = .*$/m, 'decisions_by = "2027-12-10"');
    const file = join(folder, `${round.slug}.toml`);
    await writeFile(file, own);
    await program.udf('opportunity', 'import', file, '--publish');
  }
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await program?.stop();
  if (folder) await rm(folder, { recursive: true });
});

/** What a page says of the day and time here, or what the fund's words say where they are the same. */
const expected = (round, zone) => {
  const month = round.fund.split(' ')[0];
  const day = /(\d+),/.exec(round.fund)[1];
  const words = HERE[round.at][ZONES.indexOf(zone)].split(' ');
  const own = words.length === 3 ? words.shift() : day;
  return `${month} ${own}, 2027, ${words.join(' ')}`;
};

for (const zone of ZONES) {
  test(`whoever reads in ${zone} reads each deadline in the fund’s zone and in their own`, async () => {
    const visitor = await Visitor.arrive(browser, program.origin, { name: zone, zone });
    for (const round of ROUNDS) {
      await visitor.open(`/opportunities/${round.slug}`);
      assert.equal(await visitor.page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone), zone);
      const time = visitor.page.locator('time[data-countdown]');
      assert.equal(await time.innerText(), round.fund);
      assert.equal(Date.parse(await time.getAttribute('datetime')), Date.parse(round.at));
      const here = visitor.page.locator('.udf-here');
      const wall = expected(round, zone);
      if (round.fund.includes(wall)) assert.equal(await here.count(), 0, 'the same is not said twice');
      else {
        assert.match(await here.innerText(), new RegExp(`^\\s*In your time zone: ${wall} [A-Z][\\w+:-]*\\.$`));
        assert.match(await here.locator('xpath=..').innerText(), /[.!?]\s+In your time zone/, 'a sentence of its own');
      }
    }
    visitor.finish();
    await visitor.context.close();
  });
}

test('without scripts the fund’s zone is said', async () => {
  const visitor = await Visitor.arrive(browser, program.origin, { scripts: false });
  await visitor.open('/opportunities/autumn-twice');
  await visitor.reads('November 7, 2027, 1:30 AM EST');
  await visitor.context.close();
});

describe('an officer gives more time', () => {
  let officer;
  before(async () => {
    officer = await Visitor.arrive(browser, program.origin, { name: 'the officer' });
    await signIn(officer, 'officer@demo.example', 'small cities act abroad');
  });
  after(() => officer?.context.close());

  /** Fills the form of a round and presses its button. */
  const give = async (slug, day, at, status) => {
    await officer.open(`/desk/opportunities/${slug}/deadline`);
    await officer.fill({ 'For whom?': 'All cities', Day: day, Time: at, 'Why?': 'A storm cut the power.' });
    await officer.press('Give more time', undefined, status);
  };

  test('until a time that the night in spring skips: told so, and what was typed stays', async () => {
    await give('usual', '2027-03-14', '2:30 AM', 422);
    await officer.reads('The clocks skip this time on that night. Choose another.');
    assert.equal(await officer.page.getByLabel('Time').inputValue(), '2:30 AM');
    await officer.checkWithAxe('a deadline that does not exist');
    await give('usual', '2027-03-14', '3:00 AM', 200);
    await officer.reads('March 14, 2027, 3:00 AM EDT');
  });

  test('until a time that the night in autumn shows twice: asked which, and both can be said', async () => {
    await give('before-spring', '2027-11-07', '1:30 AM', 422);
    await officer.reads('The clocks show 1:30 AM twice on that night. Enter 1:30 AM EDT for the first, or 1:30 AM EST for the second.');
    await give('before-spring', '2027-11-07', '1:30 AM EDT', 200);
    await officer.reads('November 7, 2027, 1:30 AM EDT');
    await give('before-spring', '2027-11-07', '1:30 AM EST', 200);
    await officer.reads('November 7, 2027, 1:30 AM EST');
    const visitor = await Visitor.arrive(browser, program.origin, {});
    await visitor.open('/opportunities/before-spring');
    await visitor.reads('November 7, 2027, 1:30 AM EST');
    assert.equal(Date.parse(await visitor.page.locator('time[data-countdown]').getAttribute('datetime')), Date.parse('2027-11-07T06:30:00Z'));
    await visitor.context.close();
    officer.finish();
  });
});
