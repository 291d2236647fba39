import { expect, test } from "vitest";
import { badgesOf, overlay } from "./deviations";
import { predicateOf, predicateText } from "./predicate";
import { askAddress, dwellQuestion, stageQuestion, touchpointQuestion } from "./questions";
import { linesOf, monthsOf, placeOf, spanOf } from "./ribbon";
import { sample } from "./sample.test-data";
import { againstOf, filtersOf, lastDays, searchOf, viewOf } from "./view";

test("a view goes into the address and comes back", () => {
  const search = "view=difference&zoom=detail&from=2026-01-01&to=2026-01-31&segment=vip&persona=pe&channel=web&against=last_year&stage=buy&open=pay&revision=3&present=1";
  expect(searchOf(viewOf(search))).toBe(search);
  expect(searchOf(viewOf(""))).toBe("");
  expect(viewOf("view=nonsense&zoom=no&revision=-1")).toEqual({ side: "actual", zoom: "standard" });
});

test("filters end before the day after their last", () => {
  expect(filtersOf(viewOf("from=2026-01-01&to=2026-01-31&segment=vip"))).toEqual({ period: { from: "2026-01-01", to: "2026-02-01" }, segment: "vip" });
  expect(filtersOf(viewOf("period=618-2026&from=2026-01-01"))).toEqual({ period: "618-2026" });
  expect(filtersOf(viewOf(""))).toEqual({});
});

test("what the numbers are held against", () => {
  expect(againstOf(viewOf("period=618-2026&against=last_year"))).toEqual({ period: "618-2026", last_year: true });
  expect(againstOf(viewOf("from=2026-01-11&to=2026-01-20&against=before"))).toEqual({ period: { from: "2026-01-01", to: "2026-01-11" } });
  expect(againstOf(viewOf("persona=a&channel=web&against=persona:b"))).toEqual({ persona: "b", channel: "web" });
  expect(againstOf(viewOf("against=journey:jr_2"))).toBeUndefined();
  expect(lastDays("2026-03-01T10:00:00Z", 30)).toEqual({ from: "2026-01-31", to: "2026-03-01" });
});

test("predicates as people write them", () => {
  expect(predicateText({ event: "paid" })).toBe("event = paid");
  expect(predicateText({ event: ["paid", "won"], where: [["amount", ">=", 100], ["order no", "is missing"]] })).toBe("event in (paid, won) and amount >= 100 and `order no` is missing");
  expect(predicateText({ all: [{ event: "paid" }, { any: [{ where: [["city", "=", "Hong Kong"]] }, { where: [["channel", "in", ["app", "web"]]] }] }] })).toBe("event = paid and (city = 'Hong Kong' or channel in (app, web))");
  expect(predicateText({ not: { where: [["channel", "is missing"]] } })).toBe("not (channel is missing)");
  expect(predicateText("event = paid")).toBe("event = paid");
  expect(predicateText(undefined)).toBe("");
  expect(predicateText({ strange: 1 })).toBe('{"strange":1}');
  expect(predicateOf(' {"event":"paid"} ')).toEqual({ event: "paid" });
  expect(predicateOf(" event = paid ")).toBe("event = paid");
  expect(() => predicateOf("{")).toThrow();
});

test("the question behind a number", () => {
  expect(stageQuestion(sample, "see", { period: { from: "2026-01-01" } })).toEqual({ kind: "funnel", period: { from: "2026-01-01" }, steps: [{ any: [{ event: "ad" }, "event = enter"] }, { event: ["paid", "receipt"] }] });
  expect(dwellQuestion(sample, "see", {})).toMatchObject({ kind: "timing", to: { event: ["paid", "receipt"] } });
  expect(dwellQuestion(sample, "buy", {})).toBeNull();
  expect(stageQuestion(sample, "use", {})).toBeNull();
  const [ad, , , wear] = sample.touchpoints;
  expect(ad && touchpointQuestion(sample, ad, {})).toEqual({ kind: "paths", start: { event: "ad" }, depth: 5 });
  expect(wear && touchpointQuestion(sample, wear, {})).toBeNull();
  expect(JSON.parse(new URLSearchParams(askAddress("jr", { kind: "paths" }).split("?")[1]).get("question") ?? "")).toEqual({ kind: "paths" });
});

test("badges where a hundredth or more differ", () => {
  const none = { cases: 0, share: 0 };
  expect(badgesOf({ id: "pay", missing: { cases: 5, share: 0.2 }, ad_hoc: { cases: 1, share: 0.001 }, out_of_order: none, failed: none })).toEqual([{ kind: "missing", cases: 5, share: 0.2 }]);
  expect(badgesOf(undefined)).toEqual([]);
  const { added, gone } = overlay([{ id: "a" }, { id: "b" }], [{ id: "b" }, { id: "c" }]);
  expect([[...added], [...gone]]).toEqual([["a"], ["c"]]);
});

test("flags stand at their day, none over another", () => {
  const span = spanOf("2026-01-01T00:00:00Z", "2026-01-11T00:00:00Z");
  expect(placeOf("2026-01-06", span)).toBe(0.5);
  expect(placeOf("2026-02-06", span)).toBeNull();
  expect(monthsOf(spanOf("2026-01-15T00:00:00Z", "2026-04-10T00:00:00Z"))).toEqual(["2026-02-01", "2026-03-01", "2026-04-01"]);
  expect(monthsOf(spanOf("2023-01-15T00:00:00Z", "2026-04-10T00:00:00Z")).every((each) => /-(01|04|07|10)-01$/.test(each))).toBe(true);
  expect(monthsOf(spanOf("", ""))).toEqual([]);
  expect(linesOf([0, 0.05, 0.08, 0.2], 0.1)).toEqual([0, 1, 2, 0]);
});
