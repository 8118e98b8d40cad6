// A reporter of `node --test`: how long the tests of each file took, the slowest file first, and the slowest tests.

import { basename } from 'node:path';

export default async function* seconds(events) {
  const [files, tests] = [new Map(), []];
  for await (const { type, data } of events) {
    if (!['test:pass', 'test:fail'].includes(type) || !data.file) continue;
    const file = basename(data.file);
    const took = data.details.duration_ms / 1000;
    if (data.details.type !== 'suite') tests.push([took, `${file}: ${data.name}`]);
    if (data.nesting === 0) files.set(file, (files.get(file) ?? 0) + took);
  }
  const line = ([took, name]) => `${took.toFixed(1).padStart(7)} s  ${name}\n`;
  const slowest = (all, most) => all.sort(([a], [b]) => b - a).slice(0, most).map(line).join('');
  yield `\nSeconds of each file\n${slowest([...files].map(([name, took]) => [took, name]), files.size)}`;
  yield `\nThe slowest tests\n${slowest(tests, 15)}`;
}
