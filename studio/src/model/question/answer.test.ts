import { expect, test } from "vitest";
import { behind, cell, rowsOf } from "./answer";

test("rows become objects by the names of columns", () => {
  const columns = [{ name: "step", type: "integer" as const }, { name: "of_all", type: "share" as const }];
  expect(rowsOf({ columns, rows: [[1, 0.5]] })).toEqual([{ step: 1, of_all: 0.5 }]);
});

test("cells by the type of their column", () => {
  expect(cell(0.4104, { name: "x", type: "share" }, "en")).toBe("41.0%");
  expect(cell(["a", "b"], { name: "x", type: "symbols" }, "en")).toBe("a → b");
  expect(cell(null, { name: "x", type: "duration" }, "en")).toBe("–");
  expect(cell(null, { name: "x", type: "text" }, "en")).toBe("–");
});

test("who is behind a row", () => {
  expect(behind("funnel", { step: 2, reached: 7 })).toEqual({ step: 2 });
  expect(behind("transitions", { from: "(other)", to: "(other)" })).toBeNull();
  expect(behind("retention", { cohort: "2026-01-05", lag: 1, group: "web" })).toEqual({ cohort: "2026-01-05", lag: 1, group: "web" });
});
