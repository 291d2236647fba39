import { expect, test } from "vitest";
import { count, duration, percent, shortCount, signed } from "./format";

test("nothing known is a dash", () => {
  for (const value of [null, undefined, Number.NaN]) {
    expect(count(value, "en")).toBe("–");
    expect(percent(value, "en")).toBe("–");
    expect(duration(value, "zh-Hans")).toBe("–");
  }
});

test("numbers in each language", () => {
  expect(count(12480, "en")).toBe("12,480");
  expect(percent(0.4123, "zh-Hans")).toBe("41.2%");
  expect(shortCount(12480, "zh-Hans")).toBe("1.2万");
  expect(shortCount(12480, "zh-Hant")).toBe("1.2萬");
  expect(signed(1.25, "en")).toBe("+1.3");
});

test("durations in the unit that people would use", () => {
  expect(duration(564, "en")).toBe("9.4 min");
  expect(duration(45, "en")).toBe("45 sec");
  expect(duration(3 * 86400, "zh-Hans")).toBe("3天");
  expect(duration(0, "en")).toBe("0 sec");
});
