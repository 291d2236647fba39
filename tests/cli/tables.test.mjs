// Export files of shops, tills and member lists, imported without an option, as a shopkeeper does it.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cairn, root, run, sql, workspace } from './cairn.mjs';
import { csvRows, workbook, zip } from './xlsx.mjs';

const example = (name) => join(root, 'examples/exports', name);
const imported = (folder, file, ...options) => JSON.parse(cairn(['-w', folder, 'import', file, '--json', ...options]));
/** {event: [how many, sum of money]} */
const totals = (folder) =>
  Object.fromEntries(
    sql(folder, 'select event, count(*), cast(coalesce(sum(amount), 0) as double) from events group by 1 order by 1').map(([event, n, sum]) => [event, [n, sum]]),
  );
const put = (t, name, content) => {
  const file = join(dirname(workspace(t)), name);
  writeFileSync(file, content);
  return file;
};

const shapes = {
  'tmall-orders': {
    order_placed: [6, 0], order_paid: [5, 3159.5], order_shipped: [5, 0], order_received: [4, 0], order_refunded: [2, -518],
  },
  'jd-orders': { order_placed: [4, 0], order_paid: [3, 1613], order_received: [3, 0] },
  'miniprogram-orders': {
    order_placed: [4, 0], order_paid: [3, 1192], order_shipped: [3, 0], order_received: [2, 0], order_refunded: [1, -199],
  },
  till: { till_receipt: [6, 2298], till_return: [2, -1298] },
  members: { member_joined: [4, 0], profile_stated: [8, 0] },
};

for (const [name, expected] of Object.entries(shapes)) {
  test(`${name}: imported without an option, with the right totals`, (t) => {
    const folder = workspace(t);
    const report = imported(folder, example(`${name}.csv`));
    assert.equal(report.quarantined, 0, JSON.stringify(report.reasons));
    assert.deepEqual(totals(folder), expected);
    assert.equal(imported(folder, example(`${name}.csv`)).added, 0, 'a second time adds nothing');
  });

  test(`${name}: the same as a workbook`, (t) => {
    const folder = workspace(t);
    const file = put(t, `${name}.xlsx`, workbook({ 导出: csvRows(readFileSync(example(`${name}.csv`), 'utf8')) }));
    const report = imported(folder, file);
    assert.equal(report.format, 'xlsx');
    assert.deepEqual(totals(folder), expected);
    assert.equal(imported(folder, example(`${name}.csv`), '--source', report.source).added, 0, 'the same events as from CSV');
  });
}

test('lines become products of one order, money counts once, days are those of Beijing', (t) => {
  const folder = workspace(t);
  imported(folder, example('jd-orders.csv'));
  assert.deepEqual(sql(folder, "select product, items, cast(amount as double), currency, customer from events where event = 'order_paid' and order_id = '283746501201'"), [
    ['100012043978; 100012043991', 2, 888, 'CNY', 'jd_5f3a91'],
  ]);
  assert.deepEqual(sql(folder, "select order_id, time from events where event = 'order_paid' and time_known = false"), [['283746501202', '2026-03-05 03:22:33']]);
  assert.match(cairn(['-w', folder, 'settings']), /Asia\/Shanghai/);
});

test('a later export of the same orders adds only new steps', (t) => {
  const folder = workspace(t);
  const lines = readFileSync(example('tmall-orders.csv'), 'utf8').split('\r\n');
  imported(folder, put(t, 'tmall-1.csv', lines.map((line) => line.replace('2026-03-09 20:41:00', '')).join('\r\n')));
  assert.equal(totals(folder).order_received[0], 3);
  assert.equal(imported(folder, example('tmall-orders.csv')).added, 1);
  assert.deepEqual(totals(folder), shapes['tmall-orders']);
});

test('orders are known by their number, whatever the file is called: new states add new events, nothing doubles', (t) => {
  const folder = workspace(t);
  const header = 'order_id,customer_id,placed_at,paid_at,shipped_at,refunded_at,amount,refund_amount';
  const first = [header, '1,a,2026-03-01T10:00:00Z,2026-03-01T10:05:00Z,,,100,', '2,b,2026-03-01T11:00:00Z,,,,50,'];
  const later = [
    header,
    '1,a,2026-03-01T10:00:00Z,2026-03-01T10:05:00Z,2026-03-02T09:00:00Z,2026-03-09T09:00:00Z,100,100',
    '2,b,2026-03-01T11:00:00Z,2026-03-01T12:00:00Z,,,50,',
    '3,c,2026-03-03T11:00:00Z,2026-03-03T11:01:00Z,,,70,',
  ];
  assert.equal(imported(folder, put(t, 'orders-0301.csv', first.join('\n') + '\n'), '--as', 'orders').added, 3);
  const report = imported(folder, put(t, 'orders-0309.csv', later.join('\n') + '\n'), '--as', 'orders');
  assert.deepEqual([report.added, report.known], [5, 3]);
  assert.deepEqual(totals(folder), { order_paid: [3, 220], order_placed: [3, 0], order_refunded: [1, -100], order_shipped: [1, 0] });
  const shop2 = imported(folder, put(t, 'other.csv', first.join('\n') + '\n'), '--as', 'orders', '--source', 'shop2');
  assert.equal(shop2.added, 3, 'another shop has numbers of its own');
});

test('a list of members fills the table of members, too, and a later list doubles nobody', (t) => {
  const folder = workspace(t);
  const report = imported(folder, example('members.csv'));
  assert.ok(report.notes.some((note) => /^the table of members: 4 new/.test(note)), report.notes.join('\n'));
  assert.deepEqual(sql(folder, 'select count(*) from members'), [[4]]);
  const list = readFileSync(example('members.csv'), 'utf8').replace(/林\*\*/, '林小姐');
  const later = imported(folder, put(t, 'members-april.csv', list));
  assert.deepEqual([later.added, later.known], [0, 4]);
  assert.ok(later.notes.some((note) => /0 new, 1 changed, 3 as they were/.test(note)), later.notes.join('\n'));
  const cards = put(t, 'cards.csv', '会员卡号,姓名\n1,林\n2,陈\n');
  assert.match(run(['-w', folder, 'import', cards]).stderr, /--as members/);
});

test('receipts without a member are kept: each stands for itself', (t) => {
  const folder = workspace(t);
  const report = imported(folder, example('till.csv'));
  assert.ok(report.warnings.some((warning) => /^orders name no customer.*: 2, for example order 0002/.test(warning)), report.warnings.join('\n'));
  assert.deepEqual(sql(folder, "select count(distinct customer) from events where customer like '8001%'"), [[3]]);
});

const damaged = [
  ['会员订单导出 2026-03', '', '', '', ''],
  ['买家', '', '订单', '', ''],
  ['会员号', '手机号', '订单编号', '付款时间', '实付金额'],
  ['="00017"', "'13800138000", '20260301001', '2026-03-01 10:00:00', '100.00'],
  ['="00018"', '1.3800138001E+10', '2.0260301002E+10', '46082.5', '200.00'],
  ['="00019"', '1.38E+10', '20260301003', '2026-03-03 10:00:00', '300.00'],
  ['1.2E+05', '13800138003', '20260301004', '2026-03-04 10:00:00', '400.00'],
  ['="00021"', '13800138004', '2.02603E+10', '2026-03-05 10:00:00', '500.00'],
];
const asCsv = (rows) => rows.map((row) => row.map((cell) => (/[",]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell)).join(',')).join('\n') + '\n';

for (const [format, content] of [
  ['csv', asCsv(damaged)],
  ['xlsx', workbook({ 说明: [], 订单: damaged.map((row) => row.map((cell) => (cell === '46082.5' ? { date: 46082.5 } : cell))) })],
]) {
  test(`what spreadsheets damage is repaired without loss, or set aside (${format})`, (t) => {
    const folder = workspace(t);
    const file = put(t, `damaged.${format}`, content);
    const report = imported(folder, file);
    assert.equal(report.rows, 5);
    assert.deepEqual(report.reasons.map(({ reason, rows }) => [reason, rows]), [['lost-digits', 2]]);
    const rejected = readFileSync(join(folder, 'quarantine', `damaged.${format}.rejected.csv`), 'utf8');
    assert.match(rejected, /1\.2E\+05/);
    assert.match(rejected, /2\.02603E\+10/);
    assert.deepEqual(sql(folder, "select customer, order_id, time, cast(amount as double), \"手机号\" from events where event = 'order_paid' order by time"), [
      ['00017', '20260301001', '2026-03-01 02:00:00', 100, '13800138000'],
      ['00018', '20260301002', '2026-03-01 04:00:00', 200, '13800138001'],
      ['00019', '20260301003', '2026-03-03 02:00:00', 300, '1.38E+10'],
    ]);
    const said = report.notes.join('\n');
    assert.match(said, /1 value of '手机号' shortened .* last digits are lost/);
    assert.match(said, /above the table is skipped/);
    assert.match(said, /header has two lines/);
  });
}

test('a workbook says which sheet was read and which were not; --sheet reads another', (t) => {
  const folder = workspace(t);
  const events = (name) => [['customer', 'event', 'time'], ['a', name, { date: 46082.25 }]];
  const file = put(t, 'two.xlsx', workbook({ first: events('one'), second: events('two') }));
  assert.ok(imported(folder, file).notes.some((note) => note.includes("not read: sheet 'second'")));
  imported(folder, file, '--sheet', 'second');
  assert.deepEqual(sql(folder, 'select event, time from events order by event'), [['one', '2026-03-01 06:00:00'], ['two', '2026-03-01 06:00:00']]);
  const missing = run(['-w', folder, 'import', file, '--sheet', 'secnd']);
  assert.notEqual(missing.status, 0);
  assert.match(missing.stderr, /no sheet 'secnd'[\s\S]*'second'/);
});

/** A workbook of one sheet, from the XML of its rows and more parts. */
const bare = (rows, more = {}, options = {}) => zip({
  'xl/workbook.xml': '<workbook><sheets><sheet name="a" id="r1"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels': `<Relationships>${[['r1', 'worksheet', 'a.xml'], ['r2', 'styles', 'styles.xml'], ['r3', 'sharedStrings', 'texts.xml']]
    .map(([id, type, target]) => `<Relationship Id="${id}" Type="/${type}" Target="${target}"/>`).join('')}</Relationships>`,
  'xl/a.xml': `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
  'xl/styles.xml': '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>',
  ...more,
}, options);
const inline = (...cells) => `<row>${cells.map((cell) => `<c t="inlineStr"><is><t>${cell}</t></is></c>`).join('')}</row>`;

test('a workbook whose parts do not hang together is refused, and no cell of it is passed over', (t) => {
  const folder = workspace(t);
  const head = inline('customer', 'event', 'time');
  const noText = bare(head + '<row><c t="s"><v>7</v></c><c t="inlineStr"><is><t>paid</t></is></c><c s="1"><v>46082.25</v></c></row>');
  const sealed = bare(head + inline('a', 'paid', '2026-03-01 06:00'));
  for (const [back, method] of [[30, 8], [46, 10]])  // its styles are packed in a way that nobody can unpack
    for (let at = sealed.indexOf('xl/styles.xml'); at >= 0; at = sealed.indexOf('xl/styles.xml', at + 1))
      if (sealed.readUInt32LE(at - back) === (back === 30 ? 0x04034b50 : 0x02014b50)) sealed.writeUInt16LE(77, at - back + method);
  for (const [name, bytes, words] of [['text.xlsx', noText, /names text 7 of a workbook with 0/], ['sealed.xlsx', sealed, /xl\/styles\.xml.*is damaged/]]) {
    const done = run(['-w', folder, 'import', put(t, name, bytes)]);
    assert.notEqual(done.status, 0, name);
    assert.match(done.stderr, words);
  }
});

test('a small workbook cannot become large in memory', (t) => {
  const folder = workspace(t);
  const head = inline('customer', 'event', 'time');
  const long = 'x'.repeat(300 * 1024);
  for (const [name, rows, parts, words] of [
    ['cell', head + inline('a', long, '2026-03-01'), {}, /row 2 has a cell of more than 256 KiB/],
    ['text', head, { 'xl/texts.xml': `<sst><si><t>${long}</t></si></sst>` }, /holds a text of more than 256 KiB/],
    ['styles', head, { 'xl/styles.xml': `<styleSheet>${' '.repeat(70 << 20)}</styleSheet>` }, /xl\/styles\.xml.*larger than 64 MiB/],
  ]) {
    const file = put(t, `${name}.xlsx`, bare(rows, parts, { packed: true }));
    assert.ok(statSync(file).size < 1 << 20);
    const done = run(['-w', folder, 'import', file]);
    assert.notEqual(done.status, 0, name);
    assert.match(done.stderr, words);
  }
});

test('a sheet of instructions before the table is passed over, and named', (t) => {
  const folder = workspace(t);
  const table = [['customer', 'event', 'time'], ['a', 'paid', { date: 46082.25 }]];
  const file = put(t, 'guide.xlsx', workbook({ 说明: [['本表由系统导出'], ['请勿修改']], 订单: table }));
  assert.ok(imported(folder, file).notes.some((note) => note.includes("not read: sheet '说明'")));
});

test('a row that is too wide is set aside with all its cells; true is true', (t) => {
  const folder = workspace(t);
  const rows = Array.from({ length: 2500 }, (_, i) => `<row>${inline(`c${i}`, 'paid', '2026-03-01 06:00').slice(5, -6)}<c t="b"><v>${i % 2 ? 'true' : 1}</v></c></row>`);
  const file = put(t, 'wide.xlsx', bare(inline('customer', 'event', 'time', 'member') + rows.join('') + inline('c1', 'paid', '2026-03-02 06:00', 'yes', 'beyond')));
  const report = imported(folder, file);
  assert.deepEqual(report.reasons.map(({ reason, rows }) => [reason, rows]), [['field-count', 1]]);
  assert.match(readFileSync(join(folder, 'quarantine', 'wide.xlsx.rejected.csv'), 'utf8'), /c1\tpaid\t2026-03-02 06:00\tyes\tbeyond/);
  assert.deepEqual(sql(folder, 'select member, count(*) from events group by 1'), [['true', 2500]]);
});

test('what is no workbook is refused in words', (t) => {
  const folder = workspace(t);
  for (const [name, bytes, words] of [
    ['old.xls', Buffer.from('d0cf11e0a1b11ae10000', 'hex'), /old Excel workbook/],
    ['cut.xlsx', workbook({ a: [['customer', 'event', 'time']] }).subarray(0, 200), /cannot be read as XLSX/],
    ['photos.zip', Buffer.from('PK\x03\x04 nothing', 'latin1'), /cannot be read as XLSX/],
  ]) {
    const done = run(['-w', folder, 'import', put(t, name, bytes)]);
    assert.notEqual(done.status, 0);
    assert.match(done.stderr, words);
  }
});
