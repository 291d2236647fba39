// Runs the real program the way a user does.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const program = process.env.CAIRN ?? join(root, 'build/cairn');
export const shared = process.env.CAIRN_SHARED ?? join(root, '../shared');

/** For tests on real data: a reason to skip when they are not beside the project. */
export const withoutData = existsSync(join(shared, 'data')) ? false : 'needs ../shared/data, which is not here';
export const data = (name) => join(shared, 'data', name);

const undoing = new WeakMap();

/** Has `undo` called when the test has ended, whatever came of it, the last one first: a server is stopped before its
 *  folder is removed. (node calls its hooks in their order, and none after one that failed: a server that was left
 *  running then kept the run from ending.) */
export function afterwards(t, undo) {
  if (!undoing.has(t)) {
    const all = [];
    undoing.set(t, all);
    t.after(async () => {
      const failed = [];
      for (const each of all.reverse()) await Promise.resolve().then(each).catch((error) => failed.push(error));
      if (failed.length) throw failed[0];
    });
  }
  undoing.get(t).push(undo);
}

/** A workspace directory that is gone after the test. */
export function workspace(t) {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-'));
  afterwards(t, () => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'w');
}

const environment = { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', NO_COLOR: '1' };

/** {status, stdout, stderr}; never throws for a failing command. */
export function run(args, { input, cwd } = {}) {
  const done = spawnSync(program, args, { input, cwd, encoding: 'utf8', env: environment, maxBuffer: 1 << 28 });
  if (done.error) throw done.error;
  return done;
}

/** Standard output of a command that must succeed. */
export function cairn(args, options) {
  const done = run(args, options);
  if (done.status !== 0) throw new Error(`cairn ${args.join(' ')}\nexit ${done.status}\n${done.stdout}\n${done.stderr}`);
  return done.stdout;
}

/** An answer as a document. */
export const ask = (folder, args) => JSON.parse(cairn(['-w', folder, 'ask', ...args, '--format', 'json']));
/** SQL rows as arrays. */
export const sql = (folder, statement) => JSON.parse(cairn(['-w', folder, 'sql', statement, '--format', 'json'])).rows;

export const start = (args) => spawn(program, args, { env: environment, stdio: 'ignore' });
export const gzip = (path) => execFileSync('gzip', ['-c', path]);
