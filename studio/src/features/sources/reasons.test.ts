/// <reference types="node" />
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { languages } from "../../model/language";
import { reasonName, reasons, reasonWhy } from "./reasons";

const server = readFileSync("../src/collect/refused.cc", "utf8");

test("every reason that the server explains has a name and words in each language, and no other is known", () => {
  const known = [...server.slice(server.indexOf("explain_refusal(std::string_view reason) {")).matchAll(/\{"([a-z-]+)",\s*"/g)].map((each) => each[1] ?? "");
  expect(known.length).toBeGreaterThan(10);
  expect(Object.keys(reasons).sort()).toEqual([...known].sort());
});

test("names and explanations", () => {
  for (const language of languages) expect(reasonName("missing-id", language)).not.toBe("missing-id");
  expect(reasonWhy("missing-id", "An event needs somebody.", "en")).toBe("An event needs somebody.");
  expect(reasonWhy("missing-id", "An event needs somebody.", "zh-Hant")).toContain("guest");
  expect(reasonName("new-one", "en")).toBe("new-one");
  expect(reasonWhy("new-one", "What it means.", "zh-Hans")).toBe("What it means.");
});
