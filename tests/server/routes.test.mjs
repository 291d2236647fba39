// Who may call what: every route × every kind of caller, against the policy written here by hand; the OpenAPI document
// against the routes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { basic, bySocket, cairn, request, serve } from './server.mjs';

// What each group of routes lets in. A route that is not listed here fails the test.
const anyone = ['GET /healthz', 'GET /readyz', 'GET /openapi.json', 'POST /v1/m', 'GET /v1/projects/{key}/settings', 'POST /api/session', 'GET /api/shared/{token}'];
const byKey = [
  ...['batch', 'import', 'track', 'identify', 'page', 'screen', 'group', 'alias', 'b', 't', 'i', 'p', 's', 'g', 'a'].map((call) => `POST /v1/${call}`),
  'POST /batch', 'POST /sa', 'GET /sa', 'POST /sa.gif', 'GET /sa.gif', 'POST /hooks/{key}', 'GET /wechat/{key}', 'POST /wechat/{key}',
];
const byAdmin = [
  'GET /metrics', 'GET /api/session', 'DELETE /api/session', 'POST /api/webhooks/try', 'GET /api/sources', 'POST /api/sources', 'PATCH /api/sources/{name}', 'GET /api/sources/days',
  'GET /api/quarantine', 'GET /api/quarantine/{id}', 'POST /api/quarantine/{id}/replay', 'DELETE /api/quarantine/{id}', 'POST /api/quarantine/{id}/reopen',
  'GET /api/status', 'POST /api/ask', 'POST /api/ask/follow', 'POST /api/map/draw', 'POST /api/map/follow',
  'GET /api/customers/{name}', 'GET /api/customers/{name}/consent', 'POST /api/customers/{name}/tags', 'GET /api/segments', 'GET /api/segments/{name}',
  'GET /api/personas', 'GET /api/profile', 'PUT /api/profile', 'GET /api/settings', 'PUT /api/settings',
  'GET /api/calendar', 'PUT /api/calendar/{name}', 'DELETE /api/calendar/{name}', 'GET /api/identity', 'PUT /api/identity', 'POST /api/identity/preview',
  'POST /api/measured/observe', 'POST /api/measured/observe/follow', 'POST /api/measured/conformance', 'POST /api/measured/people',
  'POST /api/measured/voices', 'POST /api/bind', 'GET /api/definitions',
  'POST /api/demo/phone', 'GET /api/markers', 'PUT /api/markers', 'POST /api/markers/{id}/effect', 'GET /api/journeys/{id}/export', 'POST /api/import', 'GET /api/identity/shared', 'GET /api/saved', 'PUT /api/saved', 'GET /api/templates',
  'GET /api/journeys', 'POST /api/journeys', 'POST /api/journeys/import', 'GET /api/journeys/{id}', 'PATCH /api/journeys/{id}', 'DELETE /api/journeys/{id}',
  'POST /api/journeys/{id}/restore', 'GET /api/journeys/{id}/revisions', 'GET /api/journeys/{id}/changes', 'POST /api/journeys/{id}/derive',
  'POST /api/journeys/{id}/status', 'POST /api/journeys/{id}/revert', 'GET /api/journeys/{id}/comments', 'POST /api/journeys/{id}/comments',
  'PATCH /api/journeys/{id}/comments/{comment}', 'GET /api/journeys/{id}/tasks', 'POST /api/journeys/{id}/tasks', 'PATCH /api/journeys/{id}/tasks/{task}',
  'GET /api/journeys/{id}/links', 'POST /api/journeys/{id}/links', 'DELETE /api/journeys/{id}/links/{link}',
];
const bySocketOnly = ['POST /workspace/{call}'];

test('every route lets in whom it should, and nobody else', async (t) => {
  const server = await serve(t);
  cairn(['-w', server.folder, 'source', 'add', 'closed']);
  cairn(['-w', server.folder, 'source', 'change', 'closed', '--off']);
  const closed = JSON.parse(cairn(['-w', server.folder, 'source', 'list', '--format', 'json'])).find((each) => each.name === 'closed').write_key;
  const routes = (await request(server, 'GET', '/openapi.json')).json.paths;
  const all = Object.entries(routes).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
  assert.deepEqual([...all].sort(), [...anyone, ...byKey, ...byAdmin, ...bySocketOnly].sort(), 'a route without a policy here');

  const callers = {
    nobody: {}, 'wrong key': { authorization: basic('wk_nobody') }, 'wrong token': { authorization: 'Bearer cairn_admin_wrong' },
    'key of a closed source': { authorization: basic(closed) }, 'write key': { authorization: basic(server.key) },
    admin: { authorization: `Bearer ${server.token}` }, 'key as a token': { authorization: `Bearer ${server.key}` },
    'token as a key': { authorization: basic(server.token) }, cookie: { cookie: `token=${server.token}` },
  };
  let asked = 0;
  for (const route of all) {
    const [method, pattern] = route.split(' ');
    for (const [caller, headers] of Object.entries(callers)) {
      // The key in a path is a proof of its own, so those paths name nobody's.
      const path = pattern.replace('{key}', 'wk_nobody').replace(/\{\w+\}/g, 'x');
      if (pattern.endsWith('/follow') && caller === 'admin') continue;  // would go on for ever
      const answer = await request(server, method, path, { headers, body: method === 'GET' || method === 'DELETE' ? undefined : '{}' });
      asked += 1;
      const let_in = anyone.includes(route) || (byKey.includes(route) && caller === 'write key') || (byAdmin.includes(route) && caller === 'admin');
      const refused = answer.status === 401 || answer.status === 403;
      assert.equal(!refused, let_in, `${route} by ${caller}: ${answer.status} ${answer.text}`);
    }
  }
  assert.ok(asked >= 350, `${asked} requests`);
  // By the socket the owner may do all but collect without a key.
  assert.equal((await bySocket(server.folder, 'GET', '/api/sources')).status, 200);
  assert.equal((await bySocket(server.folder, 'POST', '/workspace/status', {})).status, 200);
  assert.equal((await bySocket(server.folder, 'POST', '/v1/track', {})).status, 401);
  assert.equal((await request(server, 'GET', '/nowhere')).status, 404);
  assert.equal((await request(server, 'DELETE', '/v1/track')).status, 405);
});

test('the OpenAPI document is whole: unique ids, resolved references, a security for each route', async (t) => {
  const server = await serve(t);
  const document = (await request(server, 'GET', '/openapi.json')).json;
  assert.match(document.openapi, /^3\.1\./);
  const ids = new Set();
  for (const methods of Object.values(document.paths))
    for (const operation of Object.values(methods)) {
      assert.ok(operation.summary.endsWith('.'), operation.operationId);
      assert.ok(!ids.has(operation.operationId), `twice: ${operation.operationId}`);
      ids.add(operation.operationId);
      for (const scheme of operation.security) assert.ok(document.components.securitySchemes[Object.keys(scheme)[0]]);
      assert.ok(Object.keys(operation.responses).length > 0);
    }
  const references = JSON.stringify(document).match(/"#\/components\/[^"]+"/g).map((each) => JSON.parse(each));
  for (const each of references)
    assert.ok(each.slice(2).split('/').reduce((place, part) => place?.[part], document), `${each} leads nowhere`);
});

test('answers are of the documented form', async (t) => {
  const server = await serve(t);
  const { paths, components } = (await request(server, 'GET', '/openapi.json')).json;
  const check = (schema, value, place) => {
    if (schema.$ref) return check(schema.$ref.slice(2).split('/').slice(1).reduce((at, part) => at[part], components), value, place);
    if (schema.enum) assert.ok(schema.enum.includes(value), place);
    const types = [schema.type ?? []].flat();
    const kind = value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;
    if (types.length > 0) assert.ok(types.includes(kind), `${place} is ${kind}, documented as ${types}`);
    for (const name of schema.required ?? []) assert.ok(name in value, `${place}.${name} is missing`);
    if (kind === 'object') for (const [name, part] of Object.entries(schema.properties ?? {})) if (name in value) check(part, value[name], `${place}.${name}`);
    if (kind === 'array' && schema.items) value.forEach((each, i) => check(schema.items, each, `${place}[${i}]`));
  };
  const documented = (path, method, status) => {
    const found = paths[path][method].responses[status];
    const response = found.$ref ? components.responses[found.$ref.split('/').pop()] : found;
    return response.content['application/json'].schema;
  };
  const track = { userId: 'u1', event: 'Seen', messageId: 'm1', timestamp: '2026-11-01T10:00:00Z' };
  let answer = await request(server, 'POST', '/v1/track', { key: server.key, body: track });
  assert.equal(answer.status, 200);
  check(documented('/v1/track', 'post', 200), answer.json, 'track');
  answer = await request(server, 'POST', '/v1/track', { key: server.key, body: '{' });
  assert.equal(answer.status, 400);
  check(documented('/v1/track', 'post', 400), answer.json, 'unreadable');
  answer = await request(server, 'POST', '/v1/track', { key: 'wrong', body: track });
  check(documented('/v1/track', 'post', 401), answer.json, 'refused');
  answer = await request(server, 'GET', '/api/sources', { token: server.token });
  check(documented('/api/sources', 'get', 200), answer.json, 'sources');
  answer = await request(server, 'POST', '/api/sources', { token: server.token, body: { name: 'app' } });
  assert.equal(answer.status, 201);
  check(documented('/api/sources', 'post', 201), answer.json, 'source');
});
