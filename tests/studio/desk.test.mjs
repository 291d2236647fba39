// The atlas, sources with the quarantine, settings and the first steps, as people use them.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { workspace } from '../cli/cairn.mjs';
import { request, until } from '../server/server.mjs';
import { faultless, picture, settled, studio } from './studio.mjs';

const row = (page, name) => page.getByRole('row').filter({ hasText: name });

test('atlas, sources and settings', { timeout: 600_000 }, async (t) => {
  const { open, server } = await studio(t);

  await t.test('a journey is archived and comes back, derived, compared and shared', async () => {
    const page = await open('/journeys');
    const before = await page.locator('table.atlas tbody tr').count();
    assert.ok(before >= 2, 'the demo keeps two');
    const title = await page.locator('table.atlas tbody tr th a').first().innerText();
    await page.getByRole('button', { name: `Actions: ${title}` }).click();
    await page.getByRole('menuitem', { name: 'Archive' }).click();
    await until(async () => (await page.locator('table.atlas tbody tr').count()) === before - 1);
    await page.getByRole('button', { name: 'Undo' }).click();
    await until(async () => (await page.locator('table.atlas tbody tr').count()) === before);
    await page.getByRole('button', { name: `Actions: ${title}` }).click();
    await page.getByRole('menuitem', { name: 'Compare versions…' }).click();
    await page.getByRole('dialog').waitFor();
    await settled(page);
    await picture(page, 'journeys.compare');
    await faultless(page, 'comparing');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: `Actions: ${title}` }).click();
    await page.getByRole('menuitem', { name: 'Share…' }).click();
    await page.getByRole('button', { name: 'Make a link' }).click();
    assert.match(await page.getByLabel('Link', { exact: true }).inputValue(), /\/shared\/\S+$/);
    await picture(page, 'journeys.share');
    await faultless(page, 'sharing');
    await page.context().close();
  });

  await t.test('a document that is dropped as a file is a journey', async () => {
    const page = await open('/journeys', { language: 'zh-Hant' });
    const document = { schema: 'cairn.journey/1', id: 'own', title: '自己的旅程', stages: [{ id: 's', label: '開始' }], touchpoints: [{ id: 't', label: '接觸', stage: 's' }] };
    await page.locator('input[type=file]').setInputFiles({ name: 'own.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(document)) });
    await page.waitForURL(/\/map\/own/);
    await page.context().close();
  });

  await t.test('a source is added, and what it sends badly is repaired, dropped and taken back', async () => {
    const page = await open('/sources');
    await page.getByRole('button', { name: 'Add a source' }).click();
    await page.getByRole('dialog').getByLabel('Source', { exact: true }).fill('web');
    await picture(page, 'sources.add');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('How to send').first().waitFor();
    await picture(page, 'sources.added');
    await page.getByRole('button', { name: 'Close', exact: true }).last().click();
    assert.ok(!(await page.locator('.key code').innerText()).includes('wk_4'), 'the key is hidden');
    await page.getByRole('button', { name: 'Show the key' }).click();
    const key = await page.locator('.key code').innerText();
    await picture(page, 'sources.details');
    await faultless(page, 'a source');
    for (const event of ['A', 'B']) await request(server, 'POST', '/v1/track', { key, body: { event } });
    await until(async () => (await request(server, 'GET', '/api/quarantine', { token: server.token })).json.items.length === 2);
    await page.goto(`${server.url}/sources?show=quarantine`);
    await settled(page);
    await row(page, 'No customer').first().getByRole('button').click();
    const editor = page.getByRole('dialog').locator('textarea');
    await picture(page, 'sources.repair');
    await faultless(page, 'repairing');
    await editor.fill(JSON.stringify({ ...JSON.parse(await editor.inputValue()), userId: 'u1' }));
    await page.getByRole('button', { name: 'Send again' }).click();
    await page.getByText('1 event was made of it').waitFor();
    await row(page, 'No customer').first().getByRole('button').click();
    await page.getByRole('button', { name: 'Drop', exact: true }).click();
    await page.getByText('Nothing waits here').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await row(page, 'No customer').waitFor();
    await faultless(page, 'the quarantine');
    await page.context().close();
  });

  await t.test('a segment is written with its live count, removed and taken back', async () => {
    const page = await open('/settings?show=segments');
    await page.getByRole('button', { name: 'Add a segment' }).click();
    await page.getByLabel('Name', { exact: true }).fill('often');
    await page.getByLabel('Who is in it').fill('count(order_paid >= 2');
    await page.getByText('a bracket is not closed').waitFor();
    await page.getByLabel('Who is in it').fill('count(order_paid) >= 2');
    await page.getByText(/holds for [\d,]+ customers/).waitFor();
    page.faults = page.faults.filter((each) => !each.includes('422')); // what was half written
    await picture(page, 'settings.segment');
    await faultless(page, 'a segment');
    await page.getByRole('button', { name: 'Save' }).click();
    await row(page, 'often').waitFor();
    await page.getByRole('button', { name: 'Remove: often' }).click();
    await row(page, 'often').waitFor({ state: 'detached' });
    await page.locator('.toast').filter({ hasText: 'often is gone' }).getByRole('button', { name: 'Undo' }).click();
    await row(page, 'often').waitFor();
    await page.context().close();
  });

  for (const part of ['general', 'personas', 'identity', 'calendar', 'about'])
    await t.test(`settings: ${part}`, async () => {
      const page = await open(`/settings?show=${part}`, { language: 'zh-Hans' });
      await picture(page, `settings.${part}`);
      await faultless(page, part);
      await page.context().close();
    });
});

test('an empty workspace', { timeout: 120_000 }, async (t) => {
  const { open } = await studio(t, workspace(t));
  for (const [path, name] of [['/start', 'start'], ['/journeys', 'journeys'], ['/sources', 'sources'], ['/settings', 'settings']])
    await t.test(name, async () => {
      const page = await open(path, { language: 'zh-Hans' });
      await picture(page, `empty.${name}`);
      await faultless(page, `${name} of an empty workspace`);
      await page.context().close();
    });
});
