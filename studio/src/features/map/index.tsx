// The map of a journey: chosen by the address, else the one that was changed last.
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Link, useLocation, useParams } from "wouter";
import { journeys } from "../../model/api";
import { useJourney, useT, useView } from "./hooks";
import { MapScreen } from "./MapScreen";
import { Failed, Loaded, Loading } from "../../ui";
import { ApiError } from "../../model/http";
import "./map.css";

function NoJourney() {
  const t = useT();
  return (
    <div className="state">
      <h1>{t("noJourney")}</h1>
      <p>{t("noJourneyHelp")}</p>
      <div className="row"><Link href="/journeys" className="button primary">{t("toJourneys")}</Link><Link href="/sources" className="button">{t("toSources")}</Link></div>
    </div>
  );
}

/** Leads to a map: published ones first, then what was changed last. */
function Chosen() {
  const t = useT();
  const [, navigate] = useLocation();
  const all = useQuery({ queryKey: ["journeys"], queryFn: journeys });
  const first = all.data?.find((each) => each.status === "published") ?? all.data?.[0];
  useEffect(() => {
    if (first !== undefined) navigate(`/map/${encodeURIComponent(first.id)}${location.search}`, { replace: true });
  }, [first, navigate]);
  return <Loaded query={all} what={t("loadingMap")}>{(list) => (list.length === 0 ? <NoJourney /> : <Loading what={t("loadingMap")} />)}</Loaded>;
}

function Opened({ id }: { id: string }) {
  const t = useT();
  const [view, setView] = useView();
  const head = useJourney(id);
  const old = useJourney(id, view.revision);
  const shown = view.revision === undefined ? head : old;
  if (shown.data !== undefined) return <MapScreen key={`${id} ${view.revision ?? ""}`} kept={shown.data} isOld={view.revision !== undefined && shown.data.revision !== shown.data.head} view={view} setView={setView} />;
  if (shown.isError && shown.error instanceof ApiError && shown.error.status === 404) return <div className="state"><h1>{t("noSuchJourney")}</h1><Link href="/journeys" className="button primary">{t("toJourneys")}</Link></div>;
  if (shown.isError) return <Failed error={shown.error} again={() => void shown.refetch()} />;
  return <Loading what={t("loadingMap")} />;
}

export default function Screen() {
  const { journey } = useParams<{ journey?: string }>();
  return journey === undefined ? <Chosen /> : <Opened key={journey} id={decodeURIComponent(journey)} />;
}
