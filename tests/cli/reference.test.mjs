// Reference tables: updated by key, names in place of codes, consents that must be whole, counts without persons.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ask, cairn, root, run, sql, workspace } from './cairn.mjs';
import { workbook } from './xlsx.mjs';

const put = (folder, name, content) => {
  const file = join(dirname(folder), name);
  writeFileSync(file, content);
  return file;
};
const table = (folder, kind, name, content) =>
  JSON.parse(cairn(['-w', folder, 'import', '--as', kind, put(folder, name, content), '--json']));

test('a table is updated by key, and its names replace codes in answers', (t) => {
  const folder = workspace(t);
  cairn(['-w', folder, 'import', join(root, 'examples/exports/till.csv')]);
  const first = table(folder, 'stores', 'stores.csv', '门店编号,门店名称,城市\nSH01,徐家汇店,上海\nBJ02,西单店,北京\n,无号店,\n');
  assert.deepEqual([first.rows, first.added, first.quarantined], [3, 2, 1]);
  assert.deepEqual(first.reasons.map((each) => each.reason), ['missing-key']);
  const second = table(folder, 'stores', 'stores2.csv', '门店编号,门店名称\nSH01,徐家汇旗舰店\nBJ02,西单店\n');
  assert.deepEqual([second.added, second.changed, second.same], [0, 1, 1]);
  assert.deepEqual(sql(folder, 'select key, name, 城市 from stores order by key'), [['BJ02', '西单店', '北京'], ['SH01', '徐家汇旗舰店', '上海']]);

  const groups = (answer) => [...new Set(answer.rows.map((row) => row[0]))].sort();
  const answer = ask(folder, ['variants', '--by', 'store']);
  assert.deepEqual(groups(answer), ['徐家汇旗舰店', '西单店'].sort());
  assert.ok(answer.notes.some((note) => /table of stores/.test(note)));
  table(folder, 'stores', 'stores3.csv', '门店编号,门店名称\nBJ02,徐家汇旗舰店\n');
  assert.deepEqual(groups(ask(folder, ['variants', '--by', 'store'])), ['徐家汇旗舰店 (BJ02)', '徐家汇旗舰店 (SH01)'], 'two stores of one name stay two');
});

test('tables come from workbooks, too, and are joined with events in SQL', (t) => {
  const folder = workspace(t);
  cairn(['-w', folder, 'import', join(root, 'examples/exports/till.csv')]);
  const members = readFileSync(join(root, 'examples/exports/members.csv'), 'utf8');
  assert.equal(table(folder, 'members', 'members.csv', members).added, 4);
  assert.deepEqual(
    sql(folder, "select m.name, cast(sum(e.amount) as double) from events e join members m on m.key = e.customer where e.amount is not null group by 1 order by 1"),
    [['林**', 477], ['赵**', 0], ['陈**', 199]],
  );
  const products = workbook({ 商品: [['商品条码', '商品名称', '品牌'], ['6901234500011', '轻行跑鞋', '石径'], [6901234500035, '鞋油', '石径']] });
  assert.equal(table(folder, 'products', 'products.xlsx', products).added, 2);
  assert.deepEqual(sql(folder, 'select key, name from products order by key'), [['6901234500011', '轻行跑鞋'], ['6901234500035', '鞋油']]);
});

test('a past consent allows marketing only when it is given, with text version and date', (t) => {
  const folder = workspace(t);
  const consents = [
    '会员卡号,渠道,用途,是否同意,条款版本,同意时间',
    '1,短信,营销,是,v3,2025-06-01 10:00:00',
    '2,短信,营销,是,,2025-06-01 10:00:00',
    '3,短信,营销,是,v3,',
    '4,短信,营销,未知,v3,2025-06-01 10:00:00',
    '5,短信,营销,否,v3,2025-06-01 10:00:00',
    '6,短信,营销,否,v3,2025-07-01 10:00:00',
    '6,短信,营销,是,v3,2025-06-01 10:00:00',
  ].join('\n');
  const report = table(folder, 'consents', 'consents.csv', consents);
  assert.ok(report.notes.some((note) => /^5 of 6 consents allow no marketing/.test(note)), report.notes.join('\n'));
  cairn(['-w', folder, 'import', join(root, 'examples/exports/till.csv')]);
  assert.deepEqual(sql(folder, "select key, granted, text_version from consents where marketing = 'true'"), [['1 · 短信 · 营销', 'true', 'v3']]);
  assert.deepEqual(sql(folder, "select who, granted from consents where granted is null or granted = 'false' order by who"), [['4', null], ['5', 'false'], ['6', 'false']]);
});

test('counts are kept by place, hour and unit, hold no customers, and costs by day', (t) => {
  const folder = workspace(t);
  cairn(['-w', folder, 'import', join(root, 'examples/exports/till.csv')]);
  table(folder, 'counts', 'counts.csv', '指标,门店,时间,单位,人数\n客流,SH01,2026-03-01 10:00,人,120\n客流,SH01,2026-03-01 11:30,人,90\n客流,SH01,2026-03-01 12:00,人,许多\n');
  assert.deepEqual(sql(folder, 'select measure, place, hour, unit, value from counts order by hour'), [
    ['客流', 'SH01', '2026-03-01T02:00:00Z', '人', 120],
    ['客流', 'SH01', '2026-03-01T03:00:00Z', '人', 90],
  ]);
  const refused = run(['-w', folder, 'import', '--as', 'counts', put(folder, 'people.csv', '指标,门店,时间,会员卡号,人数\n客流,S,2026-03-01,1,1\n')]);
  assert.notEqual(refused.status, 0);
  assert.match(refused.stderr, /names customers in '会员卡号'/);
  table(folder, 'costs', 'costs.csv', '日期,渠道,花费\n2026-03-01,抖音,"1,200.50"\n2026-03-02,抖音,800\n');
  assert.deepEqual(sql(folder, 'select spent_on, sum(amount) from costs group by 1'), [['抖音', 2000.5]]);
  assert.equal(JSON.parse(cairn(['-w', folder, 'status', '--format', 'json'])).tables.counts, 2);
});

test('what is missing or misspelt is said in words', (t) => {
  const folder = workspace(t);
  const file = put(folder, 'stores.csv', '城市,面积\n上海,80\n北京,95\n');
  const missing = run(['-w', folder, 'import', '--as', 'stores', file]);
  assert.match(missing.stderr, /no column for store \(for example '门店编号'\), name/);
  assert.match(run(['-w', folder, 'import', '--as', 'store', file]).stderr, /did you mean 'stores'/);
  assert.match(run(['-w', folder, 'import', '--as', 'orders', file]).stderr, /not recognised as a file of orders/);
});
