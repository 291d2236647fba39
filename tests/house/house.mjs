// The rules of the house that a program can see. Exported for the test; run directly by tools/lint.
import { readFileSync, readdirSync } from 'node:fs';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** The order of design.md: a folder may include those before it and itself. */
export const order = ['base', 'stats', 'draw', 'net', 'event', 'store', 'collect', 'identity', 'journey', 'profile', 'map',
  'insight', 'predict', 'reach', 'guide', 'proof', 'access', 'demo', 'api', 'cli', 'app'];

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (/\.(h|cc)$/.test(entry.name)) yield path;
  }
}

/** Every breach, as text; empty when the house is in order. */
export function breaches() {
  const found = [];
  for (const folder of readdirSync(join(root, 'src'), { withFileTypes: true }).filter((e) => e.isDirectory()).map((e) => e.name)) {
    const rank = order.indexOf(folder);
    if (rank < 0) found.push(`src/${folder} is not in the folder table`);
    for (const path of sources(join(root, 'src', folder))) {
      const text = readFileSync(path, 'utf8');
      const name = path.slice(root.length + 1);
      for (const [, used] of text.matchAll(/#include "([a-z]+)\//g)) {
        if (order.includes(used) && order.indexOf(used) > rank) found.push(`${name} includes ${used}/, which stands below ${folder}/`);
      }
      if (/\.h$/.test(name) && !text.includes('#pragma once')) found.push(`${name} has no #pragma once`);
      if (/#include <duckdb\.h>/.test(text) && folder !== 'store') found.push(`${name} includes duckdb.h; only src/store may`);
      if (/\b(TODO|FIXME)\b/.test(text)) found.push(`${name} promises something for later`);
      const lines = text.split('\n').length;
      if (lines > 700) found.push(`${name} has ${lines} lines; find the concept hidden in it`);
    }
  }
  for (const tool of readdirSync(join(root, 'tools'))) {
    if (/^(<{7}|>{7}) /m.test(readFileSync(join(root, 'tools', tool), 'utf8'))) found.push(`tools/${tool} holds a merge that was not decided`);
  }
  if (readFileSync(join(root, 'README.md'), 'utf8').split('\n').length > 151) found.push('README.md is longer than 150 lines');
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = breaches();
  for (const each of found) console.log(`lint: ${each}`);
  process.exit(found.length ? 1 : 0);
}
