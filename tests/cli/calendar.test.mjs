// Periods by name in questions and on maps, the same campaign day last year, and a calendar that can be edited.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ask, cairn, run, workspace } from './cairn.mjs';

/** Purchases on days of two 双11, times in Beijing. */
function shop(t) {
  const folder = workspace(t);
  const days = ['2024-10-13', '2024-10-14', '2024-10-22', '2024-11-11', '2025-10-14', '2025-10-15', '2025-11-11', '2025-11-11', '2025-11-12'];
  const file = join(dirname(folder), 'events.csv');
  writeFileSync(file, 'customer,event,time\n' + days.map((day, i) => `c${i},paid,${day} 00:30:00\n`).join(''));
  cairn(['-w', folder, 'import', file, '--timezone', 'Asia/Shanghai']);
  return folder;
}
const cases = (folder, ...options) => ask(folder, ['variants', ...options]).basis.cases;

test('a question about a named period, and about the same one a year before', (t) => {
  const folder = shop(t);
  assert.equal(cases(folder, '--period', '双11-2025'), 3);
  assert.equal(cases(folder, '--period', '雙11-2025', '--last-year'), 3, '14 and 22 October, 11 November 2024');
  assert.equal(cases(folder, '--period', 'double11-day-2025'), 2);
  assert.equal(cases(folder, '--period', '双11尾款-2024'), 2);
  const unknown = run(['-w', folder, 'ask', 'variants', '--period', '双11-25']);
  assert.notEqual(unknown.status, 0);
  assert.match(unknown.stderr, /no period '双11-25'/);
  assert.notEqual(run(['-w', folder, 'ask', 'variants', '--last-year']).status, 0);
});

test('a map of a campaign counts its days alone', (t) => {
  const folder = shop(t);
  const file = join(dirname(folder), 'map.json');
  const touchpoint = { id: 'tp_pay', label: 'Pay', stage: 'st_buy', order: 1, bind: { on: { event: 'paid' } } };
  writeFileSync(file, JSON.stringify({ schema: 'cairn.journey/1', id: 'jr_c', title: 'C', stages: [{ id: 'st_buy', label: 'Buy', order: 1 }], touchpoints: [touchpoint] }));
  const entered = (...options) => JSON.parse(cairn(['-w', folder, 'map', 'render', file, '--to', 'json', ...options])).stages[0].entered;
  assert.equal(entered(), 9);
  assert.equal(entered('--period', '双11-2025'), 3);
  assert.equal(entered('--period', '双11当日-2025', '--last-year'), 1);
});

test('the calendar lists, adds, replaces and removes; a day has its counterpart', (t) => {
  const folder = shop(t);
  const list = JSON.parse(cairn(['-w', folder, 'calendar', '--year', '2026', '--json']));
  assert.deepEqual(list.find((each) => each.name === '春节-2026'), { name: '春节-2026', from: '2026-02-15', to: '2026-02-23', workday: false });
  assert.ok(list.some((each) => each.workday && each.from === '2026-02-14'));
  assert.match(cairn(['-w', folder, 'calendar']), /2025-10-15\s+2025-11-11\s+双11-2025/);
  assert.match(cairn(['-w', folder, 'calendar', 'day', '2026-02-17']), /2025-01-29 \(春节-2025\)/);
  cairn(['-w', folder, 'calendar', 'add', '会员日-2025', '2025-11-12']);
  assert.equal(cases(folder, '--period', '会员日-2025'), 1);
  cairn(['-w', folder, 'calendar', 'add', '双11-2025', '2025-10-14', '2025-11-12']);
  assert.equal(cases(folder, '--period', '双11-2025'), 5);
  cairn(['-w', folder, 'calendar', 'remove', '会员日-2025']);
  assert.notEqual(run(['-w', folder, 'ask', 'variants', '--period', '会员日-2025']).status, 0);
  cairn(['-w', folder, 'calendar', 'add', '会员日-2025', '2025-11-11']);
  assert.equal(cases(folder, '--period', '会员日-2025'), 2);
  cairn(['-w', folder, 'calendar', 'add', '雙11-2025', '2025-11-11', '2025-11-12']);
  assert.equal(cases(folder, '--period', 'double11-2025'), 3, 'the built-in period is replaced, whichever of its names is used');
});
