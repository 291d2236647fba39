// Looks at the renderings of maps of many shapes (labels.mjs).
//
//   node --test tests/browser/overlap.test.mjs
//   CAIRN_RENDERINGS=DIR    look at the SVG and HTML files of DIR; else render_samples (of the newest build) writes some
//   CAIRN_SCREENSHOTS=DIR   also keep a picture of each
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect, openBrowser } from './labels.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

function renderings() {
  if (process.env.CAIRN_RENDERINGS) return process.env.CAIRN_RENDERINGS;
  const builds = path.join(root, 'build');
  const programs = (fs.existsSync(builds) ? fs.readdirSync(builds) : [])
    .map(name => path.join(builds, name, 'browser/render_samples')).filter(file => fs.existsSync(file))
    .sort((a, b) => fs.statSync(b).mtimeMs - fs.statSync(a).mtimeMs);
  if (programs.length === 0) throw new Error(`no render_samples under ${builds}: build the target render_samples, or set CAIRN_RENDERINGS`);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cairn-renderings-'));
  execFileSync(programs[0], [folder], { stdio: 'inherit' });
  return folder;
}

const folder = renderings();
const files = fs.readdirSync(folder).filter(file => /\.(svg|html)$/.test(file)).sort();
let browser;
before(async () => { browser = await openBrowser(); });
after(async () => { await browser?.close(); });

test('there are renderings to look at', () => assert.ok(files.length > 0, `no SVG or HTML files in ${folder}`));

for (const file of files) {
  test(`${file}: no label overlaps another or leaves its box, nothing is fetched`, async () => {
    const { complaints, labels } = await inspect(browser, path.join(folder, file), { widths: file.endsWith('.html') ? [1600, 390] : [1600] });
    if (!file.startsWith('empty')) assert.ok(labels > 5, `${file} has ${labels} labels`);
    assert.deepEqual(complaints, []);
  });
}
