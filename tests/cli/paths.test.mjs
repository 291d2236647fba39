// Paths and step matrices by the options of the command line, on a real shop's events. The counts were taken from the
// file by a script of its own.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { ask, cairn, data, withoutData, workspace } from './cairn.mjs';

test('paths of the shop', { skip: withoutData }, (t) => {
  const folder = workspace(t);
  cairn(['-w', folder, 'import', data('shop/simple_shop_2020-09.csv')]);
  const first = ask(folder, ['paths', '--limit', '50', '--measures', 'count']);
  assert.equal(first.rows.length, 85);
  assert.deepEqual(first.rows.slice(0, 3), [[1, '(start)', 'catalog', 2686], [1, '(start)', 'main', 1065], [2, 'main', 'catalog', 925]]);

  const between = ask(folder, ['paths', '--start', 'cart', '--end', 'payment_done', '--depth', '4']);
  assert.equal(between.totals.paths, 653);
  assert.deepEqual(between.rows[1].slice(0, 4), [2, 'cart', 'delivery_choice', 567]);

  const grouped = ask(folder, ['paths', '--wildcard', 'product*', '--clean', '^delivery_.*$=>delivery', '--exclude', 'main,lost']);
  const items = new Set(grouped.rows.map((row) => row[2]));
  assert.ok(items.has('product*') && items.has('delivery'));
  assert.ok(!items.has('product1') && !items.has('main') && !items.has('delivery_choice'));

  const compared = ask(folder, ['paths', '--case', 'session', '--a', 'count(event = payment_done) >= 1']);
  const [a, b] = ['a', 'b'].map((group) => compared.totals.steps.find((step) => step.group === group).entrants);
  assert.equal(a + b, compared.totals.cases);
});

test('the step matrix of the shop is a matrix in the terminal', { skip: withoutData }, (t) => {
  const folder = workspace(t);
  cairn(['-w', folder, 'import', data('shop/simple_shop_2020-09.csv')]);
  const answer = ask(folder, ['step-matrix', '--around', 'cart', '--before', '1', '--after', '1']);
  for (const position of [-1, 0, 1])
    assert.equal(answer.rows.filter((row) => row[0] === position).reduce((sum, row) => sum + row[2], 0), answer.totals.matched);
  const table = cairn(['-w', folder, 'ask', 'step-matrix', '--around', 'cart', '--before', '1', '--after', '1']);
  assert.match(table, /^share +-1 +0 +\+1$/m);
  assert.match(table, /^cart +0\.0 % +100\.0 % +/m);
});
