// Drafting again: listed, taken one by one, rejected, undone; edits stay.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cairn, run, workspace } from './cairn.mjs';

const rows = (from, to, first) => {
  const lines = [];
  for (let i = from; i < to; ++i) {
    const at = (minute) => new Date(Date.UTC(2026, 0, 1 + (i % 60), 8, minute)).toISOString();
    const steps = [first, 'product_view', ...(i % 3 ? ['add_to_cart', 'checkout_start'] : []), ...(i % 3 === 1 ? ['order_paid'] : [])];
    steps.forEach((event, minute) => lines.push(`c${i},${event},${at(minute)},web`));
  }
  return lines;
};

test('a new draft proposes changes one by one and never overwrites an edit', (t) => {
  const folder = workspace(t);
  mkdirSync(folder);
  const file = (name) => join(folder, name);
  const read = () => JSON.parse(readFileSync(file('map.json'), 'utf8'));
  writeFileSync(file('a.csv'), ['customer,event,time,channel', ...rows(0, 400, 'ad_click')].join('\n'));
  cairn(['-w', folder, 'import', file('a.csv')]);
  cairn(['-w', folder, 'draft', '-o', file('map.json')]);
  const redraft = (...more) => ['-w', folder, 'map', 'redraft', file('map.json'), '--lang', 'en', ...more];
  assert.match(cairn(redraft()), /a new draft proposes no change/);

  const edited = read();
  edited.touchpoints[0].label = { en: 'My own name', 'zh-Hans': '我的', 'zh-Hant': '我的' };
  edited['x-mine'] = 'kept';
  writeFileSync(file('map.json'), JSON.stringify(edited));
  writeFileSync(file('b.csv'), ['customer,event,time,channel', ...rows(400, 1200, 'live_stream_view')].join('\n'));
  cairn(['-w', folder, 'import', file('b.csv')]);

  const list = cairn(redraft());
  assert.match(list, /touchpoint\+tp_live_stream_view/);
  assert.match(list, /new touchpoint “.*” \(800 events\)/);
  const id = list.match(/^touchpoint\+\S+/m)[0];
  const unknown = run(redraft('--accept', 'touchpoint+tp_live'));
  assert.notEqual(unknown.status, 0);
  assert.match(unknown.stderr, /is not proposed/);

  const before = readFileSync(file('map.json'), 'utf8');
  cairn(redraft('--accept', id));
  assert.equal(readFileSync(file('map.json.before'), 'utf8'), before);
  assert.match(cairn(['map', 'check', file('map.json')]), /sound/);
  assert.equal(read().touchpoints.length, edited.touchpoints.length + 1);
  assert.equal(read()['x-mine'], 'kept');
  assert.ok(read().touchpoints.some((each) => each.label.en === 'My own name'));

  const left = JSON.parse(cairn(redraft('--format', 'json')));
  assert.ok(left.length > 0);
  cairn(redraft('--reject', left[0].id));
  assert.ok(!JSON.parse(cairn(redraft('--format', 'json'))).some((each) => each.id === left[0].id));
  cairn(redraft('--accept', 'all'));
  assert.match(cairn(redraft()), /proposes no change/);
  assert.ok(read().touchpoints.some((each) => each.label.en === 'My own name'));
});
