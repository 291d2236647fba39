// What a map says it rests on: complete days, late sources, orders with a customer, what was excluded, and counts.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ask, cairn, run, workspace } from './cairn.mjs';

const put = (folder, name, content) => {
  const file = join(dirname(folder), name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
};
const day = (n) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10);

/** A shop with 40 days of visits and purchases, cut off at noon of the last; a till that is two days behind. */
function shop(t) {
  const folder = workspace(t);
  const events = ['customer,event,time,amount,currency,store'];
  for (let n = 0; n < 40; ++n) {
    events.push(`c${n},visit,${day(n)}T09:00:00Z,,,SH01`, `c${n},buy,${day(n)}T10:00:00Z,100,CNY,SH01`);
    if (n < 39) events.push(`d${n},visit,${day(n)}T22:00:00Z,,,SH02`);
  }
  events.push(`clerk1,buy,${day(5)}T12:00:00Z,900,CNY,SH01`, `tester,visit,${day(6)}T12:00:00Z,,,SH01`);
  cairn(['-w', folder, 'import', put(folder, 'shop.csv', events.join('\n') + '\n')]);
  const receipts = ['receipt_no,store,sold_at,member_no,sku,amount'];
  for (let n = 0; n < 38; ++n) receipts.push(`${n},SH01,${day(n)}T20:00:00Z,${n % 2 ? 'm' + n : ''},x,${n % 2 ? 100 : 300}`);
  cairn(['-w', folder, 'import', put(folder, 'till.csv', receipts.join('\n') + '\n'), '--currency', 'CNY']);
  return folder;
}
const map = {
  schema: 'cairn.journey/1', id: 'jr_shop', title: 'Shop', case: { by: 'customer' },
  stages: [
    { id: 'st_come', label: 'Come', order: 1, counts: [{ measure: '客流' }, { measure: '客流', place: 'SH01' }] },
    { id: 'st_buy', label: 'Buy', order: 2 },
  ],
  touchpoints: [
    { id: 'tp_visit', label: 'Visit SH01', stage: 'st_come', order: 1, bind: { on: 'event = visit and store = SH01' } },
    { id: 'tp_buy', label: 'Buy', stage: 'st_buy', order: 2, bind: { on: { event: 'buy' } } },
  ],
};
const rendered = (folder, file, to, lang = 'en') => cairn(['-w', folder, 'map', 'render', file, '--to', to, '--lang', lang, '--columns', '120']);
const numbers = (folder, file) => JSON.parse(rendered(folder, file, 'json'));

test('a map looks no further than the data are complete, and says so', (t) => {
  const folder = shop(t);
  const file = put(folder, 'map.json', map);
  const seen = numbers(folder, file);
  assert.equal(seen.trust.complete_to, day(37), 'the till ends there');
  assert.equal(seen.trust.days_left_out, 2);
  assert.deepEqual(seen.trust.late, [{ source: 'till', days: 2 }]);
  assert.equal(seen.stages[0].entered, 38 + 1, 'visits of SH01 on complete days, and the tester');
  for (const to of ['text', 'svg', 'html']) {
    assert.match(rendered(folder, file, to), /2026-02-07 \(2 incomplete later days left out\)/);
    assert.match(rendered(folder, file, to), /till \(2 d behind\)/);
    assert.match(rendered(folder, file, to, 'zh-Hant'), /延遲或缺漏的來源/);
  }
  assert.equal(numbers(folder, file).trust.complete_to, day(37), 'the same when it is remembered');
});

test('orders without a customer are told, in number and in money', (t) => {
  const folder = shop(t);
  const { trust } = numbers(folder, put(folder, 'map.json', map));
  assert.deepEqual([trust.orders, trust.orders_tied], [41 + 38, 41 + 19]);
  const all = 40 * 100 + 900 + 19 * 100 + 19 * 300;
  assert.ok(Math.abs(trust.sales_tied_share - (all - 19 * 300) / all) < 1e-9);
  assert.match(rendered(folder, put(folder, 'map.json', map), 'text', 'zh-Hans'), /可对应到客户\s+订单 76 % · 销售额 54 %/);
});

test('staff and tests are left out of maps and of questions on them, and counted', (t) => {
  const folder = shop(t);
  const file = put(folder, 'map.json', map);
  cairn(['-w', folder, 'settings', 'exclude=customer = tester']);
  cairn(['-w', folder, 'import', '--as', 'staff', put(folder, 'staff.csv', '工号,姓名,会员卡号\n7,王,clerk1\n8,李,\n')]);
  const seen = numbers(folder, file);
  assert.equal(seen.trust.excluded_events, 2);
  assert.equal(seen.stages[0].entered, 38);
  assert.match(rendered(folder, file, 'html', 'zh-Hans'), /2 条员工或测试记录/);
  const answer = ask(folder, ['funnel', 'tp_visit', 'tp_buy', '--map', file]);
  assert.ok(answer.notes.some((note) => /^2 events of staff/.test(note)), answer.notes.join('\n'));
  assert.equal(answer.basis.left_out.filtered_events, 2);
  const bad = run(['-w', folder, 'settings', 'exclude=customer = = x']);
  assert.notEqual(bad.status, 0);
  cairn(['-w', folder, 'settings', 'exclude=']);
  assert.equal(numbers(folder, file).trust.excluded_events, 1);
});

test('counts feed a stage, hatched and named as counts, with names of stores', (t) => {
  const folder = shop(t);
  const file = put(folder, 'map.json', map);
  cairn(['-w', folder, 'import', '--as', 'stores', put(folder, 'stores.csv', '门店编号,门店名称\nSH01,徐家汇店\nSH02,西单店\n')]);
  const rows = ['指标,门店,时间,单位,人数', `客流,SH01,${day(3)} 10:00,人,120`, `客流,SH02,${day(3)} 10:00,人,80`, `客流,SH01,${day(39)} 10:00,人,1000`];
  cairn(['-w', folder, 'import', '--as', 'counts', put(folder, 'counts.csv', rows.join('\n') + '\n')]);
  const seen = numbers(folder, file);
  assert.deepEqual(seen.counts.map((each) => [each.stage, each.label.en, each.counted]), [['st_come', '客流', 200], ['st_come', '客流 · 徐家汇店', 120]]);
  assert.ok(Math.abs(seen.counts[0].identified_share - 39 / 200) < 1e-9);
  assert.match(rendered(folder, file, 'text'), /▨ 客流: 200 counted · identified per counted: 20 %/);
  assert.match(rendered(folder, file, 'text'), /Visit 徐家汇店/);
  for (const to of ['svg', 'html']) {
    assert.match(rendered(folder, file, to, 'zh-Hant'), /計數/);
    assert.match(rendered(folder, file, to, 'zh-Hans'), /客流 计数 200/);
  }
  const twice = structuredClone(map);
  twice.stages[0].counts.push({ measure: '客流' });
  assert.match(run(['map', 'check', put(folder, 'twice.json', twice)]).stdout, /same counts stand in this stage twice/);
});
