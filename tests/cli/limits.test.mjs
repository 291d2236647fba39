// Limits and cancelling of questions at the command line.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterwards, ask, cairn, run, workspace } from './cairn.mjs';

test('a limit that is reached is an error with its own exit code; within it the answer is the same', (t) => {
  const folder = workspace(t);
  const input = mkdtempSync(join(tmpdir(), 'cairn-limits-'));
  afterwards(t, () => rmSync(input, { recursive: true, force: true }));
  const lines = ['customer,event,time'];
  for (let i = 0; i < 3000; ++i) lines.push(`c${i % 300},e${i % 7},${new Date(Date.UTC(2026, 0, 1) + i * 60000).toISOString()}`);
  writeFileSync(join(input, 'events.csv'), lines.join('\n') + '\n');
  cairn(['-w', folder, 'import', join(input, 'events.csv')]);

  const late = run(['-w', folder, 'ask', 'transitions', '--time-limit', '0s']);
  if (late.status !== 0) { // a fast machine may be done within the first millisecond
    assert.equal(late.status, 8);
    assert.match(late.stderr, /time limit: no answer within/);
  }
  const free = ask(folder, ['transitions']);
  const bound = ask(folder, ['transitions', '--time-limit', '10m', '--memory-limit', '4GB', '--threads', '1']);
  assert.ok(free.basis.rows_read >= 3000);
  for (const answer of [free, bound]) delete answer.took_ms;
  assert.deepEqual(bound, free);

  const nonsense = run(['-w', folder, 'ask', 'transitions', '--memory-limit', '4 apples']);
  assert.equal(nonsense.status, 3);
  assert.match(nonsense.stderr, /--memory-limit: '4 apples' is not an amount of memory/);
});
