// Touchpoints that grew just now, by an event, are marked for some seconds: a number of five digits that gets one more
// is not seen otherwise.
import { useCallback, useSyncExternalStore } from "react";
import type { Observed } from "../../model/api";
import { growthOf } from "../../model/map/growth";

const shownMs = 8000;
const grown = new Map<string, number>();
const watching = new Set<() => void>();
const tell = () => { for (const each of watching) each(); };

function add(id: string, more: number): void {
  const left = (grown.get(id) ?? 0) + more;
  if (left > 0) grown.set(id, left);
  else grown.delete(id);
}

/** From one live answer to the next, of the same question. */
export function noteGrowth(before: Observed, after: Observed): void {
  const news = growthOf(before, after);
  if (news.size === 0) return;
  for (const [id, more] of news) add(id, more);
  tell();
  setTimeout(() => {
    for (const [id, more] of news) add(id, -more);
    tell();
  }, shownMs);
}

/** By how many cases this touchpoint grew just now. */
export function useGrown(id: string): number {
  const subscribe = useCallback((listen: () => void) => {
    watching.add(listen);
    return () => { watching.delete(listen); };
  }, []);
  return useSyncExternalStore(subscribe, () => grown.get(id) ?? 0);
}
