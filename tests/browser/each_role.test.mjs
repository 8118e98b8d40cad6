// A fund in the middle of its life, seen by everybody who works in it: from the
// start page every link is followed, and none may be dead, broken or too wide.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { signIn } from './people.mjs';
import { start } from './program.mjs';
import { openBrowser, Visitor } from './visitor.mjs';

const DAY = '2027-01-11';
/** Kinds of pages that are looked at, for each role. */
const MOST = 60;
/** Pages of one kind that are looked at, and links to one kind that are tried. */
const [LOOKED_AT, TRIED] = [2, 6];

/** Who works here, and the kinds of pages that links must lead them to. */
const ROLES = {
  clerk: ['/portal', '/portal/applications/{}/status', '/portal/cities/{}', '/portal/awards/{}', '/portal/awards/{}/spending'],
  official: ['/portal', '/portal/cities/{}', '/portal/awards/{}', '/portal/awards/{}/payments', '/portal/awards/{}/reports'],
  viewer: ['/portal', '/portal/applications/{}/status', '/portal/awards/{}'],
  officer: ['/desk/applications/{}', '/desk/ranking/{}', '/desk/opportunities/{}', '/desk/spending/{}', '/desk/closeouts/{}', '/desk/outbox'],
  approver: ['/desk/decisions', '/desk/applications/{}/approve', '/desk/ranking/{}'],
  finance: ['/desk/funds', '/desk/payments/{}', '/desk/payments/runs/{}', '/desk/bank-details/{}', '/desk/ledger/journals/{}'],
  releaser: ['/desk/payments/runs/{}', '/desk/bank'],
  auditor: ['/desk/audit', '/desk/audit/{}/{}', '/desk/ledger/accounts/{}', '/desk/applications/{}', '/desk/outbox'],
  admin: ['/desk/people', '/desk/outbox', '/desk/audit'],
  chair: ['/panel'],
  reviewer1: ['/panel', '/panel/reviews/{}', '/panel/reviews/{}/conflict'],
};

let program;
let browser;
before(async () => {
  program = await start({ demo: ['--cities', '12', '--applications', '24', '--seed', '7', '--as-of', DAY], asOf: DAY });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

/** `/portal/applications/{}` for every application: what names one thing is taken out. */
function kind(url) {
  const segments = url.pathname.split('/').map((part, at, all) => {
    const names = /[\d@]/.test(part) || all[at - 1] === 'questions' || (all[at - 2] === 'audit' && part);
    return names || (all[at - 1] === 'audit' && part) ? '{}' : part;
  });
  const asked = [...url.searchParams.keys()].sort();
  return segments.join('/') + (asked.length ? `?${asked}` : '');
}

/** The addresses of this site that main and the navigation link to. */
async function links(page, origin) {
  const found = await page.locator('main a[href], header a[href]').evaluateAll((all) => all.map((a) => a.href));
  return found.map((href) => new URL(href)).filter((url) => url.origin === origin).map((url) => new URL(url.pathname + url.search, origin));
}

/** Follows links breadth first from the page at hand; returns the kinds of pages seen, with the dead links. */
async function walk(visitor, folder) {
  const { page, origin } = visitor;
  const [looked, tried, known, dead] = [new Map(), new Map(), new Set(), []];
  const count = (map, of) => map.set(of, (map.get(of) ?? 0) + 1).get(of);
  const queue = [{ url: new URL(page.url()), from: 'signing in' }];
  while (queue.length) {
    const { url, from } = queue.shift();
    const shape = kind(url);
    if (known.has(url.href) || count(tried, shape) > TRIED) continue;
    known.add(url.href);
    const answer = await visitor.context.request.get(url.href);
    if (answer.status() !== 200) dead.push(`${answer.status()} ${url.pathname}${url.search}, linked from ${from}`);
    const isPage = answer.status() === 200 && answer.headers()['content-type'].startsWith('text/html');
    if (!isPage || (looked.size >= MOST && !looked.has(shape)) || count(looked, shape) > LOOKED_AT) continue;
    await page.goto(url.href);
    await visitor.look();
    if (looked.get(shape) === 1) await pictures(visitor, `${folder}${shape.replaceAll('/', '.').replace(/[{}?,]+/g, '_')}`);
    for (const next of await links(page, origin)) queue.push({ url: next, from: url.pathname });
  }
  return { kinds: [...looked.keys()], dead };
}

/** At the width of a desk and of a phone. */
async function pictures(visitor, name) {
  await visitor.picture(`${name}.1280`);
  await visitor.page.setViewportSize({ width: 390, height: 844 });
  await visitor.picture(`${name}.390`);
  await visitor.page.setViewportSize({ width: 1280, height: 900 });
}

for (const [role, expected] of Object.entries(ROLES)) {
  test(`the ${role} meets only whole pages`, async () => {
    const visitor = await Visitor.arrive(browser, program.origin, { name: role });
    const password = program.told.match(/and the password: (.+)/)[1];
    await signIn(visitor, `${role}@demo.example`, password);
    const { kinds, dead } = await walk(visitor, `roles/${role}/`);
    assert.deepEqual(dead, [], `dead links for the ${role}`);
    assert.deepEqual(expected.filter((shape) => !kinds.includes(shape)), [], `no link leads the ${role} to these; found: ${kinds.join(' ')}`);
    visitor.finish();
    await visitor.context.close();
  });
}
