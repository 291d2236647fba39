// The studio in real Chromium, from the real server, on the demo company. Whatever the console calls an error, a text
// that is missing, a request to any other host, or a fault of axe fails the test that sees it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBrowser } from '../browser/labels.mjs';
import { afterwards, cairn, program, root } from '../cli/cairn.mjs';
import { serve } from '../server/server.mjs';

const axe = readFileSync(join(root, 'studio/node_modules/axe-core/axe.min.js'), 'utf8');
export const languages = ['en', 'zh-Hans', 'zh-Hant'];
const locales = { en: 'en-US', 'zh-Hans': 'zh-CN', 'zh-Hant': 'zh-TW' };

/** A folder of the demo company that a test may change; the company is made once for each program. */
export function demo(customers = 20_000) {
  const kept = join(root, 'build/tests', `demo-${customers}-${Math.round(statSync(program).mtimeMs)}`);
  if (!existsSync(kept)) {
    mkdirSync(join(root, 'build/tests'), { recursive: true });
    for (const old of readdirSync(join(root, 'build/tests')))
      if (old.startsWith(`demo-${customers}-`)) rmSync(join(root, 'build/tests', old), { recursive: true, force: true });
    cairn(['-w', `${kept}.part`, 'demo', '--customers', String(customers)]);
    renameSync(`${kept}.part`, kept);
  }
  const folder = mkdtempSync(join(tmpdir(), 'cairn-studio-'));
  execFileSync('cp', ['-a', `${kept}/.`, folder]);
  return folder;
}

/** A browser: open({url, token}, path, how) gives a signed-in page that has loaded what it shows. */
export async function visit(t) {
  const browser = await openBrowser();
  afterwards(t, () => browser.close());
  return async (server, path = '/', { language = 'en', theme = 'light', width = 1440, height = 900, token = server.token } = {}) => {
    const context = await browser.newContext({ locale: locales[language], viewport: { width, height }, colorScheme: theme, timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.faults = [];
    page.on('console', (message) => message.type() === 'error' && page.faults.push(message.text()));
    page.on('pageerror', (error) => page.faults.push(String(error)));
    page.on('request', (request) => {
      if (!request.url().startsWith(server.url) && !/^(data|blob):/.test(request.url())) page.faults.push(`asks another host: ${request.url()}`);
    });
    await page.goto(server.url + path + (token ? `#token=${token}` : ''));
    await settled(page);
    return page;
  };
}

/** The server of a folder and a browser: {server, open(path, how)}. */
export async function studio(t, folder = demo()) {
  afterwards(t, () => rmSync(folder, { recursive: true, force: true }));
  const server = await serve(t, { folder });
  const open = await visit(t);
  return { server, open: (path, how) => open(server, path, how) };
}

/** Nothing loads any more, for long enough that nothing is about to begin. */
export async function settled(page, ms = 20_000) {
  await page.evaluate(() => delete globalThis.calmSince_);
  await page.waitForFunction(() => {
    const main = document.querySelector('main');
    const isCalm = document.querySelector('#root')?.childElementCount > 0 && main?.childElementCount !== 0 && !document.querySelector('[role=status] .bar');
    globalThis.calmSince_ = isCalm ? globalThis.calmSince_ ?? performance.now() : undefined;
    return isCalm && performance.now() - globalThis.calmSince_ > 150;
  }, null, { timeout: ms });
}

export async function faultless(page, what) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.failureSummary}`).join('; ')}`);
  assert.deepEqual(told, [], `axe: ${what}`);
  assert.deepEqual(page.faults, [], what);
}

/** Keeps a picture where CAIRN_SCREENSHOTS says. */
export async function picture(page, name) {
  const folder = process.env.CAIRN_SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
