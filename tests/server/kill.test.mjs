// kill -9 at random moments while four clients send: what was acknowledged is stored, nothing else is, nothing twice.
//
//   CAIRN_KILLS=600   how often (12 are a matter of seconds)
//   CAIRN_SEED=n      the same sizes and moments again
//
// Every request is one batch with a number of its own, which its events carry: a batch that was acknowledged is there
// as a whole, one that was not is there as a whole or not at all, and what clients resend at the end completes it.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { run, start } from '../cli/cairn.mjs';
import { loaded, request, serve, sql, stop, until, workspace } from './server.mjs';

const kills = Number(process.env.CAIRN_KILLS ?? 12);
const seed = Number(process.env.CAIRN_SEED ?? Date.now() % 1_000_000);
let state = seed;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};
const names = ['Product Viewed', 'Product Added', 'Order Completed', 'Page'];

const sent = [];  // {number, size, acknowledged}
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
  const stored = new Map(sql(folder, 'select batch, count(*), count(distinct id) from events group by batch').map(([batch, count, ids]) => [batch, { count, ids }]));
  for (const [number, { count, ids }] of stored) {
    assert.ok(number in sent, `seed ${seed}: batch ${number} was never sent`);
    assert.equal(count, sent[number].size, `seed ${seed}: batch ${number} is there in parts or twice`);
    assert.equal(ids, count, `seed ${seed}: batch ${number} holds an event twice`);
  }
  return sent.filter((each) => each.acknowledged && !stored.has(each.number)).map((each) => each.number);
}

/** Waits until everything acknowledged is stored. */
async function whole(folder, what) {
  let missing;
  await until(() => (missing = compare(folder)).length === 0, 30_000).catch(() => assert.fail(`seed ${seed}, ${what}: acknowledged batches ${missing} are missing`));
}

/** Fills the inbox faster than it is loaded. */
async function backlog(server, key) {
  const batches = Array.from({ length: 16 }, () => new_batch(2000));
  await Promise.all(batches.map((batch) => deliver(server, key, batch)));
}

test(`${kills} kills of a server that collects (seed ${seed})`, { timeout: 3_600_000 }, async (t) => {
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
  const unacknowledged = sent.filter((each) => !each.acknowledged);
  for (const batch of unacknowledged) assert.ok(await deliver(server, key, batch), `seed ${seed}: batch ${batch.number}`);
  const all = sent.reduce((sum, each) => sum + each.size, 0);
  await whole(folder, 'what was sent again');
  assert.deepEqual(sql(folder, 'select count(*), count(distinct id) from events'), [[all, all]], `seed ${seed}`);
  assert.deepEqual(await stop(server), { code: 0, signal: null });
  assert.deepEqual(sql(folder, 'select count(*), count(distinct id) from events'), [[all, all]], `seed ${seed}, without the server`);
  const verified = run(['-w', folder, 'verify']);
  assert.equal(verified.status, 0, verified.stdout + verified.stderr);
  console.log(`# seed ${seed}: ${kills} kills (${done.plain} while sending, ${done.loading} with a backlog, ${done.backup} during a backup) and ${done.starting} while starting; ` +
    `${sent.length} batches of ${all} events, ${unacknowledged.length} sent again`);
});
