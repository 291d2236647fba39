// The examples of `cairn ask KIND --explain` are run on the demo, which they name.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cairn, program, workspace } from './cairn.mjs';

const help = cairn(['ask', '--help']);
const kinds = [...help.slice(help.indexOf('Kinds of question:')).matchAll(/^ {2}([a-z_]+) {2,}\S/gm)].map(([, kind]) => kind);

test('every kind teaches with two examples that work', (t) => {
  assert.ok(kinds.length >= 9, kinds.join());
  const folder = workspace(t);
  cairn(['-w', folder, 'demo', '--customers', '1500']);
  for (const kind of kinds) {
    const examples = cairn(['ask', kind, '--explain']).split('\n').filter((line) => line.startsWith('    cairn ask ')).map((line) => line.trim());
    assert.equal(examples.length, 2, `${kind}: two examples`);
    for (const example of examples) {
      const run = spawnSync('bash', ['-c', example.replace(/^cairn/, `'${program}' -w '${folder}'`) + ' --format json'], { encoding: 'utf8', maxBuffer: 1 << 28 });
      assert.equal(run.status, 0, `${example}\n${run.stderr}`);
      assert.ok(JSON.parse(run.stdout).rows.length > 0, `${example} finds something`);
    }
  }
});

test('what is misspelled comes with what was meant', (t) => {
  const folder = workspace(t);
  cairn(['-w', folder, 'demo', '--customers', '100']);
  const said = (...options) => {
    const run = spawnSync(program, ['-w', folder, 'ask', ...options], { encoding: 'utf8' });
    assert.notEqual(run.status, 0, options.join(' '));
    return run.stderr;
  };
  assert.match(said('funel', 'product_view'), /did you mean 'funnel'/);
  assert.match(said('funnel', 'product_veiw', 'order_paid'), /product_view/);
  assert.match(said('transitions', '--by', 'chanel'), /channel/);
  assert.match(said('transitions', '--where', 'chanel = app'), /channel/);
  assert.match(said('{"kind":"funnel","steps":["product_view"],"windw":"P7D"}'), /window/);
});
