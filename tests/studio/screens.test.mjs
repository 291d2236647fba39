// Every screen in every language, in light and dark, at the width of a desk and of a phone.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { faultless, languages, picture, settled, studio } from './studio.mjs';

const screens = { map: '/', journeys: '/journeys', customer: '/customer', ask: '/ask', insights: '/insights', guide: '/guide', proof: '/proof', sources: '/sources', settings: '/settings' };

test('screens', { timeout: 600_000 }, async (t) => {
  const { open, server } = await studio(t);
  for (const language of languages)
    for (const [name, path] of Object.entries(screens))
      await t.test(`${name} in ${language}`, async () => {
        const page = await open(path, { language, theme: language === 'zh-Hans' ? 'dark' : 'light' });
        assert.equal(await page.locator('html').getAttribute('lang'), language);
        assert.ok(await page.locator('main').innerText() !== '', 'it shows something');
        await picture(page, `${name}.${language}`);
        await faultless(page, `${name} in ${language}`);
        await page.context().close();
      });
  for (const [name, path] of Object.entries(screens))
    await t.test(`${name} on a phone`, async () => {
      const page = await open(path, { width: 390, height: 800 });
      await picture(page, `${name}.phone`);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wider <= 0, `${wider} px wider than the window`);
      await faultless(page, `${name} on a phone`);
      await page.context().close();
    });
  await t.test('the first map needs at most 220 kB of the program', async () => {
    const other = await open('/settings');
    const page = await (await other.context().browser().newContext({ locale: 'en-US' })).newPage();  // with nothing kept
    const files = [];
    page.on('response', (answer) => {
      if (!new URL(answer.url()).pathname.startsWith('/api/')) files.push(answer);
    });
    await page.goto(`${server.url}/map/jr_draft#token=${server.token}`);
    await page.locator('.map-figure').first().waitFor({ timeout: 30_000 });
    await page.waitForLoadState('networkidle', { timeout: 5_000 }).catch(() => {});  // numbers that are followed never end
    const lengths = await Promise.all(files.map(async (answer) => Number((await answer.allHeaders())['content-length'])));
    const bytes = lengths.reduce((sum, each) => sum + each, 0);
    assert.ok(bytes > 150_000 && bytes <= 220_000, `${bytes} bytes`);
    await page.context().close();
    await other.context().close();
  });
  await t.test('nobody sees anything without the token', async () => {
    const page = await open('/', { token: '' });
    await page.locator('input[type=password]').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('does not know this token').waitFor();
    page.faults = page.faults.filter((each) => !each.includes('401'));
    await faultless(page, 'sign-in');
    await page.locator('input[type=password]').fill(server.token);
    await page.keyboard.press('Enter');
    await page.getByRole('navigation').waitFor();
    await settled(page);
    assert.ok(!page.url().includes('token'), 'the address does not keep the token');
  });
});
