import { expect, test } from "vitest";
import { edited, type Edit } from "./edits";
import { measuredKey } from "./measured";
import { rename, stepTouchpoint } from "./moves";
import { sample } from "./sample.test-data";

const after = (edits: Edit[]) => measuredKey(edited(sample, edits));

test("words leave the numbers as they are", () => {
  const before = measuredKey(sample);
  expect(after(rename(sample, "pay", "en", "Till"))).toBe(before);
  expect(after(rename(sample, "queue", "en", "Long"))).toBe(before);
  expect(after([{ path: ["touchpoints", "pay", "thought"], value: ["Dear"] }])).toBe(before);
  expect(after([{ path: ["title"], value: "x" }])).toBe(before);
});

test("bindings, places and how a pain is counted do not", () => {
  const before = measuredKey(sample);
  expect(after([{ path: ["touchpoints", "pay", "bind", "on"], value: "event = x" }])).not.toBe(before);
  expect(after(stepTouchpoint(sample, "ad", 1))).not.toBe(before);
  expect(after([{ path: ["pains", "queue", "kind"], value: "wait" }])).not.toBe(before);
  expect(after([{ path: ["case"], value: { by: "session", gap: "P7D" } }])).not.toBe(before);
});
