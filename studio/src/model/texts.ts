// Texts of the studio: each feature brings its own in three languages, with equal keys (texts.test.ts compares them).
import i18next from "i18next";
import { useMemo } from "react";
import { initReactI18next, useTranslation } from "react-i18next";
import { languageOf, languages, type Language } from "./language";

/** {{name}} in a text is filled; "key_one" and "key_other" are chosen by `count`. */
export type Texts<Keys extends string = string> = Record<Language, Record<Keys, string>>;

const stored = "cairn.language";

export async function startTexts(): Promise<void> {
  const chosen = localStorage.getItem(stored);
  await i18next.use(initReactI18next).init({
    lng: languages.find((each) => each === chosen) ?? languageOf(navigator.languages),
    fallbackLng: false,
    supportedLngs: [...languages],
    resources: {},
    interpolation: { escapeValue: false },
    saveMissing: true,
    missingKeyHandler: (language, namespace, key) => {
      console.error(`missing text: ${namespace}.${key} in ${language.join()}`);
    },
    react: { useSuspense: false },
  });
  document.documentElement.lang = i18next.language;
}

/** For this visit only. */
export async function showIn(language: Language): Promise<void> {
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export async function speak(language: Language): Promise<void> {
  localStorage.setItem(stored, language);
  await showIn(language);
}

export const hasChosenLanguage = (): boolean => localStorage.getItem(stored) !== null;

export function useLanguage(): Language {
  return useTranslation().i18n.language as Language;
}

type Fill = Record<string, string | number>;
type Key<T> = T extends Texts<infer Keys> ? (Keys extends `${infer Stem}_${"one" | "other"}` ? Stem | Keys : Keys) : never;
export type Translate<T> = (key: Key<T>, fill?: Fill) => string;

const known = new Set<string>();

/** The texts of a feature in the language that is spoken. `name` is the feature's. */
export function useTexts<T extends Texts>(name: string, texts: T): Translate<T> {
  if (!known.has(name)) {
    known.add(name);
    for (const language of languages) i18next.addResourceBundle(language, name, texts[language]);
  }
  const { t, i18n } = useTranslation(name);
  return useMemo(() => (key, fill) => t(key, fill ?? {}), [t, i18n.language]); // eslint-disable-line react-hooks/exhaustive-deps
}
