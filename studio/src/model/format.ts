// Numbers for people. They come from the server; here they are only written. Nothing known is a dash.
import { localeOf, type Language } from "./language";

const unknown = "–";
type Known = number | null | undefined;

function written(value: Known, language: Language, options: Intl.NumberFormatOptions): string {
  return value === null || value === undefined || !Number.isFinite(value) ? unknown : new Intl.NumberFormat(localeOf[language], options).format(value);
}

export const count = (value: Known, language: Language) => written(value, language, { maximumFractionDigits: 0 });

/** 12.5K, 1.2万 */
export const shortCount = (value: Known, language: Language) => written(value, language, { notation: "compact", maximumFractionDigits: 1 });

/** Of a share from 0 to 1. */
export const percent = (share: Known, language: Language, digits = 1) => written(share, language, { style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits });

export const decimal = (value: Known, language: Language, digits = 1) => written(value, language, { minimumFractionDigits: digits, maximumFractionDigits: digits });

export const signed = (value: Known, language: Language, digits = 1) => written(value, language, { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: "exceptZero" });

export const money = (amount: Known, currency: string, language: Language) => written(amount, language, { style: "currency", currency, notation: "compact", maximumFractionDigits: 1 });

const spans: [number, string][] = [
  [365.25 * 86400, "year"],
  [86400, "day"],
  [3600, "hour"],
  [60, "minute"],
  [1, "second"],
];

/** Of seconds, in the unit that people would use: 9.4 min, 3 days. */
export function duration(seconds: Known, language: Language): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return unknown;
  const [size, unit] = spans.find(([each]) => Math.abs(seconds) >= each) ?? [1, "second"];
  const value = seconds / size;
  const digits = Math.abs(value) < 10 && size > 1 ? 1 : 0;
  return new Intl.NumberFormat(localeOf[language], { style: "unit", unit, unitDisplay: unit === "day" ? "long" : "short", maximumFractionDigits: digits }).format(value);
}

function moment(iso: string | null | undefined, language: Language, options: Intl.DateTimeFormatOptions): string {
  if (iso === null || iso === undefined || iso === "") return unknown;
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : new Intl.DateTimeFormat(localeOf[language], options).format(date);
}

export const day = (iso: string | null | undefined, language: Language, timeZone?: string) => moment(iso, language, { year: "numeric", month: "short", day: "numeric", ...(timeZone ? { timeZone } : {}) });

export const time = (iso: string | null | undefined, language: Language, timeZone?: string) => moment(iso, language, { year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false, ...(timeZone ? { timeZone } : {}) });
