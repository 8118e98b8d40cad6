// A page that refreshes itself (`static/js/live.js`), against a small server of our own: it says that nobody asked, asks
// once at a time, leaves what somebody reads or copies, says since when it is not fresh, and stops at a press.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { openBrowser } from './visitor.mjs';

const page = (n) => `<!doctype html><html lang="en"><title>Room</title><main>
  <div data-live-every="0.3"><a href="/room">Refresh now</a></div>
  <section id="first" data-live><p>Look ${n}</p></section>
  <section id="second" data-live><p>Beside ${n}</p></section></main>
  <script type="module">import { keepLive } from "/live.js"; document.querySelectorAll("[data-live-every]").forEach(keepLive);</script></html>`;

let server;
let browser;
let room;
let asked;
let fails;
let waits;
before(async () => {
  const script = await readFile(new URL('../../static/js/live.js', import.meta.url));
  server = createServer((request, answer) => {
    if (request.url === '/live.js') return answer.setHeader('content-type', 'text/javascript').end(script);
    if (request.url !== '/room') return answer.writeHead(404).end();
    asked.push(request.headers['x-udf-live']);
    const send = () => answer.writeHead(fails ? 503 : 200, { 'content-type': 'text/html' }).end(page(asked.length));
    if (waits) return waits.push(send);
    send();
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});
beforeEach(async () => {
  asked = [];
  fails = false;
  waits = undefined;
  room = await browser.newPage();
  await room.goto(`http://127.0.0.1:${server.address().port}/room`);
});
afterEach(() => room.close());

const text = (id) => room.locator(`#${id}`).innerText();
const says = (words) => room.waitForFunction((wanted) => document.querySelector('[role=status]').textContent.startsWith(wanted), words);
const fresh = (n) => room.waitForFunction((least) => Number(document.querySelector('#second').textContent.replace(/\D/g, '')) >= least, n);
const rest = () => new Promise((resolve) => { setTimeout(resolve, 900); });

test('it says that nobody asked, and stops at a press until another', async () => {
  await fresh(3);
  assert.equal(asked[0], undefined, 'a person opened it');
  assert.ok(asked.slice(1).every((header) => header === '1'), asked.join());
  await room.getByRole('button', { name: 'Stop refreshing' }).click();
  await rest();
  const [before, shown] = [asked.length, await text('first')];
  await rest();
  assert.deepEqual([asked.length, await text('first')], [before, shown]);
  await room.getByRole('button', { name: 'Refresh by itself again' }).click();
  await fresh(before + 1);
});

test('what somebody copies stays, the rest goes on', async () => {
  await room.locator('#first p').selectText();
  const held = await text('first');
  await fresh(4);
  assert.equal(await text('first'), held);
});

test('it says since when it is not fresh, and takes that back', async () => {
  fails = true;
  await says('Not fresh since');
  fails = false;
  await fresh(asked.length + 1);
  assert.equal(await room.locator('[role=status]').innerText(), '');
});

test('one request at a time', async () => {
  await fresh(2);
  waits = [];
  await rest();
  assert.equal(waits.length, 1, 'while the first is not answered');
});
