// Customers, segments and personas.
import { call } from "../http";
import type { Label } from "../language";

export interface SegmentRow {
  name: string;
  title?: Label;
  who: unknown;
  customers: number;
  share: number | null;
}
export interface PersonaRow {
  name: string;
  title?: Label;
  segments: string[];
  customers: number;
  share: number | null;
  value: number | null;
  value_share: number | null;
}

export const segments = () => call<{ segments: SegmentRow[]; customers: number }>("GET", "/api/segments");
export const personas = () => call<{ personas: PersonaRow[] }>("GET", "/api/personas").then((answer) => answer.personas);
