import { expect, test } from "vitest";
import { acts, after, canDo, isDemo, nobody } from "./model";

test("acts come in order, each once", () => {
  expect(acts.filter((act) => canDo(nobody, act))).toEqual(["follow"]);
  const followed = after(nobody, "follow", "o1");
  expect(followed.customer).toBe("o1");
  expect(acts.filter((act) => canDo(followed, act))).toEqual(["bind"]);
  const bound = after(followed, "bind", "o1");
  expect(acts.filter((act) => canDo(bound, act))).toEqual(["rate"]);
  expect(acts.filter((act) => canDo(after(bound, "rate", "o1"), act))).toEqual([]);
});

test("only the demo company has a phone", () => {
  const source = (name: string) => ({ name, events: 1, imported: "" });
  expect(isDemo({ sources: [source("demo (simulated data)")] })).toBe(true);
  expect(isDemo({ sources: [source("web")] })).toBe(false);
  expect(isDemo({ sources: [], demo: true })).toBe(true);
});
