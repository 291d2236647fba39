// The map with all around it: what it says of itself, filters, the ribbon of changes, the table, the panel.
import { replaceEqualDeep, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { journey, markers as getMarkers, type JourneyRevision, type Marker, type Observed, type Of } from "../../model/api";
import { useBrought } from "../../model/growing";
import { textOf } from "../../model/language";
import { gridOf, isLaneShown, laneOrder, type Grid } from "../../model/map/grid";
import type { JourneyDocument } from "../../model/map/types";
import { measuredKey } from "../../model/map/measured";
import { journeyAgainst, searchOf, viewOf, type View } from "../../model/map/view";
import { useLanguage } from "../../model/texts";
import { Empty, Failed, Loading, toast } from "../../ui";
import { ApiError } from "../../model/http";
import { ActionsContext, useMapActions } from "./actions";
import { mapData } from "./data";
import { Filters } from "./Filters";
import { Header } from "./Header";
import { rowHeadPx, useDifference, useEditing, useObserved, useT, useWidth, type SetView } from "./hooks";
import { Legend } from "./Legend";
import { NextStep } from "./NextStep";
import { MapTable } from "./MapTable";
import { usePanning } from "./panning";
import { Ribbon } from "./Ribbon";
import { Tips } from "./Tips";
import { Toolbar } from "./Toolbar";
import { usePresenting } from "./presenting";

// What is not seen at first is not loaded at first.
const ConflictDialog = lazy(() => import("./ConflictDialog").then((each) => ({ default: each.ConflictDialog })));
const DifferenceList = lazy(() => import("./DifferenceList").then((each) => ({ default: each.DifferenceList })));
const MarkerDialog = lazy(() => import("./MarkerDialog").then((each) => ({ default: each.MarkerDialog })));
const NewMarkerDialog = lazy(() => import("./MarkerDialog").then((each) => ({ default: each.NewMarkerDialog })));
const Panel = lazy(() => import("./Panel").then((each) => ({ default: each.Panel })));
const Share = lazy(() => import("./Share").then((each) => ({ default: each.Share })));
const Versions = lazy(() => import("./Versions").then((each) => ({ default: each.Versions })));

const leastPx = { overview: 150, standard: 216, detail: 320 } as const;
const noMarkers: Marker[] = [];

export type Shown = { what: "versions" | "share" | "newMarker" } | { what: "marker"; marker: Marker } | null;

/** The view without what is open beside it: opening an element asks for no numbers, and draws no filter again. */
function useStill(view: View): View {
  const search = searchOf({ ...view, open: "" });
  return useMemo(() => viewOf(search), [search]);
}

function useUnfolded(): [ReadonlySet<string>, (stage: string) => void] {
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback((stage: string) => {
    setUnfolded((before) => {
      const after = new Set(before);
      if (!after.delete(stage)) after.add(stage);
      return after;
    });
  }, []);
  return [unfolded, toggle];
}

/** Columns and rows that are as before stay the same objects, so that they are not drawn again. */
function useGrid(document: JourneyDocument, observed: Observed | undefined, { zoom, stage, channel }: View, unfolded: ReadonlySet<string>): Grid {
  const brought = useBrought();
  const made = useMemo(() => gridOf(document, observed, { zoom, stage, unfolded, brought, channel }), [document, observed, zoom, stage, channel, unfolded, brought]);
  const [kept, setKept] = useState(made);
  const shared = useMemo(() => replaceEqualDeep(kept, made), [kept, made]);
  if (shared !== kept) setKept(shared);
  return shared;
}

/** Ctrl+Z and Ctrl+Shift+Z, but not while somebody writes. */
function useUndoKeys(undo: () => void, redo: () => void) {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || (event.target as Element | null)?.closest("input, textarea") != null) return;
      const key = event.key.toLowerCase();
      if (key !== "z" && key !== "y") return;
      event.preventDefault();
      if (key === "y" || event.shiftKey) redo();
      else undo();
    };
    window.addEventListener("keydown", onKey);
    return () => { window.removeEventListener("keydown", onKey); };
  }, [undo, redo]);
}

export function MapScreen({ kept, isOld, view, setView }: { kept: JourneyRevision; isOld: boolean; view: View; setView: SetView }) {
  const t = useT();
  const language = useLanguage();
  const root = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<Shown>(null);
  const [unfolded, unfold] = useUnfolded();
  const [takeScroll, scrollPx] = useWidth();
  const pan = usePanning();
  const [state, editing] = useEditing(kept);
  const { document } = state;
  const still = useStill(view);
  const lanes = laneOrder.filter((type) => isLaneShown(document, type)).join(" ");
  // The server counts what it keeps: an edit changes the numbers once it is there.
  const measured = useMemo(() => measuredKey(state.saved), [state.saved]);
  const old = isOld ? kept.document : null;
  const of = useMemo<Of>(() => (old === null ? { journey: kept.id } : { map: old }), [old, kept.id]);
  const { query, filters, isLive } = useObserved(of, measured, still);
  const difference = useDifference(of, measured, still, view.side === "difference");
  const overId = journeyAgainst(view);
  const over = useQuery({ queryKey: ["journey", overId, "head"], queryFn: () => journey(overId ?? ""), enabled: overId !== null });
  const markers = useQuery({ queryKey: ["markers"], queryFn: getMarkers });
  const undo = useCallback(() => { editing.undo(); }, [editing]);
  const redo = useCallback(() => { editing.redo(); }, [editing]);
  useUndoKeys(undo, redo);
  const canEdit = !isOld && view.present !== true;
  const actions = useMapActions({ editing, language, setView, unfold, canEdit, removed: () => { toast(t("removed"), { text: t("undo"), run: undo }); } });
  const presenting = usePresenting(view, setView, document);
  useEffect(() => { if (state.error !== null) toast(state.error instanceof ApiError ? [state.error.message, state.error.hint].filter(Boolean).join(" — ") : String(state.error)); }, [state.error]);

  const observed = query.data;
  const grid = useGrid(document, observed, view, unfolded);
  const columnPx = Math.max(leastPx[view.zoom], Math.floor((scrollPx - rowHeadPx - 2) / Math.max(1, grid.columns.length)));
  const overDocument = overId === null ? null : (over.data?.document ?? null);
  const data = useMemo(() => mapData({ document, grid, side: view.side, zoom: view.zoom, observed, difference: difference.data, over: overDocument, columnPx }), [document, grid, view.side, view.zoom, observed, difference.data, overDocument, columnPx]);
  const currency = observed?.stages.find((each) => each.revenue !== undefined)?.revenue?.currency ?? "CNY";
  const onKeyDown = (event: KeyboardEvent) => { if (view.present === true) presenting.onKeyDown(event); };
  const openMarker = useCallback((marker: Marker) => { setShown({ what: "marker", marker }); }, []);
  const addMarker = useCallback(() => { setShown({ what: "newMarker" }); }, []);
  const close = () => { setShown(null); };

  return (
    <ActionsContext value={actions}>
      <div ref={root} className={`map${view.present === true ? " presenting" : ""}${view.open === undefined ? "" : " with-panel"}`} onKeyDown={onKeyDown}>
        <Header kept={kept} revision={state.revision} document={document} observed={observed} isLive={isLive} isOld={isOld} />
        {view.present !== true && (
          <div className="map-toolbar no-print">
            <Filters id={kept.id} personas={document.personas} stages={document.stages} channels={document.channels} end={observed?.to} view={still} setView={setView} />
            <Toolbar id={kept.id} lanes={lanes} saving={state.saving} canUndo={state.canUndo} canRedo={state.canRedo} undo={undo} redo={redo} onShow={setShown} onPresent={presenting.start} />
          </div>
        )}
        {canEdit && observed !== undefined && <NextStep hasEdited={state.revision > 1} seesDifference={view.side === "difference"} setView={setView} />}
        {observed !== undefined && <Ribbon from={observed.from} to={observed.to} markers={markers.data ?? noMarkers} onOpen={openMarker} onAdd={canEdit ? addMarker : null} />}
        {query.isError && <Failed error={query.error} again={() => void query.refetch()} />}
        {view.side === "difference" && difference.isError && <Failed error={difference.error} again={() => void difference.refetch()} />}
        <div className="map-body" aria-busy={query.isFetching}>
          <div className="map-scroll" ref={takeScroll} {...pan}>
            {observed === undefined && query.isPending && <Loading what={t("loadingNumbers")} />}
            {observed?.cases === 0 && <Empty>{t("nobody")}</Empty>}
            <MapTable data={data} open={view.open} mayFold={view.zoom !== "detail"} title={textOf(document.title, language)} />
            {data.gone.size > 0 && overDocument !== null && <p className="map-gone"><b>{t("onlyThere")}</b> {overDocument.touchpoints.filter((each) => data.gone.has(each.id)).map((each) => textOf(each.label, language)).join(" · ")}</p>}
            {view.side === "difference" && difference.data !== undefined && <Suspense><DifferenceList difference={difference.data} document={document} currency={difference.data.currency ?? currency} /></Suspense>}
            <Legend />
          </div>
          {view.open !== undefined && view.present !== true && <Suspense fallback={<aside className="map-panel no-print"><Loading /></aside>}><Panel key={view.open} id={kept.id} element={view.open} document={document} observed={data.observed} filters={filters} /></Suspense>}
        </div>
        {view.present === true && <p className="map-present-keys no-print"><button type="button" className="button" onClick={presenting.stop}>{t("endPresenting")}</button> {t("presentKeys")}</p>}
        <Tips within={root} />
      </div>
      <Suspense>
        {state.conflict !== null && <ConflictDialog open={state.conflict} document={document} choose={(which) => { editing.choose(which); }} />}
        {shown?.what === "versions" && <Versions id={kept.id} head={state.revision} setView={setView} onClose={close} />}
        {shown?.what === "share" && <Share id={kept.id} onClose={close} />}
        {shown?.what === "newMarker" && <NewMarkerDialog document={document} lastDay={observed?.to ?? new Date().toISOString()} onClose={close} />}
        {shown?.what === "marker" && <MarkerDialog marker={shown.marker} document={document} onClose={close} />}
      </Suspense>
    </ActionsContext>
  );
}
