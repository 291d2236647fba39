import { expect, test } from "vitest";
import type { JourneyRow } from "../../model/api";
import { byFamily, byStatus, emptyDocument, expiryIn, formatOf, hasExpired, importOf, isStale, matches, nextStatuses, ownersOf } from "./model";

const row = (id: string, more: Partial<JourneyRow> = {}): JourneyRow => ({
  id, title: { en: `Title ${id}`, "zh-Hans": `标题${id}` }, basis: "as-is", status: "draft", revision: 1, author: "Lin", at: "2026-06-01T00:00:00Z", note: "", derived_from: null, goal: null, personas: 0, stages: 1, touchpoints: 1, pains: 0, open_tasks: 0, open_comments: 0, ...more,
});
const from = (id: string) => ({ derived_from: { id, revision: 1 } });
const ids = (groups: { rows: JourneyRow[] }[]) => groups.map((group) => group.rows.map((each) => each.id));

test("groups by status begin with what holds, and none is empty", () => {
  const groups = byStatus([row("a"), row("b", { status: "published" }), row("c"), row("d", { status: "in-review" })]);
  expect(groups.map((each) => each.key)).toEqual(["published", "in-review", "draft"]);
  expect(ids(groups)).toEqual([["b"], ["d"], ["a", "c"]]);
});

test("a family is a journey with all that comes from it, the origin first", () => {
  expect(ids(byFamily([row("to-be", from("as-is")), row("as-is"), row("later", from("to-be")), row("alone", from("gone"))]))).toEqual([["as-is", "to-be", "later"], ["alone"]]);
});

test("journeys that come from each other do not hang it", () => {
  expect(ids(byFamily([row("a", from("b")), row("b", from("a"))])).flat().sort()).toEqual(["a", "b"]);
});

test("words are looked for in the language that is spoken", () => {
  expect(matches(row("x"), "标题", "zh-Hans")).toBe(true);
  expect(matches(row("x"), "标题", "en")).toBe(false);
  expect(matches(row("x"), "title LIN", "en")).toBe(true);
  expect(matches(row("x"), "", "en")).toBe(true);
});

test("half a year without a change is stale, what was put away is not", () => {
  const now = new Date("2026-12-15T00:00:00Z");
  expect(isStale(row("a"), now)).toBe(true);
  expect(isStale(row("a", { at: "2026-07-01T00:00:00Z" }), now)).toBe(false);
  expect(isStale(row("a", { status: "archived" }), now)).toBe(false);
});

test("every status but the archive leads somewhere, and back to a draft", () => {
  expect(nextStatuses("draft")).toEqual(["in-review"]);
  for (const status of ["in-review", "approved", "published"] as const) expect(nextStatuses(status)).toContain("draft");
  expect(nextStatuses("archived")).toEqual([]);
});

test("owners are counted over stages and touchpoints", () => {
  expect(ownersOf({ stages: [{ owner: "retail" }, {}], touchpoints: [{ owner: "crm" }, { owner: "crm" }, { owner: "" }] })).toEqual(["crm", "retail"]);
});

test("the format follows the name, else how the text begins", () => {
  expect(formatOf("map.xlsx", "")).toBe("xlsx");
  expect(formatOf("MAP.CSV", "")).toBe("csv");
  expect(formatOf("notes.md", "```mermaid\njourney\n title x")).toBe("mermaid");
  expect(formatOf("notes.txt", "%% a comment\njourney\n")).toBe("mermaid");
  expect(formatOf("notes.txt", "journeys we like")).toBe(null);
  expect(formatOf("file", ' {"schema":')).toBe("json");
  expect(formatOf("picture.png", "\u0089PNG")).toBe(null);
});

test("tables travel as bytes, documents as text", () => {
  expect(importOf("a.csv", new Uint8Array([0xbd, 0xd7]))).toEqual({ format: "csv", name: "a.csv", title: "a", base64: "vdc=" });
  expect(importOf("a.mmd", new TextEncoder().encode("journey"))).toEqual({ format: "mermaid", name: "a.mmd", title: "a", text: "journey" });
  expect(importOf("a.png", new Uint8Array([1]))).toBe(null);
});

test("an empty map has one stage with one touchpoint", () => {
  const { stages, touchpoints } = emptyDocument("T", "S", "P", "zh-Hant");
  expect(touchpoints[0]?.stage).toBe(stages[0]?.id);
  expect(stages[0]?.label).toEqual({ "zh-Hant": "S" });
});

test("links end after their days, or never", () => {
  const now = new Date("2026-01-01T00:00:00Z");
  expect(expiryIn(7, now)).toBe("2026-01-08T00:00:00.000Z");
  expect(expiryIn(0, now)).toBe(null);
  expect(hasExpired("2026-01-01T00:00:00Z", now)).toBe(true);
  expect(hasExpired(null, now)).toBe(false);
});
