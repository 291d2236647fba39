// Who is who in the demo, by the program: its file, imported, makes the customers of its workspace, and most of these
// are the persons who were simulated.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { ask, cairn, workspace } from './cairn.mjs';

const customers = (folder) => JSON.parse(cairn(['-w', folder, 'status', '--format', 'json'])).customers;

test('the demo as a file, with its rules, has the customers of the demo’s workspace', (t) => {
  const made = workspace(t), imported = workspace(t), file = `${made}-shoes.csv`;
  const options = ['--customers', '400', '--seed', '5'];
  cairn(['-w', made, 'demo', ...options]);
  cairn(['demo', ...options, '--out', file, '--persons']);
  const truth = JSON.parse(readFileSync(`${made}-shoes.truth.json`, 'utf8'));
  const rules = `${made}-rules.json`;
  writeFileSync(rules, JSON.stringify(truth.who.rules));
  assert.deepEqual(JSON.parse(cairn(['-w', made, 'identity', 'rules'])), truth.who.rules);
  cairn(['-w', imported, 'import', file]);
  const apart = customers(imported);
  cairn(['-w', imported, 'identity', 'set', rules]);
  assert.equal(customers(imported), customers(made));
  assert.notEqual(apart, customers(made), 'the rules matter: the property buyer says new or returning, phones are hashed');
  const funnel = (folder) => ask(folder, ['funnel', 'product_view', 'checkout_start', 'order_paid']).rows;
  assert.deepEqual(funnel(imported), funnel(made));

  const persons = new Set(readFileSync(`${made}-shoes.persons.csv`, 'utf8').trim().split('\n').slice(1).map((line) => line.split(',')[2]));
  assert.ok(Math.abs(customers(made) / persons.size - 1) < 0.05, `${customers(made)} customers of ${persons.size} persons`);
});

test('the shoe buyer is one customer by any of her identifiers', (t) => {
  const folder = workspace(t);
  cairn(['-w', folder, 'demo', '--customers', '50']);
  const [buyer, ...others] = JSON.parse(cairn(['-w', folder, 'customer', 'story-shoe-buyer', '--format', 'json']));
  assert.deepEqual(others, []);
  const of = (kind) => buyer.identifiers.filter((each) => each.kind.startsWith(kind));
  for (const kind of ['customer', 'openid:', 'unionid', 'phone', 'member', 'receipt']) assert.equal(of(kind).length, 1, kind);
  const timeline = (name) => ask(folder, ['customers', '--customer', name]).rows.map(([time, event]) => `${time} ${event}`);
  const told = timeline('story-shoe-buyer');
  assert.equal(told.length, 14);
  for (const { kind, value } of [...of('receipt'), ...of('openid:'), ...of('phone')]) assert.deepEqual(timeline(value), told, `${kind} ${value}`);
});
