import { expect, test } from "vitest";
import type { TouchpointObserved } from "../api";
import { growthOf } from "./growth";

const seen = (cases: Record<string, number>) => ({ touchpoints: Object.entries(cases).map(([id, each]) => ({ id, cases: each }) as TouchpointObserved) });

test("what grew, by how much; what shrank or is new did not", () => {
  expect([...growthOf(seen({ a: 10, b: 20, c: 5 }), seen({ a: 11, b: 20, c: 4, d: 3 }))]).toEqual([["a", 1]]);
});
