// The server as its operator meets it: starting, configuration, readiness, metrics, commands through its socket, stopping.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { cairn, events, loaded, request, serve, sql, stop, workspace } from './server.mjs';
import { run } from '../cli/cairn.mjs';

const track = (n, more = {}) => ({ type: 'track', userId: `u${n % 7}`, event: n % 2 ? 'Product Viewed' : 'Order Completed', messageId: `m${n}`, timestamp: new Date(Date.UTC(2026, 10, 1) + n * 60_000).toISOString(), ...more });
const batch = (from, to) => ({ batch: Array.from({ length: to - from }, (_, i) => track(from + i)), sentAt: '2026-11-10T00:00:00Z' });

test('a first start tells token and key once; what was sent is there, after a restart, too', async (t) => {
  const first = await serve(t);
  assert.match(first.token, /^cairn_admin_[a-z2-7]{32}$/);
  assert.match(first.key, /^wk_[a-z2-7]{32}$/);
  assert.equal((await request(first, 'GET', '/healthz')).status, 200);
  assert.equal((await request(first, 'GET', '/readyz')).status, 200);
  const answer = await request(first, 'POST', '/v1/batch', { key: first.key, body: batch(0, 100) });
  assert.deepEqual({ status: answer.status, ...answer.json }, { status: 200, success: true, events: 100, known: 0, refused: [] });
  const again = await request(first, 'POST', '/v1/batch', { key: first.key, body: batch(0, 110) });
  assert.equal(again.json.known, 100);
  await loaded(first.folder, 110);
  assert.deepEqual(await stop(first), { code: 0, signal: null });

  const second = await serve(t, { folder: first.folder });
  assert.equal(second.token, undefined, 'the token is told once');
  assert.equal(events(first.folder), 110);
  assert.equal((await request(second, 'POST', '/v1/batch', { key: first.key, body: batch(0, 120) })).json.known, 110);
  await loaded(first.folder, 120);
  assert.equal((await request(second, 'GET', '/api/status', { token: first.token })).status, 200);
});

test('commands go through the socket of the running server', async (t) => {
  const server = await serve(t);
  await request(server, 'POST', '/v1/batch', { key: server.key, body: batch(0, 50) });
  await loaded(server.folder, 50);
  assert.deepEqual(sql(server.folder, 'select count(*) from events'), [[50]]);
  const answer = JSON.parse(cairn(['-w', server.folder, 'ask', 'funnel', 'Product Viewed', 'Order Completed', '--format', 'json']));
  assert.deepEqual(answer.rows.map((row) => row[answer.columns.findIndex((each) => each.name === 'reached')]), [7, 7]);
  const map = `${server.folder}.map.json`;
  cairn(['-w', server.folder, 'draft', '-o', map]);
  assert.match(cairn(['-w', server.folder, 'map', 'render', map]), /50/);
  cairn(['-w', server.folder, 'import', '-', '--source', 'piped'], { input: 'customer,event,time\nc1,visit,2026-01-01T10:00:00Z\n' });
  assert.equal(events(server.folder), 51);
  assert.match(cairn(['-w', server.folder, 'verify']), /sound/);
  const rows = 600_000;  // more than a slow reader may leave unread
  assert.equal(sql(server.folder, `select range from range(${rows})`).length, rows);
  const bad = run(['-w', server.folder, 'sql', 'select nothing']);
  assert.notEqual(bad.status, 0);
  assert.match(bad.stderr, /nothing/);
  const here = run(['-w', server.folder, 'serve', '--port', '0']);
  assert.equal(here.status, 5, 'a second server refuses');
  assert.match(here.stderr, /another cairn process/);
});

test('settings: flag over environment over file; what is unknown is refused by name', async (t) => {
  const folder = workspace(t);
  const file = `${folder}.toml`;
  writeFileSync(file, 'address = "127.0.0.1"\nevent-kb = 1\n');
  const server = await serve(t, { folder, args: ['--config', file], env: { CAIRN_CONNECTIONS: '50' } });
  const large = await request(server, 'POST', '/v1/track', { key: server.key, body: track(1, { properties: { text: 'x'.repeat(2000) } }) });
  assert.equal(large.json.refused[0].reason, 'too-large');
  await stop(server);
  writeFileSync(file, 'prot = 80\n');
  const refused = run(['-w', folder, 'serve', '--config', file]);
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /prot/);
  assert.match(refused.stderr, /port/);
  assert.equal(run(['-w', folder, 'serve', '--port', 'eighty']).status, 2);
});

test('one bad item of a batch is refused, listed, explained, repaired and taken; the others are kept', async (t) => {
  const server = await serve(t);
  const body = batch(0, 10);
  delete body.batch[4].userId;
  const answer = await request(server, 'POST', '/v1/batch', { key: server.key, body });
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.json.refused.map((each) => [each.item, each.reason]), [[4, 'missing-id']]);
  await loaded(server.folder, 9);
  const listed = JSON.parse(cairn(['-w', server.folder, 'quarantine', 'list', '--format', 'json']));
  assert.equal(listed.items.length, 1);
  const { id } = listed.items[0];
  assert.match(cairn(['-w', server.folder, 'quarantine', 'explain', id]), /userId or anonymousId/);
  assert.notEqual(run(['-w', server.folder, 'quarantine', 'replay', id]).status, 0, 'it is as bad as before');
  const repaired = { ...JSON.parse(listed.items[0].text), userId: 'u9' };
  assert.match(cairn(['-w', server.folder, 'quarantine', 'replay', id, '--with', '-'], { input: JSON.stringify(repaired) }), /1 events, 0 of them known/);
  await loaded(server.folder, 10);
  assert.match(cairn(['-w', server.folder, 'quarantine', 'list']), /nothing in the quarantine/);
});

test('metrics are of the text format and name no customer', async (t) => {
  const server = await serve(t);
  await request(server, 'POST', '/v1/batch', { key: server.key, body: batch(0, 30) });
  await loaded(server.folder, 30);
  const { text } = await request(server, 'GET', '/metrics', { token: server.token });
  const names = new Set();
  for (const line of text.trimEnd().split('\n')) {
    if (line.startsWith('#')) continue;
    assert.match(line, /^cairn_[a-z_]+(\{([a-z_]+="[^"]*",?)+\})? -?[0-9.e+-]+$/, line);
    names.add(/^\w+/.exec(line)[0]);
  }
  assert.match(text, /cairn_ingest_acknowledged_events_total 30\n/);
  assert.match(text, /cairn_http_requests_total\{route="\/v1\/batch",status="200"\} 1\n/);
  assert.ok(!/\bu[0-9]\b/.test(text));
  for (const name of names) assert.ok(text.includes(`# TYPE ${name.replace(/_(bucket|sum|count)$/, '')} `), name);
});

test('sources day by day: orders, net sales, the difference from a control total', async (t) => {
  const server = await serve(t);
  const order = (n, day, revenue) => track(n, { event: 'Order Completed', timestamp: `2026-11-0${day}T10:00:00Z`, properties: { order_id: `o${n}`, revenue, currency: 'CNY' } });
  await request(server, 'POST', '/v1/batch', { key: server.key, body: { batch: [order(1, 1, 100), order(2, 1, 50.5), order(3, 2, 20)] } });
  // The browser sends the first order, too, as SDKs on both sides do.
  const twin = await request(server, 'POST', '/v1/track', { key: server.key, body: { ...order(1, 1, 100), messageId: 'of-the-browser' } });
  assert.equal(twin.json.known, 1);
  await loaded(server.folder, 3);
  cairn(['-w', server.folder, 'import', '--as', 'counts', '-'], { input: 'measure,place,time,value\ncontrol orders,default,2026-11-01,3\ncontrol net_sales,default,2026-11-01,150.5\n' });
  const days = JSON.parse(cairn(['-w', server.folder, 'source', 'days', '--format', 'json']));
  assert.deepEqual(days.map(({ day, events: n, orders, net_sales }) => [day, n, orders, net_sales]), [['2026-11-01', 2, 2, { CNY: 150.5 }], ['2026-11-02', 1, 1, { CNY: 20 }]]);
  assert.deepEqual(days[0].difference, { orders: -1, net_sales: 0 });
});

test('a backup under load is sound, and everything acknowledged before it is in it', async (t) => {
  const server = await serve(t);
  await request(server, 'POST', '/v1/batch', { key: server.key, body: batch(0, 200) });
  const copy = workspace(t);
  const sending = (async () => {
    for (let n = 200; n < 1200; n += 100) await request(server, 'POST', '/v1/batch', { key: server.key, body: batch(n, n + 100) });
  })();
  cairn(['-w', server.folder, 'backup', copy]);
  await sending;
  assert.match(cairn(['-w', copy, 'verify']), /sound/);
  const restored = workspace(t);
  cairn(['-w', restored, 'restore', copy]);
  const again = await serve(t, { folder: restored });
  await loaded(restored, 200);
  const had = events(restored);
  assert.ok(had >= 200 && had <= 1200);
  assert.equal((await request(again, 'POST', '/v1/batch', { key: server.key, body: batch(0, 200) })).json.known, 200);
  assert.notEqual(run(['-w', restored, 'restore', copy]).status, 0, 'nothing is overwritten');
});

const promtool = spawnSync('promtool', ['--version']).error && 'promtool (Debian: prometheus) is not installed';
test('promtool finds nothing to complain of in the metrics', { skip: promtool }, async (t) => {
  const server = await serve(t);
  await request(server, 'POST', '/v1/batch', { key: server.key, body: batch(0, 30) });
  await loaded(server.folder, 30);
  const { text } = await request(server, 'GET', '/metrics', { token: server.token });
  const checked = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
  assert.deepEqual([checked.status, checked.stdout, checked.stderr], [0, '', '']);
});
