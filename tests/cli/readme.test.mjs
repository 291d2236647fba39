// Every command of README.md is run, in its order, in one folder with the files that it names.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program, root } from './cairn.mjs';

const commands = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/^build\/cairn .*$/gm)]
  .map(([line]) => line.replace(/\s+#.*$/, ''));

function events() {
  const rows = ['customer,event,time,channel,amount,currency,order_id'];
  for (let c = 0; c < 200; ++c) {
    const id = `C${String(c).padStart(7, '0')}`;
    const path = ['view', 'cart', 'checkout', 'paid'].slice(0, 1 + (c % 4));
    path.forEach((event, i) =>
      rows.push([id, event, `2026-03-${String(1 + (c % 28)).padStart(2, '0')}T10:${10 + i * 7}:00Z`,
                 c % 2 ? 'web' : 'app', event === 'paid' ? '99.50' : '', event === 'paid' ? 'CNY' : '', i > 1 ? `O${c}` : ''].join(',')));
  }
  return rows.join('\n') + '\n';
}

test('the commands of README.md work as they stand there', (t) => {
  assert.ok(commands.length > 10, 'README.md names commands');
  const folder = mkdtempSync(join(tmpdir(), 'cairn-readme-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'events.csv'), events());
  writeFileSync(join(folder, 'visits.csv'), '会员号,下单时间,门店\nM1,2026-03-01 10:00:00,上海\nM2,2026-03-02 11:30:00,广州\n');
  writeFileSync(join(folder, 'UserBehavior.csv'), '1,2268318,2520377,pv,1511544070\n1,2333346,2520771,cart,1511561733\n');
  for (const command of commands) {
    // A server goes on for ever; here it is stopped in order once it has started.
    const ending = command.replace(/^build\/cairn serve$/, 'timeout --foreground --preserve-status -s TERM 2 build/cairn serve --port 0');
    const run = spawnSync('bash', ['-c', ending.replace(/build\/cairn/g, program)],
                          { cwd: folder, encoding: 'utf8', env: { ...process.env, CAIRN_WORKSPACE: undefined } });
    assert.equal(run.status, 0, `${command}\n${run.stderr}`);
  }
});
