// Maps as files for paper, chats and wikis: what a PDF says can be read back, pictures have their sizes, formats follow
// the file's name, and errors say what to do.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cairn, run } from './cairn.mjs';

let folder, store, map;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'cairn-print-'));
  store = join(folder, 'w');
  map = join(folder, 'map.json');
  cairn(['-w', store, 'demo', '--customers', '3000']);
  writeFileSync(map, readFileSync(join(store, 'map.json')));
});
after(() => rmSync(folder, { recursive: true, force: true }));

const draw = (...options) => cairn(['-w', store, 'map', 'render', map, ...options]);
/** Without blanks: lines are broken where the picture breaks them. */
const plain = (text) => text.replace(/\s+/g, '');
const said = (pdf) => plain(execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' }));
const sides = (png) => [readFileSync(png).readUInt32BE(16), readFileSync(png).readUInt32BE(20)];

for (const [language, words] of [['zh-Hans', ['触点', '里程碑', '改进机会', '进入', '模拟数据']],
                                 ['zh-Hant', ['接觸點', '里程碑', '改善機會', '進入', '模擬資料']],
                                 ['en', ['Touchpoints', 'Milestones', 'Opportunities', 'entered', 'Simulateddata']]]) {
  test(`PDF in ${language}: one page A3, fonts embedded and subset, every label comes back as text`, () => {
    const pdf = join(folder, `map.${language}.pdf`);
    draw('--lang', language, '-o', pdf);
    const info = execFileSync('pdfinfo', [pdf], { encoding: 'utf8' });
    assert.match(info, /Pages: +1\n/);
    assert.match(info, /Page size: +1190\.55 x 841\.89 pts \(A3\)/);
    const fonts = execFileSync('pdffonts', [pdf], { encoding: 'utf8' }).trim().split('\n').slice(2);
    assert.ok(fonts.length > 0);
    for (const font of fonts) assert.match(font, /^[A-Z]{6}\+.* yes yes yes /, 'embedded, subset, with its characters');
    const text = said(pdf);
    for (const word of words) assert.ok(text.includes(word), `${word} in ${text.slice(0, 200)}`);
    const document = JSON.parse(readFileSync(map, 'utf8'));
    const stages = document.stages.map((stage) => plain(stage.label[language]));
    for (const stage of stages) assert.ok(text.includes(stage), stage);
    assert.equal(readFileSync(pdf).compare(Buffer.from(readFileSync((draw('--lang', language, '--to', 'pdf', '-o', `${pdf}.again`), `${pdf}.again`)))), 0,
                 'the same bytes again');
  });
}

test('PNG is twice the size of the SVG; the long picture is 1080 wide and portrait, as PNG and as SVG', () => {
  const file = (name) => join(folder, name);
  draw('-o', file('map.svg'));
  draw('-o', file('map.png'));
  const [, width, height] = readFileSync(file('map.svg'), 'utf8').match(/viewBox="0 0 ([\d.]+) ([\d.]+)"/);
  assert.deepEqual(sides(file('map.png')), [Math.ceil(width * 2), Math.ceil(height * 2)]);
  draw('--to', 'long', '-o', file('long.png'));
  const [wide, high] = sides(file('long.png'));
  assert.equal(wide, 1080);
  assert.ok(high > 1080 * 2, `${high} high`);
  draw('--to', 'long', '-o', file('long.svg'), '--lang', 'zh-Hant');
  const svg = readFileSync(file('long.svg'), 'utf8');
  const sizes = [...svg.matchAll(/font-size="([\d.]+)"/g)].map(([, size]) => Number(size));
  assert.ok(Math.min(...sizes) >= 28, `the smallest text is ${Math.min(...sizes)} px`);
  for (const word of ['主要發現', '模擬資料']) assert.ok(svg.includes(word), word);
});

test('a Mermaid journey has a section a stage and a task a line', () => {
  const lines = draw('--to', 'mermaid', '--lang', 'en').trimEnd().split('\n');
  assert.equal(lines[0], 'journey');
  for (const line of lines.slice(1))
    assert.match(line, /^  (%% .*|title [^:;#]+|section [^:;#]+|  [^:;#]+: [1-5]: [^:;#]+)$/);
  assert.ok(lines.some((line) => line.startsWith('  %% ')), 'says that scores are not known');
  assert.ok(lines.filter((line) => /^ {4}/.test(line)).length > 5);
  const document = JSON.parse(readFileSync(map, 'utf8'));
  const shown = document.touchpoints.find((each) => each.overview);
  shown.label = 'A: b; c # d %% e <f>';
  shown.emotion = { mode: 'manual', manual: -1.6 };
  const edited = join(folder, 'edited.json');
  writeFileSync(edited, JSON.stringify(document));
  const again = cairn(['-w', store, 'map', 'render', edited, '--to', 'mermaid', '--lang', 'en']);
  assert.match(again, /\n {4}A b c d e f: 1: /);
  assert.match(again, /assumed, not observed/);
});

test('what cannot be drawn or written is said in words', () => {
  const unknown = run(['-w', store, 'map', 'render', map, '--to', 'gif']);
  assert.equal(unknown.status, 2);
  assert.match(unknown.stderr, /unknown picture 'gif'[\s\S]*pdf, png, long, mermaid or json/);
  const nowhere = run(['-w', store, 'map', 'render', map, '-o', join(folder, 'no/such/folder/map.pdf')]);
  assert.notEqual(nowhere.status, 0);
  assert.match(nowhere.stderr, /no\/such\/folder\/map\.pdf/);
  const document = JSON.parse(readFileSync(map, 'utf8'));
  document.title = '好\u{323AF}';
  const rare = join(folder, 'rare.json');
  writeFileSync(rare, JSON.stringify(document));
  const fontless = run(['-w', store, 'map', 'render', rare, '-o', join(folder, 'rare.pdf')]);
  assert.notEqual(fontless.status, 0);
  assert.match(fontless.stderr, /no font on this machine has[\s\S]*fonts-noto-cjk/);
});
