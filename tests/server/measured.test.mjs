// What customers did on a map, over HTTP, on a small demo company: filters against a recount by SQL, the people and the
// words behind numbers, and a number that moves with a live event.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import { before, after, test } from 'node:test';
import { cairn, sql, workspace } from '../cli/cairn.mjs';
import { request, serve, until } from './server.mjs';

const fresh = 2000;  // ms
const scope = { list: [], after(undo) { this.list.push(undo); } };  // of the one server of this file
let server, map, source;

before(async () => {
  const folder = workspace(scope);
  cairn(['-w', folder, 'demo', '--customers', '2500', '--days', '240']);
  map = JSON.parse(fs.readFileSync(`${folder}/map.json`, 'utf8'));
  server = await serve(scope, { folder });
  source = server.key;
});
after(async () => { for (const undo of scope.list.reverse()) await undo(); });

const post = async (path, body, status = 200) => {
  const answer = await request(server, 'POST', path, { token: server.token, body });
  assert.equal(answer.status, status, answer.text.slice(0, 500));
  return answer.json;
};
const observe = (filters, more = {}) => post('/api/measured/observe', { map, filters, ...more });
const touchpoint = (observed, id) => observed.touchpoints.find((each) => each.id === id);
const stage = (observed, id) => observed.stages.find((each) => each.id === id);
/** Counts by SQL: one number. */
const count = (what, where) => Number(sql(server.folder, `select ${what} from events where ${where}`)[0][0]);
const till = 'tp_till_receipt_till', entry = 'tp_store_enter_store';

test('without filters the numbers are those that the map is drawn with', async () => {
  const observed = await observe();
  const drawn = await post('/api/map/draw', { map, format: 'json' });
  for (const [name, value] of Object.entries(drawn)) assert.deepEqual(observed[name], value, name);
  assert.equal(observed.scope.en, 'Everything recorded');
  assert.ok(observed.sentences.length > 0 && observed.sentences[0]['zh-Hant']);
  assert.equal(touchpoint(observed, till).events, count('count(*)', "event = 'till_receipt'"));
});

test('a period, a predicate of events and one of customers, against SQL', async () => {
  const month = await observe({ period: { from: '2026-07-01', to: '2026-08-01' } });
  const july = "time >= timestamptz '2026-07-01 00:00:00+08' and time < timestamptz '2026-08-01 00:00:00+08'";
  assert.equal(touchpoint(month, till).events, count('count(*)', `event = 'till_receipt' and ${july}`));
  assert.ok(touchpoint(month, till).events > 10);
  const shop = await observe({ where: 'store = SH01', period: { from: '2026-07-01', to: '2026-08-01' } });
  assert.equal(touchpoint(shop, entry).events, count('count(*)', `event = 'store_enter' and store = 'SH01' and ${july}`));
  assert.match(shop.scope.en, /2026-07-01 – 2026-08-01 · events: store = SH01/);
  assert.deepEqual(shop.asked.period, { from: '2026-07-01', to: '2026-08-01' });

  const named = await observe({ period: '618-2026' });
  const days = named.asked.period;
  assert.deepEqual((await observe({ period: days })).touchpoints, named.touchpoints);
});

test('a segment and a persona: the numbers of its customers, and all others make up the rest', async () => {
  const segments = [{ name: 'buyers', title: { en: 'Till buyers', 'zh-Hans': '门店买家', 'zh-Hant': '門市買家' }, who: 'did(till_receipt)' },
    { name: 'others', who: 'never(till_receipt)' }];
  const personas = [{ name: 'Lin', segments: ['buyers'] }];
  assert.equal((await request(server, 'PUT', '/api/profile', { token: server.token, body: { segments, personas } })).status, 200);
  const all = await observe(), buyers = await observe({ segment: 'buyers' }), others = await observe({ segment: 'others' });
  assert.equal(buyers.scope['zh-Hant'], '門市買家');
  assert.equal(touchpoint(buyers, till).events, count('count(*)', "event = 'till_receipt'"));
  assert.equal(touchpoint(others, till).events, 0);
  assert.equal(buyers.cases + others.cases, all.cases);
  for (const each of all.touchpoints)
    assert.equal(touchpoint(buyers, each.id).events + touchpoint(others, each.id).events, each.events, each.id);
  for (const each of all.stages)
    assert.equal(stage(buyers, each.id).entered + stage(others, each.id).entered, each.entered, each.id);
  for (const each of all.promises.keys())
    assert.equal(buyers.promises[each].made + others.promises[each].made, all.promises[each].made);
  const revenue = (observed) => touchpoint(observed, till).revenue;
  assert.deepEqual(revenue(buyers), revenue(all));
  assert.equal(revenue(others), undefined);
  assert.deepEqual((await observe({ persona: 'Lin' })).stages, buyers.stages);
  assert.deepEqual((await observe({ who: 'did(till_receipt)' })).stages, buyers.stages);

  const compared = await observe({ segment: 'buyers' }, { against: { segment: 'others' } });
  assert.deepEqual(compared.against.stages, others.stages);
  assert.deepEqual(compared.stages, buyers.stages);
  const asked = await post('/api/ask', { kind: 'transitions', level: 'touchpoint', map, case: map.case, ...buyers.asked });
  assert.equal(asked.basis.cases, buyers.cases);
});

test('revenue and scores against SQL', async () => {
  const observed = await observe();
  const revenue = touchpoint(observed, till).revenue;
  assert.equal(revenue.currency, 'CNY');
  assert.ok(Math.abs(revenue.amount - count('sum(amount)', "event = 'till_receipt' and currency = 'CNY'")) < 0.01);
  assert.equal(revenue.orders, count('count(*)', "event = 'till_receipt' and currency = 'CNY'"));
  const { score } = touchpoint(observed, entry);
  assert.equal(score.measure, 'csat');
  assert.equal(score.n, count('count(value)', "event = 'service_rating' and about = 'store'"));
  assert.ok(Math.abs(score.value - count('avg(value)', "event = 'service_rating' and about = 'store'")) < 1e-9);
  assert.ok(score.low < score.value && score.value < score.high && score.response > 0 && score.response < 1);
});

test('what filters cannot mean is refused with its place', async () => {
  const refused = async (filters, status, where) => {
    const answer = await post('/api/measured/observe', { map, filters }, status);
    assert.equal(answer.error.where, where, JSON.stringify(answer));
    assert.ok(answer.error.message);
  };
  await refused({ segment: 'buyerz' }, 404, 'filters.segment');
  await refused({ channel: 'storr' }, 404, 'filters.channel');
  await refused({ persona: 'nobody' }, 404, 'filters.persona');
  await refused({ where: 'stroe = SH01' }, 404, 'filters.where');
  await refused({ period: { from: '2026-08-01', to: '2026-07-01' } }, 400, 'filters.period');
  await refused({ last_year: true }, 400, 'filters.last_year');
  await refused({ segmnt: 'buyers' }, 400, 'filters');
  const against = await post('/api/measured/observe', { map, against: { segment: 'buyerz' } }, 404);
  assert.equal(against.error.where, 'against.segment');
  assert.equal((await post('/api/measured/observe', {}, 400)).error.where, 'map');
});

test('the people behind a number are as many as it says, with what they bought', async () => {
  const observed = await observe({ segment: 'buyers' });
  const behind = (element, what, more = {}) => post('/api/measured/people', { map, filters: { segment: 'buyers' }, element, what, ...more });
  assert.equal((await behind(till, 'cases')).times, touchpoint(observed, till).cases);
  for (const each of observed.stages) {
    assert.equal((await behind(each.id, 'left')).times, each.left, each.id);
    assert.equal((await behind(each.id, 'moved_on')).times, each.moved_on, each.id);
  }
  for (const each of observed.pains) assert.equal((await behind(each.id, 'pain')).times, each.cases, each.id);
  const { customers, total } = await behind(till, 'cases', { limit: 3 });
  assert.equal(customers.length, 3);
  assert.ok(total > 3);
  assert.ok(customers.every((each) => each.value > 0 && each.currency));
  const { name, kind } = customers[0];
  const whole = await request(server, 'GET', `/api/customers/${encodeURIComponent(kind ? `${kind}=${name}` : name)}`, { token: server.token });
  assert.equal(whole.status, 200, whole.text);
  assert.equal((await post('/api/measured/people', { map, element: 'tp_nowhere' }, 404)).error.where, 'element');
  assert.equal((await post('/api/measured/people', { map, element: till, what: 'missed' }, 400)).error.where, 'what');
});

test('the words behind a touchpoint are in the events', async () => {
  const { voices, total } = await post('/api/measured/voices', { map, element: entry, limit: 5 });
  assert.ok(total > 0 && voices.length === Math.min(5, total));
  const known = new Set(sql(server.folder, "select text from events where event = 'service_rating' and text is not null").map(([text]) => text));
  for (const each of voices) {
    assert.ok(known.has(each.text), each.text);
    assert.equal(each.how, 'about');
    assert.ok(each.score >= 1 && each.score <= 5);
  }
  const behindPain = await post('/api/measured/voices', { map, element: map.pains[0].id });
  assert.ok(Array.isArray(behindPain.voices));
});

test('the design against what happened', async () => {
  const answer = await post('/api/measured/conformance', { map, filters: { segment: 'buyers' } });
  const asked = await post('/api/ask', { kind: 'conformance', level: 'touchpoint', map, segment: { segment: 'buyers' } });
  assert.equal(answer.cases, asked.totals.cases);
  assert.equal(answer.fitting, asked.totals.fit);
  const column = (name) => asked.columns.findIndex((each) => each.name === name);
  for (const row of asked.rows.filter((each) => each[1] === 'designed')) {
    const one = touchpoint(answer, row[0]);
    assert.equal(one.missing.cases, row[column('missing')]);
    assert.equal(one.ad_hoc.cases, row[column('ad_hoc')]);
    assert.equal(one.out_of_order.cases, row[column('out_of_order')]);
  }
  assert.ok(answer.detours.length + answer.loops.length > 0);
  assert.ok([...answer.detours, ...answer.loops].every((each) => each.customers > 0 && each.cases >= each.customers && each.seconds_median >= 0));
  const ids = new Set(map.touchpoints.map(({ id }) => id));
  assert.ok(answer.links.length > 0 && answer.links.every(({ from, to }) => ids.has(from) && ids.has(to)));
});

test('a binding being written: its count, examples, and what no event has', async () => {
  const bound = await post('/api/bind', { on: 'event = till_receipt and amount > 500' });
  assert.equal(bound.events, count('count(*)', "event = 'till_receipt' and amount > 500"));
  assert.equal(bound.examples.length, 5);
  assert.ok(bound.examples.every((each) => each.event === 'till_receipt' && each.channel === 'till' && each.properties.amount > 500));
  assert.equal(new Set(bound.examples.map(({ customer }) => customer)).size, 5);
  assert.deepEqual(bound.notes, []);
  const half = await post('/api/bind', { on: 'event = till_receip' });
  assert.equal(half.events, 0);
  assert.match(half.notes[0], /till_receipt/);
  assert.equal((await post('/api/bind', { on: 'event = ' }, 422)).error.where.startsWith('on'), true);
});

test('definitions in three languages', async () => {
  const { definitions } = (await request(server, 'GET', '/api/definitions', { token: server.token })).json;
  for (const [name, text] of Object.entries(definitions))
    for (const language of ['en', 'zh-Hans', 'zh-Hant']) assert.ok(text[language], `${name} ${language}`);
  assert.ok(definitions['stage.conversion']);
  assert.equal((await request(server, 'GET', '/api/definitions')).status, 401);
});

test('a live event moves the observed number within 2 s', async (t) => {
  const seen = [];
  const sent = http.request(`${server.url}/api/measured/observe/follow`, { method: 'POST', headers: { authorization: `Bearer ${server.token}` } }, (answer) => {
    let text = '';
    answer.setEncoding('utf8').on('data', (piece) => {
      text += piece;
      for (let end; (end = text.indexOf('\n\n')) >= 0; text = text.slice(end + 2)) {
        const found = /^event: (\w+)\ndata: (.*)$/.exec(text.slice(0, end));
        if (found) seen.push({ event: found[1], data: JSON.parse(found[2]), at: Date.now() });
      }
    }).on('error', () => {});
  });
  sent.on('error', () => {});
  sent.end(JSON.stringify({ map, filters: { where: 'event = store_enter' } }));
  t.after(() => sent.destroy());
  await until(() => seen.length, 20_000, 'the first numbers');
  assert.equal(seen[0].event, 'answer', JSON.stringify(seen[0].data).slice(0, 300));
  const entered = touchpoint(seen[0].data, entry).events;
  for (let n = 1; n <= 3; ++n) {
    const call = { type: 'track', event: 'store_enter', messageId: `live ${n}`, userId: `live ${n}`, timestamp: new Date().toISOString() };
    const answer = await request(server, 'POST', '/v1/batch', { key: source, body: { batch: [call] } });
    assert.equal(answer.json?.events, 1, answer.text);
    const acknowledged = Date.now();
    await until(() => touchpoint(seen[seen.length - 1].data, entry).events === entered + n, 10_000, `event ${n} on the map`);
    const lag = seen[seen.length - 1].at - acknowledged;
    console.log(`# from acknowledged to seen on the map: ${lag} ms`);
    assert.ok(lag <= fresh, `${lag} ms`);
  }
});
