// Journeys over HTTP: two people edit one map, revisions, derived journeys, comments, tasks, links for strangers.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cairn, root, run, workspace } from '../cli/cairn.mjs';
import { bySocket, loaded, request, serve, stop, until } from './server.mjs';

const shoes = JSON.parse(readFileSync(join(root, 'templates/shoe-purchase.json'), 'utf8'));

/** Calls as the admin; the answer's document, once its status is the expected one. */
const asAdmin = (server) => async (method, path, body, status = method === 'POST' ? 201 : 200) => {
  const answer = await request(server, method, path, { token: server.token, body });
  assert.equal(answer.status, status, `${method} ${path}: ${answer.text}`);
  return answer.json;
};
const edit = (call, id, base, path, value, author, status = 200) =>
  call('PATCH', `/api/journeys/${id}`, { base, changes: [{ path, value }], author }, status);
const touchpoint = (document, id) => document.touchpoints.find((each) => each.id === id);

test('two people edit one map: different elements both stand, of the same one the second sees the first', async (t) => {
  const server = await serve(t), call = asAdmin(server);
  const { id, revision, document, notes } = await call('POST', '/api/journeys', { template: 'shoes', author: 'Lin' });
  assert.deepEqual([id, revision, notes], ['shoe-purchase', 1, []]);
  assert.equal(document.touchpoints.length, shoes.touchpoints.length);

  const lin = await edit(call, id, 1, ['touchpoints', 'tp_pay', 'label'], 'At the till', 'Lin');
  const chen = await edit(call, id, 1, ['touchpoints', 'tp_scan', 'label'], 'Scan', 'Chen');
  assert.deepEqual([lin.revision, chen.revision], [2, 3]);
  assert.deepEqual(['tp_pay', 'tp_scan'].map((each) => touchpoint(chen.document, each).label), ['At the till', 'Scan']);

  const late = await edit(call, id, 1, ['touchpoints', 'tp_pay', 'channel'], 'mall', 'Wu', 409);
  assert.equal(late.error.code, 'conflict');
  assert.match(late.error.message, /Lin/);
  const [conflict] = late.conflicts;
  assert.deepEqual([conflict.path, conflict.author, conflict.revision], [['touchpoints', 'tp_pay'], 'Lin', 2]);
  assert.deepEqual([conflict.theirs.label, conflict.yours.channel, late.revision], ['At the till', 'mall', 3]);
  assert.equal((await call('GET', `/api/journeys/${id}`)).head, 3, 'nothing was done');
  // With the newest revision in hand it goes; and undo takes it back.
  const again = await edit(call, id, 3, ['touchpoints', 'tp_pay', 'channel'], 'mall', 'Wu');
  const undone = await call('PATCH', `/api/journeys/${id}`, { base: 4, changes: again.undo, author: 'Wu' });
  assert.equal(touchpoint(undone.document, 'tp_pay').channel, touchpoint(shoes, 'tp_pay').channel);

  // 20 people at once on 16 elements: each edit stands, or is refused and shown.
  const ids = shoes.touchpoints.slice(0, 16).map((each) => each.id);
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => request(server, 'PATCH', `/api/journeys/${id}`, {
    token: server.token, body: { base: 5, changes: [{ path: ['touchpoints', ids[i % 16], 'x-who'], value: `person ${i}` }], author: `person ${i}` },
  })));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [...Array(16).fill(200), ...Array(4).fill(409)]);
  const head = await call('GET', `/api/journeys/${id}`);
  assert.equal(head.head, 5 + 16);
  const stands = answers.flatMap(({ status }, i) => (status === 200 ? [`person ${i}`] : []));
  assert.deepEqual(ids.map((each) => touchpoint(head.document, each)['x-who']).sort(), stands.sort());
});

test('an unsound or unreadable edit is refused with its place, and nothing of it is kept', async (t) => {
  const server = await serve(t), call = asAdmin(server);
  const { id } = await call('POST', '/api/journeys', { document: shoes });
  const refused = await call('PATCH', `/api/journeys/${id}`, { base: 1, changes: [
    { path: ['title'], value: 'T' }, { path: ['touchpoints', 'tp_pay', 'stage'], value: 'nowhere' }] }, 422);
  assert.match(refused.error.where, /^touchpoints\.tp_pay\.stage$/);
  assert.match(refused.error.message, /nowhere/);
  assert.equal((await call('GET', `/api/journeys/${id}`)).head, 1);
  for (const [body, status] of [
    ['{', 400], ['[]', 400], [{}, 400], [{ base: 1 }, 400], [{ base: 'x', changes: [] }, 400], [{ base: 1, changes: 7 }, 422],
    [{ base: 1, changes: [{ path: ['touchpoints', 'tp_nobody', 'label'], value: 'x' }] }, 422], [{ base: 99, changes: [] }, 404],
    [{ base: 1, changes: [{ path: ['version', 'status'], value: 'approved' }] }, 422], [{ base: 1, changes: [], author: 7 }, 400],
    [{ base: 1, changes: [], note: 'x'.repeat(3000) }, 413],
  ]) {
    const answer = await call('PATCH', `/api/journeys/${id}`, body, status);
    assert.ok(answer.error.message && answer.error.where, JSON.stringify(answer));
  }
  for (const [body, status] of [[{}, 400], [{ document: [] }, 400], [{ document: {} }, 422], [{ template: 'none' }, 400], [{ draft: 7 }, 400], [{ draft: {} }, 404]])
    await call('POST', '/api/journeys', body, status);
  await call('GET', '/api/journeys/nobody', undefined, 404);
});

test('revisions, their differences in words, status, revert, archive, a to-be journey, unknown fields', async (t) => {
  const server = await serve(t), { folder } = server, call = asAdmin(server);
  const { id } = await call('POST', '/api/journeys', { document: { ...shoes, 'x-own': { kept: [1, null, '好'] } }, author: 'Lin', note: 'first' });
  await edit(call, id, 1, ['pains', 'pa_dark'], { text: { 'zh-Hans': '灯太暗', 'zh-Hant': '燈太暗', en: 'Too dark' } }, 'Chen');
  await edit(call, id, 2, ['touchpoints', 'tp_try', 'order'], 1, 'Chen');
  const { revisions } = await call('GET', `/api/journeys/${id}/revisions`);
  assert.deepEqual(revisions.map(({ revision, author, status, changes }) => [revision, author, status, changes]),
    [[3, 'Chen', 'draft', 1], [2, 'Chen', 'draft', 1], [1, 'Lin', 'draft', 0]]);
  const { changes } = await call('GET', `/api/journeys/${id}/changes?from=1&to=3`);
  assert.deepEqual(changes.map(({ kind }) => kind).sort(), ['added', 'moved']);
  assert.equal(changes.find(({ kind }) => kind === 'added').text['zh-Hant'], '新增痛點「燈太暗」');
  const old = await call('GET', `/api/journeys/${id}?revision=1`);
  assert.deepEqual([old.revision, old.head, old.note, old.document['x-own']], [1, 3, 'first', { kept: [1, null, '好'] }]);

  const agreed = await call('POST', `/api/journeys/${id}/status`, { status: 'approved', author: 'Wu' }, 200);
  assert.match(agreed.document.version.hash, /^[0-9a-f]{64}$/);
  const back = await call('POST', `/api/journeys/${id}/revert`, { revision: 1 }, 200);
  assert.deepEqual([back.head, back.status, back.document.touchpoints], [5, 'draft', old.document.touchpoints]);

  const wanted = await call('POST', `/api/journeys/${id}/derive`, { basis: 'to-be', title: 'Wanted' });
  assert.deepEqual(wanted.document.touchpoints.map((each) => each.id), back.document.touchpoints.map((each) => each.id));
  for (const each of wanted.document.touchpoints) if (each.emotion) assert.equal(each.emotion.mode, 'target');
  const { journeys } = await call('GET', '/api/journeys');
  const [derived] = journeys.filter((each) => each.id === wanted.id);
  assert.deepEqual([derived.basis, derived.title, derived.derived_from], ['to-be', 'Wanted', { id, revision: 5 }]);
  const [one] = journeys.filter((each) => each.id === id);
  assert.deepEqual([one.touchpoints, one.stages, one.personas, one.pains, one.kept], [shoes.touchpoints.length, 7, 1, 2, true]);

  await call('DELETE', `/api/journeys/${id}`);
  assert.deepEqual((await call('GET', '/api/journeys')).journeys.map((each) => each.id), [wanted.id]);
  assert.deepEqual((await call('GET', '/api/journeys?archived=true')).journeys.map((each) => each.id), [id]);
  assert.equal((await call('POST', `/api/journeys/${id}/restore`, undefined, 200)).status, 'draft');

  // A command of the owner sees the same, while the server runs and after it.
  const listed = () => JSON.parse(cairn(['-w', folder, 'journey', 'list', '--format', 'json'])).journeys.map((each) => [each.id, each.revision]).sort();
  const seen = listed();
  assert.equal((await bySocket(folder, 'GET', '/api/journeys')).status, 200);
  assert.equal((await stop(server)).code, 0);
  assert.deepEqual(listed(), seen);
  const file = join(folder, 'out.json');
  cairn(['-w', folder, 'journey', 'export', id, '-o', file]);
  assert.deepEqual(JSON.parse(readFileSync(file, 'utf8'))['x-own'], { kept: [1, null, '好'] });
});

test('comments with threads and tasks stand beside the document', async (t) => {
  const server = await serve(t), call = asAdmin(server);
  const { id } = await call('POST', '/api/journeys', { document: shoes });
  const at = `/api/journeys/${id}`;
  const first = await call('POST', `${at}/comments`, { on: 'tp_pay', text: '太慢了吗？', author: 'Lin' });
  await call('POST', `${at}/comments`, { reply_to: first.id, text: 'Yes', author: 'Chen' });
  await call('POST', `${at}/comments`, { on: id, text: 'Well done', author: 'Chen' });
  const { comments } = await call('GET', `${at}/comments`);
  assert.deepEqual(comments.map(({ on, text, author, reply_to, resolved }) => [on, text, author, reply_to, resolved]), [
    ['tp_pay', '太慢了吗？', 'Lin', null, false], ['tp_pay', 'Yes', 'Chen', first.id, false], [id, 'Well done', 'Chen', null, false]]);
  assert.equal((await call('GET', `${at}/comments?on=tp_pay`)).comments.length, 2);
  const resolved = await call('PATCH', `${at}/comments/${first.id}`, { resolved: true });
  assert.deepEqual(resolved.comments.map((each) => each.resolved), [true, true, false]);

  const task = await call('POST', `${at}/tasks`, { on: 'tp_queue', text: 'A second till', owner: '零售部', due: '2026-12-24', author: 'Lin' });
  assert.deepEqual([task.tasks[0].state, task.tasks[0].due, task.tasks[0].owner], ['open', '2026-12-24', '零售部']);
  const entry = async () => (await call('GET', '/api/journeys')).journeys[0];
  assert.deepEqual([(await entry()).open_tasks, (await entry()).open_comments, (await entry()).revision], [1, 1, 1]);
  await call('PATCH', `${at}/tasks/${task.id}`, { state: 'done' });
  assert.equal((await entry()).open_tasks, 0);
  for (const [path, body, status] of [
    ['comments', { on: 'tp_none', text: 'x' }, 422], ['comments', { on: 'tp_pay' }, 400], ['comments', { on: 'tp_pay', text: 7 }, 400], ['comments', { reply_to: '99', text: 'x' }, 404],
    ['tasks', { on: 'tp_pay', text: 'x', due: 'soon' }, 422], ['tasks', { on: 'tp_pay', text: 'x', state: 'never' }, 422]])
    await call('POST', `${at}/${path}`, body, status);
  await call('PATCH', `${at}/tasks/99`, { state: 'done' }, 404);
  await call('PATCH', `${at}/comments/${first.id}`, { resolved: 'yes' }, 400);
  await call('GET', '/api/journeys/nobody/comments', undefined, 404);
});

test('a link shows the map with its numbers to anyone, until it expires or is removed', async (t) => {
  const server = await serve(t), call = asAdmin(server);
  const document = { ...shoes, touchpoints: shoes.touchpoints.map((each) => (each.id === 'tp_greet' ? { ...each, bind: { on: 'event = greeted' } } : each)) };
  const { id } = await call('POST', '/api/journeys', { document });
  const track = (event, userId) => ({ type: 'track', event, userId, timestamp: '2026-11-01T10:00:00Z' });
  assert.equal((await request(server, 'POST', '/v1/batch', { key: server.key, body: { batch: ['a', 'b', 'c'].map((who) => track('greeted', who)) } })).status, 200);
  await loaded(server.folder, 3);
  const shared = (path) => request(server, 'GET', `/api${path}`);
  const [link] = (await call('POST', `/api/journeys/${id}/links`, { language: 'zh-TW' })).links;
  assert.match(link.url_path, /^\/shared\/share_[a-z0-9]{32}$/i);
  const seen = await shared(link.url_path);
  assert.equal(seen.status, 200, seen.text);
  assert.deepEqual([seen.json.title, seen.json.revision, seen.json.language, seen.json.document.id], [shoes.title, 1, 'zh-Hant', id]);
  assert.equal(seen.json.observed.touchpoints.find((each) => each.id === 'tp_greet').cases, 3);
  await edit(call, id, 1, ['title'], 'Other', 'Lin');
  assert.equal((await shared(link.url_path)).json.title, 'Other', 'the newest');
  const { links } = await call('GET', `/api/journeys/${id}/links`);
  assert.equal(links[0].url_path, undefined, 'the token is shown once');

  const expires = new Date(Date.now() + 1500).toISOString();
  const [short] = (await call('POST', `/api/journeys/${id}/links`, { expires })).links;
  assert.equal((await shared(short.url_path)).status, 200);
  await until(async () => (await shared(short.url_path)).status === 404, 5000, 'the link expires');
  await call('POST', `/api/journeys/${id}/links`, { expires: '2020-01-01' }, 422);
  await call('POST', `/api/journeys/${id}/links`, { language: 'fr' }, 400);

  await call('DELETE', `/api/journeys/${id}`);
  assert.equal((await shared(link.url_path)).status, 404, 'archived');
  await call('POST', `/api/journeys/${id}/restore`, undefined, 200);
  assert.equal((await shared(link.url_path)).status, 200);
  await call('DELETE', `/api/journeys/${id}/links/${link.id}`);
  assert.equal((await shared(link.url_path)).status, 404);
  await call('DELETE', `/api/journeys/${id}/links/${link.id}`, undefined, 404);
  assert.equal((await shared('/shared/share_nothing')).status, 404);
});

test('the command keeps, edits, compares and derives', (t) => {
  const folder = workspace(t);
  const journey = (...args) => cairn(['-w', folder, 'journey', ...args]);
  cairn(['-w', folder, 'demo', '--customers', '200', '--days', '30']);
  const { journeys } = JSON.parse(journey('list', '--format', 'json'));
  assert.deepEqual(journeys.map(({ author, basis }) => [author, basis]), [['Cairn', 'as-is'], ['Cairn', 'as-is']]);
  assert.equal(journeys[1].id, 'shoe-purchase');
  const first = journeys[0].id;
  cairn(['-w', folder, 'demo', '--customers', '200', '--days', '30']);
  assert.equal(JSON.parse(journey('list', '--format', 'json')).journeys.length, 2, 'kept once');
  journey('edit', 'shoe-purchase', 'touchpoints/tp_pay/label', 'Pay at the till', '--note', 'shorter', '--author', 'Lin');
  assert.match(journey('changes', 'shoe-purchase'), /renamed to “Pay at the till”/);
  assert.match(journey('history', 'shoe-purchase'), /Lin: shorter/);
  assert.match(journey('status', 'shoe-purchase', 'in-review'), /in-review/);
  assert.match(journey('derive', 'shoe-purchase'), /shoe-purchase-to-be/);
  assert.match(journey('show', first), /revision 1 of 1/);
  writeFileSync(join(folder, 'map.json'), journey('export', 'shoe-purchase'));
  assert.match(journey('add', join(folder, 'map.json')), /shoe-purchase-2/);
  const late = run(['-w', folder, 'journey', 'edit', 'shoe-purchase', 'touchpoints/tp_pay/label', 'Till', '--base', '1']);
  assert.equal(late.status, 5);
  assert.match(late.stderr, /Lin/);
});
