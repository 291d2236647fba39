// `make run` as a user meets it: the demo, then a link that signs in to its studio.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { afterwards, program, workspace } from '../cli/cairn.mjs';
import { request, until } from './server.mjs';

function demo(t, folder) {
  const process = spawn(program, ['-w', folder, 'demo', '--customers', '400', '--serve', '--lang', 'en'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const run = { process, output: '', ended: new Promise((done) => process.on('exit', (code, signal) => done({ code, signal }))) };
  process.stdout.on('data', (text) => (run.output += text));
  process.stderr.on('data', (text) => (run.output += text));
  afterwards(t, () => process.kill('SIGKILL'));
  return run;
}
const link = (run) => until(() => /(http:\/\/127\.0\.0\.1:\d+)\/#token=(\S+)\n$/.exec(run.output), 60_000, 'a link at the end');

test('the demo ends with a link that signs in; two of them do not disturb one another', { timeout: 180_000 }, async (t) => {
  const runs = [demo(t, workspace(t))];
  const [, url, token] = await link(runs[0]);
  assert.equal((await request({ url }, 'GET', '/')).status, 200);
  assert.equal((await request({ url }, 'POST', '/api/session', { body: { token } })).status, 204);
  assert.ok((await request({ url }, 'GET', '/api/status', { token })).json.events > 1000);
  runs.push(demo(t, workspace(t)));
  const [, other] = await link(runs[1]);
  assert.notEqual(other, url, 'the next free port');
  for (const run of runs) {
    run.process.kill('SIGINT');
    assert.deepEqual(await run.ended, { code: 0, signal: null }, run.output.slice(-500));
  }
});
