// kill -9 while four clients send, at random moments and at every named point (src/base/crash_point.h): what was
// acknowledged is stored, nothing else is, nothing twice. And SIGTERM: all that, in order and soon.
//
//   CAIRN_KILLS=600   how often, half at random moments, half at points (16 are a matter of seconds)
//   CAIRN_SEED=n      the same sizes and moments again
//
// Every request is one batch with a number of its own, which its events carry: a batch that was acknowledged is there
// as a whole, one that was not is there as a whole or not at all, and what clients resend at the end completes it.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { run, start } from '../cli/cairn.mjs';
import { afterwards, cairn, loaded, request, serve, sql, stop, until, workspace } from './server.mjs';

const all_kills = Number(process.env.CAIRN_KILLS ?? 16);
const kills = Math.ceil(all_kills / 2);
const seed = Number(process.env.CAIRN_SEED ?? Date.now() % 1_000_000);
let state = seed;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};
const names = ['Product Viewed', 'Product Added', 'Order Completed', 'Page'];

let sent = [];  // {number, size, acknowledged}
function new_batch(size) {
  const batch = { number: sent.length, size, acknowledged: false, base: Date.UTC(2026, 10, 1) + Math.floor(random() * 20 * 86_400_000) };
  sent.push(batch);
  return batch;
}
const body_of = ({ number, size, base }) => JSON.stringify({
  batch: Array.from({ length: size }, (_, n) => ({
    type: 'track', userId: `u${(number * 31 + n) % 997}`, event: names[n % 4], messageId: `kill-${number}-${n}`, timestamp: new Date(base + n * 1000).toISOString(),
    properties: { batch: number, id: `${number}-${n}`, text: '双十一'.repeat(n % 5) },
  })),
});

/** Sends a batch once; true when it was acknowledged. */
async function deliver(server, key, batch) {
  const answer = await request(server, 'POST', '/v1/batch', { key, body: body_of(batch) }).catch(() => null);
  if (answer?.status !== 200) return false;
  assert.deepEqual([answer.json.events, answer.json.refused], [batch.size, []]);
  batch.acknowledged = true;
  return true;
}

/** Sends batches until `stopped()`; a batch whose connection broke stays unacknowledged. */
async function client(server, key, stopped) {
  while (!stopped()) {
    if (!(await deliver(server, key, new_batch(1 + Math.floor(random() * 60))))) await sleep(5);
    await sleep(random() * 20);
  }
}

/** Acknowledged ⊆ stored ⊆ sent, each event once, no batch in parts; gives what is missing of the acknowledged. */
function compare(folder) {
  const stored = new Map(sql(folder, 'select batch, count(*), count(distinct id) from events where batch is not null group by batch').map(([batch, count, ids]) => [batch, { count, ids }]));
  for (const [number, { count, ids }] of stored) {
    assert.ok(number in sent, `seed ${seed}: batch ${number} was never sent`);
    assert.equal(count, sent[number].size, `seed ${seed}: batch ${number} is there in parts or twice`);
    assert.equal(ids, count, `seed ${seed}: batch ${number} holds an event twice`);
  }
  return sent.filter((each) => each.acknowledged && !stored.has(each.number)).map((each) => each.number);
}

/** Waits until everything acknowledged is stored. */
async function whole(folder, what) {
  let missing = [];
  await until(() => (missing = compare(folder)).length === 0, 30_000)
    .catch((fault) => assert.fail(`seed ${seed}, ${what}: ${missing.length > 0 ? `acknowledged batches ${missing} are missing` : fault.message}`));
}

/** Fills the inbox faster than it is loaded. */
async function backlog(server, key) {
  const batches = Array.from({ length: 16 }, () => new_batch(2000));
  await Promise.all(batches.map((batch) => deliver(server, key, batch)));
}

/** Everything that was not acknowledged is sent again; then all is there, once, and the server stops in order. */
async function complete(folder, server, key) {
  const unacknowledged = sent.filter((each) => !each.acknowledged);
  for (const batch of unacknowledged) assert.ok(await deliver(server, key, batch), `seed ${seed}: batch ${batch.number}`);
  const all = sent.reduce((sum, each) => sum + each.size, 0);
  const counts = () => sql(folder, 'select count(*), count(distinct id) from events where batch is not null');
  await whole(folder, 'what was sent again');
  assert.deepEqual(counts(), [[all, all]], `seed ${seed}`);
  assert.deepEqual(await stop(server), { code: 0, signal: null });
  assert.deepEqual(counts(), [[all, all]], `seed ${seed}, without the server`);
  const verified = run(['-w', folder, 'verify']);
  assert.equal(verified.status, 0, verified.stdout + verified.stderr);
  return `${sent.length} batches of ${all} events, ${unacknowledged.length} sent again`;
}

test(`${kills} kills at random moments (seed ${seed})`, { timeout: 7_200_000 }, async (t) => {
  sent = [];
  const folder = workspace(t);
  const done = { plain: 0, backup: 0, loading: 0, starting: 0 };
  let server = await serve(t, { folder });
  const { key } = server;
  await deliver(server, key, new_batch(10));
  await loaded(folder, 10);
  for (let n = 0; n < kills; ++n) {
    const what = n % 6 === 2 ? 'backup' : n % 6 === 4 ? 'loading' : 'plain';
    let stopped = false;
    const here = server;
    const clients = Array.from({ length: 4 }, () => client(here, key, () => stopped));
    if (what === 'loading') await backlog(here, key);
    const copy = `${folder}-copy-${n}`;
    const backup = what === 'backup' ? start(['-w', folder, 'backup', copy]) : null;
    const backed_up = backup && new Promise((ended) => backup.on('exit', ended));
    await sleep(random() * (what === 'backup' ? 250 : 700));
    const { signal } = await stop(here, 'SIGKILL');
    assert.equal(signal, 'SIGKILL', `seed ${seed}: the server had ended before: ${here.errors}`);
    stopped = true;
    await Promise.all(clients);
    done[what] += 1;
    if (backup) {
      if ((await backed_up) === 0) assert.equal(run(['-w', copy, 'verify']).status, 0, `seed ${seed}: the backup of kill ${n}`);
      rmSync(copy, { recursive: true, force: true });
    }
    server = await serve(t, { folder });
    // Now and then it is killed again while it starts to load what the last kill left.
    if (random() < 0.25) {
      await sleep(random() * 150);
      await stop(server, 'SIGKILL');
      done.starting += 1;
      server = await serve(t, { folder });
    }
    await whole(folder, `kill ${n}`);
  }
  const told = await complete(folder, server, key);
  console.log(`# seed ${seed}: ${kills} kills (${done.plain} while sending, ${done.loading} with a backlog, ${done.backup} during a backup) and ${done.starting} while starting; ${told}`);
});

/** The names of all points, out of the sources. */
function crash_points() {
  const src = fileURLToPath(new URL('../../src', import.meta.url));
  const names = readdirSync(src, { recursive: true }).filter((file) => file.endsWith('.cc'))
    .flatMap((file) => [...readFileSync(join(src, file), 'utf8').matchAll(/crash_point\("([^"]+)"\)/g)].map(([, name]) => name));
  assert.equal(new Set(names).size, names.length, 'each name stands at one place');
  return names;
}

/** All that a server can be busy with, besides clients: a file, a backup, questions, a new source, and a bad item replayed. */
async function errands(server, folder, key, round) {
  const by_server = (args) => new Promise((ended) => start(['-w', folder, ...args]).on('exit', ended));
  const rows = Array.from({ length: 20 }, (_, n) => `f${n % 7},From File,2026-11-0${1 + (n % 9)}T10:00:00Z,f-${round}-${n}`);
  writeFileSync(`${folder}-in/${round}.tmp`, `customer,event,time,line\n${rows.join('\n')}\n`);
  renameSync(`${folder}-in/${round}.tmp`, `${folder}-in/${round}.csv`);
  const batch = new_batch(1);
  const good = JSON.parse(body_of(batch)).batch[0];
  const bad = { ...good, event: undefined };
  const replay = async () => {
    await request(server, 'POST', '/v1/batch', { key, body: { batch: [bad] } });
    const item = await until(() => JSON.parse(run(['-w', folder, 'quarantine', 'list', '--format', 'json']).stdout || '{"items":[]}').items.find((each) => each.text.includes(good.messageId)), 5000);
    const text = `${folder}-repaired.json`;
    writeFileSync(text, JSON.stringify(good));
    if ((await by_server(['quarantine', 'replay', item.id, '--with', text])) === 0) batch.acknowledged = true;
  };
  await Promise.allSettled([
    replay(),
    by_server(['backup', `${folder}-copy-${round}`]),
    by_server(['ask', 'transitions']),
    by_server(['source', 'add', `source-${round}`]),
  ]);
  rmSync(`${folder}-copy-${round}`, { recursive: true, force: true });
}

test(`${Math.floor(all_kills / 2)} kills at named points (seed ${seed})`, { timeout: 7_200_000 }, async (t) => {
  sent = [];
  const folder = workspace(t);
  mkdirSync(`${folder}-in`);
  afterwards(t, () => rmSync(`${folder}-in`, { recursive: true, force: true }));
  let server = await serve(t, { folder });
  const { key } = server;
  writeFileSync(`${folder}-in/settings.tmp`, JSON.stringify({ path: `${folder}-in` }));
  cairn(['-w', folder, 'source', 'add', 'till', '--kind', 'folder', '--settings', `${folder}-in/settings.tmp`]);
  await deliver(server, key, new_batch(10));
  await loaded(folder, 10);
  assert.deepEqual(await stop(server), { code: 0, signal: null });
  const points = crash_points();
  const hits = Object.fromEntries(points.map((point) => [point, 0]));
  const rounds = Math.floor(all_kills / 2);  // a few of them in each run, all of them several times in the long one
  const first = Math.floor(random() * points.length);
  let files = 0;
  for (let round = 0; round < rounds; ++round) {
    const point = points[(first + round) % points.length];
    const passing = round < points.length ? 1 : 1 + Math.floor(random() * 3);
    let stopped = false, ran = false;
    if (point.startsWith('index:')) rmSync(join(folder, 'index'), { recursive: true, force: true });  // else it is kept up
    const died = await serve(t, { folder, env: { CAIRN_CRASH_AT: `${point}#${passing}` } }).then(async (here) => {
      const clients = Array.from({ length: 4 }, () => client(here, key, () => stopped));
      ran = true;  // else it was killed while it started
      const busy = errands(here, folder, key, round);
      // Each point has to be reached once, however busy the machine is; to be reached again is a matter of luck.
      const ended = await Promise.race([here.stopped, sleep(passing === 1 ? 180_000 : 20_000, null)]);
      stopped = true;
      if (ended === null) await stop(here, 'SIGKILL');
      await Promise.all([...clients, busy]);
      return ended;
    }, ({ signal, message }) => ({ signal, message }));
    stopped = true;
    files += ran ? 20 : 0;
    if (died !== null) assert.equal(died.signal, 'SIGKILL', `seed ${seed}: at '${point}': ${died.message ?? died.code}`);
    if (died === null && passing === 1) assert.fail(`seed ${seed}: the point '${point}' was not reached`);
    hits[point] += died !== null;
    if (process.env.CAIRN_LONG) console.log(`# ${round + 1} of ${rounds}: ${point}${died === null ? ' was not reached again' : ''}`);
    server = await serve(t, { folder });
    await whole(folder, point);
    assert.deepEqual(await stop(server), { code: 0, signal: null }, `seed ${seed}: after '${point}'`);
  }
  server = await serve(t, { folder });
  const of_files = (what) => sql(folder, `select count(${what}) from events where event = 'From File'`)[0][0];
  await until(() => of_files('*') >= files, 20_000, `${files} rows of files`);
  assert.deepEqual([of_files('*'), of_files('distinct line')], [files, files], `seed ${seed}`);
  const told = await complete(folder, server, key);
  console.log(`# seed ${seed}: ${Object.values(hits).reduce((a, b) => a + b)} kills at ${Object.values(hits).filter(Boolean).length} of ${points.length} points; ${told}`);
});

test(`SIGTERM while clients send: it ends soon and in order (seed ${seed})`, { timeout: 7_200_000 }, async (t) => {
  sent = [];
  const folder = workspace(t);
  let server = await serve(t, { folder });
  const { key } = server;
  let slowest = 0;
  const rounds = Math.max(3, Math.floor(all_kills / 12));
  for (let round = 0; round < rounds; ++round) {
    let stopped = false;
    const here = server;
    const clients = Array.from({ length: 4 }, () => client(here, key, () => stopped));
    await sleep(200 + random() * 400);
    const began = Date.now();
    assert.deepEqual(await stop(here), { code: 0, signal: null }, `seed ${seed}: ${here.errors}`);
    slowest = Math.max(slowest, Date.now() - began);
    stopped = true;
    await Promise.all(clients);
    server = await serve(t, { folder });
    await whole(folder, `SIGTERM ${round}`);
  }
  assert.ok(slowest < 10_000, `${slowest} ms`);
  console.log(`# seed ${seed}: ${rounds} times ended in order, at most ${slowest} ms; ${await complete(folder, server, key)}`);
});
