// What people chose and keep, over HTTP.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { request, serve, stop } from './server.mjs';

test('settings, calendar, rules and kept questions are changed, checked, and there after a restart', async (t) => {
  const server = await serve(t);
  const by = (method, path, body) => request(server, method, path, { token: server.token, body });
  assert.deepEqual((await by('PUT', '/api/settings', { timezone: 'Asia/Shanghai' })).json, { timezone: 'Asia/Shanghai', exclude: '' });
  assert.match((await by('PUT', '/api/settings', { timezone: 'Shanghai' })).json.error.message, /Shanghai/);
  assert.equal((await by('PUT', '/api/settings', { colour: 'red' })).status, 400);
  assert.equal((await by('PUT', '/api/settings', { exclude: 17 })).status, 400);

  assert.ok((await by('GET', '/api/calendar?year=2026')).json.some((each) => each.name.includes('618')));
  assert.equal((await by('GET', '/api/calendar')).status, 400);
  assert.equal((await by('PUT', '/api/calendar/%E5%BA%97%E5%BA%86', { from: '2026-05-01', to: '2026-05-03' })).status, 200);
  const own = async () => (await by('GET', '/api/calendar?year=2026')).json.filter((each) => each.name.includes('店庆')).length;
  assert.equal(await own(), 1);
  assert.equal((await by('PUT', '/api/calendar/x', { from: '2026-05-03', to: '2026-05-01' })).status, 400);
  assert.equal((await by('DELETE', '/api/calendar/%E5%BA%97%E5%BA%86')).status, 200);
  assert.equal(await own(), 0);

  const rules = { decisions: [{ these: [{ kind: 'user', value: 'a' }, { kind: 'user', value: 'b' }], are: 'never', by: 'test' }] };
  const set = await by('PUT', '/api/identity', rules);
  assert.equal(set.status, 200, set.text);
  assert.deepEqual((await by('GET', '/api/identity')).json, rules);
  assert.equal((await by('PUT', '/api/identity', { decisions: 'no' })).status, 422);
  assert.equal((await by('POST', '/api/identity/preview', {})).json.customers_before, 2);
  assert.deepEqual((await by('GET', '/api/identity/shared')).json, []);

  const questions = [{ id: 'q1', title: '结账', question: { kind: 'funnel', steps: ['view', 'paid'] } }];
  assert.deepEqual((await by('PUT', '/api/saved', questions)).json, { questions });
  assert.notEqual((await by('PUT', '/api/saved', [{ id: 'q1', title: 'x', question: { kind: 'tunnel' } }])).status, 200);
  assert.equal((await by('PUT', '/api/saved', [{ title: 'x' }])).status, 400);
  assert.ok((await by('GET', '/api/templates')).json.templates.length >= 4);

  await stop(server);
  const again = await serve(t, { folder: server.folder });
  assert.deepEqual((await request(again, 'GET', '/api/saved', { token: server.token })).json, { questions });
});
