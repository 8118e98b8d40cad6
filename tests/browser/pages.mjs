// Which pages the program has (`pages.json`, which a test of the program compares with its routes), and
// which of them axe has looked at in this run. Run by itself after the tests, it fails when one was never seen.

import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';

const { pages, others } = JSON.parse(await readFile(new URL('pages.json', import.meta.url), 'utf8'));
const KEPT = 'target/looked-at.txt';

const patterns = [...pages, ...Object.keys(others)]
  .map((path) => ({ path, parameters: path.split('{').length, pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`) }))
  // As the program does: literal paths go before patterns.
  .sort((a, b) => a.parameters - b.parameters);

/** The page of the program that stands at this path, with its parameters: `/awards/{reference}`. */
export function pageAt(path) {
  const found = patterns.find(({ pattern }) => pattern.test(path))?.path;
  return found in others ? undefined : found;
}

/** Keeps that axe has looked at a page, wide and narrow. */
export async function keepLooked(page) {
  await mkdir(dirname(KEPT), { recursive: true });
  await appendFile(KEPT, `${page}\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const looked = new Set((await readFile(KEPT, 'utf8')).split('\n'));
  const unseen = pages.filter((page) => !looked.has(page));
  for (const page of unseen) console.error(`no browser test looked at ${page}`);
  console.log(`${pages.length - unseen.length} of ${pages.length} pages were looked at with axe, at 1280 and at 390 px`);
  process.exitCode = unseen.length ? 1 : 0;
}
