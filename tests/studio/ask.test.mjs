// Ask by mouse and keyboard: a question is put together, shown as chart and table, kept, shared by its address; and the
// way from a number to the people behind it and to one of them.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { faultless, picture, settled, studio } from './studio.mjs';

const of = (question) => `/ask?q=${Buffer.from(JSON.stringify(question)).toString('base64url')}`;
const questions = {
  funnel: { kind: 'funnel', steps: ['product_view', 'checkout_start', 'order_paid'], window: '7d' },
  paths: { kind: 'paths', depth: 4, limit: 5 },
  transitions: { kind: 'transitions', limit: 20 },
  retention: { kind: 'retention', start: 'product_view', return: 'order_paid', interval: 'month' },
  timing: { kind: 'timing', from: 'product_view', to: 'order_paid' },
  variants: { kind: 'variants', limit: 8 },
};

test('Ask', { timeout: 600_000 }, async (t) => {
  const { open } = await studio(t);
  for (const [kind, question] of Object.entries(questions))
    await t.test(`${kind} as chart and table`, async () => {
      const page = await open(of(question), { language: 'zh-Hans' });
      await page.locator('section.answer').waitFor();
      await page.waitForTimeout(800);  // ECharts draws
      await picture(page, `ask-${kind}`);
      await faultless(page, kind);
      await page.getByRole('tab', { name: '表格' }).click();
      assert.ok(await page.locator('section.answer table.table tbody tr').count() > 0);
      await faultless(page, `${kind} as a table`);
      await page.context().close();
    });

  await t.test('by keyboard: another step, the address follows, the question is kept and opened again', async () => {
    const page = await open('/ask');
    await page.locator('section.answer').waitFor();
    const before = await page.locator('.bars li').count();
    await page.getByRole('button', { name: 'Remove step 2' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction((count) => document.querySelectorAll('.bars li').length === count - 1, before);
    const address = page.url();
    assert.match(address, /\?q=/);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByLabel('Title').fill('From store to till');
    await page.keyboard.press('Tab');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).press('Enter');
    await page.getByText('“From store to till” is saved').waitFor();
    await page.goto(new URL('/ask', address).href);
    await settled(page);
    await page.getByRole('button', { name: 'Saved questions' }).press('Enter');
    await page.getByRole('menuitem', { name: 'From store to till', exact: true }).press('Enter');
    await page.waitForFunction((count) => document.querySelectorAll('.bars li').length === count - 1, before);
    await faultless(page, 'a kept question');
    await page.context().close();
  });

  await t.test('a broken JSON says where; a refusal says what and why', async () => {
    const page = await open('/ask');
    await page.getByRole('tab', { name: 'JSON' }).click();
    await page.getByLabel('Open as JSON').fill('{\n  "kind": tunnel\n}');
    await page.getByRole('button', { name: 'Use this question' }).click();
    await page.getByText(/Line 2, column/).waitFor();
    await page.getByLabel('Open as JSON').fill('{"kind": "tunnel"}');
    await page.getByRole('button', { name: 'Use this question' }).click();
    await page.getByRole('alert').getByText(/tunnel/).waitFor();
    await page.context().close();
  });

  await t.test('from a number to the people, and to one of them', async () => {
    const page = await open(of(questions.funnel));
    await page.getByRole('button', { name: /Show the customers: order_paid/ }).click();
    await page.getByRole('dialog').getByRole('button').filter({ hasText: /^C\d/ }).first().click();
    await page.locator('.happening').first().waitFor();
    await settled(page);
    await picture(page, 'customer');
    await faultless(page, 'a customer');
    await page.context().close();
  });

  await t.test('a merge is taken apart by its evidence, and the decision is taken back', async () => {
    const page = await open('/customer/C0002528');
    await page.locator('.happening').first().waitFor();
    await page.getByText(/Why they are one customer/).click();
    const chips = page.locator('.identifiers .chip');
    const before = await chips.count();
    assert.ok(before > 2, `${before} identifiers`);
    await page.getByRole('button', { name: /^Never these two: .*unionid/ }).first().click();
    await page.waitForFunction((count) => document.querySelectorAll('.identifiers .chip').length !== count, before);
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await page.waitForFunction((count) => document.querySelectorAll('.identifiers .chip').length === count, before);
    await faultless(page, 'undo');
    await page.context().close();
  });
});
