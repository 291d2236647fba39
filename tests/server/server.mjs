// Starts the real server on a workspace of its own and speaks to it.
import { spawn } from 'node:child_process';
import http from 'node:http';
import { afterwards, cairn, program, sql, workspace } from '../cli/cairn.mjs';

export { afterwards, cairn, sql, workspace } from '../cli/cairn.mjs';

const environment = { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', NO_COLOR: '1' };

/** A server that listens: {folder, url, port, key, token, process, stopped}. `key` and `token` only at a first start.
 *  `under`: a command that runs it. */
export async function serve(t, { folder = workspace(t), port = 0, args = [], env = {}, under = [] } = {}) {
  const [first, ...rest] = [...under, program, '-w', folder, 'serve', '--port', String(port), ...args];
  const process = spawn(first, rest, {
    env: { ...environment, ...env }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  const server = { folder, process, output: '', errors: '' };
  server.stopped = new Promise((done) => process.on('exit', (code, signal) => done({ code, signal })));
  process.stdout.on('data', (text) => (server.output += text));
  process.stderr.on('data', (text) => (server.errors += text));
  afterwards(t, async () => {
    process.kill('SIGKILL');
    await server.stopped;
  });
  const ended = () => process.exitCode ?? process.signalCode;
  await until(() => server.output.includes('stop it with') || ended() !== null, 30_000);
  if (ended() !== null) throw Object.assign(new Error(`the server ended (${ended()}): ${server.errors}`), { signal: process.signalCode });
  server.port = Number(/:(\d+)$/m.exec(server.output)[1]);
  server.url = `http://127.0.0.1:${server.port}`;
  server.key = /write key +(\S+)/.exec(server.output)?.[1];
  server.token = /admin token +(\S+)/.exec(server.output)?.[1];
  return server;
}

export async function stop(server, signal = 'SIGTERM') {
  server.process.kill(signal);
  return server.stopped;
}

/** Waits until `holds()` is true; throws when it was still asked after `ms`, and was not: a look that takes long on a
 *  busy machine shows what was when it began. */
export async function until(holds, ms = 10_000, what = 'what was waited for') {
  const end = Date.now() + ms;
  for (;;) {
    const began = Date.now();
    const value = await holds();
    if (value) return value;
    if (began > end) throw new Error(`${what} did not happen in ${ms} ms`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

export const basic = (key) => `Basic ${Buffer.from(`${key}:`).toString('base64')}`;

/** {status, headers, text, json}; never throws for a status. */
export async function request(server, method, path, { body, headers = {}, key, token } = {}) {
  const all = { ...headers };
  if (key) all.authorization = basic(key);
  if (token) all.authorization = `Bearer ${token}`;
  const answer = await fetch(server.url + path, {
    method, headers: all, body: body === undefined || typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  let json = null;
  try {
    json = JSON.parse(text);
  } catch { /* not JSON */ }
  return { status: answer.status, headers: answer.headers, text, json };
}

/** As request, by the workspace's socket. */
export function bySocket(folder, method, path, body) {
  return new Promise((done, failed) => {
    const sent = http.request({ socketPath: `${folder}/cairn.sock`, method, path }, (answer) => {
      let text = '';
      answer.on('data', (piece) => (text += piece));
      answer.on('end', () => done({ status: answer.statusCode, text }));
    });
    sent.on('error', failed);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** How many events the answers know. */
export const events = (folder) => Number(JSON.parse(cairn(['-w', folder, 'status', '--format', 'json'])).events);
/** Rows of SQL once there are `count` events. */
export async function loaded(folder, count, ms = 10_000) {
  return until(() => events(folder) >= count, ms, `${count} events`);
}
/** Stored events as objects of these columns, in the order of event and customer; what is missing is left out. */
export const stored = (folder, columns, where = 'true') =>
  sql(folder, `select ${columns.map((each) => `"${each}"`).join(', ')} from events where ${where} order by event, customer, time`)
    .map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]]).filter(([, value]) => value !== null)));
