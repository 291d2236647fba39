// How quickly the studio answers a hand: first figures of the demo's map, frames of a map of 8 stages and 80 touchpoints
// while it is panned, edited and filtered, and the time from another filter to its numbers. In real Chromium, against
// the real server. tools/bench studio [--customers N] [--workspace DIR]
import { parseArgs } from 'node:util';
import { request } from '../tests/server/server.mjs';
import { demo, settled, studio } from '../tests/studio/studio.mjs';

const { values } = parseArgs({ options: { customers: { type: 'string', default: '120000' }, workspace: { type: 'string' } } });
const undo = [];
const { open, server } = await studio({ after: (each) => undo.push(each) }, values.workspace ?? demo(Number(values.customers)));
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const tell = (what, ms) => console.log(`${what.padEnd(58)} median ${Math.round(median(ms))} ms, slowest ${Math.round(Math.max(...ms))} ms`);

/** As many stages and touchpoints as a large map has, bound to what the demo records. */
function large(types) {
  const stages = Array.from({ length: 8 }, (_, i) => ({ id: `st_${i}`, label: `Stage ${i + 1}`, order: i + 1 }));
  const touchpoints = Array.from({ length: 80 }, (_, i) => ({
    id: `tp_${i}`, label: `Touchpoint ${i + 1}`, stage: `st_${Math.floor(i / 10)}`, order: i + 1, channel: ['web', 'store', 'app'][i % 3],
    bind: { on: { event: types[i % types.length] } }, action: ['Looks, and goes on'], emotion: { mode: 'manual', manual: (i % 5) - 2 },
  }));
  return { schema: 'cairn.journey/1', id: 'jr_large', title: 'A large map', stages, touchpoints, case: { by: 'session', gap: 'P30D' } };
}

/** The longest frames while something is done, in ms. */
async function frames(page, action) {
  await page.evaluate(() => {
    globalThis.frames_ = [];
    let last = performance.now();
    const next = (now) => { globalThis.frames_.push(now - last); last = now; globalThis.going_ = requestAnimationFrame(next); };
    globalThis.going_ = requestAnimationFrame(next);
  });
  await action();
  return page.evaluate(() => { cancelAnimationFrame(globalThis.going_); return globalThis.frames_.slice(1); });
}
const tellFrames = (what, all) => console.log(`${what.padEnd(58)} longest frame ${Math.round(Math.max(...all))} ms, ${all.filter((ms) => ms > 50).length} of ${all.length} over 50 ms`);

async function firstFigures() {
  const page = await open('/map/jr_draft');
  await page.locator('.map-figure').first().waitFor();
  const ms = [];
  for (let i = 0; i < 5; i += 1) {
    const began = Date.now();
    await page.reload();
    await page.locator('.map-figure').first().waitFor();
    ms.push(Date.now() - began);
  }
  tell('the map of the demo, from a press to its first figures', ms);
  await page.context().close();
}

async function filters() {
  const page = await open('/map/jr_draft');
  await page.locator('.map-figure').first().waitFor();
  const ask = (filter) => page.evaluate(async (filters) => {
    const began = performance.now();
    await (await fetch('/api/measured/observe', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ journey: 'jr_draft', filters }) })).json();
    return performance.now() - began;
  }, filter);
  for (const [what, filter] of Object.entries({ 'no filter': {}, 'a persona': { persona: 'regular' }, 'a quarter': { period: { from: '2026-01-01', to: '2026-04-01' } }, 'a channel': { channel: 'web' } })) {
    const ms = [];
    for (let i = 0; i < 5; i += 1) ms.push(await ask(filter));
    tell(`numbers of the map, ${what}`, ms);
  }
  await page.context().close();
}

async function hand() {
  const { json: status } = await request(server, 'GET', '/api/status', { token: server.token });
  const types = (status.event_types ?? []).map((each) => each.name ?? each);
  await request(server, 'POST', '/api/journeys', { token: server.token, body: { document: large(types) } });
  const page = await open('/map/jr_large?zoom=standard');
  await page.locator('.map-figure').first().waitFor();
  await settled(page);
  for (const each of await page.locator('.map-more').all()) await each.click().catch(() => {});
  await page.waitForTimeout(1000);
  const box = await page.locator('.map-scroll').boundingBox();
  tellFrames('80 touchpoints: panned by the mouse', await frames(page, async () => {
    await page.mouse.move(box.x + 900, box.y + 300);
    await page.mouse.down();
    for (let i = 0; i < 90; i += 1) await page.mouse.move(box.x + 900 - i * 8, box.y + 300 - i * 2);
    await page.mouse.up();
  }));
  tellFrames('80 touchpoints: scrolled', await frames(page, async () => { for (let i = 0; i < 40; i += 1) await page.mouse.wheel(0, 60); }));
  tellFrames('80 touchpoints: a name changed', await frames(page, async () => {
    await page.locator('[data-element=tp_12]').first().dblclick();
    await page.locator('.map-name-field').fill('Another name');
    await page.keyboard.press('Enter');
    await page.waitForTimeout(500);
  }));
  tellFrames('80 touchpoints: another period', await frames(page, async () => {
    await page.evaluate(() => { history.pushState(null, '', '?from=2026-01-01&to=2026-03-31'); dispatchEvent(new PopStateEvent('popstate')); });
    await page.waitForTimeout(2500);
  }));
  await page.context().close();
}

try {
  await firstFigures();
  await filters();
  await hand();
} finally {
  for (const each of undo) await each();
}
