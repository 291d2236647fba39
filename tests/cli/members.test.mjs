// A table of members states what is known of them: as events, joined with what they did, each row once.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ask, cairn, run, sql, workspace } from './cairn.mjs';

const put = (folder, name, content) => {
  const file = join(dirname(folder), name);
  writeFileSync(file, content);
  return file;
};
const members = (folder, name, content) =>
  JSON.parse(cairn(['-w', folder, 'import', '--as', 'members', put(folder, name, content), '--timezone', 'Asia/Shanghai', '--json']));
const who = (folder, name) =>
  JSON.parse(cairn(['-w', folder, 'customer', name, '--format', 'json']))[0].identifiers.map(({ kind, value }) => `${kind} ${value}`).sort();
const timeline = (folder, name) => ask(folder, ['customers', '--customer', name]).rows.map(([, event]) => event);
const stated = (folder, property) =>
  sql(folder, `select cast(time as text), "${property}" from events where event = 'profile_stated' and "${property}" is not null order by arrival`);

const orders = '会员卡号,event,time,amount\nM17,order_paid,2026-03-01T10:00:00Z,300\nM18,order_paid,2026-03-05T10:00:00Z,90\n';
const list = '会员卡号,姓名,手机号,微信openid,城市\nM17,林女士,138 0013 8000,oAbc,上海\nM18,赵先生,139****0002,,北京\n';

test('phone, openid and orders of a member are one customer, however the table and the orders came', (t) => {
  for (const tableFirst of [false, true]) {
    const folder = workspace(t);
    const bring = [() => cairn(['-w', folder, 'import', put(folder, 'orders.csv', orders)]), () => members(folder, 'members.csv', list)];
    if (tableFirst) bring.reverse();
    for (const each of bring) each();
    members(folder, 'members.csv', list);  // the order of the first two then does not matter
    assert.deepEqual(who(folder, '13800138000'), ['customer M17', 'member M17', 'openid oAbc', 'phone +8613800138000'], `table first: ${tableFirst}`);
    assert.ok(timeline(folder, 'M17').includes('order_paid') && timeline(folder, 'M17').includes('profile_stated'));
    assert.deepEqual(who(folder, 'M18'), ['customer M18', 'member M18'], 'a masked phone is nobody');
  }
});

test('the same rows again add nothing; a row that changes, also back, is stated anew', (t) => {
  const folder = workspace(t);
  cairn(['-w', folder, 'import', put(folder, 'orders.csv', orders)]);
  const first = members(folder, 'members.csv', list);
  assert.ok(first.notes.some((note) => /^4 events profile_stated/.test(note)), first.notes.join('\n'));
  const again = members(folder, 'members.csv', list);
  assert.ok(!again.notes.some((note) => /profile_stated/.test(note)), again.notes.join('\n'));
  assert.deepEqual(stated(folder, '城市').map(([, city]) => city), ['上海', '北京']);
  members(folder, 'moved.csv', list.replace('上海', '杭州'));
  members(folder, 'back.csv', list);
  assert.deepEqual(stated(folder, '城市').map(([, city]) => city), ['上海', '北京', '杭州', '上海']);
  assert.deepEqual([...new Set(stated(folder, '城市').map(([time]) => time))], ['2026-03-05 10:00:00'], 'not after what is known');
});

test('a map is drafted of what members did, not of what is stated of them', (t) => {
  const folder = workspace(t);
  members(folder, 'members.csv', list);
  const none = run(['-w', folder, 'draft']);
  assert.notEqual(none.status, 0);
  assert.match(none.stderr, /only state what somebody is/);
  cairn(['-w', folder, 'import', put(folder, 'orders.csv', orders)]);
  const draft = cairn(['-w', folder, 'draft']);
  assert.match(draft, /order_paid/);
  assert.doesNotMatch(draft, /profile_stated/);
});
