// Looks at one rendering in Chromium, in several fonts: no two labels overlap, none leaves its box or the picture, nothing
// is fetched from anywhere, nothing complains, and a page never scrolls sideways as a whole.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { photograph } from '../../tools/screenshot.mjs';

const fonts = ['', '"DejaVu Sans"', '"WenQuanYi Zen Hei"', '"Noto Sans CJK SC"'];
const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

export const openBrowser = () => chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });

// Runs in the page. Every <text> of every SVG as it is on the screen; with `words`, also every line of text of the page.
function look(words) {
  const faults = [];
  const name = (label) => JSON.stringify(label.text.slice(0, 60));
  const leaves = (box, frame, slack) =>
    box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - slack || box.bottom > frame.bottom + slack;
  const overlaps = (labels) => {
    labels.sort((a, b) => a.box.top - b.box.top);
    for (let i = 0; i < labels.length; ++i)
      for (let j = i + 1; j < labels.length && labels[j].box.top < labels[i].box.bottom - 1; ++j) {
        const a = labels[i].box, b = labels[j].box;
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left), high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (wide > 1 && high > 1) faults.push(`${name(labels[i])} overlaps ${name(labels[j])} by ${wide.toFixed(1)} × ${high.toFixed(1)}`);
      }
  };
  let count = 0;
  for (const svg of document.querySelectorAll('svg')) {
    const page = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll('text')]
      .map((element) => ({ element, text: element.textContent, box: element.getBoundingClientRect() })).filter((t) => t.box.width > 0);
    for (const label of texts) {
      if (leaves(label.box, page, 1)) faults.push(`${name(label)} leaves the picture`);
      const card = label.element.closest('.touchpoint,.pain,.opportunity');
      const frame = card && card.querySelector(':scope > rect')?.getBoundingClientRect();
      if (frame && leaves(label.box, frame, 1.5)) faults.push(`${name(label)} leaves its box`);
    }
    overlaps(texts);
    count += texts.length;
  }
  if (words) {
    const page = document.documentElement.getBoundingClientRect();
    const lines = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (!node.data.trim() || node.parentElement.closest('svg,style,script')) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) if (box.width > 0) lines.push({ text: node.data, box });
    }
    for (const line of lines) if (leaves(line.box, page, 1)) faults.push(`${name(line)} leaves the page`);
    overlaps(lines);
    count += lines.length;
  }
  const body = document.scrollingElement;
  if (document.body && body.scrollWidth > body.clientWidth + 1) faults.push(`the page is ${body.scrollWidth} px wide in a window of ${body.clientWidth}`);
  return { faults, count };
}

/** What is wrong with an SVG or HTML file, and how many labels were looked at. `words`: its text outside pictures, too. */
export async function inspect(browser, file, { widths = [1600], words = false } = {}) {
  const complaints = [];
  let labels = Infinity;
  for (const width of widths) {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const address = pathToFileURL(file).href;
    page.on('console', (message) => complaints.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => { complaints.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
    page.on('request', (request) => { if (request.url() !== address && !request.url().startsWith('data:')) complaints.push(`fetches ${request.url()}`); });
    await page.goto(address);
    if (process.env.CAIRN_SCREENSHOTS && width === widths[0])
      await photograph(page, path.join(process.env.CAIRN_SCREENSHOTS, `${path.basename(file)}.png`));
    for (const font of width === widths[0] ? fonts : ['']) {
      if (font) await page.evaluate((family) => {
        const style = document.createElementNS('http://www.w3.org/1999/xhtml', 'style');
        style.textContent = `text, tspan, body, body * { font-family: ${family} !important }`;
        document.documentElement.append(style);
      }, font);
      const seen = await page.evaluate(look, words);
      complaints.push(...seen.faults.map((fault) => `${font || 'own fonts'}, ${width} px: ${fault}`));
      labels = Math.min(labels, seen.count);
    }
    await page.close();
  }
  return { complaints: complaints.slice(0, 12), labels };
}
