// Looks at renderings in Chromium, in several fonts: no two labels overlap, none leaves its box or the picture, nothing is
// fetched from anywhere, nothing complains, and a page never scrolls sideways as a whole.
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
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const fonts = ['', '"DejaVu Sans"', '"WenQuanYi Zen Hei"', '"Noto Sans CJK SC"'];
const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

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

// Runs in the page. Every <text> of every SVG, as it is on the screen.
function look() {
  const faults = [];
  const name = element => JSON.stringify(element.textContent.slice(0, 60));
  for (const svg of document.querySelectorAll('svg')) {
    const page = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll('text')].map(element => ({ element, box: element.getBoundingClientRect() })).filter(t => t.box.width > 0);
    for (const { element, box } of texts) {
      if (box.left < page.left - 1 || box.right > page.right + 1 || box.top < page.top - 1 || box.bottom > page.bottom + 1)
        faults.push(`${name(element)} leaves the picture`);
      const card = element.closest('.touchpoint,.pain,.opportunity');
      const frame = card && card.querySelector(':scope > rect')?.getBoundingClientRect();
      if (frame && (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1.5 || box.bottom > frame.bottom + 1.5))
        faults.push(`${name(element)} leaves its box`);
    }
    texts.sort((a, b) => a.box.top - b.box.top);
    for (let i = 0; i < texts.length; ++i)
      for (let j = i + 1; j < texts.length && texts[j].box.top < texts[i].box.bottom - 1; ++j) {
        const a = texts[i].box, b = texts[j].box;
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left), high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (wide > 1 && high > 1) faults.push(`${name(texts[i].element)} overlaps ${name(texts[j].element)} by ${wide.toFixed(1)} × ${high.toFixed(1)}`);
      }
  }
  const body = document.scrollingElement;
  if (document.body && body.scrollWidth > body.clientWidth + 1) faults.push(`the page is ${body.scrollWidth} px wide in a window of ${body.clientWidth}`);
  return { faults, texts: document.querySelectorAll('svg text').length };
}

const folder = renderings();
const files = fs.readdirSync(folder).filter(file => /\.(svg|html)$/.test(file)).sort();
let browser;
before(async () => { browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags }); });
after(async () => { await browser?.close(); });

test('there are renderings to look at', () => assert.ok(files.length > 0, `no SVG or HTML files in ${folder}`));

for (const file of files) {
  test(`${file}: no label overlaps another or leaves its box, nothing is fetched`, async () => {
    const complaints = [];
    for (const width of file.endsWith('.html') ? [1600, 390] : [1600]) {
      const page = await browser.newPage({ viewport: { width, height: 900 } });
      const address = pathToFileURL(path.join(folder, file)).href;
      page.on('console', message => complaints.push(`console: ${message.text()}`));
      page.on('pageerror', error => complaints.push(`error: ${error.message}`));
      page.on('dialog', dialog => { complaints.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
      page.on('request', request => { if (request.url() !== address && !request.url().startsWith('data:')) complaints.push(`fetches ${request.url()}`); });
      await page.goto(address);
      for (const font of width === 1600 ? fonts : ['']) {
        if (font) await page.evaluate(family => {
          const style = document.createElementNS('http://www.w3.org/1999/xhtml', 'style');
          style.textContent = `text, tspan, body, body * { font-family: ${family} !important }`;
          document.documentElement.append(style);
        }, font);
        const seen = await page.evaluate(look);
        complaints.push(...seen.faults.map(fault => `${font || 'own fonts'}, ${width} px: ${fault}`));
        if (!file.startsWith('empty')) assert.ok(seen.texts > 5, `${file} has ${seen.texts} labels`);
      }
      if (process.env.CAIRN_SCREENSHOTS && width === 1600)
        await page.screenshot({ path: path.join(process.env.CAIRN_SCREENSHOTS, `${file}.png`), fullPage: true });
      await page.close();
    }
    assert.deepEqual(complaints.slice(0, 12), []);
  });
}
