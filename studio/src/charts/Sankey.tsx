// Flows between columns of steps, by ECharts; loaded when it is first shown.
import { SankeyChart } from "echarts/charts";
import { AriaComponent, TooltipComponent } from "echarts/components";
import { init, use as register } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";

register([SankeyChart, TooltipComponent, AriaComponent, SVGRenderer]);

export interface Flow {
  /** Column and name of where it begins; it ends in the next column. */
  step: number;
  from: string;
  to: string;
  value: number;
}

export default function Sankey({ flows, label, nameOf, countOf }: { flows: Flow[]; label: string; nameOf: (id: string) => string; countOf: (value: number) => string }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current === null) return undefined;
    const style = getComputedStyle(document.documentElement);
    const ink = style.getPropertyValue("--ink");
    const node = (step: number, name: string) => `${step} ${name}`;
    const names = [...new Set(flows.flatMap(({ step, from, to }) => [node(step - 1, from), node(step, to)]))];
    const chart = init(place.current, null, { renderer: "svg" });
    chart.setOption({
      aria: { enabled: true, label: { description: label } },
      tooltip: { trigger: "item", formatter: ({ dataType, data }: { dataType: string; data: { source?: string; target?: string; name?: string; value: number } }) => (dataType === "edge" ? `${nameOf(bare(data.source))} → ${nameOf(bare(data.target))}: ${countOf(data.value)}` : nameOf(bare(data.name))) },
      series: [{
        type: "sankey",
        left: 8,
        right: 150,
        top: 8,
        bottom: 8,
        nodeGap: 10,
        nodeAlign: "left",
        emphasis: { focus: "adjacency" },
        data: names.map((name) => ({ name, itemStyle: { color: style.getPropertyValue("--accent") } })),
        links: flows.map(({ step, from, to, value }) => ({ source: node(step - 1, from), target: node(step, to), value })),
        label: { color: ink, fontSize: 12, formatter: ({ name }: { name: string }) => nameOf(bare(name)) },
        lineStyle: { color: "source", opacity: 0.25, curveness: 0.5 },
      }],
    });
    const watched = new ResizeObserver(() => { chart.resize(); });
    watched.observe(place.current);
    return () => {
      watched.disconnect();
      chart.dispose();
    };
  }, [flows, label, nameOf, countOf]);
  return <div ref={place} className="sankey" role="img" aria-label={label} />;
}

const bare = (name = "") => name.slice(name.indexOf(" ") + 1);
