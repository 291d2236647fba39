import { expect, test } from "vitest";
import type { StageObserved, TouchpointObserved } from "../api";
import { growthOf } from "./growth";

const seen = (cases: Record<string, number>, entered: Record<string, number> = {}) => ({
  touchpoints: Object.entries(cases).map(([id, each]) => ({ id, cases: each }) as TouchpointObserved),
  stages: Object.entries(entered).map(([id, each]) => ({ id, entered: each }) as StageObserved),
});

test("what grew, by how much; what shrank or is new did not", () => {
  expect([...growthOf(seen({ a: 10, b: 20, c: 5 }, { s: 7 }), seen({ a: 11, b: 20, c: 4, d: 3 }, { s: 9 }))]).toEqual([["a", 1], ["s", 2]]);
});
