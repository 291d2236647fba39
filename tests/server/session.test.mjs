// Signing in to the studio: a cookie that only this server's own pages can use; and the studio's files.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import http from 'node:http';
import { request, serve, stop } from './server.mjs';

const sign_in = (server, token, headers = {}) => request(server, 'POST', '/api/session', { body: { token }, headers });
const cookie_of = (answer) => /cairn_session=([^;]*)/.exec(answer.headers.get('set-cookie'))[0];

test('the cookie stands for the token, for this server\'s own pages', async (t) => {
  const server = await serve(t);
  const signed = await sign_in(server, server.token);
  assert.equal(signed.status, 204);
  assert.match(signed.headers.get('set-cookie'), /^cairn_session=[a-z2-7]{32}; Path=\/; HttpOnly; SameSite=Strict$/);
  const cookie = cookie_of(signed);
  const by = (method, path, headers = {}, body = undefined) => request(server, method, path, { headers: { cookie, ...headers }, body });
  assert.deepEqual((await by('GET', '/api/session')).json, { user: 'admin' });
  assert.equal((await by('GET', '/api/status', { 'sec-fetch-site': 'same-origin' })).status, 200);
  assert.equal((await by('PUT', '/api/profile', { origin: server.url }, {})).status, 200);
  // A page of another site, and a form that says nothing of itself.
  assert.equal((await by('GET', '/api/status', { 'sec-fetch-site': 'cross-site' })).status, 401);
  assert.equal((await by('GET', '/api/status', { 'sec-fetch-site': 'same-site' })).status, 401);
  assert.equal((await by('PUT', '/api/profile', { origin: 'http://elsewhere.test' }, {})).status, 401);
  assert.equal((await by('PUT', '/api/profile', {}, {})).status, 401);
  assert.equal((await sign_in(server, server.token, { 'sec-fetch-site': 'cross-site' })).status, 403);
  assert.equal(signed.headers.get('access-control-allow-origin'), null);

  const other = cookie_of(await sign_in(server, server.token));
  assert.equal((await by('DELETE', '/api/session', { origin: server.url })).status, 204);
  assert.equal((await by('GET', '/api/session')).status, 401, 'signed out');
  assert.equal((await request(server, 'GET', '/api/session', { headers: { cookie: other } })).status, 200, 'another session goes on');
  assert.deepEqual(await stop(server), { code: 0, signal: null });
  const again = await serve(t, { folder: server.folder });
  assert.equal((await request(again, 'GET', '/api/session', { headers: { cookie: other } })).status, 401, 'a restart ends all');
});

test('tokens cannot be tried one after the other', async (t) => {
  const server = await serve(t);
  const answers = [];
  for (let n = 0; n < 60; ++n) answers.push((await sign_in(server, `cairn_admin_${n}`)).status);
  assert.ok(answers.includes(401));
  assert.ok(answers.filter((status) => status === 401).length <= 40, 'at most 20 a minute');
  assert.ok(answers.every((status) => status === 401 || status === 429), String(answers));
  for (const body of ['{}', '[]', '{"token":17}', 'token']) assert.equal((await request(server, 'POST', '/api/session', { body })).status, 400, body);
});

/** fetch() opens what is compressed; this shows what came. */
const raw = (server, path, headers) => new Promise((done, failed) => {
  http.get(server.url + path, { headers }, (answer) => {
    const pieces = [];
    answer.on('data', (piece) => pieces.push(piece));
    answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(pieces) }));
  }).on('error', failed);
});

test('the studio\'s files: one page for its addresses, kept by name, compressed, protected', async (t) => {
  const server = await serve(t);
  const page = await raw(server, '/');
  assert.equal(page.status, 200);
  assert.match(page.headers['content-type'], /^text\/html/);
  assert.equal(page.headers['cache-control'], 'no-cache');
  assert.match(page.headers['content-security-policy'], /default-src 'self'.*frame-ancestors 'none'/);
  assert.equal(page.headers['referrer-policy'], 'no-referrer');
  for (const path of ['/map/jr_1', '/customer/%E6%9E%97', '/ask?q=1', '/index.html', '/shared/x'])
    assert.deepEqual((await raw(server, path)).body, page.body, path);
  const packed = await raw(server, '/', { 'accept-encoding': 'gzip, br' });
  assert.equal(packed.headers['content-encoding'], 'gzip');
  assert.deepEqual(gunzipSync(packed.body), page.body);
  assert.equal((await raw(server, '/', { 'if-none-match': page.headers.etag })).status, 304);
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(page.body.toString())?.[1];
  assert.ok(script, 'the page loads a script: the program was built with the studio');
  const loaded = await raw(server, script);
  assert.match(loaded.headers['cache-control'], /immutable/);
  assert.match(loaded.headers['content-type'], /javascript/);
  for (const path of ['/assets/none.js', '/nowhere', '/../etc/passwd', '/assets/..%2f..%2fetc%2fpasswd', '/api', '/apis'])
    assert.equal((await raw(server, path)).status, 404, path);
  assert.equal((await request(server, 'POST', '/', { body: '{}' })).status, 404);
});
