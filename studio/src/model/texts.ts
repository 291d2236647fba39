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

type Loader = Record<Language, () => Promise<Record<string, string>>>;
const loaders = new Map<string, Loader>();

async function fetchTexts(name: string, loader: Loader, language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, name)) i18next.addResourceBundle(language, name, await loader[language]());
}

/** For a feature with many texts: those of the language that is spoken are loaded, and others when they are chosen. */
export async function loadTexts(name: string, loader: Loader): Promise<void> {
  loaders.set(name, loader);
  await fetchTexts(name, loader, (i18next.language as Language | undefined) ?? "en");
}

/** For this visit only. */
export async function showIn(language: Language): Promise<void> {
  await Promise.all([...loaders].map(([name, loader]) => fetchTexts(name, loader, language)));
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
  return useLoadedTexts<T>(name);
}

/** Of a feature whose texts loadTexts() brings. */
export function useLoadedTexts<T extends Texts>(name: string): Translate<T> {
  const { t, i18n } = useTranslation(name);
  return useMemo(() => (key, fill) => t(key, fill ?? {}), [t, i18n.language]); // eslint-disable-line react-hooks/exhaustive-deps
}
