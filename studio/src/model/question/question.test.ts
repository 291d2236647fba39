import { expect, test } from "vitest";
import { asKind, begin, decoded, encoded, faultOf, tidy, toAsk, type Question } from "./question";

test("a question survives its address, whatever it holds", () => {
  const question: Question = { kind: "funnel", steps: ["看商品", { event: "order_paid", where: [["amount", ">=", 100]] }], window: "7d", journey: "jr_鞋" };
  expect(decoded(encoded(question))).toEqual(question);
  expect(encoded(question)).toMatch(/^[\w-]+$/);
  for (const bad of [null, "", "%%%", "e30", btoa("[1]")]) expect(decoded(bad)).toBeNull();
});

test("another kind keeps what both kinds have", () => {
  const funnel: Question = { kind: "funnel", steps: ["a", "b"], window: "7d", period: { from: "2026-01-01" }, by: "channel" };
  const timing = asKind(funnel, "timing", ["x", "y"]);
  expect(timing).toEqual({ kind: "timing", from: "x", to: "y", window: "7d", period: { from: "2026-01-01" }, by: "channel" });
  expect(asKind(timing, "transitions", [])).not.toHaveProperty("window");
});

test("what says nothing is left out, and the map stands for the journey", () => {
  expect(tidy({ kind: "paths", by: "", period: {}, depth: 5 })).toEqual({ kind: "paths", depth: 5 });
  expect(toAsk({ kind: "paths", journey: "j", level: "stage" }, { id: "j" })).toEqual({ kind: "paths", level: "stage", map: { id: "j" } });
  expect(toAsk({ ...begin("variants", []), journey: "j", level: "event" }, { id: "j" })).toEqual({ kind: "variants", limit: 20 });
});

test("a broken text says where", () => {
  const text = '{\n  "kind": funnel\n}';
  try {
    JSON.parse(text);
  } catch (error) {
    expect(faultOf(text, error).line).toBeGreaterThanOrEqual(2);
  }
});
