#include "map/render_page.h"

namespace cairn::map {

// Body text 15px/1.6, nothing below 12px, no italics (Chinese has none); the map keeps its size and scrolls sideways
// where the window is narrower; printing puts the map on one A3 landscape page.
const char* const page_style = R"css(
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ink-paper);color:var(--ink-text);font-size:15px;line-height:1.6;font-variant-numeric:tabular-nums}
.page{max-width:1760px;margin:0 auto;padding:28px clamp(16px,3vw,40px) 48px}
h1{font-size:clamp(24px,3vw,34px);line-height:1.25;margin:0 0 6px;letter-spacing:-.01em}
h2{font-size:21px;line-height:1.3;margin:0 0 12px}
h3{font-size:17px;line-height:1.35;margin:0 0 2px}
p{margin:0 0 8px;max-width:76ch}
.quiet{color:var(--ink-quiet)}
.pills{display:flex;flex-wrap:wrap;gap:8px;margin:0 0 12px;padding:0;list-style:none}
.pills li{background:var(--ink-blue-soft);border-radius:999px;padding:1px 12px;font-size:13px;font-weight:600}
.pills li.grey{background:var(--ink-grey-soft)}
.pills li.attention{background:var(--ink-orange-soft)}
.facts{display:flex;flex-wrap:wrap;gap:10px 32px;margin:14px 0 0}
.facts div{min-width:0}
.facts dt{font-size:13px;color:var(--ink-quiet)}
.facts dd{margin:0;font-weight:650;overflow-wrap:anywhere}
section{margin:36px 0 0}
.findings ol{counter-reset:finding;list-style:none;margin:0;padding:0;display:grid;gap:12px;grid-template-columns:repeat(auto-fit,minmax(min(100%,320px),1fr))}
.findings li{counter-increment:finding;background:var(--ink-orange-soft);border-left:4px solid var(--ink-orange-mid);border-radius:6px;padding:12px 16px;font-size:16px;overflow-wrap:anywhere}
.findings li::before{content:counter(finding);font-weight:700;color:var(--ink-orange);margin-right:10px}
.scroll{overflow-x:auto;overscroll-behavior-x:contain;-webkit-overflow-scrolling:touch}
.scroll:focus-visible,summary:focus-visible,a:focus-visible{outline:3px solid var(--ink-blue-mid);outline-offset:2px}
.map .scroll{border:1px solid var(--ink-rule);border-radius:10px;background:var(--ink-paper)}
.map svg{display:block;width:100%;height:auto}
.charts{display:grid;gap:36px 48px;grid-template-columns:repeat(auto-fit,minmax(min(100%,600px),1fr));align-items:start}
figure{margin:0;min-width:0}
figcaption{margin:0 0 12px}
figure svg{display:block;width:100%;min-width:620px;max-width:900px;height:auto}
details{margin:10px 0 0}
summary{cursor:pointer;color:var(--ink-blue);font-size:14px;width:fit-content}
table{border-collapse:collapse;margin:10px 0 4px;font-size:14px;line-height:1.45}
caption{text-align:left;font-weight:650;padding:0 0 4px}
th,td{text-align:left;padding:5px 14px 5px 0;border-bottom:1px solid var(--ink-rule);vertical-align:top}
th{font-weight:500}
thead th{color:var(--ink-quiet);font-size:13px;vertical-align:bottom}
.n{text-align:right;white-space:nowrap}
.definitions ul{margin:0;padding:0 0 0 1.1em;max-width:90ch}
.definitions li{margin:0 0 6px}
footer{margin:40px 0 0;padding:12px 0 0;border-top:1px solid var(--ink-rule);font-size:13px;color:var(--ink-quiet);overflow-wrap:anywhere}
.skip{position:absolute;left:-999px}
.skip:focus{left:16px;top:8px;background:var(--ink-paper);padding:4px 10px;z-index:1}
.map svg.focus .link,.map svg.focus .touchpoint{opacity:.22}
.map svg.focus .on{opacity:1}
.link,.touchpoint{transition:opacity .12s}
@media (prefers-reduced-motion:reduce){.link,.touchpoint{transition:none}}
@media print{
@page{size:A3 landscape;margin:10mm}
body{font-size:11pt}
.page{max-width:none;padding:0}
details,.skip{display:none}
.map{break-before:page;break-after:page;margin:0}
.map h2{display:none}
.map .scroll{border:0;overflow:visible}
.map svg{min-width:0!important;width:100%!important;max-width:100%;max-height:270mm}
figure,.findings li{break-inside:avoid}
figure svg{min-width:0}
}
)css";

// Resting on a touchpoint leaves only its own links; nothing else depends on it.
const char* const page_script = R"js(
for (const svg of document.querySelectorAll('.map svg')) {
  const parts = [...svg.querySelectorAll('.touchpoint,.link')];
  for (const card of svg.querySelectorAll('.touchpoint')) {
    const id = card.dataset.id;
    card.addEventListener('mouseenter', () => {
      const near = new Set([id]);
      const links = parts.filter(p => p.classList.contains('link')).filter(p => (p.dataset.id || '').split('>').includes(id));
      for (const link of links) for (const end of link.dataset.id.split('>')) near.add(end);
      for (const p of parts) p.classList.toggle('on', links.includes(p) || near.has(p.dataset.id));
      svg.classList.add('focus');
    });
    card.addEventListener('mouseleave', () => svg.classList.remove('focus'));
  }
}
)js";

}  // namespace cairn::map
