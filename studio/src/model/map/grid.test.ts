import { expect, test } from "vitest";
import type { Observed } from "../api";
import { channelsUsed, glyphOf } from "./channels";
import { edited } from "./edits";
import { emotionPoints, emotionRuns } from "./emotion";
import { gridOf } from "./grid";
import { showLane } from "./moves";
import { sample } from "./sample.test-data";
import type { Touchpoint } from "./types";

const rows = (zoom: "overview" | "standard" | "detail") => gridOf(sample, undefined, { zoom }).rows.map((each) => each.key);
const many = (count: number): Touchpoint[] => Array.from({ length: count }, (_, i) => ({ id: `t${i}`, label: `T${i}`, stage: "see", order: i, overview: i === 7 }));

test("stages are columns in their order, lanes with content are rows", () => {
  const grid = gridOf(sample, undefined, { zoom: "standard" });
  expect(grid.columns.map((each) => each.stage.id)).toEqual(["see", "buy", "use"]);
  expect(rows("standard")).toEqual(["numbers", "action", "channel:web", "channel:store", "channel:", "emotion", "pain", "opportunity"]);
  const wider = edited(sample, [...showLane("backstage", true), ...showLane("action", false)]);
  const shown = gridOf(wider, undefined, { zoom: "standard" }).rows.map((each) => each.key);
  expect(shown).toContain("backstage");
  expect(shown).not.toContain("action");
});

test("a stage shows five, those of the overview and the busiest first, and says how many more there are", () => {
  const document = { ...sample, touchpoints: many(9) };
  const observed = { touchpoints: many(9).map((each, i) => ({ id: each.id, cases: i === 0 ? 99 : i })) } as unknown as Observed;
  const [column] = gridOf(document, observed, { zoom: "standard" }).columns;
  expect(column?.shown.map((each) => each.id)).toEqual(["t0", "t5", "t6", "t7", "t8"]);
  expect(column?.hidden).toBe(4);
  expect(gridOf(document, observed, { zoom: "standard", unfolded: new Set(["see"]) }).columns[0]?.hidden).toBe(0);
  expect(gridOf(document, observed, { zoom: "overview" }).columns[0]?.shown.map((each) => each.id)).toEqual(["t7"]);
});

test("the detail is one stage with all of it", () => {
  const grid = gridOf({ ...sample, touchpoints: many(9) }, undefined, { zoom: "detail", stage: "see" });
  expect(grid.columns).toHaveLength(1);
  expect(grid.columns[0]?.shown).toHaveLength(9);
});

test("a channel filter leaves only its touchpoints", () => {
  const { columns } = gridOf(sample, undefined, { zoom: "standard", channel: "store" });
  expect(columns.flatMap((each) => each.shown.map(({ id }) => id))).toEqual(["door", "pay"]);
});

test("channels in the order in which customers meet them, each with its sign", () => {
  expect(channelsUsed(sample.touchpoints)).toEqual(["web", "store", ""]);
  expect(glyphOf("store", undefined)).toBe("offline");
  expect(glyphOf("miniprogram", { id: "miniprogram", kind: "online" })).toBe("wechat");
  expect(glyphOf("web", { id: "web", kind: "online" })).toBe("online");
  expect(glyphOf("web", undefined, true)).toBe("external");
});

test("the curve breaks where too few answered and over a stage of which nothing is known", () => {
  const grid = gridOf(sample, undefined, { zoom: "standard" });
  const feeling = (id: string, score: number | null) => ({ id, mark: score === null ? ("none" as const) : ("observed" as const), score, low: score, high: score, n: 40, min_n: 30 });
  const all = emotionPoints(grid.columns, [feeling("ad", 1), feeling("door", 0), feeling("pay", -1), feeling("wear", 2)]);
  expect(all.map((each) => each.x)).toEqual([0.25, 0.75, 1.5, 2.5]);
  expect(emotionRuns(all)).toHaveLength(1);
  const few = emotionPoints(grid.columns, [feeling("ad", 1), feeling("door", null), feeling("pay", -1)]);
  expect(emotionRuns(few).map((run) => run.map((each) => each.touchpoint.id))).toEqual([["ad"], ["pay"]]);
  const skipping = emotionPoints(grid.columns, [feeling("door", 1), feeling("wear", 0)]);
  expect(emotionRuns(skipping.filter((each) => each.touchpoint.id !== "ad"))).toHaveLength(2);
});

test("without data a map says what was set by hand, as assumed", () => {
  const [point] = emotionPoints(gridOf(sample, undefined, { zoom: "standard" }).columns, undefined);
  expect(point).toMatchObject({ mark: "assumed", score: 1 });
});
