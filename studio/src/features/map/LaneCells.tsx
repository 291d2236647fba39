// What stands in the lanes of words: goals, actions, thoughts, pains, ideas, promises, who is responsible.
import { memo } from "react";
import type { PainObserved, PromiseObserved } from "../../model/api";
import { count, duration, percent } from "../../model/format";
import { textOf, type Label } from "../../model/language";
import type { Column } from "../../model/map/grid";
import type { Opportunity, Pain, Touchpoint } from "../../model/map/types";
import { useLanguage } from "../../model/texts";
import { useActions } from "./actions";
import { stageOfOpportunity, type MapData } from "./data";
import { useT } from "./hooks";
import { Adder, NameField, useNaming } from "./Name";

/** What each touchpoint of a stage says of itself, one press from its panel. */
export function WordsCell({ column, of }: { column: Column; of: (touchpoint: Touchpoint) => readonly Label[] | undefined }) {
  const language = useLanguage();
  const { open } = useActions();
  return column.shown.flatMap((touchpoint) =>
    (of(touchpoint) ?? []).map((label, i) => (
      <button key={`${touchpoint.id}${i}`} type="button" className="map-words" data-stop tabIndex={-1} title={textOf(touchpoint.label, language)} onClick={() => { open(touchpoint.id); }}>{textOf(label, language)}</button>
    )),
  );
}

export function GoalsCell({ column }: { column: Column }) {
  const language = useLanguage();
  const { open } = useActions();
  return (column.stage.customerGoal ?? []).map((label, i) => <button key={i} type="button" className="map-words" data-stop tabIndex={-1} onClick={() => { open(column.stage.id); }}>{textOf(label, language)}</button>);
}

const PainItem = memo(function PainItem({ pain, number, seen, isOpen }: { pain: Pain; number: number; seen: PainObserved | undefined; isOpen: boolean }) {
  const t = useT();
  const language = useLanguage();
  const { open, remove, canEdit } = useActions();
  const { isNaming, start, done } = useNaming(pain.id);
  const severity = pain.severity ?? 3;
  if (isNaming) return <NameField label={pain.text} done={done} rows={3} />;
  return (
    <button type="button" className={`map-pain${isOpen ? " open" : ""}${pain.state === "solved" ? " solved" : ""}`} data-stop tabIndex={-1} data-element={pain.id} onClick={() => { open(pain.id); }} onDoubleClick={start}
      onKeyDown={(event) => { if (event.key === "F2") start(); else if (event.key === "Delete" && canEdit) remove(pain.id); }}>
      <span className="line small"><b>P{number}</b> <span role="img" aria-label={t("severityIs", { severity })}>{"▲".repeat(severity)}{"△".repeat(5 - severity)}</span></span>
      <span>{textOf(pain.text, language)}</span>
      {seen !== undefined && seen.cases > 0 && (
        <span className="small soft" data-tip={t("painMeans")}>
          {t("nIs", { n: count(seen.cases, language) })} · {t("painOutcome", { with: percent(seen.outcome_with, language, 0), without: percent(seen.outcome_without, language, 0) })}
          {pain.kind === "wait" && seen.seconds > 0 && ` · ${t("painWait", { time: duration(seen.seconds, language) })}`}
        </span>
      )}
    </button>
  );
});

export function PainsCell({ column, data, open }: { column: Column; data: MapData; open: string | undefined }) {
  const t = useT();
  const { addPain } = useActions();
  const pains = (data.document.pains ?? []).filter((each) => data.stageOfPain.get(each.id) === column.stage.id);
  const where = column.shown.find((each) => each.id === open) ?? column.shown[0];
  return (
    <>
      {pains.map((pain) => <PainItem key={pain.id} pain={pain} number={data.painNumbers.get(pain.id) ?? 0} seen={data.pains.get(pain.id)} isOpen={open === pain.id} />)}
      {where !== undefined && <Adder what={t("addPain")} add={(text) => { addPain(where.id, text); }} />}
    </>
  );
}

const OpportunityItem = memo(function OpportunityItem({ opportunity, number, answers, isOpen }: { opportunity: Opportunity; number: number; answers: string; isOpen: boolean }) {
  const t = useT();
  const language = useLanguage();
  const { open, remove, canEdit } = useActions();
  const { isNaming, start, done } = useNaming(opportunity.id);
  if (isNaming) return <NameField label={opportunity.text} done={done} rows={3} />;
  return (
    <button type="button" className={`map-idea${isOpen ? " open" : ""}`} data-stop tabIndex={-1} data-element={opportunity.id} onClick={() => { open(opportunity.id); }} onDoubleClick={start}
      onKeyDown={(event) => { if (event.key === "F2") start(); else if (event.key === "Delete" && canEdit) remove(opportunity.id); }}>
      <span className="line small"><b>O{number}</b> {answers !== "" && t("answers", { pains: answers })} {opportunity.state !== undefined && <span className="chip">{t(opportunity.state)}</span>}</span>
      <span>{textOf(opportunity.text, language)}</span>
    </button>
  );
});

export function OpportunitiesCell({ column, data, open }: { column: Column; data: MapData; open: string | undefined }) {
  const t = useT();
  const { addOpportunity } = useActions();
  const all = data.document.opportunities ?? [];
  const here = all.filter((each) => stageOfOpportunity(data, each.id) === column.stage.id);
  const about = data.document.pains?.find((each) => data.stageOfPain.get(each.id) === column.stage.id)?.id;
  const answers = (each: Opportunity) => (each.pains ?? []).flatMap((id) => { const number = data.painNumbers.get(id); return number === undefined ? [] : [`P${number}`]; }).join(", ");
  return (
    <>
      {here.map((each) => <OpportunityItem key={each.id} opportunity={each} number={all.indexOf(each) + 1} answers={answers(each)} isOpen={open === each.id} />)}
      {about !== undefined && <Adder what={t("addIdea")} add={(text) => { addOpportunity(about, text); }} />}
    </>
  );
}

export const PromiseItem = memo(function PromiseItem({ touchpoint, seen }: { touchpoint: Touchpoint; seen: PromiseObserved | undefined }) {
  const t = useT();
  const language = useLanguage();
  const { open } = useActions();
  if (touchpoint.promise === undefined) return null;
  return (
    <button type="button" className="map-item" data-stop tabIndex={-1} data-tip={t("promiseMeans")} onClick={() => { open(touchpoint.id); }}>
      <b><span aria-hidden>§</span> {textOf(touchpoint.promise.terms, language)}</b>
      {seen !== undefined && <span className="soft">{t("promiseIs", { kept: percent(seen.kept_share, language), broken: percent(seen.broken_share, language), n: count(seen.kept + seen.broken, language), open: count(seen.open, language), late: count(seen.late, language) })}</span>}
    </button>
  );
});

/** Who is responsible, each once: of the stage, its touchpoints, their channels. */
export function OwnersCell({ column, data }: { column: Column; data: MapData }) {
  const { open } = useActions();
  const owners = new Set([column.stage.owner, ...column.all.map((each) => each.owner ?? data.channels.get(each.channel ?? "")?.owner)].filter((each) => each !== undefined));
  return [...owners].map((owner) => <button key={owner} type="button" className="map-words" data-stop tabIndex={-1} onClick={() => { open(column.stage.id); }}>{owner}</button>);
}

export function MetricsCell({ column }: { column: Column }) {
  const { open } = useActions();
  const metrics = new Set([...(column.stage.metrics ?? []), ...column.all.flatMap((each) => each.metrics ?? [])]);
  return [...metrics].map((metric) => <button key={metric} type="button" className="map-words" data-stop tabIndex={-1} onClick={() => { open(column.stage.id); }}>{metric}</button>);
}
