// The emotion curve as data: where each point stands, and between which two a line may be drawn.
//
//   A line joins two neighbours that are known. A touchpoint that is asked about but has too few answers leaves a gap,
//   and so does a stage of which nothing is known.
import type { EmotionMark, EmotionObserved } from "../api";
import type { Column } from "./grid";
import type { Touchpoint } from "./types";

export interface EmotionPoint {
  touchpoint: Touchpoint;
  stage: string;
  /** 0 to the number of columns: 1.5 is the middle of the second. */
  x: number;
  mark: EmotionMark;
  score: number | null;
  seen: EmotionObserved | undefined;
}

/** What a map says by itself, where nothing was observed. */
function byHand(touchpoint: Touchpoint): { mark: EmotionMark; score: number | null } | null {
  const { mode, manual } = touchpoint.emotion ?? {};
  if (manual === undefined) return null;
  return { mark: mode === "target" ? "target" : "assumed", score: manual };
}

function pointOf(touchpoint: Touchpoint, seen: EmotionObserved | undefined): Omit<EmotionPoint, "x" | "stage"> | null {
  if (seen !== undefined) return { touchpoint, mark: seen.mark, score: seen.mark === "none" ? null : seen.score, seen };
  const hand = byHand(touchpoint);
  return hand === null ? null : { touchpoint, ...hand, seen };
}

/** The points in the order of the map; several of a stage share its width evenly. */
export function emotionPoints(columns: readonly Column[], emotions: readonly EmotionObserved[] | undefined): EmotionPoint[] {
  const byId = new Map(emotions?.map((each) => [each.id, each]));
  return columns.flatMap(({ stage, shown, all }, place) => {
    const inView = new Set(shown);
    const points = all.flatMap((touchpoint) => {
      const point = pointOf(touchpoint, byId.get(touchpoint.id));
      return point !== null && (inView.has(touchpoint) || point.mark === "observed") ? [point] : [];
    });
    return points.map((point, i) => ({ ...point, stage: stage.id, x: place + (i + 0.5) / points.length }));
  });
}

/** The runs that a line may follow: neighbours that are known, without an empty stage between them. */
export function emotionRuns(points: readonly EmotionPoint[]): EmotionPoint[][] {
  const runs: EmotionPoint[][] = [];
  let run: EmotionPoint[] = [];
  for (const point of points) {
    const last = run.at(-1);
    if (point.score === null || (last !== undefined && Math.floor(point.x) - Math.floor(last.x) > 1)) {
      if (run.length > 0) runs.push(run);
      run = [];
    }
    if (point.score !== null) run.push(point);
  }
  if (run.length > 0) runs.push(run);
  return runs;
}
