import { expect, test } from "vitest";
import { bandPath, curveParts, curvePath } from "./curve";

test("one part between each two points, and each begins where the last ended", () => {
  const parts = curveParts([{ x: 0, y: 0 }, { x: 10, y: 20 }, { x: 20, y: 20 }, { x: 30, y: 5 }]);
  expect(parts).toHaveLength(3);
  const ends = parts.map((part) => part.split(/[ C]/).at(-1));
  expect(parts.slice(1).map((part) => part.slice(1).split("C")[0])).toEqual(ends.slice(0, -1));
});

test("it never goes beyond the points", () => {
  const path = curveParts([{ x: 0, y: 0 }, { x: 10, y: 100 }, { x: 20, y: 100 }, { x: 30, y: 0 }]).join(" ");
  const ys = [...path.matchAll(/,(-?[\d.]+)/g)].map((each) => Number(each[1]));
  expect(Math.min(...ys)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...ys)).toBeLessThanOrEqual(100);
});

test("a point alone is no line, and two make a straight one", () => {
  expect(curveParts([{ x: 3, y: 4 }])).toEqual([]);
  expect(curveParts([])).toEqual([]);
  expect(curveParts([{ x: 0, y: 0 }, { x: 4, y: 4 }])).toEqual(["M0,0L4,4"]);
  expect(bandPath([{ x: 0, low: 0, high: 1 }])).toBe("");
  expect(bandPath([{ x: 0, low: 0, high: 1 }, { x: 2, low: 0, high: 1 }])).not.toBe("");
  expect(curvePath([{ x: 0, y: 0 }, { x: 4, y: 4 }])).toBe("M0,0L4,4");
});
