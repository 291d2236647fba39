// What a server does at its bounds: ids that come again and again across kills, a loader that stands still, a disk that
// is full. CAIRN_LONG=1 (tools/torture) has the sizes that the promises name; without it each is a matter of seconds.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterwards, basic, loaded, request, serve, sql, stop, until, workspace } from './server.mjs';

const long = process.env.CAIRN_LONG === '1';
const seed = Number(process.env.CAIRN_SEED ?? Date.now() % 1_000_000);
let state = seed;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

/** The status of a batch, 0: no answer; and whether Retry-After was there. */
function post(server, key, body) {
  return new Promise((done) => {
    const sent = http.request({ port: server.port, method: 'POST', path: '/v1/batch', agent, headers: { authorization: basic(key), 'content-length': Buffer.byteLength(body) } }, (answer) => {
      answer.resume();
      answer.on('end', () => done({ status: answer.statusCode, retry: answer.headers['retry-after'] }));
      answer.on('error', () => done({ status: 0 }));
    });
    sent.on('error', () => done({ status: 0 }));
    sent.end(body);
  });
}
const started = Date.now();
/** Of the last days, as most events are: such ids lie in order. */
const event = (id, text = '') => ({ type: 'track', userId: `u${id % 4999}`, event: 'Seen', messageId: `id-${id}`, timestamp: new Date(started - (id % 1_000_000) * 1000).toISOString(), properties: { id, ...(text && { text }) } });
const batch = (events) => JSON.stringify({ batch: events });
/** Memory of its own, without mapped files, in MB. */
const memory = (pid) => {
  const [, resident, shared] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ').map(Number);
  return ((resident - shared) * 4096) / 1e6;
};

test('ids that come again are stored once, across kills, restarts and merges (E5)', { timeout: 1_800_000 }, async (t) => {
  const ids = long ? 1_000_000 : 30_000, kills = long ? 20 : 3, size = long ? 1000 : 200;
  const all = Array.from({ length: ids * 1.2 }, (_, i) => (i < ids ? i : Math.floor(random() * ids)));
  for (let i = all.length - 1; i > 0; --i) {
    const j = Math.floor(random() * (i + 1));
    [all[i], all[j]] = [all[j], all[i]];
  }
  const batches = Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));
  const folder = workspace(t);
  let server = await serve(t, { folder });
  const { key } = server;
  let next = 0, killed = 0;
  const again = [];
  async function client() {
    for (;;) {
      const mine = again.pop() ?? batches[next++];
      if (mine === undefined) return;
      const { status } = await post(server, key, batch(mine.map((id) => event(id))));
      assert.ok([0, 200, 503].includes(status), `status ${status}`);
      if (status === 200) continue;
      again.push(mine);  // nobody knows whether it is there: it comes again
      await sleep(20);
    }
  }
  const killer = (async () => {
    while (killed < kills) {
      const due = ((killed + 0.5) / kills) * batches.length;
      while (next < due) await sleep(5);
      await stop(server, 'SIGKILL');
      server = await serve(t, { folder });
      ++killed;
    }
  })();
  await Promise.all(Array.from({ length: 4 }, client));
  await killer;
  await Promise.all(Array.from({ length: 4 }, client));
  await loaded(folder, ids, 120_000);
  assert.deepEqual(sql(folder, 'select count(*), count(distinct id) from events'), [[ids, ids]], `seed ${seed}`);
  assert.deepEqual(await stop(server), { code: 0, signal: null });
  server = await serve(t, { folder });
  for (const mine of batches.slice(0, 20)) assert.equal((await post(server, key, batch(mine.map((id) => event(id))))).status, 200);
  await stop(server);
  assert.deepEqual(sql(folder, 'select count(*), count(distinct id) from events'), [[ids, ids]], `seed ${seed}, after all is over`);
  t.diagnostic(`${batches.length} batches, ${killed} kills, ${ids} ids`);
});

test('a loader that stands still costs disk, not memory; then the backlog is loaded (L11)', { timeout: 1_800_000 }, async (t) => {
  const bound = long ? 1.5 : 0.04;  // GB
  const folder = workspace(t), gate = `${folder}.hold`;
  afterwards(t, () => rmSync(gate, { force: true }));
  const env = { CAIRN_HOLD_AT: 'feed: read', CAIRN_HOLD_WHILE: gate };
  let server = await serve(t, { folder, args: ['--inbox-gb', String(bound)], env });
  const { key } = server;
  assert.equal((await post(server, key, batch([event(0)]))).status, 200);
  await loaded(folder, 1);
  writeFileSync(gate, '');
  let id = 1, acknowledged = 1, full = false, began = Date.now(), first = 0, most = 0, filled = 0;
  const text = 'x'.repeat(1000);
  async function client() {
    // On and on for a minute, as who sends does not know.
    while (!full || (long && Date.now() - began < 60_000)) {
      const events = Array.from({ length: 400 }, () => event(id++, text));
      const { status, retry } = await post(server, key, batch(events));
      if (status === 200) {
        acknowledged += events.length;
      } else {
        assert.equal(status, 503);
        assert.ok(retry, 'Retry-After');
        if (!full) filled = (Date.now() - began) / 1000;
        full = true;
      }
      const held = memory(server.process.pid);
      if (acknowledged * 1.2e-6 > bound / 4 && first === 0) first = held;
      most = Math.max(most, held);
    }
  }
  await Promise.all(Array.from({ length: 8 }, client));
  most = Math.max(most, memory(server.process.pid));
  assert.ok(most - first <= 64, `memory went from ${first.toFixed(0)} to ${most.toFixed(0)} MB`);
  assert.equal((await post(server, key, batch(Array.from({ length: 400 }, () => event(id, text))))).status, 503);

  // A restart with all of it waiting, and little memory.
  await stop(server, 'SIGKILL');
  server = await serve(t, { folder, args: ['--inbox-gb', String(bound), '--memory-gb', '1'], env: { CAIRN_HOLD_AT: '', CAIRN_HOLD_WHILE: '' } });
  began = Date.now();
  let highest = 0;
  await until(() => {
    highest = Math.max(highest, memory(server.process.pid));
    return Number(sql(folder, 'select count(*) from events')[0][0]) === acknowledged;
  }, 600_000, `${acknowledged} events`);
  const drained = (Date.now() - began) / 1000;
  assert.ok(highest <= 1000, `${highest.toFixed(0)} MB were held`);
  assert.equal((await post(server, key, batch([event(id)]))).status, 200);
  assert.equal((await stop(server)).code, 0);
  t.diagnostic(`${acknowledged} events in ${filled.toFixed(1)} s, loaded in ${drained.toFixed(1)} s; memory ${first.toFixed(0)} to ${most.toFixed(0)} MB, while loading ${highest.toFixed(0)} MB`);
});

const own_mount = spawnSync('unshare', ['-m', 'true']).status === 0;

test('a full disk refuses events and nothing else, and goes on by itself (E4)', { timeout: 1_800_000, skip: !own_mount && 'a file system of its own may not be mounted here (unshare -m, as root)' }, async (t) => {
  const fills = long ? 20 : 3;
  const home = workspace(t);
  mkdirSync(home, { recursive: true });
  const gate = `${home}.hold`;  // while it is there the loader stands still with a segment's file just begun
  afterwards(t, () => rmSync(gate, { force: true }));
  const server = await serve(t, { folder: join(home, 'w'), env: { CAIRN_HOLD_AT: 'load: files announced', CAIRN_HOLD_WHILE: gate }, under: ['unshare', '-m', 'sh', '-c', `mount -t tmpfs -o size=64m cairn-full '${home}' && exec "$0" "$@"`] });
  const { key } = server;
  const inside = `/proc/${server.process.pid}/root${home}`, folder = join(inside, 'w');
  assert.ok(existsSync(join(folder, 'ballast')), 'the ballast lies there');
  let id = 0, acknowledged = 0, stopped = false, refused = 0;
  async function client() {
    while (!stopped) {
      const events = Array.from({ length: 50 }, () => event(id++));
      const { status, retry } = await post(server, key, batch(events));
      if (status === 200) acknowledged += events.length;
      else {
        assert.equal(status, 503);
        assert.ok(retry, 'Retry-After');
        ++refused;
        await sleep(20);
      }
      await sleep(30);
    }
  }
  const clients = Array.from({ length: 2 }, client);
  const post_one = () => post(server, key, batch([event(id++)])).then(({ status }) => (acknowledged += status === 200, status));
  let slowest = 0;
  for (let n = 0; n < fills; ++n) {
    if (n % 2 === 1) {
      writeFileSync(gate, '');
      await post_one();
      await sleep(800);
    }
    const filler = join(inside, 'filler');
    spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=64k'], { stdio: 'ignore' });  // until nothing goes
    rmSync(gate, { force: true });
    await until(async () => (await post_one()) === 503, 10_000, 'a refusal');
    await until(async () => (await request(server, 'GET', '/readyz')).status === 503, 2000, 'not ready');
    // The ballast has been given back: what people do is still written.
    await until(() => !existsSync(join(folder, 'ballast')), 5000, 'the ballast given back');
    const made = await request(server, 'POST', '/api/sources', { token: server.token, body: { name: `while-full-${n}` } });
    assert.equal(made.status, 201, made.text);
    rmSync(filler);
    const began = Date.now();
    await until(async () => (await post_one()) === 200, 5000, 'an acknowledgement after there was room');
    slowest = Math.max(slowest, Date.now() - began);
    await until(() => existsSync(join(folder, 'ballast')), 5000, 'the ballast laid down');
  }
  stopped = true;
  await Promise.all(clients);
  assert.ok(refused > 0);
  const count = () => Number(sql(folder, 'select count(*) from events')[0][0]);
  await until(() => count() === acknowledged, 30_000, `${acknowledged} events`).catch((fault) => assert.fail(`${fault.message}: ${count()}`));
  assert.equal(Number(sql(folder, 'select count(distinct id) from events')[0][0]), acknowledged);
  assert.equal((await stop(server)).code, 0);
  t.diagnostic(`${fills} times full, ${acknowledged} events, ${refused} refusals; went on after ${slowest} ms at most`);
});
