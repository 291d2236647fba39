// What a read-only link shows: the map with its numbers, without anything that changes or leads further.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { useParams } from "wouter";
import { shared, type JourneyRevision, type SharedJourney } from "../../model/api";
import { ApiError } from "../../model/http";
import { textOf } from "../../model/language";
import { gridOf } from "../../model/map/grid";
import { hasChosenLanguage, showIn, useLanguage } from "../../model/texts";
import { Failed, Loading } from "../../ui";
import { ActionsContext, readOnly } from "./actions";
import { mapData } from "./data";
import { Header } from "./Header";
import { rowHeadPx, useT, useWidth } from "./hooks";
import { Legend } from "./Legend";
import "./map.css";
import { MapTable } from "./MapTable";
import { usePanning } from "./panning";
import { Tips } from "./Tips";

const refreshMs = 60_000;
const leastPx = 216;

function useUnfolded() {
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const actions = useMemo(() => ({ ...readOnly, unfold: (stage: string) => {
    setUnfolded((before) => new Set(before.has(stage) ? [...before].filter((each) => each !== stage) : [...before, stage]));
  } }), []);
  return [unfolded, actions] as const;
}

function Shown({ map: { document, observed, revision, at } }: { map: SharedJourney }) {
  const language = useLanguage();
  const root = useRef<HTMLDivElement>(null);
  const [takeScroll, scrollPx] = useWidth();
  const pan = usePanning();
  const [unfolded, actions] = useUnfolded();
  const grid = useMemo(() => gridOf(document, observed, { zoom: "standard", unfolded }), [document, observed, unfolded]);
  const columnPx = Math.max(leastPx, Math.floor((scrollPx - rowHeadPx - 2) / Math.max(1, grid.columns.length)));
  const data = useMemo(() => mapData({ document, grid, side: "actual", zoom: "standard", observed, difference: undefined, over: null, columnPx }), [document, grid, observed, columnPx]);
  const kept: JourneyRevision = { id: "", revision, head: revision, author: "", at, note: "", document };
  return (
    <ActionsContext value={actions}>
      <main ref={root} className="map">
        <Header kept={kept} revision={revision} document={document} observed={observed} isLive={false} isOld={false} />
        <div className="map-body">
          <div className="map-scroll" ref={takeScroll} {...pan}>
            <MapTable data={data} open={undefined} mayFold title={textOf(document.title, language)} />
            <Legend />
          </div>
        </div>
        <Tips within={root} />
      </main>
    </ActionsContext>
  );
}

/** The language that the sender chose, unless the reader has chosen one. */
function useSentLanguage(language: SharedJourney["language"] | undefined) {
  useEffect(() => { if (language != null && !hasChosenLanguage()) void showIn(language); }, [language]);
}

export default function Screen() {
  const t = useT();
  const { token = "" } = useParams<{ token: string }>();
  const query = useQuery({ queryKey: ["shared", token], queryFn: () => shared(token), refetchInterval: refreshMs, retry: false });
  useSentLanguage(query.data?.language);
  const isGone = query.error instanceof ApiError && query.error.status === 404;
  if (isGone) return <main className="state"><h1>{t("sharedGone")}</h1><p>{t("sharedGoneHelp")}</p></main>;
  if (query.data !== undefined) return <Shown map={query.data} />;
  if (query.isError) return <main><Failed error={query.error} again={() => void query.refetch()} /></main>;
  return <main><Loading what={t("loadingNumbers")} /></main>;
}
