// What the rows of the map draw from, gathered once; each part keeps its identity while it does not change.
import type { Difference, EmotionObserved, Observed, PainObserved, PromiseObserved } from "../../model/api";
import { seenOf, type Seen } from "../../model/map/figures";
import type { Grid } from "../../model/map/grid";
import { overlay } from "../../model/map/deviations";
import type { Channel, JourneyDocument, Pain } from "../../model/map/types";
import type { Side } from "../../model/map/view";

export interface MapData {
  document: JourneyDocument;
  grid: Grid;
  side: Side;
  observed: Observed | undefined;
  seen: Seen;
  /** Of the comparison, where there is one. */
  ghost: Seen | null;
  ghostEmotions: EmotionObserved[] | undefined;
  /** The other map that lies over this one. */
  over: JourneyDocument | null;
  added: ReadonlySet<string>;
  gone: ReadonlySet<string>;
  difference: Difference | undefined;
  deviations: ReadonlyMap<string, Difference["touchpoints"][number]>;
  channels: ReadonlyMap<string, Channel>;
  painNumbers: ReadonlyMap<string, number>;
  painsAt: ReadonlyMap<string, Pain[]>;
  /** Each pain stands in one stage: where it is met first. */
  stageOfPain: ReadonlyMap<string, string>;
  pains: ReadonlyMap<string, PainObserved>;
  promises: ReadonlyMap<string, PromiseObserved>;
  /** Of the busiest touchpoint: the full length of a bar. */
  mostCases: number;
  columnPx: number;
}

const byId = <T extends { id: string }>(list: readonly T[] | undefined) => new Map(list?.map((each) => [each.id, each]));

function painsAt(document: JourneyDocument): Map<string, Pain[]> {
  const found = new Map<string, Pain[]>();
  const add = (touchpoint: string, pain: Pain) => {
    const list = found.get(touchpoint) ?? [];
    if (!list.includes(pain)) found.set(touchpoint, [...list, pain]);
  };
  const pains = byId(document.pains);
  for (const pain of pains.values()) if (pain.at?.[0] !== undefined) add(pain.at[0], pain);
  for (const touchpoint of document.touchpoints)
    for (const id of touchpoint.pains ?? []) {
      const pain = pains.get(id);
      if (pain !== undefined) add(touchpoint.id, pain);
    }
  return found;
}

function stagesOfPains(document: JourneyDocument, at: ReadonlyMap<string, Pain[]>): Map<string, string> {
  const found = new Map<string, string>();
  const stageOf = new Map(document.touchpoints.map((each) => [each.id, each.stage]));
  for (const pain of document.pains ?? []) {
    const stage = stageOf.get(pain.at?.[0] ?? "");
    if (stage !== undefined) found.set(pain.id, stage);
  }
  for (const touchpoint of document.touchpoints) for (const pain of at.get(touchpoint.id) ?? []) if (!found.has(pain.id)) found.set(pain.id, touchpoint.stage);
  return found;
}

interface Parts {
  document: JourneyDocument;
  grid: Grid;
  side: Side;
  observed: Observed | undefined;
  difference: Difference | undefined;
  over: JourneyDocument | null;
  columnPx: number;
}

export function mapData({ document, grid, side, observed, difference, over, columnPx }: Parts): MapData {
  const shown = side === "designed" ? undefined : observed;
  const laid = over === null ? { added: new Set<string>(), gone: new Set<string>() } : overlay(document.touchpoints, over.touchpoints);
  const at = painsAt(document);
  return {
    document, grid, side, over, columnPx, difference, observed: shown, seen: seenOf(shown), ...laid,
    ghost: shown?.against === undefined ? null : seenOf(shown.against),
    ghostEmotions: shown?.against?.emotions,
    deviations: side === "difference" ? byId(difference?.touchpoints) : new Map<string, Difference["touchpoints"][number]>(),
    channels: byId(document.channels),
    painNumbers: new Map(document.pains?.map((each, place) => [each.id, place + 1])),
    painsAt: at,
    stageOfPain: stagesOfPains(document, at),
    pains: byId(shown?.pains),
    promises: byId(shown?.promises),
    mostCases: Math.max(1, ...(shown?.touchpoints.map((each) => each.cases) ?? [])),
  };
}

/** In which stage an element stands: opening it touches no other column. */
export function stageOfElement({ document, stageOfPain }: MapData, id: string | undefined): string | undefined {
  if (id === undefined) return undefined;
  const touchpoint = document.touchpoints.find((each) => each.id === id);
  if (touchpoint !== undefined) return touchpoint.stage;
  const pain = stageOfPain.get(id);
  if (pain !== undefined) return pain;
  return stageOfOpportunity({ document, stageOfPain }, id) ?? id;
}

/** Where its first pain is; what answers none stands in the first stage, rather than nowhere. */
export function stageOfOpportunity({ document, stageOfPain }: Pick<MapData, "document" | "stageOfPain">, id: string): string | undefined {
  const opportunity = document.opportunities?.find((each) => each.id === id);
  if (opportunity === undefined) return undefined;
  return opportunity.pains?.map((pain) => stageOfPain.get(pain)).find((stage) => stage !== undefined) ?? document.stages[0]?.id;
}

/** Whether a cell of an unchanged row and column would be drawn the same. */
export function sameForCells(a: MapData, b: MapData): boolean {
  const [old, now] = [a.document, b.document];
  return (
    a.observed === b.observed && a.side === b.side && a.difference === b.difference && a.over === b.over &&
    old.pains === now.pains && old.opportunities === now.opportunities && old.milestones === now.milestones && old.decisions === now.decisions && old.channels === now.channels
  );
}
