import { expect, test } from "vitest";
import { languages } from "./language";
import type { Texts } from "./texts";

const files = import.meta.glob<{ texts: Texts }>(["../features/*/texts.ts", "../app/texts.ts", "../ui/texts.ts", "./glossary.ts"], { eager: true });
const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((each) => each[1]).sort();

test.each(Object.keys(files))("%s says the same in three languages", (file) => {
  const texts = files[file]?.texts;
  expect(texts, "exports `texts`").toBeDefined();
  if (texts === undefined) return;
  for (const language of languages) {
    expect(Object.keys(texts[language]).sort(), language).toEqual(Object.keys(texts.en).sort());
    for (const [key, text] of Object.entries(texts[language])) {
      expect(text.trim(), `${language}.${key}`).not.toBe("");
      expect(holes(text), `${language}.${key}`).toEqual(holes(texts.en[key] ?? ""));
      if (language !== "en") expect(/[{<]script/.test(text)).toBe(false);
    }
  }
});
