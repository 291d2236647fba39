// node tools/screenshot.mjs PAGE PICTURE.png [WIDTH]: the whole page, as Chromium draws it.
import { realpathSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

/** Chromium draws no window that is higher. */
const highest = 16000;

/** The whole of an HTML or SVG page, by a window of its size: `fullPage` waits for ever for the body that no SVG has. */
export async function photograph(tab, picture) {
  const before = tab.viewportSize();
  const size = await tab.evaluate(() => {
    const { width, height } = document.documentElement.getBoundingClientRect();
    return { width: Math.ceil(width), height: Math.ceil(height) };
  });
  await tab.setViewportSize({ width: Math.max(size.width, before.width), height: Math.min(Math.max(size.height, 100), highest) });
  await tab.screenshot({ path: picture });
  await tab.setViewportSize(before);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [page, picture, width] = process.argv.slice(2);
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  const tab = await browser.newPage({ viewport: { width: Number(width ?? 1600), height: 900 } });
  await tab.goto(pathToFileURL(page).href);
  await photograph(tab, picture);
  await browser.close();
}
