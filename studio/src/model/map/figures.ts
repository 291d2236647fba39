// The numbers of an element as a list that is drawn, explained and pressed in one way. Nothing is computed here but
// which number stands where.
import type { Behind, Observed, Score, StageObserved, TouchpointObserved } from "../api";

export type FigureName = "volume" | "conversion" | "left" | "inProgress" | "dwell" | "dwellP95" | "revenue" | "score" | "events" | "cases" | "ended" | "failed" | "repeat" | "wait" | "waitP95" | "goalShare";
export type FigureKind = "count" | "share" | "duration" | "money" | "score";

export interface Figure {
  name: FigureName;
  kind: FigureKind;
  value: number | null;
  /** How many it rests on; left out where the number itself says so. */
  n?: number;
  /** Where it is more than a number: its currency, what it was asked with. */
  currency?: string;
  score?: Score;
  behind?: Behind;
}

export function stageFigures(seen: StageObserved): Figure[] {
  const figures: Figure[] = [
    { name: "volume", kind: "count", value: seen.entered, behind: "cases" },
    { name: "conversion", kind: "share", value: seen.conversion, n: seen.moved_on + seen.left, behind: "moved_on" },
    { name: "left", kind: "count", value: seen.left, n: seen.moved_on + seen.left, behind: "left" },
    { name: "dwell", kind: "duration", value: seen.dwell_median, n: seen.moved_on },
    { name: "dwellP95", kind: "duration", value: seen.dwell_p95, n: seen.moved_on },
    { name: "inProgress", kind: "count", value: seen.in_progress, n: seen.entered },
  ];
  if (seen.revenue !== undefined) figures.push({ name: "revenue", kind: "money", value: seen.revenue.amount, currency: seen.revenue.currency, n: seen.revenue.orders });
  if (seen.score !== undefined) figures.push({ name: "score", kind: "score", value: seen.score.value, n: seen.score.n, score: seen.score });
  return figures;
}

export function touchpointFigures(seen: TouchpointObserved): Figure[] {
  const figures: Figure[] = [
    { name: "events", kind: "count", value: seen.events },
    { name: "cases", kind: "count", value: seen.cases, behind: "cases" },
    { name: "ended", kind: "count", value: seen.ended, n: seen.cases, behind: "left" },
    { name: "wait", kind: "duration", value: seen.wait_median, n: seen.cases },
    { name: "waitP95", kind: "duration", value: seen.wait_p95, n: seen.cases },
    { name: "repeat", kind: "share", value: seen.repeat_share, n: seen.cases },
  ];
  if (seen.passed > 0) figures.push({ name: "goalShare", kind: "share", value: seen.goal_share, n: seen.passed });
  if (seen.failed > 0) figures.push({ name: "failed", kind: "count", value: seen.failed, n: seen.events, behind: "failed" });
  if (seen.revenue !== undefined) figures.push({ name: "revenue", kind: "money", value: seen.revenue.amount, currency: seen.revenue.currency, n: seen.revenue.orders });
  if (seen.score !== undefined) figures.push({ name: "score", kind: "score", value: seen.score.value, n: seen.score.n, score: seen.score });
  return figures;
}

/** The observed numbers by id, so that a row finds its own without searching. */
export interface Seen {
  stages: ReadonlyMap<string, StageObserved>;
  touchpoints: ReadonlyMap<string, TouchpointObserved>;
}
export function seenOf(observed: Observed | undefined): Seen {
  return {
    stages: new Map(observed?.stages.map((each) => [each.id, each])),
    touchpoints: new Map(observed?.touchpoints.map((each) => [each.id, each])),
  };
}
