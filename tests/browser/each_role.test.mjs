// A fund in the middle of its life, seen by everybody who works in it: from the
// start page every link is followed, and none may be dead, broken or too wide.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { signIn } from './people.mjs';
import { start } from './program.mjs';
import { openBrowser, Visitor } from './visitor.mjs';

const DAY = '2027-01-11';
/** Kinds of pages that are looked at, for each role; whoever meets more is told, for the rest would be looked at by nobody. */
const MOST = 160;
/** Pages of one kind that are looked at, and links to one kind that are tried; more of each at night. */
const [LOOKED_AT, TRIED] = process.env.UDF_TEST_FULL ? [3, 20] : [1, 6];
/** More than a thousand pictures take minutes: they are kept at night, and where UDF_PICTURES asks for them. */
const KEEPS_PICTURES = Boolean(process.env.UDF_TEST_FULL || process.env.UDF_PICTURES);

/** Who works here, and the kinds of pages that links must lead them to. */
const ROLES = {
  clerk: ['/portal', '/portal/applications/{}/status', '/portal/cities/{}', '/portal/awards/{}', '/portal/awards/{}/spending'],
  official: ['/portal', '/portal/cities/{}', '/portal/awards/{}', '/portal/awards/{}/payments', '/portal/awards/{}/reports'],
  viewer: ['/portal', '/portal/applications/{}/status', '/portal/awards/{}'],
  officer: ['/desk/work', '/desk/releases', '/desk/applications/{}', '/desk/ranking/{}', '/desk/opportunities/{}', '/desk/spending/{}', '/desk/closeouts/{}', '/desk/outbox', '/desk/applications/{}/checks', '/desk/applications/{}/conditions/new'],
  approver: ['/desk/work', '/desk/releases', '/desk/decisions', '/desk/applications/{}/checks', '/desk/applications/{}/approve', '/desk/ranking/{}'],
  finance: ['/desk/funds', '/desk/payments/{}', '/desk/payments/runs/{}', '/desk/bank-details', '/desk/ledger/journals/{}'],
  releaser: ['/desk/payments/runs/{}', '/desk/bank'],
  auditor: ['/desk/releases', '/desk/audit', '/desk/audit/{}/{}', '/desk/ledger/accounts/{}', '/desk/applications/{}', '/desk/outbox'],
  admin: ['/desk/people', '/desk/outbox', '/desk/audit', '/desk/applications/{}/checks'],
  chair: ['/panel', '/desk/panels/{}', '/desk/panels/{}/phases'],
  reviewer1: ['/panel', '/panel/declaration', '/panel/membership', '/panel/reviews/{}', '/panel/reviews/{}/conflict'],
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
  const parts = url.pathname.split('/');
  const isName = (part, at) => /[\d@]/.test(part) || parts[at - 1] === 'questions' || parts.indexOf('audit') === at - 1;
  // A list with all its boxes ticked is the same list.
  const asked = [...url.searchParams.keys()].filter((key) => key !== 'select').sort();
  return parts.map((part, at) => (part && isName(part, at) ? '{}' : part)).join('/') + (asked.length ? `?${asked}` : '');
}

/** The addresses of this site that main and the navigation link to. */
async function links({ page, origin }) {
  const found = await page.locator('main a[href], header a[href]').evaluateAll((all) => all.map((a) => a.href));
  return found.map((href) => new URL(href)).filter((url) => url.origin === origin).map((url) => new URL(url.pathname + url.search, origin));
}

/** Kinds of public pages that somebody has looked at: they are the same for all. */
const publicPages = new Set();

/** Follows links breadth first from the page at hand; returns the kinds of pages met, and the dead links. */
async function walk(visitor, role) {
  const [looked, tried, known, dead] = [new Map(), new Map(), new Set(), []];
  const count = (map, of) => map.set(of, (map.get(of) ?? 0) + 1).get(of);
  const queue = [{ url: new URL(visitor.page.url()), from: 'signing in' }];
  while (queue.length) {
    const { url, from } = queue.shift();
    const of = kind(url);
    if (known.has(url.href) || count(tried, of) > TRIED) continue;
    known.add(url.href);
    const answer = await visitor.context.request.get(url.href, { maxRetries: 3 });
    if (answer.status() !== 200) dead.push(`${answer.status()} ${url.pathname}${url.search}, linked from ${from}`);
    const isPage = answer.status() === 200 && answer.headers()['content-type'].startsWith('text/html');
    if (!isPage || publicPages.has(of) || (looked.size >= MOST && !looked.has(of)) || count(looked, of) > LOOKED_AT) continue;
    await visitor.open(url.href);
    if (KEEPS_PICTURES && looked.get(of) === 1) await pictures(visitor, `roles/${role}/${of.slice(1).replace(/[^a-z]+/g, '-') || 'home'}`);
    for (const next of await links(visitor)) queue.push({ url: next, from: url.pathname });
  }
  for (const of of looked.keys()) if (/^\/($|opportunities|awards)/.test(of)) publicPages.add(of);
  assert.ok(looked.size < MOST, `the ${role} meets ${MOST} kinds of pages or more: look at all of them`);
  return { kinds: [...looked.keys()], dead };
}

/** At the width of a desk and of a phone. */
async function pictures(visitor, name) {
  await visitor.picture(`${name}.1280`);
  await visitor.page.setViewportSize({ width: 390, height: 844 });
  await visitor.picture(`${name}.390`);
  await visitor.page.setViewportSize({ width: 1280, height: 900 });
}

describe('every link leads to a whole page', { concurrency: 2 }, () => {
  for (const [role, expected] of Object.entries(ROLES)) {
    test(`for the ${role}`, async () => {
      const visitor = await Visitor.arrive(browser, program.origin, { name: role });
      await signIn(visitor, `${role}@demo.example`, program.told.match(/and the password: (.+)/)[1]);
      const { kinds, dead } = await walk(visitor, role);
      const unlinked = expected.filter((of) => !kinds.includes(of));
      await visitor.context.close();
      assert.deepEqual({ dead, unlinked, faults: visitor.faults }, { dead: [], unlinked: [], faults: [] }, `the ${role} met ${kinds.join(' ')}`);
    });
  }
});
