import { expect, test } from "vitest";
import { isMissingRoute, nextStep } from "./model";

test("steps come in order, and none is skipped", () => {
  expect(nextStep(0, [], true)).toBe(1);
  expect(nextStep(0, [{ revision: 3 }], true)).toBe(1);
  expect(nextStep(9, [], false)).toBe(2);
  expect(nextStep(9, [{ revision: 1 }], true)).toBe(3);
  expect(nextStep(9, [{ revision: 1 }, { revision: 2 }], false)).toBe(4);
  expect(nextStep(9, [{ revision: 2 }], true)).toBe(5);
});

test("a refusal of a file is no missing route", () => {
  expect(isMissingRoute(404, "not_found")).toBe(true);
  expect(isMissingRoute(422, "invalid")).toBe(false);
});
