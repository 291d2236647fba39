// The flags of the demo on its map: a flag opens what was measured before and after, and says what that is worth.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { faultless, picture, settled, studio } from './studio.mjs';

test('flags', { timeout: 300_000 }, async (t) => {
  const { open } = await studio(t);
  const panel = async (language, flag) => {
    const page = await open('/map/jr_draft', { language });
    await page.locator('.map-figure').first().waitFor({ timeout: 30_000 });
    await settled(page);
    assert.equal(await page.locator('.map-ribbon .flag').count(), 6);
    await page.locator('.map-ribbon .flag', { hasText: flag }).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('tbody tr').first().waitFor({ timeout: 30_000 });
    return { page, dialog };
  };

  await t.test('X: before and after with intervals, an untouched group, last year, warnings; a difference', async () => {
    const { page, dialog } = await panel('en', 'Web checkout');
    const text = await dialog.innerText();
    for (const said of [/Web checkouts that are paid: 4\d\.\d % before, \d\d\.\d % after, a difference of \+/, /Untouched group/, /Same period last year/, /Other changes lie in the same time/, /95 %: \+/, /only a randomised test shows an effect/])
      assert.match(text, said);
    assert.equal(await dialog.getByLabel('Untouched group (who)').inputValue(), 'channel in (app, miniprogram)');
    await faultless(page, 'flag of the checkout');
    await picture(page, 'flag-checkout');
    await dialog.getByLabel('Untouched group (who)').fill('');
    await dialog.locator('tbody tr', { hasText: 'Untouched group' }).waitFor({ state: 'detached' });
    await page.context().close();
  });

  await t.test('Z warns of 618, in minutes', async () => {
    const { page, dialog } = await panel('zh-Hant', '聊天機器人');
    assert.match(await dialog.innerText(), /與 618-2026 重疊/);
    assert.match(await dialog.innerText(), /分鐘/);
    await picture(page, 'flag-chatbot');
    await page.context().close();
  });

  await t.test('Amazon was drawn by lot: an effect', async () => {
    const { page, dialog } = await panel('zh-Hans', '尺码对比');
    assert.match(await dialog.innerText(), /效果/);
    await picture(page, 'flag-size-help');
    await page.context().close();
  });
});
