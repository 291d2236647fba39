// Journeys in and out: tables, Mermaid diagrams and documents, over HTTP and by the command line.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { before, after, test } from 'node:test';
import { afterwards, cairn, run, workspace } from '../cli/cairn.mjs';
import { workbook } from '../cli/xlsx.mjs';
import { request, serve } from './server.mjs';

const scope = { after(undo) { this.undo = undo; } };  // of the one server of this file
let server;
before(async () => (server = await serve(scope)));
after(() => scope.undo());

const send = (body) => request(server, 'POST', '/api/journeys/import', { token: server.token, body });
const exported = (id, query) => request(server, 'GET', `/api/journeys/${encodeURIComponent(id)}/export?${query}`, { token: server.token });
const table = '阶段,触点,渠道,情绪,痛点,绑定事件\r\n购买,排队,till,-2,队太长,event = queue_join\r\n,付款,till,好,,\r\n';

test('a table in UTF-8 and in GB18030 makes the same journey, and comes out as it went in', async () => {
  const utf8 = await send({ name: '门店.csv', text: table });
  assert.equal(utf8.status, 201, utf8.text);
  const gb = await send({ name: '门店.csv', base64: execFileSync('iconv', ['-f', 'utf8', '-t', 'gb18030'], { input: table }).toString('base64') });
  assert.equal(gb.status, 201, gb.text);
  assert.deepEqual(gb.json.document.touchpoints, utf8.json.document.touchpoints);
  assert.equal(utf8.json.document.title, '门店');
  const out = await exported(utf8.json.id, 'format=csv&language=zh-Hans');
  assert.match(out.headers.get('content-type'), /^text\/csv/);
  const again = await send({ name: 'again.csv', text: out.text });
  assert.deepEqual(again.json.document.touchpoints, utf8.json.document.touchpoints);
  assert.deepEqual(again.json.document.pains, utf8.json.document.pains);
});

test('a workbook is a table', async () => {
  const bytes = workbook({ map: [['Stage', 'Touchpoint', 'Emotion'], ['Buy', 'Pay', '1'], ['', 'Leave', '-1']] });
  const made = await send({ name: 'map.xlsx', base64: bytes.toString('base64') });
  assert.equal(made.status, 201, made.text);
  assert.deepEqual(made.json.document.touchpoints.map((each) => each.label), ['Pay', 'Leave']);
});

test('Mermaid and JSON: what each can hold comes back; unknown fields of a document stay', async () => {
  const diagram = 'journey\n  title Buy\n  section Store\n    Is greeted: 5: Staff, Customer\n    Pay: 2: Customer\n';
  const made = await send({ name: 'buy.mmd', text: diagram });
  assert.equal(made.status, 201, made.text);
  const out = await exported(made.json.id, 'format=mermaid&language=en');
  assert.equal(out.text.replace(/^ *%%.*\n/gm, ''), diagram);
  const document = { ...made.json.document, id: 'own', 'x-ours': { kept: true } };
  const kept = await send({ name: 'own.json', text: JSON.stringify(document) });
  const patch = await request(server, 'PATCH', `/api/journeys/${kept.json.id}`, { token: server.token, body: { base: 1, changes: [{ path: ['title'], value: 'Ours' }] } });
  assert.equal(patch.status, 200, patch.text);
  const back = JSON.parse((await exported(kept.json.id, 'format=json')).text);
  assert.deepEqual([back['x-ours'], back.title], [{ kept: true }, 'Ours']);
});

test('what cannot be meant is refused with its place, and nothing is kept', async () => {
  const before = (await request(server, 'GET', '/api/journeys', { token: server.token })).json.journeys.length;
  for (const [body, said] of [
    [{ name: 'a.csv', text: 'Stage,Touchpoint,Emotion\nBuy,Pay,splendid\n' }, /a\.csv line 2, column Emotion/],
    [{ name: 'a.csv', text: 'Wer,Was\n1,2\n' }, /no column is called Touchpoint; found Wer, Was/],
    [{ name: 'a.mmd', text: 'journey\n  Pay: 7: Me\n' }, /a\.mmd line 2/],
    [{ name: 'a.xlsx', base64: 'UEsDBAo=' }, /a\.xlsx/],
    [{ name: 'a.csv', base64: '***' }, /not base64/],
    [{ name: 'a.json', text: '{"schema": "cairn.journey/1"' }, /a\.json:1/],
    [{ format: 'visio', text: 'x' }, /json, mermaid, csv or xlsx/],
    [{}, /missing, or empty/],
  ]) {
    const answer = await send(body);
    assert.ok(answer.status >= 400 && answer.status < 500, `${JSON.stringify(body)}: ${answer.status}`);
    assert.match(JSON.stringify(answer.json.error), said);
  }
  assert.equal((await request(server, 'GET', '/api/journeys', { token: server.token })).json.journeys.length, before);
});

test('by the command line', (t) => {
  const folder = workspace(t);
  cairn(['-w', folder, 'settings', 'timezone=Asia/Shanghai']);
  writeFileSync(`${folder}.csv`, table);
  afterwards(t, () => execFileSync('rm', ['-f', `${folder}.csv`]));
  assert.match(cairn(['-w', folder, 'journey', 'add', `${folder}.csv`, '--title', 'Till']), /kept as jr_till/);
  const out = cairn(['-w', folder, 'journey', 'export', 'jr_till', '--to', 'csv', '--lang', 'zh-Hans']);
  assert.match(out, /^\uFEFF阶段,触点,渠道,发起方/);
  assert.match(out, /购买,排队,till,客户,,,,,-2,队太长,,,event = queue_join,tp_排队/);
  assert.match(cairn(['-w', folder, 'journey', 'export', 'jr_till', '--to', 'mermaid', '--lang', 'en']), /section 购买/);
  const refused = run(['-w', folder, 'journey', 'export', 'jr_till', '--to', 'visio']);
  assert.notEqual(refused.status, 0);
});
