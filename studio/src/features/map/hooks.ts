// Where the map's data come from: the address, the journey with what is edited, the numbers and their changes.
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { useLocation, useSearch } from "wouter";
import { conformance, editJourney, journey, observe, observeFollowPath, type JourneyRevision, type Observed, type Of } from "../../model/api";
import { noteGrowth } from "../../model/growing";
import { author } from "../../model/author";
import { follow } from "../../model/http";
import { loadTexts, useLoadedTexts, type Translate } from "../../model/texts";
import { Editing, type EditingState } from "../../model/map/editing";
import { againstOf, filtersOf, searchOf, viewOf, type View } from "../../model/map/view";
import type { texts } from "./texts";

await loadTexts("map", {
  en: () => import("./texts.en").then(({ en }) => en),
  "zh-Hans": () => import("./texts.hans").then(({ hans }) => hans),
  "zh-Hant": () => import("./texts.hant").then(({ hant }) => hant),
});
export type MapTexts = Translate<typeof texts>;
export const useT = (): MapTexts => useLoadedTexts<typeof texts>("map");

export type SetView = (change: { [Key in keyof View]?: View[Key] | undefined }) => void;

/** The view of the address. Opening an element is no step back in the browser's history; the rest is. */
export function useView(): [View, SetView] {
  const search = useSearch();
  const [, navigate] = useLocation();
  const view = useMemo(() => viewOf(search), [search]);
  const setView = useCallback<SetView>((change) => {
    const next = { ...viewOf(location.search), ...change } as View;
    const query = searchOf(next);
    navigate(`${location.pathname}${query === "" ? "" : `?${query}`}`, { replace: Object.keys(change).every((key) => key === "open") });
  }, [navigate]);
  return [view, setView];
}

/** The width of the column of row heads. */
export const rowHeadPx = 128;

const lookMs = 15_000;

/** The journey as the server has it, looked at again now and then: others edit it, too. */
export const useJourney = (id: string, revision?: number) =>
  useQuery({ queryKey: ["journey", id, revision ?? "head"], queryFn: () => journey(id, revision), ...(revision === undefined ? { refetchInterval: lookMs } : { staleTime: Infinity }) });

export function useEditing(kept: JourneyRevision): [EditingState, Editing] {
  const { id } = kept;
  const [editing] = useState(() => new Editing((base, changes) => editJourney(id, { base, changes, author: author() }), kept));
  const state = useSyncExternalStore(editing.listen, editing.state);
  useEffect(() => { editing.newer(kept.revision, kept.document); }, [editing, kept]);
  const queries = useQueryClient();
  const isAhead = state.revision > kept.revision && !state.saving;
  useEffect(() => { if (isAhead) void queries.invalidateQueries({ queryKey: ["journey", id] }); }, [isAhead, queries, id, state.revision]);
  return [state, editing];
}

/** The numbers of a journey in a view. `measured`: what they are counted by (measuredKey). `live`: they are followed, and change by themselves. */
export function useObserved(of: Of, measured: string, view: View) {
  const queries = useQueryClient();
  const filters = useMemo(() => filtersOf(view), [view]);
  const against = useMemo(() => againstOf(view), [view]);
  const asked = JSON.stringify({ filters, against });
  const key = useMemo(() => ["observed", "journey" in of ? of.journey : "old", asked, measured], [of, asked, measured]);
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => observe({ ...of, filters, ...(against ? { against } : {}) }, signal),
    placeholderData: keepPreviousData,
  });
  const [liveAt, setLiveAt] = useState(0);
  const isLoaded = query.data !== undefined && !query.isPlaceholderData;
  useEffect(() => {
    if (!isLoaded) return undefined;
    const stop = new AbortController();
    const take = (answer: Observed) => {
      const before = queries.getQueryData<Observed>(key);
      if (before !== undefined) noteGrowth(before, answer);
      queries.setQueryData<Observed>(key, (old) => (old === undefined ? answer : { ...old, ...answer }));
      setLiveAt(Date.now());
    };
    const { filters: sent } = JSON.parse(asked) as { filters: unknown };
    void follow<Observed>(observeFollowPath, { ...of, filters: sent }, stop.signal, take, () => { setLiveAt(0); });
    return () => { stop.abort(); };
  }, [isLoaded, queries, key, of, asked]);
  return { query, filters, isLive: liveAt > 0 };
}

export const useDifference = (of: Of, measured: string, view: View, isWanted: boolean) =>
  useQuery({ queryKey: ["difference", "journey" in of ? of.journey : "old", JSON.stringify(filtersOf(view)), measured], queryFn: () => conformance({ ...of, filters: filtersOf(view) }), enabled: isWanted, placeholderData: keepPreviousData });

/** The width of an element, as it changes. */
export function useWidth(): [(element: HTMLElement | null) => void, number] {
  const [width, setWidth] = useState(0);
  const [observer] = useState(() => new ResizeObserver(([entry]) => { if (entry !== undefined) setWidth(Math.floor(entry.contentRect.width)); }));
  const take = useCallback((element: HTMLElement | null) => {
    observer.disconnect();
    if (element !== null) observer.observe(element);
  }, [observer]);
  return [take, width];
}
