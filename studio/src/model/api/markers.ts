// Change markers: dates on which something was changed, and figures before and after.
import { call } from "../http";
import type { Label } from "../language";
import type { JourneyDocument } from "../generated/journey";

export interface Marker {
  id: string;
  date: string;
  touchpoint?: string;
  label: Label;
  note?: Label;
  cost?: number;
  randomised?: boolean;
}
export interface Figure {
  value: number | null;
  n?: number;
  low: number | null;
  high: number | null;
}
export interface Effect {
  before: Figure;
  after: Figure;
  difference: Figure;
  last_year?: { before: Figure; after: Figure; difference: Figure };
  untouched?: { before: Figure; after: Figure; difference: Figure };
  sentence?: Label;
  warnings: Label[];
}

export const markers = () => call<{ markers: Marker[] }>("GET", "/api/markers").then((answer) => answer.markers);
export const setMarkers = (list: Marker[]) => call<{ markers: Marker[] }>("PUT", "/api/markers", { body: { markers: list } });
export const effect = (id: string, asked: { map: JourneyDocument; measure: { element: string; what: string }; untouched?: unknown; days?: number }) => call<Effect>("POST", `/api/markers/${encodeURIComponent(id)}/effect`, { body: asked });
