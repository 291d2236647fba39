// Who is who, end to end: what SDKs and a till send, the customers in answers, why they are joined, what people decide.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { cairn, run } from '../cli/cairn.mjs';
import { loaded, request, serve, stop, until, workspace } from './server.mjs';

const day = (n, time = '10:00:00') => `2026-11-${String(n).padStart(2, '0')}T${time}Z`;
const send = async (server, key, calls) => assert.equal((await request(server, 'POST', '/v1/batch', { key, body: { batch: calls } })).status, 200);
const customers = (folder) => JSON.parse(cairn(['-w', folder, 'status', '--format', 'json'])).customers;
const who = (folder, name) => {
  const { status, stdout } = run(['-w', folder, 'customer', name, '--format', 'json']);
  return status === 0 ? JSON.parse(stdout).map(({ profile, ...identity }) => identity) : [];
};
const identifiers = (customer) => customer.identifiers.map(({ kind, value }) => `${kind} ${value}`).sort();
const timeline = (folder, name) => JSON.parse(cairn(['-w', folder, 'ask', 'customers', '--customer', name, '--format', 'json'])).rows.map(([, event]) => event);
const track = (event, at, who, properties) => ({ type: 'track', event, timestamp: at, ...who, ...(properties && { properties }) });

test('a visitor who logs in is one customer, from the first page on; a tablet in the shop joins nobody', async (t) => {
  const server = await serve(t), { folder, key } = server;
  await send(server, key, [
    track('Product Viewed', day(1), { anonymousId: 'a7' }),
    { type: 'identify', anonymousId: 'a7', userId: '17', timestamp: day(1, '10:05:00'), traits: { phone: '138 0013 8000', email: 'Li@Example.com' } },
    track('Order Completed', day(2), { userId: '17' }, { order_id: 'o1', revenue: 30, currency: 'CNY' }),
    track('Product Viewed', day(3), { anonymousId: 'b8' }),
    ...Array.from({ length: 12 }, (_, n) => track('Store Visited', day(4, `1${n % 8}:0${n % 6}:00`), { anonymousId: 'tablet', userId: `v${n}` })),
  ]);
  await loaded(folder, 16);
  await until(() => customers(folder) === 14, 2000, '17, b8 and twelve visitors');
  const [li, ...others] = who(folder, 'a7');
  assert.deepEqual(others, []);
  assert.deepEqual(identifiers(li), ['cookie a7', 'customer 17', 'email li@example.com', 'phone +8613800138000']);
  assert.deepEqual(timeline(folder, '17'), ['Product Viewed', 'identify', 'Order Completed']);
  assert.deepEqual(timeline(folder, 'a7'), timeline(folder, '17'));
  assert.match(cairn(['-w', folder, 'identity', 'shared']), /cookie tablet: 12 people/);
  const funnel = JSON.parse(cairn(['-w', folder, 'ask', 'funnel', 'Product Viewed', 'Order Completed', '--format', 'json']));
  assert.deepEqual([funnel.totals.entered, funnel.totals.converted], [2, 1]);
  await stop(server);
  assert.equal(customers(folder), 14, 'the same without the server');
  assert.deepEqual(who(folder, '17')[0], li);
});

test('a receipt without a name joins the member who scans it, and answers follow within 2 s', async (t) => {
  const server = await serve(t), { folder, key } = server;
  const till = /wk_\w+/.exec(cairn(['-w', folder, 'source', 'add', 'till', '--kind', 'webhook', '--settings', 'till']))[0];
  const receipt = { receipts: [{ kind: 'sale', receipt_no: 'r-100', closed_at: '2026-11-05 15:00:00', total_fen: 25900, till: 't1', store: { name: 'Jing\'an' } }] };
  assert.equal((await request(server, 'POST', `/hooks/${till}`, { body: receipt })).status, 200);
  await send(server, key, [track('App Opened', day(4), { userId: 'm1' })]);
  await loaded(folder, 2);
  await until(() => customers(folder) === 2, 2000, 'two strangers');
  const began = Date.now();
  await send(server, key, [track('Receipt Scanned', day(5, '12:00:00'), { userId: 'm1' }, { receipt_no: 'r-100' })]);
  await until(() => customers(folder) === 1, 5000, 'one customer');
  assert.ok(Date.now() - began < 2000 + 500, `${Date.now() - began} ms`);
  assert.deepEqual(timeline(folder, 'm1'), ['App Opened', 'till_receipt', 'Receipt Scanned']);
  assert.equal((await stop(server)).code, 0);
});

test('never these two, always these two, and taking it back gives what was before', async (t) => {
  const server = await serve(t), { folder, key } = server;
  await send(server, key, [
    { type: 'identify', userId: '1', timestamp: day(1), traits: { phone: '13800138001' } },
    { type: 'identify', userId: '2', timestamp: day(2), traits: { email: 'two@example.com' } },
    track('Product Viewed', day(3), { anonymousId: 'c' }),
    { type: 'identify', userId: '1', anonymousId: 'c', timestamp: day(4) },
  ]);
  await loaded(folder, 4);
  await until(() => customers(folder) === 2, 2000, 'two customers');
  const before = [who(folder, '1'), who(folder, '2'), timeline(folder, '1')];
  const decide = (...words) => cairn(['-w', folder, 'identity', ...words]);
  decide('always', 'customer=1', 'customer=2');
  assert.equal(customers(folder), 1);
  assert.deepEqual(timeline(folder, '2'), ['identify', 'identify', 'Product Viewed', 'identify']);
  decide('undecide', 'customer=2', 'customer=1');
  assert.deepEqual([who(folder, '1'), who(folder, '2'), timeline(folder, '1')], before);
  decide('never', 'customer=1', 'cookie=c');
  assert.equal(customers(folder), 3);
  assert.match(who(folder, '1')[0].refused[0].why, /by decision/);
  decide('undecide', 'customer=1', 'cookie=c');
  assert.deepEqual([who(folder, '1'), who(folder, '2'), timeline(folder, '1')], before);
  const nothing = run(['-w', folder, 'identity', 'undecide', 'customer=1', 'cookie=c']);
  assert.ok(nothing.status !== 0 && /nothing was decided/.test(nothing.stderr), nothing.stderr);
  const wrong = run(['-w', folder, 'identity', 'never', 'phone=138****1234', 'customer=1']);
  assert.ok(wrong.status !== 0 && /masked/.test(wrong.stderr), wrong.stderr);

  const rules = `${folder}-rules.json`;
  writeFileSync(rules, JSON.stringify({ blocked: { values: ['1'] } }));
  assert.match(cairn(['-w', folder, 'identity', 'preview', rules]), /customers +\d+ now[^]*split +1/);
  assert.equal(customers(folder), 2, 'a preview changes nothing');
  writeFileSync(rules, JSON.stringify({ properties: { phone: '', email: '' } }));
  assert.match(run(['-w', folder, 'identity', 'preview', rules]).stderr, /read events otherwise/);
  decide('set', rules);
  assert.deepEqual(identifiers(who(folder, '1')[0]), ['cookie c', 'customer 1'], 'what is read no longer joins nobody');
  writeFileSync(rules, '{}');
  decide('set', rules);
  assert.deepEqual([who(folder, '1'), who(folder, '2'), timeline(folder, '1')], before, 'and all is as it was');
  writeFileSync(rules, JSON.stringify({ kinds: { phone: { limit: 'many' } } }));
  const bad = run(['-w', folder, 'identity', 'set', rules]);
  assert.ok(bad.status !== 0 && /rules\.kinds\.phone\.limit/.test(bad.stderr), bad.stderr);
  assert.equal((await stop(server)).code, 0);
});

test('the order of arrival does not matter: three orders and batchings, one result', async (t) => {
  let state = 7;
  const random = (below) => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0), state % below);
  const calls = Array.from({ length: 1200 }, (_, n) => {
    const at = new Date(Date.UTC(2026, 9, 1) + n * 977_000).toISOString(), user = `u${random(150)}`, cookie = `k${random(220)}`;
    const kind = random(10);
    if (kind < 3) return { type: 'identify', userId: user, anonymousId: cookie, timestamp: at, messageId: `m${n}`, traits: { phone: `138001${String(random(90)).padStart(5, '0')}`, ...(kind === 0 && { email: `e${random(60)}@example.com` }) } };
    if (kind < 4) return { type: 'identify', userId: 'null', anonymousId: cookie, timestamp: at, messageId: `m${n}`, traits: { phone: '138****0000', email: 'null' } };
    if (kind < 7) return track('Viewed', at, { anonymousId: random(40) === 0 ? 'till' : cookie }, { n });
    return track('Bought', at, { userId: user, anonymousId: random(20) === 0 ? 'till' : cookie }, { n });
  }).map((call, n) => ({ ...call, messageId: `m${n}` }));
  const results = [];
  for (const size of [1200, 170, 33]) {
    const server = await serve(t), { folder, key } = server;
    for (let at = 0; at < calls.length; at += size) await send(server, key, calls.slice(at, at + size));
    await loaded(folder, calls.length, 20_000);
    const ask = (...words) => {
      const { rows, totals } = JSON.parse(cairn(['-w', folder, 'ask', ...words, '--format', 'json']));
      return { rows, totals };
    };
    const seen = () => ({ customers: customers(folder), funnel: ask('funnel', 'Viewed', 'Bought'), transitions: ask('transitions'), some: ['u1', 'u2', 'k5', 'k6'].map((name) => who(folder, name)) });
    await until(() => customers(folder) > 0, 5000);
    await stop(server);
    results.push(seen());
    for (let i = calls.length - 1; i > 0; --i) {
      const j = random(i + 1);
      [calls[i], calls[j]] = [calls[j], calls[i]];
    }
  }
  assert.deepEqual(results[1], results[0]);
  assert.deepEqual(results[2], results[0]);
});
