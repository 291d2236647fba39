// Every row of "Known counts" in questions.md, by `cairn import` and `cairn ask` on the real files.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { ask, cairn, data, withoutData, workspace } from './cairn.mjs';

const complete = ['--where', 'lifecycle:transition = complete'];
const logs = [
  { file: 'logs/running-example.xes', cases: 6, events: 42, activities: 8, variants: 6, edges: 16, top: ['check ticket', 'decide', 6] },
  { file: 'logs/02_teleclaims.xes.gz', cases: 3512, events: 46138, activities: 11, variants: 12, edges: 30, top: ['end', 'end', 3512] },
  { file: 'logs/02_teleclaims.xes.gz', options: complete, cases: 3512, events: 24825, variants: 12, edges: 20,
    top: ['determine likelihood of claim', 'assess claim', 2461] },
  { file: 'logs/03_repairExample.xes.gz', cases: 1104, events: 11855, activities: 8, variants: 77, edges: 23 },
  { file: 'logs/03_repairExample.xes.gz', options: complete, events: 7733, variants: 62, edges: 19 },
  { file: 'shop/simple_shop_2020-09.csv', cases: 3751, events: 36034, activities: 13, variants: 2028, edges: 47 },
  { file: 'shop/simple_shop_2020-09.csv', options: ['--case', 'session', '--gap', '30m'], cases: 6454, events: 36034, activities: 13, variants: 2215, edges: 38 },
  { file: 'shop/ecom_synthetic.csv.gz', cases: 600, events: 31106, activities: 19, variants: 600, edges: 338 },
];

for (const log of logs) {
  test(`${log.file} ${(log.options ?? []).join(' ')}`, { skip: withoutData }, (t) => {
    const folder = workspace(t);
    cairn(['-w', folder, 'import', data(log.file)]);
    const transitions = ask(folder, ['transitions', '--limit', '100000', ...(log.options ?? [])]);
    const variants = ask(folder, ['variants', ...(log.options ?? [])]);
    if (log.cases) assert.equal(transitions.basis.cases, log.cases);
    assert.equal(transitions.basis.events, log.events);
    assert.equal(transitions.totals.edges, log.edges);
    assert.equal(variants.totals.variants, log.variants);
    if (log.activities) {
      assert.equal(JSON.parse(cairn(['-w', folder, 'status', '--format', 'json'])).event_types.length, log.activities);
    }
    if (log.top) {
      const [from, to, count] = log.top;
      const name = (column) => transitions.columns.findIndex((each) => each.name === column);
      const inner = transitions.rows.filter((row) => !String(row[name('from')]).startsWith('(') && !String(row[name('to')]).startsWith('('));
      const most = Math.max(...inner.map((row) => row[name('count')]));
      assert.equal(most, count);
      assert.ok(inner.some((row) => row[name('from')] === from && row[name('to')] === to && row[name('count')] === count));
    }
  });
}

/** Length of the longest common subsequence. */
function common(a, b) {
  let before = new Array(b.length + 1).fill(0);
  for (const x of a) {
    const row = [0];
    b.forEach((y, j) => row.push(x === y ? before[j] + 1 : Math.max(before[j + 1], row[j])));
    before = row;
  }
  return before[b.length];
}

test('conformance of a plain sequence is the longest common subsequence, on 3,751 real cases', { skip: withoutData }, (t) => {
  const folder = workspace(t);
  cairn(['-w', folder, 'import', data('shop/simple_shop_2020-09.csv')]);
  const design = ['catalog', 'product1', 'cart', 'delivery_choice', 'delivery_courier', 'payment_choice', 'payment_card', 'payment_done'];
  const { totals } = ask(folder, ['conformance', ...design, '--complete']);
  const variants = ask(folder, ['variants']);
  const column = (name) => variants.columns.findIndex((each) => each.name === name);
  let fitness = 0;
  for (const row of variants.rows) {
    const trace = row[column('variant')];
    const cost = trace.length + design.length - 2 * common(trace, design);
    fitness += row[column('cases')] * (1 - cost / (trace.length + design.length));
  }
  assert.equal(totals.cases, 3751);
  assert.ok(Math.abs(totals.fitness - fitness / 3751) < 1e-12);
  assert.ok(Math.abs(totals.fitness - 0.3101634629980776) < 1e-12);
  // A map drafted from the same events says itself what was designed.
  const map = join(folder, 'map.json');
  cairn(['-w', folder, 'draft', '--output', map]);
  const drafted = ask(folder, ['conformance', map, '--detours-by', 'time', '--limit', '3']);
  assert.equal(drafted.totals.cases, 3751);
  assert.ok(drafted.rows.every((row) => row[1] === 'designed'));
  assert.equal(drafted.parts[0].rows.length, 3);
});

test('importing again adds nothing', { skip: withoutData }, (t) => {
  const folder = workspace(t);
  cairn(['-w', folder, 'import', data('shop/simple_shop_2020-09.csv')]);
  const before = ask(folder, ['transitions']);
  const said = cairn(['-w', folder, 'import', data('shop/simple_shop_2020-09.csv')]);
  assert.match(said, /0 (new )?events/);
  delete before.took_ms;
  const after = ask(folder, ['transitions']);
  delete after.took_ms;
  assert.deepEqual(after, before);
});
