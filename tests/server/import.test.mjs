// A file is imported by the running server while live events come: neither waits for the other, and nothing counts twice.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ask, program } from '../cli/cairn.mjs';
import { events, loaded, request, serve, sql, until, workspace } from './server.mjs';

const send = async (server, item) => {
  const answer = await request(server, 'POST', '/v1/track', { key: server.key, body: { event: 'Live', timestamp: '2026-11-01T08:00:00Z', ...item } });
  assert.equal(answer.status, 200, answer.text);
};
/** {done, code, text} of `cairn ARGS` beside the server. */
function beside(folder, args) {
  const child = spawn(program, ['-w', folder, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const state = { text: '', code: null };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (state.text += piece));
  state.done = new Promise((end) => child.on('exit', (code) => end((state.code = code))));
  return state;
}
const live = (folder) => {
  const answer = ask(folder, ['funnel', 'Live', 'Bought']);
  return answer.rows[0][answer.columns.findIndex((each) => each.name === 'reached')];
};

/** A million rows: a file in which ids, names of events and properties are those of nobody else. */
function file(folder, rows) {
  fs.mkdirSync(folder, { recursive: true });
  const name = path.join(folder, 'large.csv');
  const out = fs.openSync(name, 'w');
  fs.writeSync(out, 'event_id,customer,event,time,weight,city\n');
  for (let from = 0; from < rows; from += 50_000) {
    let text = '';
    for (let n = from; n < Math.min(rows, from + 50_000); ++n)
      text += `f${n},c${n % 90_001},Filed ${n % 9},${new Date(Date.UTC(2026, 9, 1) + n * 700).toISOString()},${n % 997}.5,city ${n % 31}\n`;
    fs.writeSync(out, text);
  }
  fs.closeSync(out);
  return name;
}

test('while a million rows are imported, an event is in answers soon after its 200', async (t) => {
  const rows = 1_000_000;
  const server = await serve(t, { args: ['--log', 'warn'] });
  const large = file(workspace(t), rows);
  await send(server, { userId: 'first', messageId: 'first' });
  await send(server, { userId: 'first', messageId: 'bought', event: 'Bought' });
  await loaded(server.folder, 2);
  const began = Date.now();
  const importing = beside(server.folder, ['import', large, '--source', 'shop', '--commit-every', '150000']);
  const lags = [];
  let sent = 1;
  while (importing.code === null || lags.length < 3) {
    const pause = new Promise((done) => setTimeout(done, 200));
    await send(server, { userId: `live ${++sent}`, messageId: `m${sent}`, properties: { [`of ${sent % 5}`]: sent, weight: sent } });
    const acknowledged = Date.now();
    await until(() => live(server.folder) >= sent, 60_000, `event ${sent} in the answer`);
    lags.push(Date.now() - acknowledged);
    await pause;
  }
  assert.equal(await importing.done, 0, importing.text);
  const seconds = (Date.now() - began) / 1000;
  lags.sort((a, b) => a - b);
  console.log(`# ${rows} rows in ${seconds.toFixed(1)} s; from acknowledged to answered meanwhile: ${lags.length} events, median ${lags[lags.length >> 1]} ms, slowest ${lags.at(-1)} ms`);
  assert.ok(lags.at(-1) <= 5000, `${lags} ms`);
  assert.equal(events(server.folder), rows + sent + 1);
  assert.deepEqual(sql(server.folder, "select count(*), count(distinct arrival), sum(weight) filter (event like 'Filed%') from events").map((row) => row.map(Number)), [[rows + sent + 1, rows + sent + 1, Array.from({ length: rows }, (_, n) => (n % 997) + 0.5).reduce((a, b) => a + b)]]);
  const again = beside(server.folder, ['import', large, '--source', 'shop', '--commit-every', '150000']);
  assert.equal(await again.done, 0, again.text);
  assert.equal(events(server.folder), rows + sent + 1);
  const verified = beside(server.folder, ['verify']);
  assert.equal(await verified.done, 0, verified.text);
});
