// Bars with their values: the steps of a funnel, the bins of a histogram.
import type { ReactNode } from "react";

export interface Bar {
  id: string;
  label: string;
  value: number;
  /** Written beside the bar. */
  text: string;
  note?: ReactNode;
  onPress?: (() => void) | undefined;
  pressLabel?: string;
}

/** Lying bars, one a line; as a list for who cannot see them. */
export function Bars({ bars, label }: { bars: Bar[]; label: string }) {
  const most = Math.max(1, ...bars.map((bar) => bar.value));
  return (
    <ol className="bars" aria-label={label}>
      {bars.map((bar) => (
        <li key={bar.id}>
          <div className="bars-label">{bar.label}</div>
          <div className="bars-track">
            <div className="bars-fill" style={{ width: `${(bar.value / most) * 100}%` }} aria-hidden />
            {bar.onPress === undefined ? (
              <span className="bars-text">{bar.text}</span>
            ) : (
              <button type="button" className="bars-text" onClick={bar.onPress} aria-label={bar.pressLabel}>
                {bar.text}
              </button>
            )}
          </div>
          {bar.note !== undefined && <div className="bars-note soft">{bar.note}</div>}
        </li>
      ))}
    </ol>
  );
}

/** Standing bars of a histogram, with marks on the axis. */
export function Histogram({ bins, marks, label, tick }: { bins: { from: number; to: number; count: number }[]; marks: { at: number; text: string }[]; label: string; tick: (value: number) => string }) {
  const width = 760;
  const height = 240;
  const low = bins[0]?.from ?? 0;
  const high = bins.at(-1)?.to ?? 1;
  const place = (value: number) => ((value - low) / Math.max(high - low, 1e-9)) * width;
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  return (
    <svg viewBox={`-10 -30 ${width + 20} ${height + 60}`} role="img" aria-label={label} className="histogram">
      {bins.map((bin) => (
        <rect key={bin.from} x={place(bin.from)} width={Math.max(place(bin.to) - place(bin.from) - 1, 1)} y={height - (bin.count / most) * height} height={(bin.count / most) * height} />
      ))}
      <line x1={0} x2={width} y1={height} y2={height} />
      {[low, high].map((value, at) => (
        <text key={value} x={at === 0 ? 0 : width} y={height + 18} textAnchor={at === 0 ? "start" : "end"}>
          {tick(value)}
        </text>
      ))}
      {marks.map((mark, at) => (
        <g key={mark.text} className="histogram-mark">
          <line x1={place(mark.at)} x2={place(mark.at)} y1={-2 - at * 12} y2={height} />
          <text x={place(mark.at)} y={-6 - at * 12} textAnchor={place(mark.at) > width / 2 ? "end" : "start"}>
            {mark.text}
          </text>
        </g>
      ))}
    </svg>
  );
}
