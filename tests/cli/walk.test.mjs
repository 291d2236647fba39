// The walks of docs/walk*.md: every command is run as it stands there, and every line shown must still appear.
//   $ command        lines below it are its output; a line that ends with … is its beginning; "…" alone leaves out some
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program, root } from './cairn.mjs';

const squeezed = (line) => line.replace(/\s+/g, ' ').trim();

/** [{command, shown: [line]}] of a page. */
function steps(page) {
  const found = [];
  for (const [, block] of readFileSync(page, 'utf8').matchAll(/^```\n([\s\S]*?)^```$/gm))
    for (const line of block.split('\n').map(squeezed))
      if (line.startsWith('$ ')) found.push({ command: line.slice(2), shown: [] });
      else if (line && line !== '…') found.at(-1).shown.push(line);
  return found;
}

// Without its server, which goes on for ever (tests/server/demo.test.mjs has that).
const demo = readFileSync(join(root, 'tools/run-demo'), 'utf8').match(/^exec (build\/cairn .*) --serve$/m)[1];

test('the walks show what the commands say', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-walk-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const environment = { ...process.env, LANG: 'C.UTF-8', NO_COLOR: '1' };
  delete environment.LC_ALL;
  delete environment.CAIRN_WORKSPACE;
  for (const page of ['walk.md', 'walk.zh-Hans.md', 'walk.zh-Hant.md']) {
    const walked = steps(join(root, 'docs', page));
    assert.ok(walked.length >= 5, `${page} has commands`);
    for (const { command, shown } of walked) {
      const line = command.replace('make run', demo).replaceAll('build/cairn', program);
      const run = spawnSync('bash', ['-c', line], { cwd: folder, encoding: 'utf8', env: environment, maxBuffer: 1 << 28 });
      assert.equal(run.status, 0, `${page}: ${command}\n${run.stderr}`);
      const said = run.stdout.split('\n').map(squeezed);
      for (const one of shown) {
        const fits = one.endsWith('…') ? (each) => each.startsWith(one.slice(0, -1).trim()) : (each) => each === one;
        assert.ok(said.some(fits), `${page}: ${command}\nshows: ${one}\nbut it says:\n${run.stdout.slice(0, 8000)}`);
      }
    }
  }
});
