// node tools/timeline.mjs ANSWER.json MAP.json LANGUAGE PAGE.html: one customer's timeline, the answer of `cairn ask
// customers --customer … --format json`, as a page in the words of a map. For pictures in the documents.
import { readFileSync, writeFileSync } from 'node:fs';

const [answerFile, mapFile, language, page] = process.argv.slice(2);
const answer = JSON.parse(readFileSync(answerFile, 'utf8'));
const map = JSON.parse(readFileSync(mapFile, 'utf8'));
const zone = 'Asia/Shanghai';

// The map folds what is rare into "others"; here each event has a name.
const rare = { return_refused: { en: 'Turned down', 'zh-Hans': '退换被拒', 'zh-Hant': '退換被拒' } };
const touchpoint = (event, channel) => map.touchpoints.find((one) => one.id === `tp_${event}_${channel}`);
const channels = new Map(map.channels.map((one) => [one.id, one]));
const escape = (text) => String(text).replace(/&/g, '&amp;').replace(/</g, '&lt;');

const when = (time) => new Date(time);
const day = (time) => when(time).toLocaleDateString(language, { timeZone: zone, weekday: 'short', year: 'numeric', month: 'short', day: 'numeric' });
const clock = (time) => when(time).toLocaleTimeString('en-GB', { timeZone: zone });
const details = ({ store, product, promise, reason, text, campaign, consent }, amount, currency) =>
  [store, product, amount != null && `${amount} ${currency}`, promise, reason, campaign, consent, text && `“${text}”`].filter(Boolean).join(' · ');

let last = '';
const rows = answer.rows.map(([time, event, channel, amount, currency, value, properties]) => {
  const what = touchpoint(event, channel)?.label?.[language] ?? rare[event]?.[language] ?? event;
  const place = channels.get(channel);
  const stars = typeof value === 'number' && properties.about ? ` ${'★'.repeat(value)}${'☆'.repeat(5 - value)}` : '';
  const head = day(time) === last ? '' : `<h2>${escape((last = day(time)))}</h2>`;
  return `${head}<div class="row"><time>${clock(time)}</time><i class="${place?.kind ?? 'online'}"></i><div><b>${escape(what + stars)}</b>
<span class="where">${escape(place?.label?.[language] ?? channel)}</span><p>${escape(details(properties, amount, currency))}</p></div></div>`;
});
const simulated = { en: 'simulated data', 'zh-Hans': '模拟数据', 'zh-Hant': '模擬資料' }[language];
writeFileSync(page, `<!doctype html><html lang="${language}"><meta charset="utf-8"><style>
html { width: 760px; overflow-wrap: anywhere } body { margin: 0; padding: 20px 28px; font: 15px/1.45 system-ui, "WenQuanYi Zen Hei", sans-serif; color: #222; background: #fff }
h1 { font-size: 19px; margin: 0 } h1 small { font-weight: 400; color: #777 } h2 { font-size: 15px; margin: 16px 0 4px; color: #0b5c73 }
.row { display: grid; grid-template-columns: auto 14px minmax(0, 1fr); gap: 10px } time { min-width: 70px; overflow-wrap: normal; color: #666; font-variant-numeric: tabular-nums }
i { width: 10px; height: 10px; margin-top: 6px; border-radius: 50%; background: #1f7a94 } i.offline { border-radius: 2px; background: #c77d2c }
p { margin: 0 0 4px; color: #555 } .where { color: #0b5c73 }
</style><h1>${escape(process.argv[6] ?? '')} <small>${simulated} · ${zone}</small></h1>${rows.join('\n')}</html>
`);
