// Mermaid itself reads what Cairn writes: every .mmd file of render_samples, in Chromium.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const program = fs.readdirSync(path.join(root, 'build')).map((name) => path.join(root, 'build', name, 'browser/render_samples'))
  .filter((file) => fs.existsSync(file)).sort((a, b) => fs.statSync(b).mtimeMs - fs.statSync(a).mtimeMs)[0];

let browser, page, folder;
before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cairn-mermaid-'));
  execFileSync(program, [folder], { stdio: 'inherit' });
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--headless=new', '--no-sandbox', '--disable-gpu'] });
  page = await browser.newPage();
  await page.addScriptTag({ path: path.join(root, 'third_party/mermaid/mermaid.min.js') });
});
after(async () => { await browser?.close(); fs.rmSync(folder, { recursive: true, force: true }); });

test('Mermaid accepts every map, and finds the stages and scores that were written', async () => {
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.mmd'));
  assert.ok(files.length > 10, `${files.length} diagrams`);
  for (const file of files) {
    const text = fs.readFileSync(path.join(folder, file), 'utf8');
    const svg = await page.evaluate(async (diagram) => {
      globalThis.mermaid.initialize({ startOnLoad: false });
      return (await globalThis.mermaid.render('drawn', diagram)).svg;
    }, text).catch((error) => assert.fail(`${file}: ${error.message}\n${text}`));
    const tasks = text.split('\n').filter((line) => /^ {4}/.test(line)).length;
    assert.equal([...svg.matchAll(/class="task task-type-\d+"/g)].length, tasks, file);
  }
});

test('Mermaid refuses what is no diagram', async () => {
  const refused = await page.evaluate(() => globalThis.mermaid.parse('journey\n  section : : :\n    a b').then(() => false, () => true));
  assert.ok(refused);
});
