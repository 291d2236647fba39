// The three languages, labels in them, and which one is spoken.
export const languages = ["en", "zh-Hans", "zh-Hant"] as const;
export type Language = (typeof languages)[number];

/** A text in some of the languages, or one text for all of them. */
export type Label = string | Partial<Record<Language, string>>;

export const languageNames: Record<Language, string> = { en: "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文" };

/** In the wanted language, else in the one that a reader of it can read best, else in any. */
export function textOf(label: Label | null | undefined, language: Language): string {
  if (label === null || label === undefined) return "";
  if (typeof label === "string") return label;
  const order: Record<Language, Language[]> = {
    en: ["en", "zh-Hans", "zh-Hant"],
    "zh-Hans": ["zh-Hans", "zh-Hant", "en"],
    "zh-Hant": ["zh-Hant", "zh-Hans", "en"],
  };
  return order[language].map((each) => label[each]).find((text) => text !== undefined && text !== "") ?? "";
}

/** A label with a text changed in one language; a plain text stays one. */
export function withText(label: Label | undefined, language: Language, text: string): Label {
  if (label === undefined) return { [language]: text };
  return typeof label === "string" ? text : { ...label, [language]: text };
}

/** What a browser asks for: "zh-TW", "zh-HK" and "zh-Hant" read traditional characters, other Chinese simplified. */
export function languageOf(tags: readonly string[]): Language {
  for (const tag of tags) {
    const lower = tag.toLowerCase();
    if (lower.startsWith("zh")) return /hant|tw|hk|mo/.test(lower) ? "zh-Hant" : "zh-Hans";
    if (lower.startsWith("en")) return "en";
  }
  return "en";
}

/** For Intl and the components, which know regions rather than scripts. */
export const localeOf: Record<Language, string> = { en: "en-US", "zh-Hans": "zh-CN", "zh-Hant": "zh-TW" };
