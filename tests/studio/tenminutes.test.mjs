// The first ten minutes, as the README leads: from `make run`'s link to a map of one's own file. Each step leaves a
// picture (CAIRN_SCREENSHOTS=DIR; docs/studio.md shows them).
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterwards, program, root, workspace } from '../cli/cairn.mjs';
import { until } from '../server/server.mjs';
import { demo, picture, settled, studio, visit } from './studio.mjs';

const customers = Number(process.env.CAIRN_CUSTOMERS ?? 20_000);  // tools/pictures: the whole company

/** What `make run` starts: the demo, which ends with a link. */
async function demoServer(t, folder) {
  const process = spawn(program, ['-w', folder, 'demo', '--customers', String(customers), '--serve', '--lang', 'zh-Hans'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  process.stdout.on('data', (text) => (output += text));
  const ended = new Promise((done) => process.on('exit', done));
  afterwards(t, async () => { process.kill('SIGKILL'); await ended; });
  const [, url, token] = await until(() => /(http:\/\/127\.0\.0\.1:\d+)\/#token=(\S+)\n$/.exec(output), 120_000, 'a link at the end');
  return { url, token };
}

test('the first ten minutes', { timeout: 900_000 }, async (t) => {
  const folder = demo(customers);
  afterwards(t, () => rmSync(folder, { recursive: true, force: true }));
  const open = await visit(t);
  let server, page;

  await t.test('(a) make run ends with a link, (b) which shows the map in the language of the browser', async () => {
    server = await demoServer(t, folder);
    page = await open(server, '/', { language: 'zh-Hans' });
    await page.locator('.map-figure').first().waitFor({ timeout: 30_000 });
    assert.match(await page.locator('h1').innerText(), /购买旅程/);
    assert.match(await page.locator('.map-basis').innerText(), /数据完整到.*订单的 \d+%/s);
    assert.match(await page.locator('.map-loss summary').innerText(), /最大流失：.*去结账.*\d+\s?%/);
    await picture(page, 'ten.1-map');
  });

  await t.test('(c) what was designed for the shoe buyer, and what happens', async () => {
    await page.goto(`${server.url}/map/shoe-purchase?view=difference`);
    await page.locator('.map-differences').waitFor({ timeout: 30_000 });
    await settled(page);
    assert.ok(await page.locator('.map-table .chip.attention').count() > 0, 'what is missing or unplanned is marked');
    await picture(page, 'ten.2-difference');
  });

  await t.test('(d) from a pain to the words of customers, to the shoe buyer, to why the ids are one, and undo', async () => {
    await page.goto(`${server.url}/map/jr_draft`);
    await page.locator('.map-figure').first().waitFor({ timeout: 30_000 });
    await page.locator('tr.map-lane.pain [data-element]').first().click();
    await page.locator('.map-panel').waitFor();
    await page.getByRole('tab', { name: '原话' }).click();
    await settled(page);
    await picture(page, 'ten.3-words');
    await page.goto(`${server.url}/customer/story-shoe-buyer`);
    await page.locator('.happening').first().waitFor({ timeout: 30_000 });
    await page.getByText(/为何是同一位客户/).click();
    const chips = page.locator('.identifiers .chip');
    const before = await chips.count();
    assert.ok(before > 2, `${before} identifiers`);
    await picture(page, 'ten.4-shoe-buyer');
    await page.getByRole('button', { name: /^永不合并/ }).first().click();
    await page.waitForFunction((count) => document.querySelectorAll('.identifiers .chip').length !== count, before);
    await page.locator('.toast').getByRole('button', { name: '撤销' }).click();
    await page.waitForFunction((count) => document.querySelectorAll('.identifiers .chip').length === count, before);
  });

  await t.test('(e) the phone plays a customer, and the map moves', async () => {
    await page.goto(`${server.url}/map/jr_draft`);
    await page.locator('.map-live').waitFor({ timeout: 30_000 });
    await page.getByRole('button', { name: '扮演客户' }).click();
    const began = Date.now();
    await page.getByRole('button', { name: '扫码并关注' }).click();
    await page.locator('.map-grown').first().waitFor({ timeout: 10_000 });
    console.log(`the map moved after ${Date.now() - began} ms`);
    await picture(page, 'ten.5-phone');
  });

  await t.test('(f) six flags: what was changed, and what was different after it', async () => {
    await page.goto(`${server.url}/map/jr_draft`);
    await page.locator('button[data-marker]').first().waitFor({ timeout: 30_000 });
    assert.equal(await page.locator('button[data-marker]').count(), 6);
    await page.locator('[data-marker=mk_checkout]').click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('table').first().waitFor({ timeout: 30_000 });
    const said = await dialog.innerText();
    assert.match(said, /\d+(\.\d+)? ?%/);
    assert.match(said, /差异|之差/);
    await picture(page, 'ten.6-flag');
    await page.keyboard.press('Escape');
    await page.locator('[data-marker=mk_chatbot]').click();
    await page.getByRole('dialog').getByText(/618/).first().waitFor({ timeout: 30_000 });
    await page.keyboard.press('Escape');
  });

  await t.test('(g) the map as one long picture for a phone', async () => {
    await page.getByRole('button', { name: '导出' }).click();
    const coming = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: /长图/ }).click();
    const download = await coming;
    const path = join(root, 'build/tests', `long-${process.pid}.png`);
    await download.saveAs(path);
    const bytes = readFileSync(path);
    rmSync(path);
    assert.equal(bytes.readUInt32BE(16), 1080, 'pixels wide');
    assert.ok(bytes.readUInt32BE(20) > 2000, 'pixels high');
    await page.context().close();
  });

  await t.test('(h) an own file gives an own map within 6 clicks', async () => {
    const { server: empty, open: openEmpty } = await studio(t, workspace(t));
    const own = await openEmpty('/', { language: 'zh-Hans' });
    await picture(own, 'ten.7-empty');
    let clicks = 0;
    const click = async (wanted) => { clicks += 1; await wanted.click(); };
    const began = Date.now();
    const file = join(root, 'build/tests', `own-${process.pid}.csv`);
    writeFileSync(file, ownEvents());
    const chooser = own.waitForEvent('filechooser');
    await click(own.getByRole('button', { name: /^选择文件/ }));
    await (await chooser).setFiles(file);
    await click(own.getByRole('button', { name: '起草我的旅程图' }));
    await own.waitForURL(/\/map\//, { timeout: 60_000 });
    await own.locator('.map-figure').first().waitFor({ timeout: 30_000 });
    const seconds = (Date.now() - began) / 1000;
    console.log(`an own map after ${clicks} clicks and ${seconds.toFixed(1)} s`);
    assert.ok(clicks <= 6);
    assert.ok(await own.locator('.map-card').count() >= 3);
    await picture(own, 'ten.8-own');
    assert.ok(empty.url);
  });
});

/** A shop's export: who did what when. */
function ownEvents() {
  const lines = ['会员号,事件,时间'];
  for (let n = 0; n < 400; n += 1) {
    const day = `2026-0${1 + (n % 6)}-1${n % 9}`;
    lines.push(`M${n},浏览商品,${day} 10:00:00`, `M${n},加入购物车,${day} 10:0${n % 9}:30`);
    if (n % 3) lines.push(`M${n},支付订单,${day} 10:2${n % 9}:00`);
  }
  return `${lines.join('\n')}\n`;
}
