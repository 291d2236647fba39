// Every main flow once by keyboard alone: nothing here uses a mouse, or puts the focus anywhere but with the keys.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { until } from '../server/server.mjs';
import { settled, studio } from './studio.mjs';

const mostTabs = 250;

/** Presses `key` until the focus is on it (or in it), as somebody without a mouse does. */
async function reach(page, wanted, key = 'Tab') {
  await wanted.first().waitFor();
  const isThere = () => wanted.first().evaluate((element) => element === document.activeElement);
  for (let i = 0; i < mostTabs; i += 1) {
    if (await isThere()) return;
    await page.keyboard.press(key);
  }
  const at = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200));
  assert.fail(`${mostTabs} times ${key} do not lead to ${wanted}; the focus is on ${at}`);
}
const press = async (page, wanted, key = 'Enter') => {
  await reach(page, wanted);
  await page.keyboard.press(key);
};
const write = async (page, field, text) => {
  await reach(page, field);
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text);
};
/** A choice of a list: opened, typed, taken. */
async function choose(page, label, choice) {
  await press(page, page.getByRole('button', { name: label }), 'Enter');
  await page.getByRole('listbox').waitFor();
  await reach(page, page.getByRole('option', { name: choice }), 'ArrowDown');
  await page.keyboard.press('Enter');
}
const go = async (page, name) => {
  await press(page, page.getByRole('navigation').getByRole('link', { name }));
  await settled(page);
};

test('by keyboard alone', { timeout: 600_000 }, async (t) => {
  const { open, server } = await studio(t);

  await t.test('signing in, and to each screen', async () => {
    const page = await open('/', { token: '' });
    await write(page, page.locator('input[type=password]'), server.token);
    await page.keyboard.press('Enter');
    await page.getByRole('navigation').waitFor();
    for (const name of ['Journeys', 'Customer', 'Ask', 'Insights', 'Guide', 'Proof', 'Sources', 'Settings', 'Map']) {
      await go(page, name);
      await page.locator('h1').first().waitFor().catch((error) => assert.fail(`${name}: ${error.message} ${page.url()}`));
    }
    await page.context().close();
  });

  await t.test('the map: filter, view, an element in full, a pain, a comment, a task', async () => {
    const page = await open('/map/shoe-purchase');
    await page.locator('.map-figure').first().waitFor();
    await choose(page, /Persona$/, 'New weekend shopper');
    await page.waitForURL(/persona=/);
    await press(page, page.getByRole('button', { name: 'Difference' }));
    await page.locator('.map-differences').waitFor();
    await press(page, page.getByRole('button', { name: 'Actual' }));
    // Into the table with Tab, through it with the arrows, into an element with Enter.
    await reach(page, page.locator('.map-table [data-stop][tabindex="0"]'));
    await page.keyboard.press('Control+Home');
    await reach(page, page.locator('[data-element=buy]'), 'ArrowRight');
    await reach(page, page.locator('[data-element=tp_pay]'), 'ArrowDown');
    await page.keyboard.press('Enter');
    const panel = page.locator('.map-panel');
    await panel.waitFor();
    await reach(page, panel.getByRole('tab', { name: 'Figures' }));
    await reach(page, panel.getByRole('tab', { name: 'Comments' }), 'ArrowRight');
    await write(page, panel.getByRole('textbox', { name: 'Comment' }), 'Is this the till?');
    await press(page, panel.getByRole('button', { name: 'Send' }));
    await panel.getByText('Is this the till?').first().waitFor();
    await reach(page, panel.getByRole('tab', { name: 'Comments' }), 'Shift+Tab');
    await reach(page, panel.getByRole('tab', { name: 'Tasks' }), 'ArrowRight');
    await write(page, panel.getByRole('textbox', { name: 'What is to be done' }), 'Open a second till');
    await press(page, panel.getByRole('button', { name: 'Add the task' }));
    await panel.locator('.map-thread', { hasText: 'Open a second till' }).waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    // A pain is written where it hurts, from the cell in which the keys are.
    const pains = page.locator('tr.map-lane.pain td').nth(3).locator('[data-stop]').last();
    await reach(page, page.locator('.map-table [data-stop][tabindex="0"]'));
    await reach(page, pains, 'ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type('The line is too long');
    await page.keyboard.press('Enter');
    await page.locator('.map-table', { hasText: 'The line is too long' }).waitFor();
    await page.context().close();
  });

  await t.test('Ask: a question put together and saved', async () => {
    const page = await open('/ask');
    await page.locator('section.answer').waitFor();
    const before = await page.locator('.bars li').count();
    await press(page, page.getByRole('button', { name: 'Remove step 2' }));
    await page.waitForFunction((count) => document.querySelectorAll('.bars li').length === count - 1, before);
    await press(page, page.getByRole('button', { name: 'Save', exact: true }));
    await write(page, page.getByLabel('Title'), 'By keys');
    await press(page, page.getByRole('dialog').getByRole('button', { name: 'Save' }));
    await page.getByText('“By keys” is saved').waitFor();
    await page.context().close();
  });

  await t.test('a customer is found', async () => {
    const page = await open('/customer');
    await write(page, page.getByRole('main').getByRole('searchbox').or(page.getByRole('main').getByRole('textbox')).first(), 'C0002528');
    await page.keyboard.press('Enter');
    await page.locator('.happening').first().waitFor();
    await page.context().close();
  });

  await t.test('a journey is archived and taken back', async () => {
    const page = await open('/journeys');
    const count = () => page.locator('table.atlas tbody tr').count();
    const before = await count();
    await press(page, page.getByRole('button', { name: /^Actions: / }).first());
    await reach(page, page.getByRole('menuitem', { name: 'Archive' }), 'ArrowDown');
    await page.keyboard.press('Enter');
    await until(async () => (await count()) === before - 1);
    await press(page, page.locator('.toast').getByRole('button', { name: 'Undo' }));
    await until(async () => (await count()) === before);
    await page.context().close();
  });

  await t.test('a source is added; the time zone is set', async () => {
    const page = await open('/sources');
    await press(page, page.getByRole('button', { name: 'Add a source' }));
    await write(page, page.getByRole('dialog').getByLabel('Source', { exact: true }), 'keys');
    await press(page, page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }));
    await page.getByText('How to send').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.context().close();
  });
});
