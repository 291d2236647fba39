// A table of members that comes beside live events: its rows join whoever the SDKs have seen.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cairn } from '../cli/cairn.mjs';
import { loaded, request, serve, stop, until } from './server.mjs';

const who = (folder, name) => JSON.parse(cairn(['-w', folder, 'customer', name, '--format', 'json']))[0].identifiers.map(({ kind, value }) => `${kind} ${value}`).sort();

test('a table of members joins those whom the SDKs know by the same phone, while events come in', async (t) => {
  const server = await serve(t), { folder, key } = server;
  const send = async (calls) => assert.equal((await request(server, 'POST', '/v1/batch', { key, body: { batch: calls } })).status, 200);
  await send([{ type: 'identify', userId: 'u1', timestamp: '2026-11-01T10:00:00Z', traits: { phone: '13800138000', city: '北京' } }]);
  await loaded(folder, 1);
  const file = join(folder, 'members.csv');
  writeFileSync(file, '会员卡号,姓名,手机号,城市\nM17,林女士,138 0013 8000,上海\n');
  cairn(['-w', folder, 'import', '--as', 'members', file]);
  await until(() => who(folder, 'u1').length === 3, 5000, 'the member and the user are one');
  assert.deepEqual(who(folder, 'M17'), ['customer u1', 'member M17', 'phone +8613800138000']);
  await send([{ type: 'track', event: 'App Opened', userId: 'u1', timestamp: '2026-11-02T10:00:00Z' }]);
  await loaded(folder, 3);
  cairn(['-w', folder, 'import', '--as', 'members', file]);
  assert.equal(JSON.parse(cairn(['-w', folder, 'status', '--format', 'json'])).events, 3, 'the same row again adds nothing');
  assert.equal((await stop(server)).code, 0);
  assert.deepEqual(who(folder, 'M17'), ['customer u1', 'member M17', 'phone +8613800138000']);
});
