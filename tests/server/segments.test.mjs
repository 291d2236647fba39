// What is known of customers while events come: segments and who came and went, the whole customer, consent, tags.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cairn, run } from '../cli/cairn.mjs';
import { loaded, request, serve, stop, until } from './server.mjs';

const at = (days, minutes = 0) => new Date(Date.parse('2026-11-01T10:00:00Z') + days * 86_400_000 + minutes * 60_000).toISOString();
const track = (event, when, who, properties) => ({ type: 'track', event, timestamp: when, ...who, ...(properties && { properties }) });
const send = async (server, key, calls) => assert.equal((await request(server, 'POST', '/v1/batch', { key, body: { batch: calls } })).status, 200);
const get = async (server, path) => {
  const answer = await request(server, 'GET', path, { token: server.token });
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
};
const put = (server, document) => request(server, 'PUT', '/api/profile', { token: server.token, body: document });
const asked = async (server, question) => (await request(server, 'POST', '/api/ask', { token: server.token, body: question })).json;
const members = async (server, name) => (await get(server, `/api/segments/${name}`)).members.map(({ value }) => value).sort();

const document = {
  traits: [{ name: 'spent', compute: 'sum', of: 'amount', where: 'Paid' }],
  segments: [
    { name: 'rich', who: 'trait.spent >= 100' },
    { name: 'recent', who: 'did(Seen) in last 2d' },
    { name: 'hesitant', who: 'did(Carted) and not sequence(Carted then Paid within 1d)' },
    { name: 'local', who: 'trait.city = Shanghai and not segment(rich)' },
  ],
  personas: [{ name: 'Lin', title: { 'zh-Hans': '林', en: 'Lin' }, segments: ['rich', 'local'] }],
};

test('segments follow each event, a login and time; who came and went is recorded', async (t) => {
  const server = await serve(t), { folder, key } = server;
  assert.equal((await put(server, document)).status, 200);
  const paid = (who, when, total) => track('Paid', when, who, { total, currency: 'CNY' });
  await send(server, key, [
    track('Seen', at(0), { userId: 'a' }), track('Carted', at(0, 1), { userId: 'a' }), paid({ userId: 'a' }, at(0, 30), 60),
    track('Seen', at(1), { anonymousId: 'x' }), paid({ anonymousId: 'x' }, at(1, 1), 70),
    { type: 'identify', userId: 'b', timestamp: at(1, 2), traits: { city: 'Shanghai' } }, track('Carted', at(1, 3), { userId: 'b' }),
  ]);
  await loaded(folder, 7);
  const sent = Date.now();
  await until(async () => (await members(server, 'hesitant')).join() === 'b', 3000, 'b hesitates');
  assert.deepEqual(await members(server, 'rich'), []);
  assert.deepEqual(await members(server, 'recent'), ['a', 'x']);
  assert.deepEqual(await members(server, 'local'), ['b']);
  t.diagnostic(`in their segments after ${Date.now() - sent} ms`);
  // A login joins what x paid to a; then both are rich by 60 + 70.
  await send(server, key, [{ type: 'identify', userId: 'a', anonymousId: 'x', timestamp: at(2) }]);
  await until(async () => (await members(server, 'rich')).join() === 'a', 3000, 'a is rich');
  // Time alone takes those away who were not seen for two days.
  await send(server, key, [track('Seen', at(9), { userId: 'c' })]);
  await until(async () => (await members(server, 'recent')).join() === 'c', 3000, 'only c was seen lately');
  const recent = await get(server, '/api/segments/recent');
  assert.deepEqual(recent.changes.map(({ customer, entered }) => `${customer.value} ${entered ? 'in' : 'out'}`).sort(), ['a in', 'a out', 'c in', 'x in', 'x out']);
  assert.equal(recent.changes.find(({ customer, entered }) => customer.value === 'a' && !entered).at, new Date(Date.parse(at(3)) + 1).toISOString().replace(/0+Z$/, 'Z'));
  // Questions take them as filter and breakdown, and say the same.
  const by_filter = await asked(server, { kind: 'transitions', segment: 'segment(rich)', measures: ['customers'] });
  assert.equal(by_filter.basis.customers, 1);
  const groups = await asked(server, { kind: 'variants', by: { segments: ['rich', 'hesitant'] } });
  assert.deepEqual([...new Set(groups.rows.map(([group]) => group))].sort(), ['', 'hesitant', 'rich']);
  const cities = await asked(server, { kind: 'transitions', by: { trait: 'city' } });
  assert.ok(cities.rows.some(([group]) => group === 'Shanghai'));
  const { segments, customers } = await get(server, '/api/segments');
  assert.equal(customers, 3);
  for (const { name, customers: n } of segments) {
    const { basis } = await asked(server, { kind: 'transitions', segment: `segment(${name})` });
    assert.equal(basis.customers, n, name);
  }
  const { personas } = await get(server, '/api/personas');
  assert.deepEqual([personas[0].name, personas[0].customers, personas[0].title['zh-Hans']], ['Lin', 2, '林']);
  assert.equal((await stop(server)).code, 0);
  // The same from the history alone, and nothing more is recorded.
  const shown = JSON.parse(cairn(['-w', folder, 'segment', 'show', 'recent', '--format', 'json']));
  assert.deepEqual([shown.members.map(({ value }) => value), shown.changes.length], [['c'], 5]);
});

test('a customer as a whole: traits, consent withdrawn by an unfollow within a second, tags', async (t) => {
  const server = await serve(t), { folder, key } = server;
  await send(server, key, [
    { type: 'identify', userId: '17', timestamp: at(0), traits: { city: '上海', phone: '13800138000' } },
    track('consent_given', at(0, 1), { userId: '17' }, { channel: 'sms', purpose: 'marketing', text_version: 'v3' }),
    track('phone_bind', at(0, 2), { userId: '17' }, { consent: '微信' }),
    track('points_earned', at(0, 3), { userId: '17' }, { points: 120 }),
    track('points_redeemed', at(0, 4), { userId: '17' }, { points: 20 }),
  ]);
  await loaded(folder, 5);
  const [customer] = await get(server, '/api/customers/13800138000');
  const trait = customer.profile.traits.find(({ name }) => name === 'city');
  assert.deepEqual([trait.value, trait.time, trait.event], ['上海', at(0).replace('.000Z', 'Z'), 'identify']);
  assert.equal(customer.profile.points.balance, 100);
  const allowed = async (channel) => (await get(server, `/api/customers/17/consent?channel=${channel}&purpose=marketing`)).allowed;
  assert.deepEqual([await allowed('sms'), await allowed('wechat'), await allowed('email')], [true, true, false]);
  const began = Date.now();
  await send(server, key, [track('oa_unfollow', new Date().toISOString(), { userId: '17' }, { consent: 'withdrawn', channel: 'wechat' })]);
  await until(async () => !(await allowed('wechat')), 5000, 'the withdrawal holds');
  t.diagnostic(`withdrawn after ${Date.now() - began} ms`);
  assert.equal(await allowed('sms'), true);
  const tagged = await request(server, 'POST', '/api/customers/17/tags', { token: server.token, body: { tag: 'dinner guest' } });
  assert.equal(tagged.status, 200, tagged.text);
  await until(async () => (await get(server, '/api/customers/17'))[0].profile.tags.held.length === 1, 3000, 'the tag');
  assert.equal((await request(server, 'POST', '/api/customers/17/tags', { token: server.token, body: { tag: 7 } })).status, 400);
  assert.equal((await request(server, 'GET', '/api/customers/nobody', { token: server.token })).status, 404);
  assert.equal((await put(server, { segments: [{ name: 'x', who: 'segment(y)' }] })).status, 422);
  const whole = await asked(server, { kind: 'customers', customer: '17' });
  assert.equal(whole.customers[0].identifiers.length, 2);
  assert.ok(whole.rows.length >= 6);
  assert.equal((await stop(server)).code, 0);
  assert.match(run(['-w', folder, 'segment', 'show', 'x']).stderr, /no segment is named 'x'/);
});
