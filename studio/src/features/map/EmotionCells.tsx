// The emotion curve, one window a stage onto one drawing: the table keeps its cells, the line runs through them.
//
//   ● observed, with its 95 % interval   ◐ inferred from behaviour   ○ assumed   ★ moment of truth   ┄ not observed
import { memo, useMemo } from "react";
import { bandPath, curveParts, curvePath } from "../../charts/curve";
import { count, percent, signed } from "../../model/format";
import { textOf, type Language } from "../../model/language";
import { emotionPoints, emotionRuns, type EmotionPoint } from "../../model/map/emotion";
import type { Column } from "../../model/map/grid";
import { useLanguage } from "../../model/texts";
import { useActions } from "./actions";
import type { MapData } from "./data";
import { useT, type MapTexts } from "./hooks";

const heightPx = 132;
const padPx = 14;
const yOf = (score: number) => padPx + ((2 - score) / 4) * (heightPx - 2 * padPx);

interface Drawn {
  parts: { path: string; kind: string }[];
  bands: string[];
  whiskers: { x: number; low: number; high: number }[];
  ghosts: string[];
  targets: string[];
}

/** Solid between two that were observed; dotted where a target is meant; dashed else. */
function kindOf(from: EmotionPoint, to: EmotionPoint): string {
  if (from.mark === "observed" && to.mark === "observed") return "observed";
  return from.mark === "target" && to.mark === "target" ? "target" : "guessed";
}

function bandsOf(run: EmotionPoint[], columnPx: number) {
  const known = run.map(({ x, mark, seen }) => (mark === "observed" && seen?.low != null && seen.high != null ? { x: x * columnPx, low: yOf(seen.low), high: yOf(seen.high) } : null));
  const bands: string[] = [];
  let from = 0;
  for (let i = 0; i <= known.length; i += 1) {
    if (known[i] != null) continue;
    const part = known.slice(from, i).filter((each) => each !== null);
    if (part.length > 1) bands.push(bandPath(part));
    from = i + 1;
  }
  return { bands, whiskers: known.filter((each) => each !== null) };
}

const pathsOf = (points: EmotionPoint[], columnPx: number) => emotionRuns(points).filter((run) => run.length > 1).map((run) => curvePath(run.map(({ x, score }) => ({ x: x * columnPx, y: yOf(score ?? 0) }))));

function draw(points: EmotionPoint[], ghost: EmotionPoint[], target: EmotionPoint[], columnPx: number): Drawn {
  const drawn: Drawn = { parts: [], bands: [], whiskers: [], ghosts: pathsOf(ghost, columnPx), targets: pathsOf(target, columnPx) };
  for (const run of emotionRuns(points)) {
    curveParts(run.map(({ x, score }) => ({ x: x * columnPx, y: yOf(score ?? 0) }))).forEach((path, i) => {
      const [from, to] = [run[i], run[i + 1]];
      if (from !== undefined && to !== undefined) drawn.parts.push({ path, kind: kindOf(from, to) });
    });
    const { bands, whiskers } = bandsOf(run, columnPx);
    drawn.bands.push(...bands);
    drawn.whiskers.push(...whiskers);
  }
  return drawn;
}

function pointText(point: EmotionPoint, t: MapTexts, language: Language): string {
  const name = textOf(point.touchpoint.label, language);
  const seen = point.seen;
  if (point.score === null) return `${name}: ${t("tooFew", { n: count(seen?.n ?? 0, language), least: count(seen?.min_n ?? 30, language) })}`;
  const parts = [`${name}: ${signed(point.score, language)} (${t(`mark_${point.mark}`)})`];
  if (point.mark === "observed" && seen !== undefined) {
    parts.push(t("interval", { low: signed(seen.low, language), high: signed(seen.high, language) }), t("nIs", { n: count(seen.n, language) }));
    if (seen.response != null) parts.push(t("answered", { share: percent(seen.response, language) }));
  }
  if (point.touchpoint.moment === "of-truth") parts.push(t("momentOfTruth"));
  return parts.join(" · ");
}

function starPath(x: number, y: number, r: number): string {
  return `M${Array.from({ length: 10 }, (_, i) => {
    const radius = i % 2 === 0 ? r : r * 0.45;
    const angle = (Math.PI / 5) * i - Math.PI / 2;
    return `${(x + radius * Math.cos(angle)).toFixed(1)},${(y + radius * Math.sin(angle)).toFixed(1)}`;
  }).join("L")}Z`;
}

function Mark({ point, x }: { point: EmotionPoint; x: number }) {
  if (point.score === null) return <text x={x} y={heightPx / 2 + 4} textAnchor="middle" className="gap">×</text>;
  const y = yOf(point.score);
  if (point.touchpoint.moment === "of-truth") return <path d={starPath(x, y, 9)} className={`dot ${point.mark}`} />;
  return (
    <>
      <circle cx={x} cy={y} r={6} className={`dot ${point.mark}`} />
      {point.mark === "inferred" && <path d={`M${x},${y - 6}A6,6 0 0 0 ${x},${y + 6}Z`} className="half" />}
    </>
  );
}

const Window = memo(function Window({ place, columnPx, drawn, points }: { place: number; columnPx: number; drawn: Drawn; points: EmotionPoint[] }) {
  const t = useT();
  const language = useLanguage();
  const { open } = useActions();
  return (
    <div className="map-emotion" style={{ height: heightPx }}>
      <svg width={columnPx} height={heightPx} aria-hidden>
        {[-2, -1, 0, 1, 2].map((score) => <line key={score} x1={0} x2={columnPx} y1={yOf(score)} y2={yOf(score)} className={score === 0 ? "grid zero" : "grid"} />)}
        <g transform={`translate(${-place * columnPx} 0)`}>
          {drawn.bands.map((path) => <path key={path} d={path} className="band" />)}
          {drawn.whiskers.map(({ x, low, high }) => <line key={x} x1={x} x2={x} y1={low} y2={high} className="whisker" />)}
          {drawn.ghosts.map((path) => <path key={path} d={path} className="line ghost" />)}
          {drawn.targets.map((path) => <path key={path} d={path} className="line target" />)}
          {drawn.parts.map(({ path, kind }) => <path key={path} d={path} className={`line ${kind}`} />)}
          {points.map((point) => <Mark key={point.touchpoint.id} point={point} x={point.x * columnPx} />)}
        </g>
      </svg>
      {points.map((point) => (
        <button key={point.touchpoint.id} type="button" className="map-point" data-stop tabIndex={-1} data-tip={pointText(point, t, language)} aria-label={pointText(point, t, language)}
          style={{ left: (point.x - place) * columnPx, top: point.score === null ? heightPx / 2 : yOf(point.score) }} onClick={() => { open(point.touchpoint.id); }} />
      ))}
    </div>
  );
}, (a, b) => a.place === b.place && a.columnPx === b.columnPx && a.drawn === b.drawn);

/** The other map's targets, on the same touchpoints. */
function targetPoints(columns: readonly Column[], over: MapData["over"]): EmotionPoint[] {
  if (over === null) return [];
  const wanted = new Map(over.touchpoints.map((each) => [each.id, each]));
  const laid = columns.map((column) => ({ ...column, shown: column.all, all: column.all.map((each) => wanted.get(each.id) ?? each) }));
  return emotionPoints(laid.map((each) => ({ ...each, shown: each.all })), undefined).filter((each) => each.mark === "target");
}

export function useEmotion(data: MapData) {
  const { columnPx, ghostEmotions, side, over } = data;
  const { columns } = data.grid;
  const emotions = side === "designed" ? undefined : data.observed?.emotions;
  const points = useMemo(() => emotionPoints(columns, emotions), [columns, emotions]);
  const drawn = useMemo(
    () => draw(points, ghostEmotions === undefined ? [] : emotionPoints(columns, ghostEmotions), targetPoints(columns, over), columnPx),
    [points, columns, ghostEmotions, columnPx, over],
  );
  return columns.map(({ stage }, place) => <Window key={stage.id} place={place} columnPx={columnPx} drawn={drawn} points={points.filter((each) => each.stage === stage.id)} />);
}
