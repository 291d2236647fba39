// More than the server can take: refused at once and in words, and it is well again by itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loaded, request, serve } from './server.mjs';

const batch = (n, from) => ({
  batch: Array.from({ length: n }, (_, i) => ({ type: 'track', userId: `u${i}`, event: 'Viewed', messageId: `m${from + i}`, properties: { text: 'x'.repeat(3000) } })),
});

test('above its memory cap the server takes no events and no questions, says why, and lives', async (t) => {
  const server = await serve(t, { args: ['--memory-gb', '0.001'] });
  let answer;
  for (let tries = 0; tries < 50 && answer?.status !== 503; ++tries) {
    answer = await request(server, 'POST', '/v1/batch', { key: server.key, body: batch(1, tries) });
    await new Promise((done) => setTimeout(done, 20));
  }
  assert.equal(answer.status, 503, answer.text);
  assert.equal(answer.headers.get('retry-after'), '1');
  assert.match(answer.json.error.message, /memory/);
  const asked = await request(server, 'POST', '/api/ask', { token: server.token, body: { kind: 'transitions' } });
  assert.equal(asked.status, 503, asked.text);
  assert.equal((await request(server, 'GET', '/healthz')).status, 200);
  const ready = await request(server, 'GET', '/readyz');
  assert.equal(ready.status, 503);
  assert.match(ready.json.why, /memory.*--memory-gb/);
  const metrics = await request(server, 'GET', '/metrics', { token: server.token });
  assert.match(metrics.text, /cairn_memory_limit_bytes 1e\+06|cairn_memory_limit_bytes 1000000/);
});

test('of 60 MB sent at once what is too much is refused with Retry-After; the rest is kept, and a second try gets all in', async (t) => {
  const server = await serve(t);
  const bodies = Array.from({ length: 60 }, (_, n) => JSON.stringify(batch(300, n * 300)));
  const send = (body) => request(server, 'POST', '/v1/batch', { key: server.key, body });
  const statuses = [];
  let waiting = bodies;
  for (let tries = 0; waiting.length && tries < 50; ++tries) {
    const answers = await Promise.all(waiting.map(send));
    for (const each of answers) {
      statuses.push(each.status);
      if (each.status === 503) assert.equal(each.headers.get('retry-after'), '1');
      else assert.equal(each.status, 200, each.text);
    }
    waiting = waiting.filter((_, i) => answers[i].status !== 200);
  }
  assert.deepEqual(waiting, [], 'all are in');
  console.log(`# ${statuses.filter((each) => each === 503).length} of ${statuses.length} refused`);
  await loaded(server.folder, 18_000, 60_000);
});
