import { expect, test } from "vitest";
import { edited } from "./edits";
import { addPain, addStage, addTouchpoint, freeId, moveStage, moveStageBefore, moveTouchpoint, remove, rename, showLane, stepTouchpoint } from "./moves";
import { sample } from "./sample.test-data";
import { inOrder, type JourneyDocument } from "./types";

const order = (document: JourneyDocument) => inOrder(document.touchpoints).map((each) => `${each.id}:${each.stage}`).join(" ");
const stages = (document: JourneyDocument) => inOrder(document.stages).map((each) => each.id).join(" ");
function unplaced<T extends { order?: number }>(element: T): T {
  const copy = { ...element };
  delete copy.order;
  return copy;
}
/** As documents may be written, too: the place in the list is the order. */
const unordered: JourneyDocument = {
  ...sample,
  stages: inOrder(sample.stages).map(unplaced),
  touchpoints: sample.touchpoints.map(unplaced),
};

test("a name is changed in the language that is spoken; a blank one is no change", () => {
  expect(rename(sample, "ad", "en", " Advert ")).toEqual([{ path: ["touchpoints", "ad", "label"], value: { en: "Advert", "zh-Hans": "广告" } }]);
  expect(rename(sample, "queue", "en", "Long queue")).toEqual([{ path: ["pains", "queue", "text"], value: "Long queue" }]);
  expect(rename(sample, "ad", "en", "  ")).toEqual([]);
  expect(rename(sample, "nobody", "en", "x")).toEqual([]);
});

test.each([["ordered", sample], ["unordered", unordered]])("a touchpoint goes step by step through its stage and into the next (%s)", (_, document) => {
  let now = edited(document, stepTouchpoint(document, "ad", 1));
  expect(order(now)).toBe("door:see ad:see pay:buy wear:use");
  now = edited(now, stepTouchpoint(now, "ad", 1));
  expect(order(now)).toBe("door:see ad:buy pay:buy wear:use");
  now = edited(now, stepTouchpoint(now, "ad", -1));
  expect(order(now)).toBe("door:see ad:see pay:buy wear:use");
  expect(stepTouchpoint(now, "door", -1)).toEqual([]);
  expect(stepTouchpoint(now, "wear", 1)).toEqual([]);
});

test.each([["ordered", sample], ["unordered", unordered]])("a touchpoint is dropped before another, or last in a stage and channel (%s)", (_, document) => {
  const before = edited(document, moveTouchpoint(document, "wear", { stage: "see", before: "ad" }));
  expect(order(before)).toBe("wear:see ad:see door:see pay:buy");
  const last = edited(document, moveTouchpoint(document, "ad", { stage: "buy", channel: "store", before: null }));
  expect(order(last)).toBe("door:see pay:buy ad:buy wear:use");
  expect(last.touchpoints.find((each) => each.id === "ad")?.channel).toBe("store");
  expect(moveTouchpoint(document, "ad", { stage: "see", channel: "web", before: "door" })).toEqual([]);
});

test.each([["ordered", sample], ["unordered", unordered]])("stages move, and not beyond the ends (%s)", (_, document) => {
  expect(stages(edited(document, moveStage(document, "see", 1)))).toBe("buy see use");
  expect(stages(edited(document, moveStage(document, "use", -1)))).toBe("see use buy");
  expect(stages(edited(document, moveStage(document, "buy", 1)))).toBe("see use buy");
  expect(moveStage(document, "see", -1)).toEqual([]);
  expect(moveStage(document, "use", 1)).toEqual([]);
  expect(stages(edited(document, moveStageBefore(document, "use", "see")))).toBe("use see buy");
  expect(moveStageBefore(document, "see", "buy")).toEqual([]);
});

test("what is added has an id of its own and stands where it was asked for", () => {
  expect(freeId({ ...sample, pains: [{ id: "pa_2", text: "x" }] }, "pains")).toBe("pa_3");
  const touchpoint = addTouchpoint(sample, "see", "store", { en: "Greet" });
  expect(order(edited(sample, touchpoint.edits))).toBe(`ad:see door:see ${touchpoint.id}:see pay:buy wear:use`);
  expect(order(edited(unordered, addTouchpoint(unordered, "see", undefined, "x").edits))).toBe("ad:see door:see tp_5:see pay:buy wear:use");
  expect(stages(edited(sample, addStage(sample, "Loyal").edits))).toBe("see buy use st_4");
  expect(edited(sample, addPain(sample, "ad", "Loud").edits).pains?.at(-1)).toMatchObject({ id: "pa_2", text: "Loud", at: ["ad"] });
});

test("with a touchpoint go its links, with a stage its touchpoints", () => {
  const without = edited(sample, remove(sample, "door"));
  expect(order(without)).toBe("ad:see pay:buy wear:use");
  expect(without.links).toEqual([]);
  expect(order(edited(sample, remove(sample, "see")))).toBe("pay:buy wear:use");
  expect(remove(sample, "nobody")).toEqual([]);
});

test("a lane is shown and hidden by what it shows", () => {
  const hidden = edited(sample, showLane("emotion", false));
  expect(hidden.lanes).toEqual([{ type: "emotion", visible: false }]);
  expect(edited(hidden, showLane("emotion", true)).lanes).toEqual([{ type: "emotion", visible: true }]);
});
