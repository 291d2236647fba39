// The pictures of docs/walk*.md: what tools/pictures draws them from is looked at in Chromium (labels.mjs), and so are
// timelines with labels as long as labels get. CAIRN_SCREENSHOTS=DIR keeps a picture of each.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program, root } from '../cli/cairn.mjs';
import { inspect, openBrowser } from './labels.mjs';

const walks = readdirSync(join(root, 'docs')).filter((name) => /^walk.*\.md$/.test(name));
const pictures = walks.flatMap((page) =>
  [...readFileSync(join(root, 'docs', page), 'utf8').matchAll(/\]\(pictures\/([^)]+)\.png\)/g)].map(([, name]) => name));

let browser, folder;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cairn-walk-pictures-'));
  execFileSync(join(root, 'tools/pictures'), ['--sources', folder], { stdio: 'inherit', env: { ...process.env, CAIRN: program } });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

const timeline = { widths: [760], words: true };

test('the walks have three languages, and each the same pictures', () => {
  assert.equal(walks.length, 3);
  const kinds = new Set(pictures.map((name) => name.replace(/\.[^.]+$/, '')));
  assert.ok(kinds.size >= 3, [...kinds].join(' '));
  assert.equal(new Set(pictures).size, 3 * kinds.size);
});

for (const name of pictures) {
  test(`${name}: no label overlaps another or leaves the picture`, async () => {
    const svg = join(folder, `${name}.svg`);
    const { complaints, labels } = await (existsSync(svg) ? inspect(browser, svg) : inspect(browser, join(folder, `${name}.html`), timeline));
    assert.ok(labels > 20, `${labels} labels`);
    assert.deepEqual(complaints, []);
  });
}

const long = {
  en: 'Looks up the previous purchase on a self-service terminal of the partner experience centre, and asks for help',
  'zh-Hans': '客户在合作门店的自助服务终端上查询上次购买记录，并请店员帮忙比较各种尺码与颜色',
  'zh-Hant': '客戶在合作門市的自助服務終端上查詢上次購買紀錄，並請店員幫忙比較各種尺碼與顏色',
};
const unbroken = 'checkout_payment_method_confirmation_started_'.repeat(3);

/** A customer whose every event is longer than its line: words, Chinese, and one word without a place to break. */
function longStory() {
  const wide = { en: 'W'.repeat(90), 'zh-Hans': '测'.repeat(120), 'zh-Hant': '測'.repeat(120) };
  const map = {
    touchpoints: [['long', long], ['wide', wide]].map(([name, label]) => ({ id: `tp_${name}_store`, label })),
    channels: [{ id: 'store', kind: 'offline', label: long }],
  };
  const properties = { store: long['zh-Hans'].repeat(2), product: unbroken, promise: long.en, text: `${long['zh-Hant']} ${long.en}`.repeat(3), about: unbroken };
  const rows = ['long', 'wide', unbroken].flatMap((event, day) => [0, 1, 2].map((minute) =>
    [`2026-01-0${day + 1}T08:0${minute}:00Z`, event, minute === 2 ? unbroken : 'store', 1234567890.5, 'CNY', 4, properties]));
  return { map, answer: { rows } };
}

for (const language of Object.keys(long)) {
  test(`a timeline of the longest labels wraps (${language})`, async () => {
    const { map, answer } = longStory();
    const file = (name) => join(folder, name);
    writeFileSync(file('long-map.json'), JSON.stringify(map));
    writeFileSync(file('long-answer.json'), JSON.stringify(answer));
    const page = file(`long-timeline.${language}.html`);
    execFileSync('node', [join(root, 'tools/timeline.mjs'), file('long-answer.json'), file('long-map.json'), language, page, `${long[language]} ${unbroken}`]);
    const { complaints, labels } = await inspect(browser, page, timeline);
    assert.ok(labels > 60, `${labels} lines`);
    assert.deepEqual(complaints, []);
  });
}

test('what overlaps or leaves the page is found', async () => {
  const page = join(folder, 'bad.html');
  writeFileSync(page, `<!doctype html><html><meta charset="utf-8"><body style="overflow:hidden"><p>one</p><p style="margin-top:-30px">two</p>
<p style="white-space:nowrap">${unbroken}</p></body></html>`);
  const { complaints } = await inspect(browser, page, { widths: [400], words: true });
  assert.ok(complaints.some((each) => /"one" overlaps "two"/.test(each)), complaints.join('\n'));
  assert.ok(complaints.some((each) => /leaves the page/.test(each)), complaints.join('\n'));
});
