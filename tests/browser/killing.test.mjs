// The server is killed in the middle of what it does: of a save, of a press, of an upload, of a
// submission. What it acknowledged is there, to the character and the byte; what it did not is
// still in the browser or asked for again; nothing is there by half or twice.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { comes, writesEverything } from './applying.mjs';
import * as city from './city.mjs';
import { TRAINING } from './plans.mjs';
import { start } from './program.mjs';
import { openBrowser } from './visitor.mjs';

const ODD = '“Quotes”, "straight" & \'single\' <b>bold</b> </textarea>\n\n  E\u0301le\u0301phant, 👩‍🚀 🇺🇸 %26 +1 {{x}} \\n\u00a0end';
/** So many milliseconds after the browser has sent its request the server dies. */
const PAUSES = process.env.UDF_TEST_FULL ? Array.from({ length: 30 }, (_, n) => n * 7) : [0, 4, 12, 25, 45, 80];

let site;
let home;
/** Reads what the server holds, on the plain pages. */
let reader;
before(async () => {
  const [program, browser] = [await start(), await openBrowser()];
  site = { program, browser };
  const { officer, home: written } = await writesEverything(site, { day: '2027-01-11' });
  home = written;
  officer.finish();
  reader = await comes(site, city.OFFICIAL, { scripts: false });
});
after(async () => {
  await site?.browser.close();
  await site?.program.stop();
});

const question = (id) => `${home}/questions/${id}`;
const answer = (page) => page.locator('#answer');

async function onServer(id) {
  await reader.page.goto(question(id));
  return answer(reader.page).inputValue();
}

/** Kills the server `pause` milliseconds after the page has sent what `sends` makes it send, and starts it again. */
async function killIn(page, pause, isIt, sends) {
  const sent = page.waitForRequest(isIt);
  await sends();
  await sent;
  await wait(pause);
  await site.program.kill();
  // What had left the server still reaches the page.
  await wait(200);
}

const isPress = (request) => request.isNavigationRequest() && request.method() === 'POST';

/** Waits until `holds` does, for twenty seconds. */
async function until(holds, words) {
  for (let tries = 0; !(await holds()); tries += 1) {
    assert.ok(tries < 200, words);
    await wait(100);
  }
}

describe('the server is killed in the middle', () => {
  test('of a save: what it acknowledged is there, the rest is saved when it is back', async () => {
    const { page, context } = await comes(site, city.CLERK);
    await page.goto(question('skills'));
    let acknowledged = await answer(page).inputValue();
    page.on('response', (response) => {
      if (response.url().endsWith('/autosave') && response.ok()) acknowledged = new URLSearchParams(response.request().postData()).get('answer').replaceAll('\r\n', '\n');
    });
    let interrupted = 0;
    for (const pause of PAUSES) {
      const typed = `${ODD} ${pause}`;
      await killIn(page, pause, '**/autosave', () => answer(page).fill(typed));
      const promised = acknowledged;
      if (promised !== typed) interrupted += 1;
      await site.program.revive();
      const found = await onServer('skills');
      assert.ok(found === promised || found === typed, `after ${pause} ms the server holds ${JSON.stringify(found)} and had acknowledged ${JSON.stringify(promised)}`);
      assert.equal(await answer(page).inputValue(), typed, 'the page lost it');
      await until(() => acknowledged === typed, `what was typed was not saved after a kill at ${pause} ms`);
      assert.equal(await onServer('skills'), typed);
    }
    assert.ok(interrupted > 0, 'no kill came before the answer');
    await page.locator('[data-autosave-status]').filter({ hasText: /^Saved / }).waitFor();
    await context.close();
  });

  test('of a press of the button: it is saved, or offered again', async () => {
    const { page, context } = await comes(site, city.CLERK);
    let offered = 0;
    for (const pause of PAUSES) {
      const typed = `${ODD} pressed ${pause}`;
      await page.goto(question('keeping_skills'));
      await answer(page).fill(typed);
      await killIn(page, pause, isPress, () => page.getByRole('button', { name: 'Save and continue' }).click({ noWaitAfter: true }));
      await site.program.revive();
      await page.goto(question('keeping_skills'));
      const back = page.getByRole('button', { name: 'Put back' });
      if ((await answer(page).inputValue()) !== typed) {
        offered += 1;
        assert.equal(await back.count(), 1, `after ${pause} ms it is neither saved nor offered`);
        await back.click();
        assert.equal(await answer(page).inputValue(), typed);
        await page.locator('[data-autosave-status]').filter({ hasText: /^Saved / }).waitFor();
      } else assert.equal(await back.count(), 0, 'what is saved is offered back');
      assert.equal(await onServer('keeping_skills'), typed);
    }
    assert.ok(offered > 0, 'no kill came before the save');
    await context.close();
  });

  test('of an upload: the file is there whole, or the one before it is', async () => {
    const { page, context } = await comes(site, city.CLERK);
    const slot = page.locator('main section').filter({ has: page.getByRole('heading', { name: TRAINING.quote }) });
    const chosen = (n) => ({ name: `quote ${n}.pdf`, mimeType: 'application/pdf', buffer: pdf(n) });
    /** The bytes of the file that stands there, as a browser downloads them. */
    const stored = async () => {
      await page.goto(`${home}/attachments`);
      const link = slot.locator('dd a').first();
      const file = await context.request.get(await link.getAttribute('href'));
      assert.equal(file.status(), 200);
      return { name: await link.innerText(), bytes: await file.body() };
    };
    const uploads = async (n) => {
      await slot.locator('input[type=file]').setInputFiles(chosen(n));
      await slot.getByRole('button', { name: /^Upload/ }).click({ noWaitAfter: true });
    };
    const wire = await context.newCDPSession(page);
    await wire.send('Network.enable');
    const speed = (uploadThroughput) => wire.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput });
    let lost = 0;
    // First a slow line, so that the file is cut in two; then faster than anybody has it.
    for (const [pause, throughput] of [[900, 1_000_000], ...PAUSES.map((pause) => [pause * 4, -1])]) {
      const before = await stored();
      await speed(throughput);
      await killIn(page, pause, isPress, () => uploads(pause));
      await site.program.revive();
      await speed(-1);
      const now = await stored();
      const [isOld, isNew] = [now.bytes.equals(before.bytes) && now.name === before.name, now.bytes.equals(chosen(pause).buffer) && now.name === chosen(pause).name];
      assert.ok(isOld || isNew, `after ${pause} ms ${now.name} stands there with ${now.bytes.length} bytes`);
      if (isNew) continue;
      lost += 1;
      // The page asks for it again, and takes it.
      await Promise.all([page.waitForEvent('load'), uploads(pause)]);
      assert.ok((await stored()).bytes.equals(chosen(pause).buffer));
      // What was acknowledged outlives the next kill.
      await site.program.kill();
      await site.program.revive();
      assert.ok((await stored()).bytes.equals(chosen(pause).buffer));
    }
    assert.ok(lost > 0, 'no kill came before the file was stored');
    await context.close();
  });

  test('of a submission: it is received once, with every word, or can be pressed again', async () => {
    const official = await comes(site, city.OFFICIAL);
    const { page, context } = official;
    const [skills, keeping] = [await onServer('skills'), await onServer('keeping_skills')];
    let interrupted = 0;
    let isReceived = false;
    for (const pause of PAUSES.map((pause) => pause * 3)) {
      assert.equal(await official.open(`${home}/certify`), 'Certify and submit');
      await official.fill({ 'Type your full name to sign': city.OFFICIAL.name, 'I certify all of this for my city.': true });
      await killIn(page, pause, isPress, () => page.getByRole('button', { name: 'Certify and submit' }).click({ noWaitAfter: true }));
      await site.program.revive();
      isReceived = (await context.request.get(`${home}/receipt`)).status() === 200;
      if (isReceived) break;
      interrupted += 1;
      assert.equal(await onServer('skills'), skills, 'it is still open, as it was');
    }
    assert.ok(interrupted > 0, 'no kill came before the submission');
    if (!isReceived) {
      await official.open(`${home}/certify`);
      await official.fill({ 'Type your full name to sign': city.OFFICIAL.name, 'I certify all of this for my city.': true });
      await official.press('Certify and submit');
    }
    await official.open(`${home}/receipt`, 'killing/receipt');
    const facts = ['Reference number', 'Received (server time)', 'SHA-256 of what was received'];
    const receipt = await Promise.all(facts.map((fact) => official.fact(fact)));
    const words = (text) => text.replace(/\s+/g, ' ');
    await official.reads(words(skills), words(keeping));
    const letters = reader.page.locator('main table a').filter({ hasText: `We received your application ${receipt[0]}` });
    const list = `/mailbox?to=${encodeURIComponent(city.OFFICIAL.email)}`;
    const hasCome = async () => (await reader.page.goto(list)) && (await letters.count()) > 0;
    // Who was killed with the letter in hand holds it for five minutes more: then only a second one would be wrong.
    if (isReceived) await hasCome();
    else await until(hasCome, 'no letter says that it is received');
    await site.program.kill();
    await site.program.revive();
    await official.open(`${home}/receipt`);
    assert.deepEqual(await Promise.all(facts.map((fact) => official.fact(fact))), receipt);
    await hasCome();
    assert.ok((await letters.count()) <= 1, 'one letter says that it is received');
    assert.match(await site.program.udf('audit', 'verify'), /events linked/);
    await context.close();
  });
});

/** A document of four megabytes, another for each number. */
function pdf(n) {
  return Buffer.from(`%PDF-1.7\n1 0 obj\n<<>>\nendobj\n${`% ${n} `.padEnd(63, '0123456789')}\n`.padEnd(4_000_000, `% ${n} and so on\n`).concat('\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n'));
}
