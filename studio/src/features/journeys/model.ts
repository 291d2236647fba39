// The atlas as data: groups, what can be done with a journey next, and what came in a file. Pure.
import type { ImportedFile, ImportFormat, JourneyRow, JourneyStatus } from "../../model/api";
import { textOf, type Language } from "../../model/language";

/** The life of a document, the most settled first: what holds is on top. */
export const lifecycle: readonly JourneyStatus[] = ["published", "approved", "in-review", "draft"];

export type Grouping = "status" | "family";
export interface Group {
  key: string;
  rows: JourneyRow[];
}

/** By status in the order of the lifecycle; groups without a journey are left out. */
export function byStatus(rows: JourneyRow[]): Group[] {
  return lifecycle.map((status) => ({ key: status, rows: rows.filter((row) => row.status === status) })).filter((group) => group.rows.length > 0);
}

/** Each journey with those that were derived from it, directly or not; a journey whose origin is gone stands alone. */
export function byFamily(rows: JourneyRow[]): Group[] {
  const known = new Map(rows.map((row) => [row.id, row]));
  const rootOf = (row: JourneyRow): string => {
    const seen = new Set<string>();
    let at = row;
    for (;;) {
      const parent = at.derived_from === null ? undefined : known.get(at.derived_from.id);
      if (parent === undefined || seen.has(parent.id)) return at.id;
      seen.add(at.id);
      at = parent;
    }
  };
  const groups = new Map<string, JourneyRow[]>();
  for (const row of rows) groups.set(rootOf(row), [...(groups.get(rootOf(row)) ?? []), row]);
  return [...groups].map(([key, members]) => ({ key, rows: [...members].sort((a, b) => Number(a.id !== key) - Number(b.id !== key)) }));
}

/** Whether its title, goal or author has all the words. */
export function matches(row: JourneyRow, words: string, language: Language): boolean {
  const text = [textOf(row.title, language), textOf(row.goal, language), row.author, row.id].join(" ").toLowerCase();
  return words.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

const staleDays = 180;
const dayMs = 86_400_000;

/** A map that nobody has touched for half a year: due for a review. */
export function isStale(row: Pick<JourneyRow, "at" | "status">, now: Date): boolean {
  const changed = new Date(row.at).getTime();
  return row.status !== "archived" && Number.isFinite(changed) && now.getTime() - changed > staleDays * dayMs;
}

/** Where a document can go from here; forwards first. */
export function nextStatuses(status: JourneyStatus): JourneyStatus[] {
  switch (status) {
    case "draft":
      return ["in-review"];
    case "in-review":
      return ["approved", "draft"];
    case "approved":
      return ["published", "draft"];
    case "published":
      return ["draft"];
    case "archived":
      return [];
  }
}

/** Who answers for its stages and touchpoints, the most frequent first. */
export function ownersOf(document: { owners?: { id: string; label?: unknown }[]; stages?: { owner?: unknown }[]; touchpoints?: { owner?: unknown }[] }): string[] {
  const counts = new Map<string, number>();
  for (const { owner } of [...(document.stages ?? []), ...(document.touchpoints ?? [])])
    if (typeof owner === "string" && owner !== "") counts.set(owner, (counts.get(owner) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([owner]) => owner);
}

/** The format of a file by its name and how it begins; null: none that is known. */
export function formatOf(name: string, head: string): ImportFormat | null {
  const ending = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  if (ending === "xlsx") return "xlsx";
  if (ending === "json") return "json";
  if (ending === "csv" || ending === "tsv") return "csv";
  if (ending === "mmd" || ending === "mermaid") return "mermaid";
  const begins = head.trimStart();
  if (/^(```mermaid\s+)?(---[\s\S]*?---\s*)?(%%[^\n]*\s+)*journey\b/.test(begins)) return "mermaid";
  if (begins.startsWith("{")) return "json";
  return null;
}

const stem = (name: string) => name.replace(/\.[^.]+$/, "");

function base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** What is sent of a file: text as it is, bytes in base64 where it may not be UTF-8 (a workbook, a table in GB18030). */
export function importOf(name: string, bytes: Uint8Array): ImportedFile | null {
  const format = formatOf(name, new TextDecoder().decode(bytes.subarray(0, 2000)));
  if (format === null) return null;
  const said = { format, name, title: stem(name) };
  return format === "xlsx" || format === "csv" ? { ...said, base64: base64(bytes) } : { ...said, text: new TextDecoder().decode(bytes) };
}

/** A map with nothing but a beginning; the server gives it a free id. */
export function emptyDocument(title: string, stage: string, touchpoint: string, language: Language) {
  return {
    schema: "cairn.journey/1",
    id: "jr_new",
    title: { [language]: title },
    stages: [{ id: "st_1", label: { [language]: stage } }],
    touchpoints: [{ id: "tp_1", label: { [language]: touchpoint }, stage: "st_1" }],
  };
}

/** The day a link ends that is good for so many days; null: never. */
export function expiryIn(days: number, now: Date): string | null {
  return days === 0 ? null : new Date(now.getTime() + days * dayMs).toISOString();
}

export const hasExpired = (expires: string | null, now: Date) => expires !== null && new Date(expires).getTime() <= now.getTime();
