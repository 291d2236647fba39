// Change markers: dates on which something was changed, and figures before and after.
import { call } from "../http";
import type { Label } from "../language";
import type { JourneyDocument } from "../generated/journey";

/** Conversion, share, score or volume at an element of a map; or of events that start something, what became of them. */
export type Measure = { what: string; element: string } | { what: string; title?: Label; from: unknown; to?: unknown; where?: unknown; within?: string; case?: unknown };
export interface Marker {
  id: string;
  date: string;
  touchpoint?: string;
  label: Label;
  note?: Label;
  cost?: number;
  /** The measure that it is about, over so many days on each side, and who did not get the change. */
  measure?: Measure;
  days?: number;
  untouched?: unknown;
  randomised?: boolean;
}
export interface Figure {
  value: number | null;
  n?: number;
  low: number | null;
  high: number | null;
}
export interface BeforeAndAfter {
  before: Figure;
  after: Figure;
  difference: Figure;
}
/** Another group or year; `beyond`: how far our difference lies from theirs. */
export type Beside = BeforeAndAfter & { beyond: Figure & { sentence: Label } };
export interface Effect extends BeforeAndAfter {
  unit: "share" | "seconds" | "amount" | "score" | "journeys";
  currency?: string;
  title: Label;
  days: number;
  wording: "difference" | "effect";
  last_year?: Beside;
  untouched?: Beside;
  /** Of an experiment only: between those who got the change by lot and those who did not. */
  effect?: { without: Figure; with: Figure; difference: Figure };
  sentence: Label;
  warnings: Label[];
}
/** What a marker keeps of its own need not be said; untouched null: no group. */
export interface EffectAsked {
  map: JourneyDocument;
  measure?: Measure;
  untouched?: unknown;
  days?: number;
}

export const markers = () => call<{ markers: Marker[] }>("GET", "/api/markers").then((answer) => answer.markers);
export const setMarkers = (list: Marker[]) => call<{ markers: Marker[] }>("PUT", "/api/markers", { body: { markers: list } });
export const effect = (id: string, asked: EffectAsked) => call<Effect>("POST", `/api/markers/${encodeURIComponent(id)}/effect`, { body: asked });
