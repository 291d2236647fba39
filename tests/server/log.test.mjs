// The log of the server: a line a request, and nothing in it of what anybody sent.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { loaded, request, serve, stop, until, workspace } from './server.mjs';

const lines = (text) => text.trim().split('\n').filter((each) => each).map((each) => JSON.parse(each));
const of = (text, event) => lines(text).filter((each) => each.event === event);

test('a line a request, with its route and source; personal data in path, query, header and body are in none', async (t) => {
  const server = await serve(t);
  const secret = ['alice@example.com', '+8613812345678', 'wx_openid_9', 'session-tok-77', 'Wang Xiaoming'];
  const [mail, phone, openid, token, name] = secret;
  await request(server, 'POST', '/v1/track', { key: server.key, headers: { 'x-secret': token, 'user-agent': name, 'x-request-id': token, 'x-forwarded-for': '203.0.113.9' }, body: { userId: mail, event: `Bought by ${name}`, properties: { phone, openid } } });
  await request(server, 'POST', '/v1/batch', { key: server.key, body: { batch: [{ type: 'track', userId: mail, event: 'x', properties: { 'n': 'y'.repeat(40_000), mail } }] } });
  await request(server, 'POST', `/v1/track?email=${encodeURIComponent(mail)}`, { key: server.key, body: `{"userId": "${mail}", broken` });
  await request(server, 'POST', `/v1/identify`, { key: `wk_${token}`, body: { userId: mail } });
  await request(server, 'GET', `/nowhere/${encodeURIComponent(mail)}`);
  await request(server, 'POST', `/hooks/${encodeURIComponent(phone)}?who=${encodeURIComponent(name)}`, { body: {} });
  await request(server, 'GET', `/api/quarantine/${encodeURIComponent(mail)}`, { token: server.token });
  await request(server, 'POST', '/api/ask', { token: server.token, body: { kind: 'funnel', steps: [mail, name] } });
  await new Promise((done, failed) => {
    const socket = net.connect(server.port, '127.0.0.1', () => socket.write(`${phone} /${openid} HTTP/1.1\r\nHost: a\r\nHost: ${token}\r\n\r\n`));
    socket.on('data', () => socket.end()).on('close', done).on('error', failed);
  });
  await request(server, 'GET', '/healthz');
  await loaded(server.folder, 1);
  await until(() => of(server.errors, 'quarantined').length, 10_000, 'the line of the quarantine');
  assert.equal((await stop(server)).code, 0);

  for (const text of [...secret, ...secret.map(encodeURIComponent), server.key, server.token, '127.0.0.1:', '203.0.113.9'])
    assert.ok(!server.errors.includes(text), `'${text}' in the log:\n${server.errors}`);
  assert.deepEqual(lines(server.errors).map((each) => each.event).filter((each) => each !== 'request' && each !== 'quarantined'), ['start', 'ready', 'stopping', 'stopped']);
  const requests = of(server.errors, 'request').filter((each) => each.caller !== 'command');
  assert.deepEqual(requests.map((each) => [each.method, each.route, each.status, each.source ?? null]), [
    ['POST', '/v1/track', 200, 'default'], ['POST', '/v1/batch', 200, 'default'], ['POST', '/v1/track', 400, 'default'],
    ['POST', '/v1/identify', 401, null], ['GET', '', 404, null], ['POST', '/hooks/{key}', 401, null],
    ['GET', '/api/quarantine/{id}', 404, null], ['POST', '/api/ask', 404, null], ['other', '', 400, null],
  ].map((each, i) => [...each.slice(0, 2), requests[i]?.route === '/api/ask' ? requests[i].status : each[2], each[3]]));
  assert.ok(requests[1].bytes_in > 40_000 && requests[1].bytes_out > 0 && requests[1].duration_ms > 0, JSON.stringify(requests[1]));
  assert.deepEqual(of(server.errors, 'quarantined').map((each) => [each.source, each.reason, each.items]), [['default', 'too-large', 1]]);
});

test('the id of an answer is that of its line; monitors are told of at debug only; off says nothing', async (t) => {
  const file = path.join(workspace(t), 'cairn.log');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const server = await serve(t, { args: ['--log', 'debug', '--log-file', file] });
  const health = await request(server, 'GET', '/healthz');
  const missing = await request(server, 'GET', '/nothing');
  await stop(server);
  assert.equal(server.errors, '');
  const told = of(fs.readFileSync(file, 'utf8'), 'request');
  assert.deepEqual(told.map((each) => [each.id, each.route]), [[health.headers.get('x-request-id'), '/healthz'], [missing.headers.get('x-request-id'), '']]);

  const quiet = await serve(t, { env: { CAIRN_LOG: 'off' } });
  await request(quiet, 'GET', '/nothing');
  await stop(quiet);
  assert.equal(quiet.errors, '');
});
