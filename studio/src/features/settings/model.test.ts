import { expect, test } from "vitest";
import type { ProfileDocument } from "../../model/api";
import { faultOfName, freeId, parsed, personaOf, personasOf, predicateOf, predicateText, segmentOf, withEntry, withEntryAt, withoutEntry, zonesWith } from "./model";

test("a predicate goes to text and back as it was", () => {
  for (const predicate of ["count(paid) >= 2", { event: "paid", count: [">=", 2] }]) expect(predicateOf(predicateText(predicate))).toEqual(predicate);
  expect(predicateOf(' {"event":')).toBe('{"event":');
});

test("an entry keeps its place when it changes, is renamed, or comes back", () => {
  const list = [{ name: "a", n: 1 }, { name: "b", n: 2 }];
  expect(withEntry(list, "a", { name: "z", n: 9 })).toEqual([{ name: "z", n: 9 }, { name: "b", n: 2 }]);
  expect(withEntry(list, null, { name: "c", n: 3 }).map((each) => each.name)).toEqual(["a", "b", "c"]);
  expect(withEntry(undefined, null, { name: "c" })).toEqual([{ name: "c" }]);
  expect(withEntryAt(withoutEntry(list, "a"), 0, list[0] ?? { name: "", n: 0 })).toEqual(list);
});

test("a segment keeps what the form does not show", () => {
  const before = { name: "vip", title: { en: "VIP", "zh-Hans": "贵宾" }, who: "count(paid) >= 2" };
  expect(segmentOf({ name: "vip", title: "Best", who: "count(paid) >= 3" }, before, "en")).toEqual({ name: "vip", title: { en: "Best", "zh-Hans": "贵宾" }, who: "count(paid) >= 3" });
  expect(segmentOf({ name: " new ", title: "", who: "did(paid)" }, null, "en")).toEqual({ name: "new", who: "did(paid)" });
});

test("needs of a persona are lines, and known ones keep their languages", () => {
  const before = { name: "fan", segments: ["vip"], needs: [{ en: "fast", "zh-Hans": "快" }, "cheap"] };
  expect(personaOf({ name: "fan", title: "", segments: ["vip", "new"], needs: "fast\n\n near \ncheap" }, before as never, "en")).toEqual({ name: "fan", segments: ["vip", "new"], needs: [{ en: "fast", "zh-Hans": "快" }, { en: "near" }, "cheap"] });
});

test("names are there and free; a thing may keep its own", () => {
  expect(faultOfName(" ", [], null)).toBe("nameMissing");
  expect(faultOfName("a", ["a"], null)).toBe("nameTaken");
  expect(faultOfName("a", ["a"], "a")).toBe(null);
});

test("who stands for a segment", () => {
  const document = { personas: [{ name: "p", segments: ["s"] }, { name: "q", segments: ["t"] }] } as unknown as ProfileDocument;
  expect(personasOf(document, "s")).toEqual(["p"]);
  expect(personasOf({}, "s")).toEqual([]);
});

test("the zone that is set comes first, once", () => {
  expect(zonesWith("UTC", "").slice(0, 2)).toEqual(["UTC", "Asia/Shanghai"]);
  expect(zonesWith("Asia/Urumqi").filter((zone) => zone === "Asia/Urumqi")).toHaveLength(1);
});

test("a document is an object of JSON", () => {
  expect(parsed('{"a":1}')).toEqual({ value: { a: 1 } });
  expect(parsed("[]")).toHaveProperty("fault");
  expect(parsed("{")).toHaveProperty("fault");
});

test("a free id", () => {
  expect(freeId(["mk_1", "mk_3"])).toBe("mk_2");
});
