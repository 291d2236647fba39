// Where events come from: sources with their keys and days, and what of it could not be read.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Switch } from "react-aria-components";
import { useSearchParams } from "wouter";
import { changeSource, refused, sourceDays, sources, status, type Source, type SourceDay } from "../../model/api";
import { count, day, duration } from "../../model/format";
import { useLanguage, useTexts } from "../../model/texts";
import { Button, Empty, Failed, Loaded, Loading, Tabs, Term, toast } from "../../ui";
import { AddSource } from "./AddSource";
import { Details } from "./Details";
import { namesOf, periodUpTo, totalOf } from "./model";
import { Quarantine } from "./Quarantine";
import "./sources.css";
import { texts } from "./texts";

const shownDays = 30;

function OnOff({ source }: { source: Source }) {
  const t = useTexts("sources", texts);
  const queries = useQueryClient();
  const changing = useMutation({
    mutationFn: (enabled: boolean) => changeSource(source.name, { enabled }),
    onSuccess: (_, enabled) => { toast(t(enabled ? "turnedOn" : "turnedOff", { name: source.name })); return queries.invalidateQueries({ queryKey: ["sources"] }); },
    onError: (error) => { toast(error.message); },
  });
  return (
    <Switch className="toggle" isSelected={source.enabled} isDisabled={changing.isPending} onChange={(enabled) => { changing.mutate(enabled); }} aria-label={`${t("enabled")}: ${source.name}`}>
      <span className="track" aria-hidden />
      {t(source.enabled ? "on" : "off")}
    </Switch>
  );
}

function SourceRow({ name, source, days, isChosen, onChoose }: { name: string; source: Source | null; days: SourceDay[]; isChosen: boolean; onChoose: () => void }) {
  const t = useTexts("sources", texts);
  const language = useLanguage();
  const total = totalOf(days);
  const hasBooks = days.some((each) => each.control !== undefined);
  return (
    <tr role="row">
      <th role="rowheader" scope="row" className="source-name">{name}</th>
      <td role="cell" data-label={t("kind")}>{t(source?.kind ?? "file")}</td>
      <td role="cell" data-label={t("channel")}>{source === null || source.channel === "" ? <span className="soft">{t("everyOwn")}</span> : source.channel}</td>
      <td role="cell" data-label={t("events")} className="number">{count(total.events, language)}</td>
      <td role="cell" data-label={t("lag")} className="number">{duration(total.lag_seconds, language)}</td>
      <td role="cell" data-label={t("gap")} className="number">{total.events === 0 ? <span className="soft">{t("silent")}</span> : total.longest_gap_hours === 0 ? t("noGap") : t("hours", { count: total.longest_gap_hours })}</td>
      <td role="cell" data-label={t("books")}>{!hasBooks ? <span className="soft">{t("noBooks")}</span> : total.unequal_days === 0 ? t("agree") : <span className="chip attention">{t("unequal", { count: total.unequal_days })}</span>}</td>
      <td role="cell" data-label={t("enabled")}>{source === null ? <span className="soft">{total.last_day === null ? "–" : t("lastDay", { day: day(total.last_day, language, "UTC") })}</span> : <OnOff source={source} />}</td>
      <td role="cell"><Button onPress={onChoose} aria-expanded={isChosen} aria-label={`${t("details")}: ${name}`}>{t("details")}</Button></td>
    </tr>
  );
}

function SourceTable({ live, days, period }: { live: Source[]; days: SourceDay[]; period: { from: string; to: string } }) {
  const t = useTexts("sources", texts);
  const [search, setSearch] = useSearchParams();
  const names = namesOf(live, days);
  const chosen = search.get("source") ?? "";
  const choose = (name: string) => { setSearch(name === chosen ? {} : { source: name }, { replace: true }); };
  const daysOf = (name: string) => days.filter((each) => each.source === name);
  const open = names.find(({ name }) => name === chosen);
  if (names.length === 0) return <Empty>{t("empty")}</Empty>;
  return (
    <>
      <div className="table-wrap">
        <table className="table stacked" role="table" aria-label={t("title")}>
          <thead>
            <tr role="row">
              <th role="columnheader" scope="col">{t("name")}</th><th role="columnheader" scope="col">{t("kind")}</th><th role="columnheader" scope="col">{t("channel")}</th><th role="columnheader" scope="col" className="number">{t("events")}</th><th role="columnheader" scope="col" className="number">{t("lag")}</th><th role="columnheader" scope="col" className="number">{t("gap")}</th><th role="columnheader" scope="col">{t("books")}</th><th role="columnheader" scope="col">{t("enabled")}</th><th role="columnheader" scope="col"><span className="hidden-text">{t("actions")}</span></th>
            </tr>
          </thead>
          <tbody>{names.map(({ name, source }) => <SourceRow key={name} name={name} source={source} days={daysOf(name)} isChosen={name === chosen} onChoose={() => { choose(name); }} />)}</tbody>
        </table>
      </div>
      {open !== undefined && <Details key={open.name} name={open.name} source={open.source} days={daysOf(open.name)} period={period} />}
    </>
  );
}

function Live() {
  const t = useTexts("sources", texts);
  const language = useLanguage();
  const [adding, setAdding] = useState(false);
  const [, setSearch] = useSearchParams();
  const live = useQuery({ queryKey: ["sources"], queryFn: sources });
  const held = useQuery({ queryKey: ["status"], queryFn: status });
  const period = periodUpTo(held.data?.to ?? null, shownDays, new Date(), held.data?.timezone ?? "UTC");
  const days = useQuery({ queryKey: ["sourceDays", period.from, period.to], queryFn: () => sourceDays(period.from, period.to), enabled: held.data !== undefined });
  return (
    <div style={{ display: "grid", gap: 14 }}>
      <div className="row" style={{ justifyContent: "space-between" }}>
        <span className="soft">{held.data !== undefined && t("period", { from: day(period.from, language, "UTC"), to: day(new Date(Date.parse(period.to) - 86_400_000).toISOString(), language, "UTC") })}</span>
        <Button kind="primary" onPress={() => { setAdding(true); }}><Plus size={16} aria-hidden />{t("add")}</Button>
      </div>
      <Loaded query={live}>
        {(list) => days.isError ? <Failed error={days.error} again={() => void days.refetch()} /> : days.data === undefined ? <Loading /> : <SourceTable live={list} days={days.data} period={period} />}
      </Loaded>
      {adding && <AddSource onClose={() => { setAdding(false); }} onAdded={(name) => { setAdding(false); setSearch({ source: name }, { replace: true }); }} />}
    </div>
  );
}

export default function Screen() {
  const t = useTexts("sources", texts);
  const [search, setSearch] = useSearchParams();
  const waiting = useQuery({ queryKey: ["refused", "", "", false], queryFn: () => refused({ most: 200 }) });
  const items = waiting.data?.counts.reduce((sum, each) => sum + each.items, 0) ?? 0;
  const shown = search.get("show") === "quarantine" ? "quarantine" : "live";
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t("title")}</h1>
        <span className="soft"><Term word="quarantine">{t("quarantine")}</Term></span>
      </div>
      <Tabs<"live" | "quarantine"> label={t("title")} selected={shown} onSelect={(id) => { setSearch(id === "live" ? {} : { show: id }, { replace: true }); }} tabs={[
        { id: "live", text: t("live"), content: <Live /> },
        { id: "quarantine", text: items > 0 ? t("quarantineOf", { count: items }) : t("quarantine"), content: <Quarantine /> },
      ]} />
    </div>
  );
}
