// The pictures of docs/studio.md beside those of tests/studio/tenminutes.test.mjs: tools/pictures calls it.
import { demo, picture, settled, studio } from '../tests/studio/studio.mjs';
const t = { list: [], after(undo) { this.list.push(undo); } };
const { open } = await studio(t, demo(120000));

async function shot(path, name, how = {}) {
  const page = await open(path, how);
  await page.waitForTimeout(1500);  // charts draw
  await settled(page);
  await picture(page, name);
  await page.context().close();
}
const of = (question) => `/ask?q=${Buffer.from(JSON.stringify(question)).toString('base64url')}`;
const page = await open('/map/jr_draft');
await page.evaluate(() => localStorage.setItem('cairn.first-steps', 'done'));
await page.reload();
await page.locator('.map-figure').first().waitFor();
await settled(page);
await picture(page, 'map.en');
await page.context().close();
await shot('/map/jr_draft', 'map.phone', { width: 390, height: 800, language: 'zh-Hant' });
await shot('/journeys', 'journeys', {});
await shot(of({ kind: 'funnel', steps: ['product_view', 'checkout_start', 'order_paid'], window: '7d', by: 'channel' }), 'ask-funnel', { language: 'zh-Hant' });
await shot(of({ kind: 'paths', depth: 4, limit: 5, start: 'product_view' }), 'ask-paths');
await shot(of({ kind: 'transitions', limit: 20 }), 'ask-transitions', { theme: 'dark' });
await shot(of({ kind: 'retention', start: 'product_view', return: 'order_paid', interval: 'month' }), 'ask-retention');
await shot('/sources', 'sources');
await shot('/settings?show=segments', 'settings', { language: 'zh-Hans' });
for (const name of ['insights', 'guide', 'proof']) await shot(`/${name}`, name);
for (const undo of t.list) await undo();
