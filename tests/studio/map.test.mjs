// The map: what it says, how it is edited by mouse and keyboard, what is behind its numbers.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { faultless, picture, settled, studio } from './studio.mjs';

const shoes = '/map/shoe-purchase';
const element = (page, id) => page.locator(`[data-element=${id}]`).first();
const ready = async (page) => {
  await page.locator('.map-figure').first().waitFor({ timeout: 30_000 });
  await settled(page);
};
/** What the server keeps of a journey. */
const kept = (page, id) => page.evaluate(async (each) => (await fetch(`/api/journeys/${each}`)).json(), id);
const stageOf = async (page, id) => (await kept(page, 'shoe-purchase')).document.touchpoints.find((each) => each.id === id).stage;

/** Waits until what the server keeps is as expected. */
async function becomes(read, expected) {
  let value;
  for (let i = 0; i < 50; i += 1) {
    value = await read();
    if (JSON.stringify(value) === JSON.stringify(expected)) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  assert.deepEqual(value, expected);
}

test('map', { timeout: 300_000 }, async (t) => {
  const { open } = await studio(t);

  await t.test('it says what it rests on, and is a table', async () => {
    const page = await open(shoes);
    await ready(page);
    assert.match(await page.locator('.map-basis').innerText(), /n = [\d,]+ journeys/);
    assert.equal(await page.locator('.map-table thead th').count(), 8);
    assert.ok((await page.locator('.map-table tbody th[scope=row]').count()) > 6);
    await faultless(page, 'map');
    await page.context().close();
  });

  await t.test('arrow keys go through it; F2 renames, Alt and arrows move, Ctrl+Z takes back', async () => {
    const page = await open(shoes);
    await ready(page);
    await element(page, 'aware').focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.evaluate(() => document.activeElement.dataset.element), 'consider');
    await element(page, 'tp_pay').focus();
    await page.keyboard.press('F2');
    await page.keyboard.type('Pay at the counter');
    await page.keyboard.press('Enter');
    await page.locator('[data-element=tp_pay]', { hasText: 'Pay at the counter' }).waitFor();
    await becomes(() => page.evaluate(() => document.activeElement.dataset.element), 'tp_pay');
    await page.keyboard.press('Alt+ArrowRight');
    await becomes(() => stageOf(page, 'tp_pay'), 'join');
    await page.keyboard.press('Control+z');
    await becomes(() => stageOf(page, 'tp_pay'), 'buy');
    await page.keyboard.press('Control+z');
    await page.locator('[data-element=tp_pay]', { hasText: 'Pay and get the receipt' }).waitFor();
    await page.keyboard.press('Control+Shift+z');
    await page.locator('[data-element=tp_pay]', { hasText: 'Pay at the counter' }).waitFor();
    await page.keyboard.press('Control+z');
    await page.locator('[data-element=tp_pay]', { hasText: 'Pay and get the receipt' }).waitFor();
    await page.context().close();
  });

  await t.test('a touchpoint and a stage are dragged', async () => {
    const page = await open(shoes);
    await ready(page);
    await element(page, 'tp_enter').dragTo(element(page, 'tp_try'));
    await becomes(() => stageOf(page, 'tp_enter'), 'decide');
    await page.keyboard.press('Control+z');
    await becomes(() => stageOf(page, 'tp_enter'), 'consider');
    await element(page, 'decide').dragTo(element(page, 'consider'));
    const stages = async () => (await kept(page, 'shoe-purchase')).document.stages.sort((a, b) => a.order - b.order).map((each) => each.id).slice(0, 3);
    await becomes(stages, ['aware', 'decide', 'consider']);
    await page.keyboard.press('Control+z');
    await becomes(stages, ['aware', 'consider', 'decide']);
    await page.context().close();
  });

  await t.test('of two who edit the same the second chooses', async () => {
    const page = await open(shoes);
    await ready(page);
    const { head } = await kept(page, 'shoe-purchase');
    await page.evaluate(async (base) => fetch('/api/journeys/shoe-purchase', { method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ base, author: 'Lin', changes: [{ path: ['touchpoints', 'tp_try', 'label'], value: 'Theirs' }] }) }), head);
    await element(page, 'tp_try').dblclick();
    await page.locator('.map-name-field').fill('Mine');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    assert.match(await dialog.innerText(), /Mine[\s\S]*Theirs|Theirs[\s\S]*Mine/);
    page.faults = page.faults.filter((each) => !each.includes('409'));
    await faultless(page, 'conflict');
    await dialog.getByRole('button', { name: 'Keep mine' }).click();
    await page.locator('[data-element=tp_try]', { hasText: 'Mine' }).waitFor();
    await page.context().close();
  });

  await t.test('difference, panel, versions: each without a fault', async () => {
    const page = await open(`${shoes}?view=difference`, { language: 'zh-Hant', theme: 'dark' });
    await ready(page);
    await page.locator('.map-differences').waitFor();
    await faultless(page, 'difference');
    await picture(page, 'map.difference');
    await element(page, 'tp_pay').click();
    await page.locator('.map-number').first().waitFor();
    const tabs = page.locator('.map-panel [role=tab]');
    for (let i = 0; i < (await tabs.count()); i += 1) {
      await tabs.nth(i).click();
      await settled(page);
      await faultless(page, `panel, tab ${i + 1}`);
    }
    await picture(page, 'map.panel');
    await page.context().close();
  });
});
