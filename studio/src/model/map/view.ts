// What the map shows, in its address: filters, what is open, which view. A link shows others the same.
import type { Filters } from "../api";
import type { Zoom } from "./grid";

export const sides = ["actual", "designed", "difference"] as const;
export type Side = (typeof sides)[number];
const zooms: readonly Zoom[] = ["overview", "standard", "detail"];

export interface View {
  side: Side;
  zoom: Zoom;
  /** Days, both belong to it, or a name of the calendar. */
  from?: string;
  to?: string;
  period?: string;
  segment?: string;
  persona?: string;
  channel?: string;
  /** "last_year", "before", "persona:ID" or "journey:ID". */
  against?: string;
  /** The stage of the detail zoom. */
  stage?: string;
  /** The element in the side panel. */
  open?: string;
  revision?: number;
  present?: boolean;
}

const texts = ["from", "to", "period", "segment", "persona", "channel", "against", "stage", "open"] as const;

export function viewOf(search: string): View {
  const asked = new URLSearchParams(search);
  const view: View = { side: sides.find((each) => each === asked.get("view")) ?? "actual", zoom: zooms.find((each) => each === asked.get("zoom")) ?? "standard" };
  for (const key of texts) {
    const value = asked.get(key);
    if (value !== null && value !== "") view[key] = value;
  }
  const revision = Number(asked.get("revision"));
  if (Number.isInteger(revision) && revision > 0) view.revision = revision;
  if (asked.get("present") === "1") view.present = true;
  return view;
}

/** What is usual is left out, so that addresses stay short. */
export function searchOf(view: View): string {
  const asked = new URLSearchParams();
  if (view.side !== "actual") asked.set("view", view.side);
  if (view.zoom !== "standard") asked.set("zoom", view.zoom);
  for (const key of texts) if (view[key]) asked.set(key, view[key]);
  if (view.revision !== undefined) asked.set("revision", String(view.revision));
  if (view.present === true) asked.set("present", "1");
  return asked.toString();
}

const dayMs = 86_400_000;
const dayText = (ms: number) => new Date(ms).toISOString().slice(0, 10);
export const dayAfter = (day: string, days = 1) => dayText(Date.parse(`${day}T00:00:00Z`) + days * dayMs);

/** For the server, whose periods end before their `to`. */
export function filtersOf(view: View): Filters {
  const filters: Filters = {};
  if (view.period !== undefined) filters.period = view.period;
  else if (view.from !== undefined || view.to !== undefined) filters.period = { ...(view.from ? { from: view.from } : {}), ...(view.to ? { to: dayAfter(view.to) } : {}) };
  if (view.segment !== undefined) filters.segment = view.segment;
  if (view.persona !== undefined) filters.persona = view.persona;
  if (view.channel !== undefined) filters.channel = view.channel;
  return filters;
}

/** What the numbers are held against; nothing where the comparison is with a document. */
export function againstOf(view: View): Filters | undefined {
  const filters = filtersOf(view);
  const { against } = view;
  if (against === "last_year") return { ...filters, last_year: true };
  if (against === "before" && view.from !== undefined && view.to !== undefined) {
    const days = (Date.parse(view.to) - Date.parse(view.from)) / dayMs + 1;
    return { ...filters, period: { from: dayAfter(view.from, -days), to: view.from } };
  }
  if (against?.startsWith("persona:")) return { ...filters, persona: against.slice("persona:".length) };
  return undefined;
}

export const journeyAgainst = (view: View): string | null => (view.against?.startsWith("journey:") ? view.against.slice("journey:".length) : null);

/** The last days up to the end of the data. */
export function lastDays(end: string, days: number): { from: string; to: string } {
  const to = end.slice(0, 10);
  return { from: dayAfter(to, 1 - days), to };
}
