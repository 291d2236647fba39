// A customer of the demo company is played: what the phone sends comes by the public routes, is one customer, and is in
// answers at once. Other companies' customers are not played.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cairn, request, serve, until, workspace } from './server.mjs';

const soon = 10_000;  // on a busy machine; what it took is told

async function demo(t) {
  const folder = workspace(t);
  cairn(['-w', folder, 'demo', '--customers', '400', '--lang', 'en']);
  return serve(t, { folder });
}
const by = (server) => async (method, path, body) => request(server, method, path, { token: server.token, body });

test('follow, bind, rate: each moves its touchpoint within 2 s, and all are of one customer', { timeout: 120_000 }, async (t) => {
  const server = await demo(t);
  const call = by(server);
  const cases = async () => {
    const { json } = await call('POST', '/api/measured/observe', { journey: 'jr_draft' });
    return Object.fromEntries(json.touchpoints.map((each) => [each.id, each.cases]));
  };
  const { sources, demo: isDemo } = (await call('GET', '/api/status')).json;
  assert.equal(isDemo, true);
  assert.deepEqual(sources.map((each) => each.name), ['demo (simulated data)']);
  const first = await cases();
  const touchpoint = (event) => Object.keys(first).find((id) => id.includes(event)) ?? assert.fail(`no touchpoint of ${event}`);

  let customer = null;
  for (const [act, events] of [['follow', ['oa_follow']], ['bind', ['phone_bind', 'welcome_message']], ['rate', ['service_rating']]]) {
    const before = await cases();
    const began = Date.now();
    const { status, json, text } = await call('POST', '/api/demo/phone', { do: act, customer, ...(act === 'rate' ? { stars: 1 } : {}) });
    assert.equal(status, 200, text);
    assert.match(json.customer, /^oP[0-9a-f]{16}$/);
    assert.equal(json.customer, customer ?? json.customer, 'the same customer');
    customer = json.customer;
    if (act === 'follow') assert.match(json.reply, /欢迎关注石径鞋履/);
    const after = await until(async () => {
      const now = await cases();
      return events.every((each) => now[touchpoint(each)] === before[touchpoint(each)] + 1) && now;
    }, soon, `${events} on the map`);
    console.log(`${act}: on the map after ${Date.now() - began} ms`);
    const moved = Object.keys(after).filter((id) => after[id] !== before[id]);
    assert.deepEqual(moved.sort(), events.map(touchpoint).sort(), 'nothing else moves');
  }

  const { json: found } = await call('GET', `/api/customers/${customer}`);
  assert.equal(found.length, 1);
  const kinds = found[0].identifiers.map((each) => each.kind.split(':')[0]);
  for (const kind of ['openid', 'member', 'phone', 'customer']) assert.ok(kinds.includes(kind), `${kind} in ${kinds}`);
  const member = found[0].identifiers.find((each) => each.kind === 'member').value;
  assert.equal((await call('GET', `/api/customers/${member}`)).json[0].name, found[0].name);

  const rating = (await call('POST', '/api/bind', { on: "event = service_rating and value = 1 and source = 'member programme (simulated data)'" })).json;
  assert.equal(rating.events, 1);
  assert.equal(rating.examples[0].channel ?? 'wechat', 'wechat');
  // The sources of the phone are the demo's own: it is still the demo, which is not made twice.
  assert.match(cairn(['-w', server.folder, 'demo', '--customers', '400', '--lang', 'en']), /What the map shows/);
});

test('what no phone would send is refused with the place', { timeout: 120_000 }, async (t) => {
  const server = await demo(t);
  const play = (body) => by(server)('POST', '/api/demo/phone', body);
  for (const [body, place] of [
    [{ do: 'buy' }, 'do'], [{}, 'do'], [{ do: 'bind' }, 'customer'], [{ do: 'rate', customer: 'C0000001' }, 'customer'],
    [{ do: 'rate', customer: 'oP0123456789abcdef', stars: 6 }, 'stars'], [['follow'], 'request body'],
  ]) {
    const { status, json } = await play(body);
    assert.equal(status, 400, JSON.stringify(body));
    assert.equal(json.error.where, place);
  }
  assert.equal((await request(server, 'POST', '/api/demo/phone', { body: { do: 'follow' } })).status, 401);
});

test('ten who play at once wait for nobody', { timeout: 120_000 }, async (t) => {
  const server = await demo(t);
  const all = await Promise.all(Array.from({ length: 10 }, () => by(server)('POST', '/api/demo/phone', { do: 'follow' })));
  assert.deepEqual(all.map((each) => each.status), Array(10).fill(200));
  assert.equal(new Set(all.map((each) => each.json.customer)).size, 10);
});

test('customers of a company of one\'s own are not played', async (t) => {
  const server = await serve(t);
  assert.equal((await by(server)('GET', '/api/status')).json.demo, false);
  const { status, json } = await by(server)('POST', '/api/demo/phone', { do: 'follow' });
  assert.equal(status, 404);
  assert.match(json.error.message, /not the demo company/);
  assert.equal((await by(server)('GET', '/api/sources')).json.length ?? 1, 1);
});
