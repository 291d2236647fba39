// Unmodified SDKs of browsers against the real server, in Chromium, from a page of another origin, so that CORS is real.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { afterwards, events, loaded, serve, stop, stored, until } from './server.mjs';

const require = createRequire(import.meta.url);
const { chromium } = require('playwright-core');
const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const scripts = {
  '/analytics.js': require.resolve('@segment/analytics-next').replace(/dist\/cjs\/index\.js$/, 'dist/umd/standalone.js'),
  '/sensors.js': require.resolve('sa-sdk-javascript'),
};

let browser, shop, origin;
before(async () => {
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });
  shop = http.createServer((asked, answer) => {
    const script = scripts[asked.url];
    answer.setHeader('content-type', script ? 'text/javascript' : 'text/html; charset=utf-8');
    answer.end(script ? readFileSync(script) : '<!doctype html><title>鞋店</title><p>跑鞋</p>');
  });
  await new Promise((done) => shop.listen(0, '127.0.0.1', done));
  origin = `http://localhost:${shop.address().port}`;
});
after(async () => {
  await browser?.close();
  shop?.close();
});

/** A page of the shop, and what the browser complained of. */
async function visit(t) {
  const context = await browser.newContext({ locale: 'zh-CN' });
  afterwards(t, () => context.close());
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${origin}/shoes?utm_source=wechat&utm_campaign=双11`);
  return { page, complaints };
}

const queued = (folder) => stored(folder, ['n'], "event = 'Queued'").map((each) => each.n).sort((a, b) => a - b);
const order = {
  order_id: 'D2026-001', revenue: 299.9, currency: 'CNY', coupon: '双十一满减',
  products: [{ product_id: 'p7', sku: 'SKU-7', name: '跑鞋', price: 149.95, quantity: 2 }],
};
const bought = { amount: 299.9, currency: 'CNY', order_id: 'D2026-001', product: 'SKU-7', product_name: '跑鞋', items: 2, coupon: '双十一满减' };

/** Segment's snippet as sites paste it in; only the address of the settings is ours. */
function segment({ url, key, batching }) {
  const analytics = (window.analytics = []);
  for (const method of ['track', 'identify', 'page', 'group', 'alias', 'ready', 'on'])
    analytics[method] = (...given) => {
      if (window.analytics.initialized) return window.analytics[method](...given);
      analytics.push([method, ...given]);
      return analytics;
    };
  analytics._writeKey = key;
  analytics._cdn = url;
  if (batching) analytics._loadOptions = { integrations: { 'Segment.io': { deliveryStrategy: { strategy: 'batching', config: { size: 10, timeout: 300 } } } } };
  analytics.page('商城', '跑鞋', { stock: 3 });
  const script = document.createElement('script');
  script.src = '/analytics.js';
  document.body.append(script);
}

for (const batching of [false, true])
  test(`@segment/analytics-next, ${batching ? 'batching' : 'one by one'}, sends to where its settings say`, async (t) => {
    const server = await serve(t);
    const { page, complaints } = await visit(t);
    await page.evaluate(segment, { url: server.url, key: server.key, batching });
    // What is called before the SDK is there it sends as of whoever has signed in by then.
    await loaded(server.folder, 1, 30_000);
    await page.evaluate((bought) => {
      window.analytics.identify('u1', { nick: '王小明' });
      window.analytics.group('g1', { tier: '金卡会员' });
      window.analytics.track('Order Completed', bought);
    }, order);
    await loaded(server.folder, 4, 30_000);
    const here = { channel: 'web', page_title: '鞋店', utm_source: 'wechat', utm_campaign: '双11', locale: 'zh-CN' };
    const columns = ['event', 'customer', 'channel', 'page_title', 'title', 'utm_source', 'utm_campaign', 'locale', 'name', 'category', 'stock', 'nick', 'tier', 'group_id', ...Object.keys(bought)];
    const rows = stored(server.folder, columns);
    const device = stored(server.folder, ['anonymous_id'], "event = 'identify'")[0].anonymous_id;
    const { page_title, ...of_page } = here;
    assert.deepEqual(rows, [
      { event: 'Order Completed', customer: 'u1', ...here, ...bought },
      { event: 'group', customer: 'u1', ...here, tier: '金卡会员', group_id: 'g1' },
      { event: 'identify', customer: 'u1', ...here, nick: '王小明' },
      { event: 'page', customer: device, ...of_page, title: page_title, name: '跑鞋', category: '商城', stock: 3 },
    ]);
    assert.deepEqual(complaints, []);

    // The server goes and comes back; the page goes on.
    await stop(server);
    await page.evaluate(() => {
      for (let n = 0; n < 8; ++n) window.analytics.track('Queued', { n });
    });
    await new Promise((done) => setTimeout(done, 1000));
    await serve(t, { folder: server.folder, port: server.port });
    await loaded(server.folder, 12, 60_000);
    assert.deepEqual(queued(server.folder), [0, 1, 2, 3, 4, 5, 6, 7]);
    assert.equal(events(server.folder), 12);
  });

function sensors({ url, sending }) {
  return new Promise((done) => {
    const script = document.createElement('script');
    script.src = '/sensors.js';
    script.onload = () => {
      const sa = (window.sa = window.sensorsDataAnalytic201505);
      sa.init({ server_url: url, show_log: false, ...sending, heatmap: { clickmap: 'not_collect', scroll_notice_map: 'not_collect' } });
      sa.quick('autoTrack');
      sa.track('ProductViewed', { sku: 'SKU-7', name: '跑鞋', price: 149.95, currency: 'CNY' });
      sa.login('u1');
      sa.setProfile({ city: '上海' });
      sa.track('OrderCompleted', { order_id: 'D2026-001', revenue: 299.9, currency: 'CNY', coupon: '双十一满减' });
      done();
    };
    document.body.append(script);
  });
}

for (const [name, sending] of Object.entries({
  image: { send_type: 'image' }, post: { send_type: 'ajax' }, beacon: { send_type: 'beacon' }, batch: { batch_send: { send_interval: 500, max_length: 6 } },
}))
  test(`sa-sdk-javascript (Sensors Analytics), ${name}`, async (t) => {
    const server = await serve(t);
    const { page, complaints } = await visit(t);
    await page.evaluate(sensors, { url: `${server.url}/sa?project=${server.key}`, sending });
    await until(() => events(server.folder) >= 6, 30_000, `six events, ${complaints}`);
    const device = stored(server.folder, ['customer'], "event = 'ProductViewed'")[0].customer;
    const page_url = `${origin}/shoes?utm_source=wechat&utm_campaign=双11`;
    const known = { customer: 'u1', channel: 'web' }, stranger = { customer: device, channel: 'web' };
    assert.deepEqual(stored(server.folder, ['event', 'customer', 'channel', 'anonymous_id', 'page_url', 'page_title', 'utm_source', 'city', 'amount', 'currency', 'order_id', 'coupon', 'product', 'product_name']), [
      { event: 'OrderCompleted', ...known, anonymous_id: device, page_url, page_title: '鞋店', amount: 299.9, currency: 'CNY', order_id: 'D2026-001', coupon: '双十一满减' },
      { event: 'ProductViewed', ...stranger, page_url, page_title: '鞋店', amount: 149.95, currency: 'CNY', product: 'SKU-7', product_name: '跑鞋' },
      { event: 'identify', ...known, anonymous_id: device, page_url, page_title: '鞋店' },
      { event: 'page', ...stranger, page_url, page_title: '鞋店', utm_source: 'wechat' },
      { event: 'profile_set', ...known, anonymous_id: device, city: '上海' },
      { event: 'profile_set_once', ...stranger, utm_source: 'wechat' },
    ]);
    assert.deepEqual(complaints, []);
    if (name !== 'batch') return;  // the others send once and forget
    await stop(server);
    await page.evaluate(() => {
      for (let n = 0; n < 8; ++n) window.sa.track('Queued', { n });
    });
    await new Promise((done) => setTimeout(done, 1500));
    await serve(t, { folder: server.folder, port: server.port });
    await loaded(server.folder, 14, 60_000);
    assert.deepEqual(queued(server.folder), [0, 1, 2, 3, 4, 5, 6, 7]);
  });
