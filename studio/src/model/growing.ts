// Touchpoints that grew just now, by an event, are marked for some seconds: a number of five digits that gets one more
// is not seen otherwise. Those that somebody here made grow (by the phone) are also brought where they can be seen.
import { useSyncExternalStore } from "react";
import type { Observed } from "./api";
import { growthOf } from "./map/growth";

const shownMs = 8000, awaitedMs = 15_000;
const grown = new Map<string, number>();
const watching = new Set<() => void>();
let brought: ReadonlySet<string> = new Set();
let awaitedUntil = 0;

const tell = () => { for (const each of watching) each(); };
const subscribe = (listen: () => void) => {
  watching.add(listen);
  return () => { watching.delete(listen); };
};

function add(id: string, more: number): void {
  const now = (grown.get(id) ?? 0) + more;
  if (now > 0) grown.set(id, now);
  else grown.delete(id);
}

/** What grows next comes from here. */
export const awaitGrowth = () => { awaitedUntil = Date.now() + awaitedMs; };

/** From one live answer to the next, of the same question. */
export function noteGrowth(before: Observed, after: Observed): void {
  const news = growthOf(before, after);
  if (news.size === 0) return;
  for (const [id, more] of news) add(id, more);
  if (Date.now() < awaitedUntil) brought = new Set([...brought, ...news.keys()]);
  tell();
  setTimeout(() => {
    for (const [id, more] of news) add(id, -more);
    tell();
  }, shownMs);
}

/** By how many cases a touchpoint or stage grew just now. */
export const useGrown = (id: string): number => useSyncExternalStore(subscribe, () => grown.get(id) ?? 0);
export const useBrought = (): ReadonlySet<string> => useSyncExternalStore(subscribe, () => brought);
