// The phone beside the map: somebody follows, binds and rates one star, and the map that is open grows by it.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { demo, faultless, picture, settled, studio } from './studio.mjs';

const acts = {
  en: ['Scan the code and follow', 'Bind the membership', 'Rate one star'],
  'zh-Hans': ['扫码并关注', '绑定会员', '打一星'],
};
const opener = { en: 'Play a customer', 'zh-Hans': '扮演客户' };
const events = ['oa_follow', 'phone_bind', 'service_rating'];

/** The card of an event on the drafted map, with the number of cases that it tells in full. */
const card = (page, event) => page.locator(`.map-card[data-element*=${event}]`).first();
async function shownCases(page, event) {
  const told = await card(page, event).locator('[data-figure=cases]').getAttribute('data-tip');
  return Number(/n = ([\d,]+)/.exec(told)[1].replaceAll(',', ''));
}
/** What the server says of it. */
const countedCases = (page, event) => page.evaluate(async (name) => {
  const answer = await fetch('/api/measured/observe', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"journey":"jr_draft"}' });
  return (await answer.json()).touchpoints.find((each) => each.id.includes(name)).cases;
}, event);

async function mapWithPhone(open, how) {
  const page = await open('/map/jr_draft', how);
  await page.locator('.map-figure').first().waitFor({ timeout: 60_000 });
  await settled(page);
  await page.locator('.map-live').waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: opener[how.language] }).click();
  return page;
}

test('phone', { timeout: 300_000 }, async (t) => {
  const { open } = await studio(t, demo(2_000));

  await t.test('three acts, and after each a figure of the map grows within 2 s, without a reload', async () => {
    const page = await mapWithPhone(open, { language: 'en', width: 1280, height: 800 });
    let loads = 0;
    page.on('load', () => (loads += 1));
    await picture(page, 'phone.en.1280.before');
    for (const [i, name] of acts.en.entries()) {
      const before = await countedCases(page, events[i]);
      const began = Date.now();
      await page.getByRole('button', { name }).click();
      const grown = card(page, events[i]).locator('.map-grown');
      await grown.waitFor({ timeout: 10_000 });
      const ms = Date.now() - began;
      console.log(`${name}: the map moved after ${ms} ms`);
      assert.equal(await grown.innerText(), '+1');
      assert.equal(await shownCases(page, events[i]), before + 1);
      assert.ok(await card(page, events[i]).isVisible());
    }
    assert.equal(loads, 0);
    assert.match(await page.getByRole('log').innerText(), /欢迎关注石径鞋履/, 'the answer of the source that welcomes');
    await faultless(page, 'phone');
    await picture(page, 'phone.en.1280.after');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: opener.en }).waitFor();
    await page.context().close();
  });

  for (const [language, width, height] of [['zh-Hans', 1280, 800], ['zh-Hans', 390, 844], ['en', 390, 844]])
    await t.test(`it fits and is without a fault: ${language}, ${width} px`, async () => {
      const page = await mapWithPhone(open, { language, width, height });
      await page.getByRole('button', { name: acts[language][0] }).click();
      await page.getByRole('log').getByText('欢迎关注石径鞋履').waitFor();
      await faultless(page, 'phone');
      const { x, y, width: wide, height: high } = await page.locator('.phone').boundingBox();
      assert.ok(x >= 0 && y >= 0 && x + wide <= width && y + high <= height, `${x} ${y} ${wide} ${high}`);
      await picture(page, `phone.${language}.${width}`);
      await page.context().close();
    });
});
