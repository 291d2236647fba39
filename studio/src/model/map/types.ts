// Names for the parts of a journey document, and reading them in the order of the map.
import type { JourneyDocument } from "../generated/journey";

export type { JourneyDocument };
export type Touchpoint = JourneyDocument["touchpoints"][number];
export type Stage = JourneyDocument["stages"][number];
export type Channel = NonNullable<JourneyDocument["channels"]>[number];
export type Pain = NonNullable<JourneyDocument["pains"]>[number];
export type Opportunity = NonNullable<JourneyDocument["opportunities"]>[number];
export type Milestone = NonNullable<JourneyDocument["milestones"]>[number];
export type Decision = NonNullable<JourneyDocument["decisions"]>[number];
export type Persona = NonNullable<JourneyDocument["personas"]>[number];
export type LaneType = NonNullable<JourneyDocument["lanes"]>[number]["type"];

/** The lists of a document whose elements have ids. */
export type ElementList = "stages" | "touchpoints" | "milestones" | "decisions" | "pains" | "opportunities" | "personas" | "channels";
const lists: ElementList[] = ["stages", "touchpoints", "milestones", "decisions", "pains", "opportunities", "personas", "channels"];

/** By `order`; what has none stays where it stands, behind those that have one. */
export function inOrder<T extends { order?: number }>(elements: readonly T[]): T[] {
  return elements
    .map((element, place) => ({ element, place }))
    .sort((a, b) => (a.element.order ?? Number.MAX_SAFE_INTEGER) - (b.element.order ?? Number.MAX_SAFE_INTEGER) || a.place - b.place)
    .map(({ element }) => element);
}

export interface Found {
  list: ElementList;
  element: { id: string; label?: unknown; text?: unknown };
}

/** The element with an id, wherever it stands. */
export function elementOf(document: JourneyDocument, id: string): Found | null {
  for (const list of lists) {
    const element = document[list]?.find((each) => each.id === id);
    if (element !== undefined) return { list, element };
  }
  return null;
}

export const isDocumentBasis = (document: JourneyDocument) => document.version?.basis ?? "as-is";
