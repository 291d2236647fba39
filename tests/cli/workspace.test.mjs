// What a workspace says of itself, and how commands behave that would do something else than was meant.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cairn, program, workspace } from './cairn.mjs';

const fault = (folder, ...options) => {
  const run = spawnSync(program, ['-w', folder, ...options], { encoding: 'utf8' });
  assert.notEqual(run.status, 0, options.join(' '));
  return run.stderr;
};

test('days of questions are days of the time zone of the workspace', (t) => {
  const folder = workspace(t);
  cairn(['-w', folder, 'settings', 'timezone=Asia/Shanghai']);
  const file = join(folder, 'late.csv');
  writeFileSync(file, 'customer,event,time\na,seen,2026-03-01T15:59:59Z\na,seen,2026-03-01T16:00:00Z\n');
  cairn(['-w', folder, 'import', file]);
  const events = (...period) =>
    JSON.parse(cairn(['-w', folder, 'ask', 'variants', ...period, '--format', 'json'])).basis.events;
  assert.equal(events('--from', '2026-03-02'), 1);
  assert.equal(events('--from', '2026-03-01', '--to', '2026-03-02'), 1);
  assert.equal(events('--from', '2026-03-02', '--timezone', 'UTC'), 0);
  assert.match(fault(folder, 'settings', 'timezone=Asia/Shangha'), /Asia\/Shanghai/);
  assert.match(fault(folder, 'settings', 'tmezone=UTC'), /timezone/);
});

test('a demo is not taken for one of other options', (t) => {
  const folder = workspace(t);
  const shown = cairn(['-w', folder, 'demo', '--customers', '300', '--lang', 'en']);
  assert.match(shown, /simulated retailer/);
  assert.ok(shown.includes(`${program} ask funnel`), 'next commands can be copied as they stand');
  assert.equal(cairn(['-w', folder, 'demo', '--customers', '300', '--lang', 'en']), shown);
  assert.match(fault(folder, 'demo', '--customers', '300', '--seed', '2'), /--seed 1, not of --seed 2/);
});

test('an argument that is not UTF-8 is refused in words', (t) => {
  const folder = workspace(t);
  cairn(['-w', folder, 'demo', '--customers', '100']);
  const run = spawnSync('bash', ['-c', `'${program}' -w '${folder}' ask transitions --where $'channel = \\xb5'`], { encoding: 'utf8' });
  assert.equal(run.status, 2);
  assert.match(run.stderr, /argument 6 is not UTF-8/);
});

test('a workspace without a name is refused in words', () => {
  for (const command of ['status', 'serve']) {
    const { status, stderr } = spawnSync(program, [command, '-w', ''], { encoding: 'utf8' });
    assert.equal(status, 2);
    assert.match(stderr, /--workspace: names no directory/);
  }
});

test('the caret of an SQL error stands below the fault', (t) => {
  const folder = workspace(t);
  cairn(['-w', folder, 'demo', '--customers', '100']);
  const lines = fault(folder, 'sql', 'select event, nothing from events').split('\n');
  const at = lines.findIndex((line) => line.startsWith('LINE 1: '));
  assert.ok(at >= 0, lines.join('\n'));
  assert.equal(lines[at + 1].indexOf('^'), lines[at].indexOf('nothing'));
});
