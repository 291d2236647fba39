// Files that are not what was written (E6): an index is made anew, a damaged segment is named and set aside while the
// rest answers, and comes back from a backup. CAIRN_LONG=1 (tools/torture) flips bytes of a hundred segments.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cairn, run } from '../cli/cairn.mjs';
import { afterwards, loaded, request, serve, sql, stop, until, workspace } from './server.mjs';

const rounds = process.env.CAIRN_LONG === '1' ? 100 : 3;
const seed = Number(process.env.CAIRN_SEED ?? Date.now() % 1_000_000);
let state = seed;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};

const events = 4000;
const lines = ['customer,event,time,price,city'];
for (let i = 0; i < events; ++i) lines.push(`c${i % 301},${['view', 'cart', 'order'][i % 3]},2026-0${1 + (i % 9)}-1${i % 10}T0${i % 9}:00:00Z,${i % 97},${['上海', 'Hong Kong', 'Paris'][i % 7 % 3]}`);

function filled(t) {
  const folder = workspace(t), file = `${folder}.csv`;
  writeFileSync(file, lines.join('\n'));
  afterwards(t, () => rmSync(file, { force: true }));
  cairn(['-w', folder, 'import', file]);
  return folder;
}
const questions = [['funnel', 'view', 'order'], ['transitions'], ['funnel', 'view', 'order', '--by', 'city']];
const one = (folder, question) => {
  const answer = JSON.parse(cairn(['-w', folder, 'ask', ...question, '--format', 'json']));
  return { rows: answer.rows, totals: answer.totals };
};
const answers = (folder) => questions.map((question) => one(folder, question));
const files = (folder, ending) => readdirSync(folder).filter((name) => name.endsWith(ending));
/** Writes another file in its place, so that a backup's hard link keeps the old content. */
function replace(path, change) {
  const bytes = readFileSync(path), changed = change(bytes);
  rmSync(path);
  writeFileSync(path, changed ?? bytes);
}
const flip = (bytes, count) => {
  for (let n = 0; n < count; ++n) bytes[Math.floor(random() * bytes.length)] ^= 1 + Math.floor(random() * 255);
};

test('an index that is deleted, cut off or changed is made anew, and the answers are the same', (t) => {
  const folder = filled(t), index = join(folder, 'index');
  const before = answers(folder);
  rmSync(index, { recursive: true });
  assert.deepEqual(answers(folder), before, 'deleted');
  for (const name of readdirSync(index)) truncateSync(join(index, name), 100);
  assert.deepEqual(answers(folder), before, 'cut off');
  for (const name of readdirSync(index)) rmSync(join(index, name));
  assert.deepEqual(answers(folder), before, 'emptied');
  for (const name of files(index, '.journey')) replace(join(index, name), (bytes) => void bytes.fill(0x58, 0, 4));
  assert.deepEqual(answers(folder), before, 'of another kind');
  for (const name of files(index, '.journey')) replace(join(index, name), (bytes) => void (bytes[bytes.length - 9] ^= 1));
  assert.equal(run(['-w', folder, 'verify']).status !== 0, true, 'verify finds one changed bit');
  assert.match(cairn(['-w', folder, 'repair']), /made anew: .*\.journey/);
  assert.deepEqual(answers(folder), before, `one bit of each changed, seed ${seed}`);
  assert.match(cairn(['-w', folder, 'verify']), /^sound/);
});

test(`a damaged segment is named and set aside, the rest answers, a backup brings it back (${rounds} times, seed ${seed})`, { timeout: 1_800_000 }, (t) => {
  const folder = filled(t), copy = `${folder}-backup`;
  const before = answers(folder);
  cairn(['-w', folder, 'backup', copy]);
  const segments = files(join(folder, 'history'), '.parquet');
  for (let n = 0; n < rounds; ++n) {
    const name = segments[Math.floor(random() * segments.length)], path = join(folder, 'history', name);
    const here = `seed ${seed}, round ${n}, ${name}`;
    if (n % 3 === 0) rmSync(path);
    else if (n % 3 === 1) replace(path, (bytes) => flip(bytes, 1 + Math.floor(random() * 100)));
    else replace(path, (bytes) => bytes.subarray(0, 1000)), rmSync(join(folder, 'index'), { recursive: true });
    if (n % 3 === 1) {
      // Changed bytes may read well: nothing is answered from them all the same.
      const wrong = run(['-w', folder, 'sql', 'select sum(price), count(distinct city) from events']);
      assert.ok(wrong.status !== 0 && wrong.stderr.includes(name), `${here}: ${wrong.stdout}${wrong.stderr}`);
    }
    const verified = run(['-w', folder, 'verify']);
    assert.ok(verified.status !== 0 && verified.stdout.includes(name), `${here}: ${verified.stdout}`);
    if (n % 3 === 2) {
      const asked = run(['-w', folder, 'ask', ...questions[0]]);
      assert.ok(asked.status !== 0 && asked.stderr.includes(name) && asked.stderr.includes('cairn repair'), `${here}: ${asked.stderr}`);
    }
    assert.match(cairn(['-w', folder, 'repair']), new RegExp(`set aside: history/${name}`));
    const noted = run(['-w', folder, 'ask', ...questions[0]]);
    assert.equal(noted.status, 0, `${here}: ${noted.stderr}`);
    assert.match(noted.stdout + noted.stderr, /events are left out: they are in 1 damaged files/);
    const left = Number(sql(folder, 'select count(*) from events')[0][0]);
    assert.ok(left > 0 && left < events, `${here}: ${left} events are left`);
    const status = JSON.parse(cairn(['-w', folder, 'status', '--format', 'json']));
    assert.equal(left + status.damaged[0].events, events);
    assert.match(cairn(['-w', folder, 'repair', '--from', copy]), new RegExp(`back: +history/${name}`));
    assert.deepEqual(answers(folder), before, here);
    assert.match(cairn(['-w', folder, 'verify']), /^sound/, here);
  }
});

test('what was imported again meanwhile does not come back twice, and a backup without the file says so', (t) => {
  const folder = filled(t), copy = `${folder}-backup`;
  cairn(['-w', folder, 'backup', copy]);
  const name = files(join(folder, 'history'), '.parquet')[0];
  rmSync(join(folder, 'history', name));
  cairn(['-w', folder, 'repair']);
  const elsewhere = `${folder}-elsewhere`;
  mkdirSync(join(elsewhere, 'history'), { recursive: true });
  const missing = run(['-w', folder, 'repair', '--from', elsewhere]);
  assert.ok(missing.status !== 0 && /the backup has no file with its hash/.test(missing.stdout), missing.stdout);
  cairn(['-w', folder, 'import', `${folder}.csv`]);
  assert.deepEqual(sql(folder, 'select count(*) from events'), [[events]]);
  const twice = run(['-w', folder, 'repair', '--from', copy]);
  assert.ok(twice.status !== 0 && /have been imported again since/.test(twice.stdout), twice.stdout);
  assert.deepEqual(sql(folder, 'select count(*) from events'), [[events]]);
});

test('a file that is there again, as it was, is taken back without a backup', (t) => {
  const folder = filled(t), before = answers(folder);
  const path = join(folder, 'history', files(join(folder, 'history'), '.parquet')[0]);
  renameSync(path, `${folder}.aside`);
  assert.match(cairn(['-w', folder, 'repair']), /set aside/);
  renameSync(`${folder}.aside`, path);
  assert.match(cairn(['-w', folder, 'repair']), /back/);
  assert.deepEqual(answers(folder), before);
});

test('a server sets a damaged segment aside by itself, and goes on', async (t) => {
  const folder = filled(t), copy = `${folder}-backup`;
  cairn(['-w', folder, 'ask', ...questions[0]]);
  cairn(['-w', folder, 'backup', copy]);
  const name = files(join(folder, 'history'), '.parquet')[0];
  replace(join(folder, 'history', name), (bytes) => flip(bytes, 100));
  rmSync(join(folder, 'index'), { recursive: true });
  const server = await serve(t, { folder });
  await until(async () => (await request(server, 'GET', '/metrics', { token: server.token })).text.includes('cairn_damaged_segments 1'), 10_000, 'the damage noticed');
  assert.match(server.errors, new RegExp(`"damaged".*history/${name}`));
  const left = Number(sql(folder, 'select count(*) from events')[0][0]);
  const sent = await request(server, 'POST', '/v1/track', { key: server.key, body: { userId: 'new', event: 'view', timestamp: '2026-11-01T00:00:00Z' } });
  assert.equal(sent.status, 200);
  await loaded(folder, left + 1);
  const noted = run(['-w', folder, 'ask', ...questions[0]]);
  assert.match(noted.stdout + noted.stderr, /events are left out/);
  assert.match(cairn(['-w', folder, 'repair', '--from', copy]), new RegExp(`back: +history/${name}`));
  assert.equal(Number(sql(folder, 'select count(*) from events')[0][0]), events + 1);
  assert.equal((await request(server, 'GET', '/readyz')).status, 200);
  assert.equal((await stop(server)).code, 0);
  assert.match(cairn(['-w', folder, 'verify']), /^sound/);
});
