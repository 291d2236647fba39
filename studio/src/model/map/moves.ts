// What people do on the map, as edits: rename, add, move, take away.
import type { Label, Language } from "../language";
import { withText } from "../language";
import type { Edit } from "./edits";
import { elementOf, inOrder, type ElementList, type JourneyDocument, type LaneType, type Stage, type Touchpoint } from "./types";

const prefixes: Record<ElementList, string> = { stages: "st", touchpoints: "tp", milestones: "ms", decisions: "de", pains: "pa", opportunities: "op", personas: "pe", channels: "ch" };

/** The next free one: tp_12. Ids stay for good, so they say nothing that may change. */
export function freeId(document: JourneyDocument, list: ElementList): string {
  const taken = new Set((document[list] ?? []).map((each) => each.id));
  let number = taken.size + 1;
  while (taken.has(`${prefixes[list]}_${number}`)) number += 1;
  return `${prefixes[list]}_${number}`;
}

export function rename(document: JourneyDocument, id: string, language: Language, text: string): Edit[] {
  const found = elementOf(document, id);
  if (found === null || text.trim() === "") return [];
  const field = found.list === "pains" || found.list === "opportunities" ? "text" : "label";
  const old = found.element[field] as Label | undefined;
  return [{ path: [found.list, id, field], value: withText(old, language, text.trim()) }];
}

const isOrdered = (elements: readonly { order?: number }[]) => elements.every((each) => each.order !== undefined);
const orderBehind = (elements: readonly { order?: number }[]) => Math.max(0, ...elements.map((each) => each.order ?? 0)) + 1;

/** The place before `next`, or behind all. */
function placed(list: "stages" | "touchpoints", elements: readonly (Stage | Touchpoint)[], moved: Stage | Touchpoint, next: Stage | Touchpoint | undefined): Edit {
  if (isOrdered(elements)) return { path: [list, moved.id, "order"], value: next?.order ?? orderBehind(elements) };
  return { path: [list, moved.id], value: moved, before: next?.id ?? "" };
}

/** One place earlier (-1) or later (1). */
export function moveStage(document: JourneyDocument, id: string, by: -1 | 1): Edit[] {
  const stages = inOrder(document.stages);
  const from = stages.findIndex((each) => each.id === id);
  const moved = stages[from];
  if (moved === undefined || stages[from + by] === undefined) return [];
  return [placed("stages", stages, moved, by < 0 ? stages[from - 1] : stages[from + 2])];
}

export function moveStageBefore(document: JourneyDocument, id: string, next: string | null): Edit[] {
  const stages = inOrder(document.stages);
  const moved = stages.find((each) => each.id === id);
  const from = stages.findIndex((each) => each.id === id);
  if (moved === undefined || next === id || (stages[from + 1]?.id ?? null) === next) return [];
  return [placed("stages", stages, moved, stages.find((each) => each.id === next))];
}

/** To another stage, channel or place; `before`: the touchpoint that comes next there, null: the last of the stage. */
export function moveTouchpoint(document: JourneyDocument, id: string, to: { stage: string; channel?: string | undefined; before: string | null }): Edit[] {
  const all = inOrder(document.touchpoints);
  const moved = all.find((each) => each.id === id);
  if (moved === undefined || to.before === id) return [];
  const { channel: old, ...rest } = moved;
  const channel = to.channel ?? old ?? "";
  const target: Touchpoint = { ...rest, stage: to.stage, ...(channel === "" ? {} : { channel }) };
  const edits: Edit[] = [];
  if (moved.stage !== to.stage) edits.push({ path: ["touchpoints", id, "stage"], value: to.stage });
  if ((old ?? "") !== channel) edits.push({ path: ["touchpoints", id, "channel"], value: channel === "" ? null : channel });
  const next = nextAt(document, all, moved, to);
  if (next?.id === all[all.indexOf(moved) + 1]?.id) return edits;
  const place = placed("touchpoints", all, target, next);
  // The whole element says its stage and channel, too.
  return place.path.length === 2 ? [place] : [...edits, place];
}

/** Which touchpoint of the whole map it comes before: behind the last of a stage stands the first of the next. */
function nextAt(document: JourneyDocument, all: Touchpoint[], moved: Touchpoint, to: { stage: string; before: string | null }): Touchpoint | undefined {
  if (to.before !== null) return all.find((each) => each.id === to.before);
  const stages = inOrder(document.stages).map((each) => each.id);
  const upTo = new Set(stages.slice(0, stages.indexOf(to.stage) + 1));
  const last = all.findLast((each) => each !== moved && upTo.has(each.stage));
  return last === undefined ? all.find((each) => each !== moved) : all.slice(all.indexOf(last) + 1).find((each) => each !== moved);
}

/** One place earlier or later within its stage; at its end into the neighbour. */
export function stepTouchpoint(document: JourneyDocument, id: string, by: -1 | 1): Edit[] {
  const all = inOrder(document.touchpoints);
  const moved = all.find((each) => each.id === id);
  if (moved === undefined) return [];
  const mates = all.filter((each) => each.stage === moved.stage);
  const place = mates.indexOf(moved) + by;
  if (place >= 0 && place < mates.length) return moveTouchpoint(document, id, { stage: moved.stage, before: (by < 0 ? mates[place] : mates[place + 1])?.id ?? null });
  const stages = inOrder(document.stages);
  const next = stages[stages.findIndex((each) => each.id === moved.stage) + by];
  if (next === undefined) return [];
  return moveTouchpoint(document, id, { stage: next.id, before: by < 0 ? null : (all.find((each) => each.stage === next.id)?.id ?? null) });
}

export function addStage(document: JourneyDocument, label: Label): { id: string; edits: Edit[] } {
  const id = freeId(document, "stages");
  const order = isOrdered(document.stages) ? { order: orderBehind(document.stages) } : {};
  return { id, edits: [{ path: ["stages", id], value: { id, label, ...order, by: "touchpoints" } }] };
}

export function addTouchpoint(document: JourneyDocument, stage: string, channel: string | undefined, label: Label): { id: string; edits: Edit[] } {
  const id = freeId(document, "touchpoints");
  const added: Touchpoint = { id, label: label as Touchpoint["label"], stage, initiator: "customer", expected: "may", overview: true, ...(channel ? { channel } : {}) };
  const all = inOrder(document.touchpoints);
  const next = nextAt(document, all, added, { stage, before: null });
  const order = isOrdered(all) ? { order: next?.order ?? orderBehind(all) } : {};
  return { id, edits: [{ path: ["touchpoints", id], value: { ...added, ...order }, ...(isOrdered(all) || next === undefined ? {} : { before: next.id }) }] };
}

/** A pain where it hurts: at a touchpoint. */
export function addPain(document: JourneyDocument, touchpoint: string, text: Label): { id: string; edits: Edit[] } {
  const id = freeId(document, "pains");
  return { id, edits: [{ path: ["pains", id], value: { id, text, severity: 3, kind: "other", at: [touchpoint], state: "open" } }] };
}

export function addOpportunity(document: JourneyDocument, pain: string, text: Label): { id: string; edits: Edit[] } {
  const id = freeId(document, "opportunities");
  return { id, edits: [{ path: ["opportunities", id], value: { id, text, pains: [pain], state: "idea" } }] };
}

/** With all that names it. */
export function remove(document: JourneyDocument, id: string): Edit[] {
  const found = elementOf(document, id);
  return found === null ? [] : [{ path: [found.list, id], value: null, references: true }];
}

export const showLane = (type: LaneType, visible: boolean): Edit[] => [{ path: ["lanes", type], value: { type, visible } }];
