// What settings do to their documents: lists with one entry changed, predicates as text, time zones to choose. Pure.
import type { ProfileDocument } from "../../model/api";
import { withText, type Label, type Language } from "../../model/language";

export type Segment = NonNullable<ProfileDocument["segments"]>[number];
export type Persona = NonNullable<ProfileDocument["personas"]>[number];

/** A predicate as people edit it: text as it is, an object as JSON. */
export const predicateText = (predicate: unknown): string => (typeof predicate === "string" ? predicate : JSON.stringify(predicate));

/** What stands in a document for an edited text: an object again where it is one. */
export function predicateOf(text: string): string | Record<string, unknown> {
  const trimmed = text.trim();
  if (!trimmed.startsWith("{")) return trimmed;
  try {
    return JSON.parse(trimmed) as Record<string, unknown>;
  } catch {
    return trimmed;
  }
}

/** The list with the entry of this name replaced where it stands, or added at the end. */
export function withEntry<T extends { name: string }>(list: readonly T[] | undefined, name: string | null, entry: T): T[] {
  const old = list ?? [];
  return old.some((each) => each.name === name) ? old.map((each) => (each.name === name ? entry : each)) : [...old, entry];
}

export const withoutEntry = <T extends { name: string }>(list: readonly T[] | undefined, name: string): T[] => (list ?? []).filter((each) => each.name !== name);

/** Puts an entry back to where it was. */
export function withEntryAt<T extends { name: string }>(list: readonly T[] | undefined, index: number, entry: T): T[] {
  const rest = withoutEntry(list, entry.name);
  return [...rest.slice(0, index), entry, ...rest.slice(index)];
}

export interface SegmentDraft {
  name: string;
  title: string;
  who: string;
}
export function segmentOf(draft: SegmentDraft, before: Segment | null, language: Language): Segment {
  return { ...before, name: draft.name.trim(), who: predicateOf(draft.who) as Segment["who"], ...titled(draft.title, before?.title as Label | undefined, language) } as Segment;
}

/** Without a title a thing is called by its name. */
function titled(title: string, before: Label | undefined, language: Language): { title?: Label } {
  if (title.trim() === "") return {};
  return { title: withText(before, language, title.trim()) };
}

export interface PersonaDraft {
  name: string;
  title: string;
  segments: string[];
  needs: string;
}
const lines = (text: string) => text.split("\n").map((line) => line.trim()).filter((line) => line !== "");

/** Needs are a line each; a line that was there before keeps its other languages. */
export function personaOf(draft: PersonaDraft, before: Persona | null, language: Language): Persona {
  const known = (before?.needs ?? []) as Label[];
  const needs = lines(draft.needs).map((line) => known.find((label) => (typeof label === "string" ? label : label[language]) === line) ?? { [language]: line });
  return { ...before, name: draft.name.trim(), segments: draft.segments, ...titled(draft.title, before?.title as Label | undefined, language), ...(needs.length > 0 || known.length > 0 ? { needs } : {}) } as Persona;
}

/** Why a draft cannot be saved yet, as the key of a text; null: it can. */
export function faultOfName(name: string, taken: readonly string[], before: string | null): "nameMissing" | "nameTaken" | null {
  if (name.trim() === "") return "nameMissing";
  return name.trim() !== before && taken.includes(name.trim()) ? "nameTaken" : null;
}

/** Personas that stand for a segment: it cannot go while they do. */
export const personasOf = (document: ProfileDocument, segment: string): string[] => (document.personas ?? []).filter((each) => (each.segments as readonly string[]).includes(segment)).map((each) => each.name);

const usualZones = ["Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Macau", "Asia/Singapore", "Asia/Tokyo", "Asia/Seoul", "Asia/Kolkata", "Australia/Sydney", "Europe/London", "Europe/Berlin", "Europe/Paris", "America/New_York", "America/Chicago", "America/Los_Angeles", "UTC"];

/** The usual ones, with the one that is set and the browser's own. */
export const zonesWith = (...others: string[]): string[] => [...new Set([...others.filter((zone) => zone !== ""), ...usualZones])];

/** JSON, or what is wrong with it. */
export function parsed(text: string): { value: unknown } | { fault: string } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { value } : { fault: "{…}" };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

/** A free id for a new marker: mk_1, mk_2 … */
export function freeId(taken: readonly string[]): string {
  for (let n = 1; ; n += 1) if (!taken.includes(`mk_${n}`)) return `mk_${n}`;
}
