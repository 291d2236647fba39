// A source that sends more than it may gets 429, with when to come back; others are not touched.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cairn, loaded, request, serve, until } from './server.mjs';

const track = (server, key, n, extra = {}) => request(server, 'POST', '/v1/track', { key, body: { userId: 'u', event: 'E', messageId: `${key}${n}` }, ...extra });

test('events a second of a source: 429 with Retry-After beyond, nothing lost of what was taken, told in metrics', async (t) => {
  const server = await serve(t);
  const json = (args) => JSON.parse(cairn(['-w', server.folder, 'source', 'list', '--format', 'json', ...args]));
  cairn(['-w', server.folder, 'source', 'add', 'held', '--events-per-second', '5']);
  const { write_key: held, events_per_second: rate } = json([]).find((each) => each.name === 'held');
  assert.equal(rate, 5);
  const answers = [];
  for (let n = 0; n < 40; ++n) answers.push(await track(server, held, n));
  const refused = answers.filter((each) => each.status === 429);
  const taken = answers.filter((each) => each.status === 200).length;
  assert.equal(taken + refused.length, 40);
  assert.ok(taken >= 10 && refused.length > 0, `${taken} taken`);
  assert.ok(Number(refused[0].headers.get('retry-after')) >= 1);
  assert.equal(refused[0].json.error.code, 'too-many-events');

  // A batch is taken whole and owed; the key in the body is the same source.
  let limited = refused.length;
  const taken_whole = (name, size) => until(async () => {
    const batch = Array.from({ length: size }, (_, n) => ({ type: 'track', userId: 'u', event: 'E', messageId: `${name}${n}` }));
    const answer = await request(server, 'POST', '/v1/batch', { key: held, body: { batch } });
    limited += answer.status === 429 ? 1 : 0;
    return answer.status === 200 && answer.json.events === size;
  });
  await taken_whole('a', 500);
  const inBody = await request(server, 'POST', '/v1/batch', { body: { writeKey: held, batch: [{ type: 'track', userId: 'u', event: 'E' }] } });
  assert.equal(inBody.status, 429);
  assert.equal((await track(server, server.key, 1)).status, 200);
  cairn(['-w', server.folder, 'source', 'change', 'held', '--events-per-second', '1000']);
  await taken_whole('b', 9000);
  const owing = await track(server, held, 'after');
  assert.equal(owing.status, 429);
  assert.ok(Number(owing.headers.get('retry-after')) > 3, owing.headers.get('retry-after'));
  cairn(['-w', server.folder, 'source', 'change', 'held', '--events-per-second', '0']);
  assert.equal((await track(server, held, 'free')).status, 200);
  await loaded(server.folder, taken + 500 + 1 + 9000 + 1);

  const { text } = await request(server, 'GET', '/metrics', { token: server.token });
  assert.match(text, new RegExp(`^cairn_source_events_total\\{source="held"\\} ${taken + 9501}$`, 'm'));
  assert.match(text, /^cairn_source_events_total\{source="default"\} 1$/m);
  assert.match(text, new RegExp(`^cairn_source_limited_requests_total\\{source="held"\\} ${limited + 2}$`, 'm'));
});
