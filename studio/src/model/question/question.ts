// The question that is built: a question document as it is in the address, with the id of a journey instead of its map.

export const kinds = ["funnel", "paths", "transitions", "retention", "timing", "variants"] as const;
export type Kind = (typeof kinds)[number];
export type Level = "event" | "touchpoint" | "stage";

/** What the form knows of a question; whatever else the document holds is kept. */
export interface Question {
  kind: Kind;
  journey?: string;
  level?: Level;
  period?: { from?: string; to?: string };
  by?: unknown;
  segment?: string;
  who?: unknown;
  where?: unknown;
  steps?: unknown[];
  window?: string;
  from?: unknown;
  to?: unknown;
  start?: unknown;
  end?: unknown;
  return?: unknown;
  interval?: "day" | "week" | "month";
  depth?: number;
  limit?: number;
  [more: string]: unknown;
}

/** Fields of a kind, besides those that all kinds have. */
const own: Record<Kind, string[]> = {
  funnel: ["steps", "window", "order", "exclusions", "attribution", "convert", "correlate"],
  paths: ["item", "clean", "wildcards", "exclude", "start", "end", "depth", "repeats", "limit", "compare", "measures"],
  transitions: ["limit", "measures"],
  retention: ["start", "return", "interval", "week_start", "mode", "anchor", "unbounded", "occurrences", "lags"],
  timing: ["from", "to", "mode", "window", "trend", "bins"],
  variants: ["limit"],
};
const common = ["kind", "journey", "level", "case", "period", "timezone", "where", "who", "segment", "by", "by_limit"];

/** The first steps of a kind of which nothing was said yet, from the names that there are. */
export function begin(kind: Kind, names: string[]): Question {
  const [first = "", second = first] = names;
  switch (kind) {
    case "funnel":
      return { kind, steps: [first, second], window: "30d" };
    case "timing":
      return { kind, from: first, to: second };
    case "retention":
      return { kind, start: first, return: second, interval: "week" };
    case "paths":
      return { kind, depth: 5, limit: 6 };
    case "transitions":
      return { kind, limit: 40 };
    case "variants":
      return { kind, limit: 20 };
  }
}

/** What is asked of a journey before anything was chosen: who gets from each stage to the next. */
export const ofJourney = (journey: string): Question => ({ kind: "funnel", journey, level: "stage", window: "90d" });

/** Another kind of question of the same events: what both have is kept. */
export function asKind(question: Question, kind: Kind, names: string[]): Question {
  const kept = Object.entries(question).filter(([field]) => field !== "kind" && (common.includes(field) || own[kind].includes(field)));
  return { ...begin(kind, names), ...Object.fromEntries(kept), kind };
}

/** Without fields that say nothing, so that equal questions have equal addresses. */
export function tidy(question: Question): Question {
  const said = Object.entries(question).filter(([, value]) => value !== undefined && value !== "" && !(typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0));
  return Object.fromEntries(said) as Question;
}

/** A copy without these fields. */
export const without = (question: Question, ...fields: string[]): Question => Object.fromEntries(Object.entries(question).filter(([field]) => !fields.includes(field))) as Question;

/** What the server is asked: the map of the journey instead of its id. */
export function toAsk(question: Question, map: unknown): Record<string, unknown> {
  const level = question.level ?? "event";
  const plain = tidy(without(question, "journey", "level"));
  return level === "event" || map === undefined ? plain : { ...plain, level, map };
}

const bytes = (text: string) => String.fromCharCode(...new TextEncoder().encode(text));
const letters = (binary: string) => new TextDecoder().decode(Uint8Array.from(binary, (each) => each.charCodeAt(0)));

/** For an address: base64url of the JSON. */
export const encoded = (question: Question): string => btoa(bytes(JSON.stringify(tidy(question)))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

/** null: the address holds no question. */
export function decoded(text: string | null): Question | null {
  if (text === null || text === "") return null;
  try {
    const question: unknown = JSON.parse(letters(atob(text.replaceAll("-", "+").replaceAll("_", "/"))));
    return isQuestion(question) ? question : null;
  } catch {
    return null;
  }
}

export const isQuestion = (value: unknown): value is Question => typeof value === "object" && value !== null && "kind" in value && typeof value.kind === "string";
export const isBuilt = (question: Question): boolean => (kinds as readonly string[]).includes(question.kind);

/** Where a JSON text breaks: the line and column that its error names, from 1. */
export function faultOf(text: string, error: unknown): { line: number; column: number; message: string } {
  const message = error instanceof Error ? error.message : String(error);
  const at = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
  const before = text.slice(0, at).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, message };
}
