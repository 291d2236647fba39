// Unmodified SDKs of servers and of a WeChat mini-program against the real server: which events arrive, exactly.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { afterwards, cairn, events, loaded, serve, stop, stored, until, workspace } from './server.mjs';

const require = createRequire(import.meta.url);
const skip = Number(process.versions.node.split('.')[0]) < 20 && 'these SDKs need Node 20 or later';
const order = {
  order_id: 'D2026-001', revenue: 299.9, currency: 'CNY', coupon: '双十一满减',
  products: [{ product_id: 'p7', sku: 'SKU-7', name: '跑鞋', price: 149.95, quantity: 2 }],
};
const bought = { amount: 299.9, currency: 'CNY', order_id: 'D2026-001', product: 'SKU-7', product_name: '跑鞋', items: 2, coupon: '双十一满减' };
const columns = ['event', 'customer', 'channel', ...Object.keys(bought)];
const has = (folder, more, where, expected) => assert.deepEqual(stored(folder, [...columns, ...more], where), expected);
const seconds_from = (folder, where, time) =>
  (Date.parse(`${stored(folder, ['time'], where)[0].time.replace(' ', 'T')}Z`) - Date.parse(time)) / 1000;

/** The queued events 0 … count - 1 are stored, each once. */
const each_once = (folder, count) =>
  assert.deepEqual(stored(folder, ['n'], "event = 'Queued'").map((each) => each.n).sort((a, b) => a - b), Array.from({ length: count }, (_, n) => n));

/** Stops the server, lets `queue` queue events, starts it again on the same port. */
async function interrupted(t, server, queue, down = 500) {
  await stop(server);
  await queue();
  await new Promise((done) => setTimeout(done, down));
  return serve(t, { folder: server.folder, port: server.port });
}

test('@segment/analytics-node', { skip }, async (t) => {
  const { Analytics } = require('@segment/analytics-node');
  const server = await serve(t);
  const sdk = new Analytics({ writeKey: server.key, host: server.url, flushInterval: 100 });
  afterwards(t, () => sdk.closeAndFlush({ timeout: 100 }));
  const errors = [];
  sdk.on('error', (error) => errors.push(error));
  const timestamp = new Date('2026-11-11T00:00:01Z');
  sdk.track({ userId: 'u1', event: 'Order Completed', properties: order, timestamp });
  sdk.identify({ userId: 'u1', traits: { name: '王小明', city: '上海', vip: true } });
  sdk.page({ anonymousId: 'a1', name: '首页', category: '商城', properties: { url: 'https://shop.example/' } });
  sdk.screen({ userId: 'u1', name: '购物车', properties: { items: 3 } });
  sdk.group({ userId: 'u1', groupId: 'g1', traits: { name: '金卡会员' } });
  sdk.alias({ userId: 'u1', previousId: 'a1' });
  await sdk.flush();
  await loaded(server.folder, 6);
  const server_side = { customer: 'u1', channel: 'server' };
  has(server.folder, ['name', 'city', 'vip', 'category', 'url', 'group_id', 'previous_id'], 'true', [
    { event: 'Order Completed', ...server_side, ...bought },
    { event: 'alias', ...server_side, previous_id: 'a1' },
    { event: 'group', ...server_side, group_id: 'g1', name: '金卡会员' },
    { event: 'identify', ...server_side, name: '王小明', city: '上海', vip: 'true' },
    { event: 'page', customer: 'a1', channel: 'server', name: '首页', category: '商城', url: 'https://shop.example/' },
    { event: 'screen', ...server_side, name: '购物车', items: 3 },
  ]);
  assert.ok(Math.abs(seconds_from(server.folder, "event = 'Order Completed'", timestamp)) < 5, 'the time that the caller set');
  assert.deepEqual(JSON.parse(stored(server.folder, ['products'], "event = 'Order Completed'")[0].products), order.products);

  await interrupted(t, server, () => {
    for (let n = 0; n < 40; ++n) sdk.track({ userId: `u${n}`, event: 'Queued', properties: { n } });
  }, 1000);
  await loaded(server.folder, 46, 30_000);
  await sdk.closeAndFlush();
  each_once(server.folder, 40);
  assert.deepEqual(errors, []);
});

test('@rudderstack/rudder-sdk-node', { skip }, async (t) => {
  const Rudder = require('@rudderstack/rudder-sdk-node');
  const server = await serve(t);
  const sdk = new Rudder(server.key, { dataPlaneUrl: server.url, flushInterval: 100, retryCount: 8, logLevel: 'silly' });
  sdk.logger = { error() {}, debug() {}, info() {}, silly() {} };
  sdk.track({ userId: 'u1', event: 'Order Completed', properties: order, timestamp: new Date('2026-11-11T00:00:01Z') });
  sdk.identify({ userId: 'u1', traits: { name: '王小明', city: '上海' } });
  sdk.page({ anonymousId: 'a1', name: '首页', properties: { url: 'https://shop.example/' } });
  sdk.screen({ userId: 'u1', name: '购物车' });
  sdk.group({ userId: 'u1', groupId: 'g1', traits: { name: '金卡会员' } });
  sdk.alias({ userId: 'u1', previousId: 'a1' });
  await loaded(server.folder, 6);
  const server_side = { customer: 'u1', channel: 'server' };
  has(server.folder, ['name', 'city', 'url', 'group_id', 'previous_id'], 'true', [
    { event: 'Order Completed', ...server_side, ...bought },
    { event: 'alias', ...server_side, previous_id: 'a1' },
    { event: 'group', ...server_side, group_id: 'g1', name: '金卡会员' },
    { event: 'identify', ...server_side, name: '王小明', city: '上海' },
    { event: 'page', customer: 'a1', channel: 'server', name: '首页', url: 'https://shop.example/' },
    { event: 'screen', ...server_side, name: '购物车' },
  ]);
  assert.equal(seconds_from(server.folder, "event = 'Order Completed'", '2026-11-11T00:00:01Z'), 0, 'the time that the caller set');

  await interrupted(t, server, () => {
    for (let n = 0; n < 40; ++n) sdk.track({ userId: `u${n}`, event: 'Queued', properties: { n } });
  });
  await loaded(server.folder, 46, 30_000);
  each_once(server.folder, 40);
});

test('posthog-node', { skip }, async (t) => {
  const { PostHog } = require('posthog-node');
  const server = await serve(t);
  const sdk = new PostHog(server.key, { host: server.url, flushInterval: 100, fetchRetryCount: 10, fetchRetryDelay: 300 });
  afterwards(t, () => sdk.shutdown(100).catch(() => {}));
  sdk.capture({ distinctId: 'u1', event: 'Order Completed', properties: order, timestamp: new Date('2026-11-11T00:00:01Z') });
  sdk.capture({ distinctId: 'u1', event: '$pageview', properties: { $current_url: 'https://shop.example/', 标题: '首页' } });
  sdk.identify({ distinctId: 'u1', properties: { $set: { name: '王小明' }, $set_once: { first: '微信' } } });
  sdk.alias({ distinctId: 'u1', alias: 'a1' });
  sdk.groupIdentify({ groupType: 'tier', groupKey: 'gold', properties: { name: '金卡会员' } });
  await sdk.flush();
  await loaded(server.folder, 5);
  const server_side = { customer: 'u1', channel: 'server' };
  has(server.folder, ['name', '$set_once.first', 'page_url', '标题', 'group_type', 'group_id', 'previous_id'], 'true', [
    { event: 'Order Completed', ...server_side, ...bought },
    { event: 'alias', ...server_side, previous_id: 'a1' },
    { event: 'group', customer: '$tier_gold', channel: 'server', group_type: 'tier', group_id: 'gold', name: '金卡会员' },
    { event: 'identify', ...server_side, name: '王小明', '$set_once.first': '微信' },
    { event: 'page', ...server_side, page_url: 'https://shop.example/', 标题: '首页' },
  ]);
  assert.ok(Math.abs(seconds_from(server.folder, "event = 'Order Completed'", '2026-11-11T00:00:01Z')) < 5);

  await interrupted(t, server, () => {
    for (let n = 0; n < 40; ++n) sdk.capture({ distinctId: `u${n}`, event: 'Queued', properties: { n } });
  }, 1000);
  await loaded(server.folder, 45, 30_000);
  await sdk.shutdown();
  each_once(server.folder, 40);
});

test('sa-sdk-node (Sensors Analytics)', { skip }, async (t) => {
  const SensorsAnalytics = require('sa-sdk-node');
  const server = await serve(t);
  writeFileSync(`${server.folder}.json`, '{"distinct_id": "customer"}');
  cairn(['-w', server.folder, 'source', 'change', 'default', '--settings', `${server.folder}.json`]);
  const url = `${server.url}/sa?project=${server.key}`;
  const sdk = new SensorsAnalytics();
  sdk.submitTo({ url, gzip: true, mode: 'track' });
  const { products, ...flat } = order;
  sdk.track('u1', 'OrderCompleted', { ...flat, products, $time: new Date('2026-11-11T00:00:01Z') });
  sdk.trackSignup('u1', 'a1', { from: '微信' });
  sdk.profileSet('u1', { city: '上海' });
  sdk.profileUnset('u1', ['city']);
  sdk.itemSet('shoe', 'SKU-7', { price: 149.95 });
  await loaded(server.folder, 4);
  const server_side = { customer: 'u1', channel: 'server' };
  has(server.folder, ['city', 'from', 'anonymous_id', 'unset'], 'true', [
    { event: 'OrderCompleted', ...server_side, ...bought },
    { event: 'identify', ...server_side, from: '微信', anonymous_id: 'a1' },
    { event: 'profile_set', ...server_side, city: '上海' },
    { event: 'profile_unset', ...server_side, unset: 'city' },
  ]);
  assert.equal(seconds_from(server.folder, "event = 'OrderCompleted'", '2026-11-11T00:00:01Z'), 0);

  // What could not be sent is kept in a file and sent when the shop's program starts again.
  const cache = { url, cachePath: join(workspace(t), '..', 'sensors.db'), gzip: false };
  const again = await interrupted(t, server, async () => {
    const offline = new SensorsAnalytics();
    offline.initNWConsumer(cache);
    for (let n = 0; n < 10; ++n) offline.track(`u${n}`, 'Queued', { n });
  }, 1000);
  new SensorsAnalytics().initNWConsumer(cache);
  await loaded(server.folder, 14, 30_000);
  await new Promise((done) => setTimeout(done, 2500));  // it looks every 2 s whether something is left
  each_once(server.folder, 10);
  assert.equal(events(again.folder), 14);
});

test('sa-sdk-miniprogram (Sensors Analytics in WeChat)', { skip }, async (t) => {
  const server = await serve(t);
  const settings = {
    name: 'sensors', server_url: `${server.url}/sa?project=${server.key}`, batch_send: { send_timeout: 300, max_length: 6 },
    autoTrack: { appLaunch: true, appShow: true, appHide: true, pageShow: true, pageShare: true, mpClick: false, mpFavorite: true, pageLeave: false },
  };
  const launch = { path: 'pages/home/home', query: { utm_source: '公众号' }, scene: 1058 };
  const program = new Worker(new URL('./miniprogram.mjs', import.meta.url), { workerData: { launch, settings } });
  afterwards(t, () => program.terminate());
  const call = (...given) => program.postMessage(given);
  call('launch');
  call('open', 'pages/shoes/shoes', { id: '7' });
  call('track', 'ProductViewed', { sku: 'SKU-7', name: '跑鞋', price: 149.95, currency: 'CNY' });
  call('login', 'u1');
  call('setProfile', { city: '上海' });
  call('track', 'OrderCompleted', { order_id: 'D2026-001', revenue: 299.9, currency: 'CNY', coupon: '双十一满减' });
  await until(() => stored(server.folder, ['event'], "event = 'OrderCompleted'").length === 1, 15_000, 'the order');
  const device = stored(server.folder, ['customer'], "event = 'ProductViewed'")[0].customer;
  const here = { channel: 'miniprogram', customer: device }, known = { channel: 'miniprogram', customer: 'u1' };
  const phone = { os: 'Android', device_model: 'Mate 60' };
  const own = columns.filter((each) => each !== 'items');
  assert.deepEqual(stored(server.folder, [...own, 'name', 'city', 'page_path', 'utm_source', '$scene', 'anonymous_id', 'os', 'device_model'], "event not in ('$MPShow', 'profile_set_once')"), [
    { event: '$MPLaunch', ...here, page_path: 'pages/home/home', utm_source: '公众号', $scene: 'wx-1058', ...phone },
    { event: 'OrderCompleted', ...known, amount: 299.9, currency: 'CNY', order_id: 'D2026-001', coupon: '双十一满减', page_path: 'pages/shoes/shoes', anonymous_id: device, ...phone },
    { event: 'ProductViewed', ...here, amount: 149.95, currency: 'CNY', product: 'SKU-7', product_name: '跑鞋', name: '跑鞋', page_path: 'pages/shoes/shoes', ...phone },
    { event: 'identify', ...known, page_path: 'pages/shoes/shoes', anonymous_id: device, ...phone },
    { event: 'profile_set', ...known, city: '上海', anonymous_id: device },
    { event: 'screen', ...here, page_path: 'pages/shoes/shoes', ...phone },
  ]);
  const before = events(server.folder);
  await interrupted(t, server, () => {
    for (let n = 0; n < 10; ++n) call('track', 'Queued', { n });
  }, 1000);
  await loaded(server.folder, before + 10, 30_000);
  each_once(server.folder, 10);
  assert.equal(events(server.folder), before + 10);
});
