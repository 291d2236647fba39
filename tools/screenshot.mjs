// node tools/screenshot.mjs PAGE PICTURE.png [WIDTH]: the whole page, as Chromium draws it.
import { chromium } from 'playwright-core';
import { pathToFileURL } from 'node:url';

const [page, picture, width] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const tab = await browser.newPage({ viewport: { width: Number(width ?? 1600), height: 900 } });
await tab.goto(pathToFileURL(page).href);
const size = await tab.evaluate(() => {
  const { width, height } = document.documentElement.getBoundingClientRect();
  return { width: Math.ceil(width), height: Math.ceil(height) };
});
await tab.setViewportSize({ width: Math.max(size.width, Number(width ?? 1600)), height: Math.max(size.height, 100) });
await tab.screenshot({ path: picture });
await browser.close();
