// Sources as data: days summed up, what a source needs to send, and the words of refusals. Pure.
import type { RefusedCount, Source, SourceDay, SourceKind } from "../../model/api";

export interface SourceTotal {
  events: number;
  orders: number;
  /** Mean over events; null: nothing came. */
  lag_seconds: number | null;
  longest_gap_hours: number;
  /** Days on which the books say something else. */
  unequal_days: number;
  last_day: string | null;
}

const isUnequal = (day: SourceDay) => Object.values(day.difference ?? {}).some((value) => Math.abs(value) > 1e-6);

export function totalOf(days: SourceDay[]): SourceTotal {
  const events = days.reduce((sum, day) => sum + day.events, 0);
  const lag = days.reduce((sum, day) => sum + (day.lag_seconds ?? 0) * day.events, 0);
  return {
    events,
    orders: days.reduce((sum, day) => sum + day.orders, 0),
    lag_seconds: events > 0 ? lag / events : null,
    longest_gap_hours: Math.max(0, ...days.map((day) => day.longest_gap_hours)),
    unequal_days: days.filter(isUnequal).length,
    last_day: days.filter((day) => day.events > 0).map((day) => day.day).sort().at(-1) ?? null,
  };
}

/** Live sources, and those whose events came in files: these have days, but no key. */
export function namesOf(sources: Source[], days: SourceDay[]): { name: string; source: Source | null }[] {
  const live = sources.map((source) => ({ name: source.name, source }));
  const files = [...new Set(days.map((day) => day.source))].filter((name) => !sources.some((source) => source.name === name));
  return [...live, ...files.map((name) => ({ name, source: null }))];
}

const dayMs = 86_400_000;
const dayName = (time: number) => new Date(time).toISOString().slice(0, 10);

/** The days up to that of the newest event (without one: today) in a time zone; `to` is the day after it, as the server wants it. */
export function periodUpTo(newest: string | null, days: number, now: Date, timeZone: string): { from: string; to: string } {
  const local = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(newest === null ? now : new Date(newest));
  const last = Date.parse(local);
  return { from: dayName(last - (days - 1) * dayMs), to: dayName(last + dayMs) };
}

/** One entry a day of the period, days without events as well. */
export function filled(days: SourceDay[], { from, to }: { from: string; to: string }): { day: string; found: SourceDay | null }[] {
  const known = new Map(days.map((day) => [day.day, day]));
  const all: { day: string; found: SourceDay | null }[] = [];
  for (let at = Date.parse(from); at < Date.parse(to); at += dayMs) all.push({ day: dayName(at), found: known.get(dayName(at)) ?? null });
  return all;
}

/** How high bars are, 0 to 1; the largest is 1. */
export function heights(values: number[]): number[] {
  const largest = Math.max(0, ...values);
  return values.map((value) => (largest > 0 ? value / largest : 0));
}

export type SnippetName = "curl" | "segmentWeb" | "segmentNode" | "posthogWeb" | "sensorsWeb" | "sensorsMini" | "webhook" | "wechat" | "folder";
export interface Snippet {
  name: SnippetName;
  text: string;
}

/** What to paste where, so that a source of this kind sends to this server. */
export function snippetsOf(kind: SourceKind, key: string, server: string): Snippet[] {
  if (kind === "webhook") return [{ name: "webhook", text: `${server}/hooks/${key}` }];
  if (kind === "wechat") return [{ name: "wechat", text: `${server}/wechat/${key}` }];
  if (kind === "folder") return [{ name: "folder", text: "" }];
  return [
    { name: "curl", text: `curl -u ${key}: ${server}/v1/track \\\n  -H 'Content-Type: application/json' \\\n  -d '{"userId": "u1", "event": "Product Viewed", "properties": {"sku": "S-01"}}'` },
    { name: "segmentWeb", text: `import { AnalyticsBrowser } from "@segment/analytics-next";\n\nconst analytics = AnalyticsBrowser.load({ writeKey: "${key}", cdnURL: "${server}" });\nanalytics.track("Product Viewed", { sku: "S-01" });` },
    { name: "segmentNode", text: `import { Analytics } from "@segment/analytics-node";\n\nconst analytics = new Analytics({ writeKey: "${key}", host: "${server}" });\nanalytics.track({ userId: "u1", event: "Order Completed", properties: { order_id: "A1", revenue: 199, currency: "CNY" } });` },
    { name: "posthogWeb", text: `import posthog from "posthog-js";\n\nposthog.init("${key}", { api_host: "${server}" });\nposthog.capture("product_view", { sku: "S-01" });` },
    { name: "sensorsWeb", text: `sensors.init({ server_url: "${server}/sa?project=${key}", send_type: "beacon" });\nsensors.track("ProductView", { sku: "S-01" });` },
    { name: "sensorsMini", text: `sensors.setPara({ server_url: "${server}/sa?project=${key}" });\nsensors.init();\nsensors.track("ProductView", { sku: "S-01" });` },
  ];
}

/** "wk_46is…kzmeit" with the middle hidden. */
export const masked = (key: string) => (key.length <= 8 ? "•".repeat(key.length) : `${key.slice(0, 3)}${"•".repeat(10)}${key.slice(-3)}`);

/** By reason over all sources, the most frequent first. */
export function reasonsOf(counts: RefusedCount[], source: string): { reason: string; items: number; times: number }[] {
  const sums = new Map<string, { reason: string; items: number; times: number }>();
  for (const each of counts) {
    if (source !== "" && each.source !== source) continue;
    const sum = sums.get(each.reason) ?? { reason: each.reason, items: 0, times: 0 };
    sums.set(each.reason, { reason: each.reason, items: sum.items + each.items, times: sum.times + each.times });
  }
  return [...sums.values()].sort((a, b) => b.items - a.items || a.reason.localeCompare(b.reason));
}

/** Laid out for reading where it is JSON; anything else as it came. */
export function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** What is wrong with a repaired text before it is sent, as the place in it; null: it is JSON. Other texts than JSON are the server's to judge. */
export function faultOf(text: string, original: string): string | null {
  const looksLikeJson = /^\s*[{[]/.test(original) || /^\s*[{[]/.test(text);
  if (!looksLikeJson) return null;
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
