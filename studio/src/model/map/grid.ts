// A map as a table: one column a stage, one row a lane. Pure: what the screen draws, as data.
//
//   Column = a stage with the touchpoints that are shown in it, and how many are folded into "+n"
//   Row    = numbers · milestones · decisions · lanes of the document · one a channel · emotion · pains …
import type { Observed } from "../api";
import { channelsUsed } from "./channels";
import { inOrder, type JourneyDocument, type LaneType, type Stage, type Touchpoint } from "./types";

export type Zoom = "overview" | "standard" | "detail";
export interface Column {
  stage: Stage;
  /** Of the stages of the map, from 0. */
  place: number;
  all: Touchpoint[];
  shown: Touchpoint[];
  hidden: number;
}
export type RowKind = "numbers" | "milestone" | "decision" | LaneType;
export interface Row {
  key: string;
  kind: RowKind;
  /** Of rows of touchpoints: which ones. */
  channel?: string;
}
export interface Grid {
  columns: Column[];
  rows: Row[];
}

export interface GridOptions {
  zoom: Zoom;
  /** The stage of the detail zoom. */
  stage?: string | undefined;
  /** Stages that show all of theirs. */
  unfolded?: ReadonlySet<string>;
  /** Touchpoints that are shown in any case. */
  brought?: ReadonlySet<string>;
  /** Only touchpoints of this channel. */
  channel?: string | undefined;
}

/** No more of a stage at once: the rest is one press away. */
export const shownOfStage = 5;

/** The lanes in the order in which they stand; what a document says of them only shows or hides. */
export const laneOrder: LaneType[] = ["goal", "action", "thought", "expectation", "channel", "frontstage", "backstage", "support", "emotion", "promise", "pain", "opportunity", "metric", "owner", "guide", "note"];

const isFilled = (list: readonly unknown[] | undefined) => list !== undefined && list.length > 0;

const hasContent: Record<LaneType, (document: JourneyDocument) => boolean> = {
  goal: ({ stages }) => stages.some((each) => isFilled(each.customerGoal)),
  action: ({ touchpoints }) => touchpoints.some((each) => isFilled(each.action)),
  thought: ({ touchpoints }) => touchpoints.some((each) => isFilled(each.thought)),
  expectation: ({ touchpoints }) => touchpoints.some((each) => isFilled(each.expectation)),
  channel: () => true,
  emotion: () => true,
  promise: ({ touchpoints }) => touchpoints.some((each) => each.promise !== undefined),
  pain: () => true,
  opportunity: () => true,
  metric: ({ stages, touchpoints }) => stages.some((each) => isFilled(each.metrics)) || touchpoints.some((each) => isFilled(each.metrics)),
  owner: ({ stages, touchpoints, channels }) => [...stages, ...touchpoints, ...(channels ?? [])].some((each) => each.owner !== undefined),
  guide: ({ guides }) => isFilled(guides),
  note: () => false,
  // The lanes of a blueprint are folded until somebody wants them.
  frontstage: () => false,
  backstage: () => false,
  support: () => false,
};

export function isLaneShown(document: JourneyDocument, type: LaneType): boolean {
  const said = document.lanes?.find((each) => each.type === type);
  return said === undefined ? hasContent[type](document) : said.visible !== false;
}

/** Those of the overview first, then the busiest; in the order of the map. */
function chosen(all: Touchpoint[], most: number, cases: ReadonlyMap<string, number>, brought?: ReadonlySet<string>): Touchpoint[] {
  if (all.length <= most) return all;
  const best = [...all].sort((a, b) => Number(b.overview === true) - Number(a.overview === true) || Number(a.overview === false) - Number(b.overview === false) || (cases.get(b.id) ?? 0) - (cases.get(a.id) ?? 0));
  const kept = new Set(best.slice(0, most));
  return all.filter((each) => kept.has(each) || brought?.has(each.id) === true);
}

function columnOf(stage: Stage, place: number, touchpoints: Touchpoint[], options: GridOptions, cases: ReadonlyMap<string, number>): Column {
  const all = touchpoints.filter((each) => each.stage === stage.id && (options.channel === undefined || each.channel === options.channel));
  const isWhole = options.zoom === "detail" || options.unfolded?.has(stage.id) === true;
  const candidates = options.zoom === "overview" ? all.filter((each) => each.overview !== false) : all;
  const shown = isWhole ? all : chosen(candidates, options.zoom === "overview" ? 3 : shownOfStage, cases, options.brought);
  return { stage, place, all, shown, hidden: all.length - shown.length };
}

function laneRows(document: JourneyDocument, shown: Touchpoint[]): Row[] {
  return laneOrder
    .filter((type) => isLaneShown(document, type))
    .flatMap((type): Row[] => (type === "channel" ? channelsUsed(shown).map((channel) => ({ key: `channel:${channel}`, kind: type, channel })) : [{ key: type, kind: type }]));
}

export function gridOf(document: JourneyDocument, observed: Observed | undefined, options: GridOptions): Grid {
  const cases = new Map(observed?.touchpoints.map((each) => [each.id, each.cases]));
  const touchpoints = inOrder(document.touchpoints);
  const every = inOrder(document.stages).map((stage, place) => columnOf(stage, place, touchpoints, options, cases));
  const columns = options.zoom === "detail" ? every.filter((each) => each.stage.id === (options.stage ?? every[0]?.stage.id)) : every;
  const rows: Row[] = [{ key: "numbers", kind: "numbers" }];
  if (isFilled(document.milestones)) rows.push({ key: "milestone", kind: "milestone" });
  const lanes = laneRows(document, columns.flatMap((each) => each.shown));
  const lastOfTouchpoints = lanes.findLastIndex((each) => each.kind === "channel");
  if (options.zoom !== "overview" && isFilled(document.decisions)) lanes.splice(lastOfTouchpoints + 1, 0, { key: "decision", kind: "decision" });
  return { columns, rows: [...rows, ...lanes] };
}
