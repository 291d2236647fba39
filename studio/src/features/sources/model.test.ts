import { expect, test } from "vitest";
import type { Source, SourceDay } from "../../model/api";
import { faultOf, filled, heights, masked, namesOf, periodUpTo, readable, reasonsOf, snippetsOf, totalOf } from "./model";

const day = (name: string, more: Partial<SourceDay> = {}): SourceDay => ({ source: "web", day: name, events: 10, orders: 1, net_sales: { CNY: 5 }, lag_seconds: 2, longest_gap_hours: 0, ...more });

test("a total weighs lag by events and counts days that the books deny", () => {
  const total = totalOf([day("2026-01-01"), day("2026-01-02", { events: 30, lag_seconds: 6, longest_gap_hours: 4, difference: { orders: -1 } }), day("2026-01-03", { events: 0, lag_seconds: null, difference: { orders: 0 } })]);
  expect(total).toEqual({ events: 40, orders: 3, lag_seconds: 5, longest_gap_hours: 4, unequal_days: 1, last_day: "2026-01-02" });
});

test("of nothing there is no lag and no last day", () => {
  expect(totalOf([])).toEqual({ events: 0, orders: 0, lag_seconds: null, longest_gap_hours: 0, unequal_days: 0, last_day: null });
});

test("files are sources without a key, each once", () => {
  const live = { name: "web" } as Source;
  expect(namesOf([live], [day("2026-01-01"), day("2026-01-01", { source: "old.csv" }), day("2026-01-02", { source: "old.csv" })])).toEqual([{ name: "web", source: live }, { name: "old.csv", source: null }]);
});

test("a period ends with the newest event, not in the empty years after it", () => {
  const now = new Date("2026-11-23T12:00:00Z");
  const period = periodUpTo("2026-09-30T15:57:28Z", 30, now, "Asia/Shanghai");
  expect(period).toEqual({ from: "2026-09-01", to: "2026-10-01" });
  expect(filled([], period)).toHaveLength(30);
  expect(periodUpTo("2026-09-30T16:10:00Z", 1, now, "Asia/Shanghai")).toEqual({ from: "2026-10-01", to: "2026-10-02" });
  expect(periodUpTo(null, 7, now, "UTC")).toEqual({ from: "2026-11-17", to: "2026-11-24" });
});

test("days without events are days as well", () => {
  expect(filled([day("2026-01-02")], { from: "2026-01-01", to: "2026-01-04" }).map(({ day: name, found }) => [name, found?.events ?? null])).toEqual([["2026-01-01", null], ["2026-01-02", 10], ["2026-01-03", null]]);
});

test("bars are of the largest, and none of nothing", () => {
  expect(heights([1, 4])).toEqual([0.25, 1]);
  expect(heights([0, 0])).toEqual([0, 0]);
});

test("every snippet holds the key and this server", () => {
  for (const kind of ["sdk", "webhook", "wechat"] as const)
    for (const { text, name } of snippetsOf(kind, "wk_1", "https://a.example")) {
      expect(text, name).toContain("wk_1");
      expect(text, name).toContain("a.example");
    }
});

test("a hidden key shows neither itself nor its length", () => {
  expect(masked("wk_46isks65kl63y6ejbp2tuvsxfxkrmeit")).toBe("wk_••••••••••eit");
  expect(masked("short")).toBe("•••••");
});

test("reasons add up over sources", () => {
  const count = (source: string, reason: string, items: number) => ({ source, reason, items, times: items * 2, last: "" });
  const counts = [count("a", "bad-time", 1), count("b", "bad-time", 2), count("b", "missing-id", 9)];
  expect(reasonsOf(counts, "")).toEqual([{ reason: "missing-id", items: 9, times: 18 }, { reason: "bad-time", items: 3, times: 6 }]);
  expect(reasonsOf(counts, "a")).toEqual([{ reason: "bad-time", items: 1, times: 2 }]);
});

test("JSON is laid out, the rest stays; a fault of JSON is told before it is sent", () => {
  expect(readable('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(readable("<xml/>")).toBe("<xml/>");
  expect(faultOf('{"a":}', "{}")).not.toBe(null);
  expect(faultOf('{"a":1}', "{}")).toBe(null);
  expect(faultOf("<xml>", "<xml/>")).toBe(null);
});
