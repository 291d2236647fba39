// The templates: listed, written, and drawn over the simulated data that they are bound to.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cairn, run, workspace } from './cairn.mjs';

const shoes = ['shoe-purchase', 'wechat-acquisition', 'ecommerce-purchase'];

/** Draws the template and returns the touchpoints that nobody passed. */
function silent(folder, name) {
  const file = join(folder, `${name}.json`);
  cairn(['-w', folder, 'template', name, '-o', file]);
  const text = cairn(['-w', folder, 'map', 'render', file, '--lang', 'en', '--columns', '100']);
  assert.match(text, /[1-9][0-9]* % (move on|kept)/);
  const map = JSON.parse(readFileSync(file, 'utf8'));
  const answer = JSON.parse(
    cairn(['-w', folder, 'ask', 'transitions', '--map', file, '--level', 'touchpoint', '--format', 'json']),
  );
  const passed = new Set(JSON.stringify(answer.rows).match(/tp_[a-z]+/g));
  return map.touchpoints.map((each) => each.id).filter((id) => !passed.has(id));
}

test('templates are listed in three languages, and a file is never overwritten', (t) => {
  const folder = workspace(t);
  for (const [language, word] of [['en', 'till'], ['zh-Hans', '扫码'], ['zh-Hant', '掃碼']]) {
    const list = cairn(['template', '--lang', language]);
    for (const name of [...shoes, 'insurance-claim']) assert.match(list, new RegExp(name));
    assert.match(list, new RegExp(word));
  }
  mkdirSync(folder);
  const file = join(folder, 'map.json');
  cairn(['template', 'shoe-purchase', '-o', file]);
  assert.match(cairn(['map', 'check', file]), /a sound journey map/);
  const again = run(['template', 'shoe-purchase', '-o', file]);
  assert.notEqual(again.status, 0);
  assert.match(again.stderr, /there is a file of this name already/);
});

test('the three templates of a retailer are bound to the events of the demo', (t) => {
  const folder = workspace(t);
  cairn(['-w', folder, 'demo', '--customers', '1500']);
  for (const name of shoes) assert.deepEqual(silent(folder, name), [], name);

  // The demo's footfall is there already; the stage of coming in shows it, apart from the customers.
  assert.match(cairn(['-w', folder, 'import', '--as', 'counts', join(folder, 'footfall.csv')]), /: 0 new, 0 changed/);
  const counted = cairn(['-w', folder, 'map', 'render', join(folder, 'shoe-purchase.json'), '--lang', 'en']);
  assert.match(counted, /People who came in/);
  assert.match(counted, /identified per counted/);
});

test('the template of a claim is bound to the simulated claims', (t) => {
  const folder = workspace(t);
  cairn(['-w', folder, 'demo', 'claims']);
  assert.deepEqual(silent(folder, 'insurance-claim'), []);
});
