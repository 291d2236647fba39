// The atlas: every journey of the workspace with its goal, state and health; new ones, versions, links, the archive.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { archiveJourney, deriveJourney, journeys, restoreJourney, setStatus, type JourneyRow, type JourneyStatus } from "../../model/api";
import { textOf } from "../../model/language";
import { useLanguage, useTexts } from "../../model/texts";
import { Button, Empty, Failed, Field, Loaded, Select, Term, toast } from "../../ui";
import { Archive } from "./Archive";
import { Compare } from "./Compare";
import "./journeys.css";
import { byFamily, byStatus, matches, type Group, type Grouping } from "./model";
import { NewJourney } from "./NewJourney";
import { Row, type RowActions } from "./Row";
import { Share } from "./Share";
import { texts } from "./texts";

type Shown = { what: "compare" | "share"; row: JourneyRow } | null;

function useRowActions(show: (shown: Shown) => void): { actions: RowActions; error: unknown } {
  const t = useTexts("journeys", texts);
  const language = useLanguage();
  const [, go] = useLocation();
  const queries = useQueryClient();
  const again = () => void queries.invalidateQueries({ queryKey: ["journeys"] });
  const open = (id: string) => { go(`/map/${encodeURIComponent(id)}`); };
  const archiving = useMutation({
    mutationFn: (row: JourneyRow) => archiveJourney(row.id),
    onSuccess: (_, row) => {
      again();
      toast(t("wasArchived", { title: textOf(row.title, language) }), { text: t("undo"), run: () => void restoreJourney(row.id).then(again) });
    },
  });
  const deriving = useMutation({ mutationFn: ({ row, basis }: { row: JourneyRow; basis: "as-is" | "to-be" }) => deriveJourney(row.id, { basis }), onSuccess: (made) => { again(); open(made.id); } });
  const stating = useMutation({
    mutationFn: ({ row, status }: { row: JourneyRow; status: JourneyStatus }) => setStatus(row.id, status),
    onSuccess: (_, { row, status }) => { again(); toast(t("statusNow", { title: textOf(row.title, language), status: t(status) })); },
  });
  return {
    error: archiving.error ?? deriving.error ?? stating.error,
    actions: {
      open: (row) => { open(row.id); },
      archive: (row) => { archiving.mutate(row); },
      derive: (row, basis) => { deriving.mutate({ row, basis }); },
      setStatus: (row, status) => { stating.mutate({ row, status }); },
      compare: (row) => { show({ what: "compare", row }); },
      share: (row) => { show({ what: "share", row }); },
    },
  };
}

function GroupTable({ heading, rows, all, actions }: { heading: string | null; rows: JourneyRow[]; all: JourneyRow[]; actions: RowActions }) {
  const t = useTexts("journeys", texts);
  const language = useLanguage();
  const originOf = (row: JourneyRow) => {
    const origin = all.find((each) => each.id === row.derived_from?.id);
    return origin === undefined ? null : textOf(origin.title, language);
  };
  const heads: [string, React.ReactNode][] = [["name", t("name")], ["goal", t("goal")], ["basis", t("basis")], ["status", t("status")], ["owner", t("owner")], ["health", <Term key="health" word="conversion">{t("health")}</Term>], ["lastChange", t("lastChange")], ["open", t("open")], ["actions", <span key="actions" className="hidden-text">{t("actions")}</span>]];
  return (
    <section className="atlas-group">
      {heading !== null && <h2>{heading} <span className="soft">{rows.length}</span></h2>}
      <div className="table-wrap">
        <table className="table stacked atlas" role="table" aria-label={heading ?? t("title")}>
          <thead><tr role="row">{heads.map(([key, head]) => <th key={key} role="columnheader" scope="col">{head}</th>)}</tr></thead>
          <tbody>{rows.map((row) => <Row key={row.id} row={row} origin={originOf(row)} actions={actions} />)}</tbody>
        </table>
      </div>
    </section>
  );
}

function Atlas({ rows, words, grouping }: { rows: JourneyRow[]; words: string; grouping: Grouping }) {
  const t = useTexts("journeys", texts);
  const language = useLanguage();
  const [shown, setShown] = useState<Shown>(null);
  const { actions, error } = useRowActions(setShown);
  const groups = useMemo<Group[]>(() => {
    const found = rows.filter((row) => matches(row, words.trim(), language));
    return grouping === "status" ? byStatus(found) : byFamily(found);
  }, [rows, words, grouping, language]);
  const headingOf = (group: Group) => grouping === "status" ? t(group.key as JourneyStatus) : textOf(group.rows[0]?.title, language);
  return (
    <>
      {error !== null && <Failed error={error} />}
      {groups.length === 0 && <Empty>{t("noMatch")}</Empty>}
      {groups.map((group) => <GroupTable key={group.key} heading={headingOf(group)} rows={group.rows} all={rows} actions={actions} />)}
      {shown?.what === "compare" && <Compare row={shown.row} onClose={() => { setShown(null); }} />}
      {shown?.what === "share" && <Share row={shown.row} onClose={() => { setShown(null); }} />}
    </>
  );
}

export default function Screen() {
  const t = useTexts("journeys", texts);
  const [search, setSearch] = useSearchParams();
  const kept = useQuery({ queryKey: ["journeys"], queryFn: journeys });
  const words = search.get("words") ?? "";
  const grouping: Grouping = search.get("group") === "family" ? "family" : "status";
  const inArchive = search.get("show") === "archive";
  const set = (name: string, value: string) => {
    setSearch((old) => {
      const next = new URLSearchParams(old);
      if (value === "") next.delete(name);
      else next.set(name, value);
      return next;
    }, { replace: true });
  };
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t("title")}</h1>
        <div className="row" style={{ alignItems: "end" }}>
          {!inArchive && (
            <>
              <Field label={t("search")} type="search" value={words} onChange={(text) => { set("words", text); }} />
              <Select<Grouping> label={t("group")} value={grouping} onChange={(id) => { set("group", id === "status" ? "" : id); }} choices={[{ id: "status", text: t("byStatus") }, { id: "family", text: t("byFamily") }]} />
            </>
          )}
          <Button onPress={() => { set("show", inArchive ? "" : "archive"); }}>{t(inArchive ? "backToList" : "archive")}</Button>
        </div>
      </div>
      {inArchive ? <Archive /> : (
        <>
          <div className="row"><NewJourney wide /></div>
          <Loaded query={kept}>{(rows) => rows.length === 0 ? <Empty>{t("empty")}</Empty> : <Atlas rows={rows} words={words} grouping={grouping} />}</Loaded>
        </>
      )}
    </div>
  );
}
