import { expect, test } from "vitest";
import { bands, happening, spoken } from "./timeline";

test("what follows in the same stage is one band", () => {
  const rows = ["buy", "buy", "use", "buy"].map((stage, at) => happening({ time: `2026-01-0${at + 1}T00:00:00Z`, event: "e", stage, amount: 5, properties: { a: 1 } }, at));
  expect(bands(rows).map(({ stage, happenings }) => [stage, happenings.length])).toEqual([["buy", 2], ["use", 1], ["buy", 1]]);
  expect(bands([])).toEqual([]);
  expect(rows[0]).toMatchObject({ amount: 5, currency: "", properties: { a: 1 }, touchpoint: "" });
});

test("an identifier as it is asked for", () => {
  expect(spoken({ kind: "phone", value: "138" })).toBe("phone=138");
  expect(spoken({ kind: "", value: "C1" })).toBe("C1");
});
