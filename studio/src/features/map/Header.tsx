// What the map is about and what its numbers rest on, in the words that a reader sees first.
import { useQueryClient } from "@tanstack/react-query";
import { memo } from "react";
import { setStatus, type JourneyRevision, type JourneyStatus, type Observed, type Trust } from "../../model/api";
import { author } from "../../model/author";
import { count, day, percent, time } from "../../model/format";
import { textOf, type Label, type Language } from "../../model/language";
import type { JourneyDocument } from "../../model/map/types";
import { useLanguage } from "../../model/texts";
import { Menu, Term, toast } from "../../ui";
import { useActions } from "./actions";
import { useT, type MapTexts } from "./hooks";
import { NameField, useNaming } from "./Name";

interface Known {
  complete_to?: string | null;
  late?: { source: string; days: number }[];
  orders_tied_share?: number | null;
  sales_tied_share?: number | null;
  excluded_events?: number;
}

function trustWords(trust: Trust, t: MapTexts, language: Language): string[] {
  const { complete_to, late = [], orders_tied_share, sales_tied_share, excluded_events = 0 } = trust as Known;
  const words: string[] = [];
  if (complete_to) words.push(t("completeTo", { day: day(complete_to, language, "UTC") }));
  for (const { source, days } of late) words.push(t("lateSource", { source, days }));
  if (orders_tied_share != null) words.push(t("tied", { orders: percent(orders_tied_share, language, 0), sales: percent(sales_tied_share, language, 0) }));
  if (excluded_events > 0) words.push(t("excluded", { n: count(excluded_events, language) }));
  return words;
}

/** How much of what happened the map tells: five steps, so that it is read at a glance, and the number. */
function Coverage({ share }: { share: number }) {
  const t = useT();
  const language = useLanguage();
  const steps = Math.round(share * 5);
  return <span className="map-coverage">{t("coverage")} <span aria-hidden>{"▮".repeat(steps)}{"▯".repeat(5 - steps)}</span> {percent(share, language, 0)}</span>;
}

function Title({ title }: { title: Label }) {
  const language = useLanguage();
  const { edit, canEdit } = useActions();
  const { isNaming, start, done } = useNaming("title");
  if (isNaming)
    return <NameField label={title} rows={1} done={(text) => {
      done(null);
      if (text !== null) edit([{ path: ["title"], value: typeof title === "string" ? text : { ...title, [language]: text } }]);
    }} />;
  return <h1 onDoubleClick={start}>{canEdit ? <button type="button" className="map-title" onKeyDown={(event) => { if (event.key === "F2") start(); }} aria-keyshortcuts="F2">{textOf(title, language)}</button> : textOf(title, language)}</h1>;
}

const statuses: JourneyStatus[] = ["draft", "in-review", "approved", "published"];

/** Which version it is and how far it is agreed; a press changes that. */
function StatusMenu({ id, revision, status }: { id: string; revision: number; status: JourneyStatus }) {
  const t = useT();
  const queries = useQueryClient();
  const change = async (next: JourneyStatus) => {
    try {
      await setStatus(id, next, { author: author() });
      await queries.invalidateQueries({ queryKey: ["journey", id] });
    } catch (error) {
      toast(error instanceof Error ? error.message : String(error));
    }
  };
  const said = `${t("version", { number: revision })} · ${t(status)}`;
  return <span className="map-status"><Menu label={`${said}, ${t("status")}`} kind="quiet" actions={statuses.map((each) => ({ id: each, text: each === status ? `✓ ${t(each)}` : t(each), run: () => { void change(each); } }))}>{said} ▾</Menu></span>;
}

interface Props {
  kept: JourneyRevision;
  /** The newest that is known here. */
  revision: number;
  document: JourneyDocument;
  observed: Observed | undefined;
  isLive: boolean;
  isOld: boolean;
}

export const Header = memo(function Header({ kept, revision, document, observed, isLive, isOld }: Props) {
  const t = useT();
  const language = useLanguage();
  const { open, canEdit } = useActions();
  const { goal, version, personas = [] } = document;
  const status = version?.status ?? "draft";
  const [largest, ...others] = observed?.sentences ?? [];
  return (
    <header className="map-header">
      <div className="row">
        <Title title={document.title} />
        <span className="chip"><Term word={version?.basis === "to-be" ? "toBe" : "asIs"}>{t(version?.basis === "to-be" ? "toBe" : "asIs")}</Term></span>
        {canEdit ? <StatusMenu id={kept.id} revision={revision} status={status} /> : <span className="chip">{t("version", { number: revision })} · {t(status)}</span>}
        {isOld && <span className="chip attention">{t("oldVersion", { head: kept.head })}</span>}
        {personas.map((each) => <button key={each.id} type="button" className="chip map-persona" onClick={() => { open(each.id); }}>{textOf(each.label, language)}</button>)}
        {isLive && <span className="chip map-live" title={t("liveMeans")}><span aria-hidden>●</span> {t("live")}</span>}
        {goal?.purpose !== undefined && <span className="map-goal"><b>{t("goalIs")}</b> {textOf(goal.purpose, language)}</span>}
      </div>
      {observed !== undefined && (
        <>
          <p className="map-basis soft">
            <span>{observed.scope === undefined ? `${day(observed.from, language)} – ${day(observed.to, language)}` : textOf(observed.scope, language)}</span>
            <span>{t("nCases", { n: count(observed.cases, language), customers: count(observed.customers, language) })}</span>
            <Coverage share={observed.coverage} />
            {observed.trust != null && trustWords(observed.trust, t, language).map((each) => <span key={each}>{each}</span>)}
            <span>{kept.author === "" ? t("asOf", { at: time(kept.at, language) }) : t("changedAt", { at: time(kept.at, language), by: kept.author })}</span>
          </p>
          {largest !== undefined && (
            <details className="map-loss">
              <summary><b>{t("largestLoss")}</b> {textOf(largest, language)}</summary>
              <ul>{others.map((each) => <li key={textOf(each, "en")}>{textOf(each, language)}</li>)}</ul>
            </details>
          )}
        </>
      )}
    </header>
  );
});
