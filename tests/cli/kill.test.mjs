// kill -9 in the middle of an import, 50 times: every reopened workspace verifies, and the finished one equals an
// undisturbed one. CAIRN_SEED replays a run.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterwards, ask, cairn, run, sql, start, workspace } from './cairn.mjs';

const seed = Number(process.env.CAIRN_SEED ?? Date.now() % 1_000_000);
let state = seed;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};

function events(folder, rows) {
  const path = join(folder, 'events.csv');
  const lines = ['customer,event,time,city,amount'];
  const names = ['visit', 'search', 'view', 'cart', 'paid'];
  for (let i = 0; i < rows; ++i) {
    const at = new Date(Date.UTC(2026, 0, 1) + i * 7919).toISOString();
    lines.push(`c${Math.floor(random() * rows / 12)},${names[Math.floor(random() * 5)]},${at},city ${i % 37},${(random() * 500).toFixed(2)}`);
  }
  writeFileSync(path, lines.join('\n') + '\n');
  return path;
}

const content = (folder) => sql(folder, `select count(*), md5(string_agg(line, chr(10) order by line))
  from (select concat_ws('|', customer, event, time, city, amount, row_number() over (partition by customer order by time)) line from events)`);
const transitions = (folder) => ask(folder, ['transitions', '--limit', '1000']).rows;

test(`50 kills during import (seed ${seed})`, { timeout: 900_000 }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-kill-'));
  afterwards(t, () => rmSync(folder, { recursive: true, force: true }));
  const file = events(folder, 150_000);
  const undisturbed = workspace(t);
  const began = Date.now();
  cairn(['-w', undisturbed, 'import', file, '--commit-every', '20000']);
  const whole = Date.now() - began;
  const expected = [content(undisturbed), transitions(undisturbed)];

  let kills = 0;
  while (kills < 50) {
    const disturbed = join(folder, `w${kills}`);
    // Several kills hit the same workspace, so that what one kill left is interrupted again.
    for (let round = 0; round < 5; ++round) {
      const child = start(['-w', disturbed, 'import', file, '--commit-every', '20000']);
      const ended = new Promise((resolve) => child.on('exit', resolve));
      await sleep(random() * whole);
      if (child.kill('SIGKILL')) ++kills;
      await ended;
      const verified = run(['-w', disturbed, 'verify']);
      // Killed before anything was made: there is no workspace yet, and that is said.
      if (verified.status !== 4) assert.equal(verified.status, 0, `kill ${kills}, seed ${seed}: ${verified.stdout}${verified.stderr}`);
    }
    cairn(['-w', disturbed, 'import', file, '--commit-every', '20000']);
    assert.equal(run(['-w', disturbed, 'verify']).status, 0);
    assert.deepEqual([content(disturbed), transitions(disturbed)], expected, `after ${kills} kills, seed ${seed}`);
    rmSync(disturbed, { recursive: true, force: true });
  }
});
