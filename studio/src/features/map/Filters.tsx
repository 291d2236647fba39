// Of whom and when the map speaks, and what it is held against: all of it in the address.
import { useQuery } from "@tanstack/react-query";
import { memo, useState } from "react";
import { calendar, journeys, personaSizes, segmentSizes } from "../../model/api";
import { textOf } from "../../model/language";
import type { Zoom } from "../../model/map/grid";
import type { JourneyDocument } from "../../model/map/types";
import { lastDays, sides, type Side, type View } from "../../model/map/view";
import { useLanguage } from "../../model/texts";
import { Button, Field, Select } from "../../ui";
import { useT, type SetView } from "./hooks";

interface Props {
  id: string;
  personas: JourneyDocument["personas"];
  stages: JourneyDocument["stages"];
  channels: JourneyDocument["channels"];
  /** Of the data: what the last days are counted from. */
  end: string | undefined;
  view: View;
  setView: SetView;
}
interface Choice {
  id: string;
  text: string;
}
const whole = "all";
const choose = (value: string) => (value === whole ? undefined : value);
const presets = [30, 90, 365] as const;

/** Three views of one map; a group of radio buttons by any other name. */
function Sides({ side, onChange }: { side: Side; onChange: (side: Side) => void }) {
  const t = useT();
  return (
    <div className="map-sides" role="group" aria-label={t("sides")}>
      {sides.map((each) => <button key={each} type="button" aria-pressed={side === each} data-tip={t(`${each}Means`)} onClick={() => { onChange(each); }}>{t(each)}</button>)}
    </div>
  );
}

const named = "named:";
const namedShown = 6;

/** Campaigns and holidays of the year in which the data end and of the one before, the newest first. */
function useNamed(end: string): Choice[] {
  const year = Number(end.slice(0, 4));
  const held = useQuery({ queryKey: ["calendar", year, "two"], queryFn: async () => [...(await calendar(year)), ...(await calendar(year - 1))], enabled: year > 0 });
  return (held.data ?? []).filter((each) => each.workday !== true && each.from <= end).sort((a, b) => b.from.localeCompare(a.from)).slice(0, namedShown).map((each) => ({ id: named + each.name, text: each.name }));
}

function PeriodFilter({ end = "", view, setView }: Pick<Props, "end" | "view" | "setView">) {
  const t = useT();
  const [isOwn, setOwn] = useState(false);
  const isPreset = (days: number) => end !== "" && view.from === lastDays(end, days).from && view.to === lastDays(end, days).to;
  const preset = presets.find(isPreset);
  const campaigns = useNamed(end);
  const value = view.period !== undefined ? named + view.period : view.from === undefined && view.to === undefined ? whole : preset === undefined || isOwn ? "own" : String(preset);
  const pick = (chosen: string) => {
    setOwn(chosen === "own");
    if (chosen === whole) setView({ period: undefined, from: undefined, to: undefined });
    else if (chosen === "own") setView({ period: undefined, ...(view.from === undefined ? lastDays(end === "" ? new Date().toISOString() : end, 30) : {}) });
    else if (chosen.startsWith(named)) setView({ period: chosen.slice(named.length), from: undefined, to: undefined });
    else setView({ period: undefined, ...lastDays(end, Number(chosen)) });
  };
  const choices = [{ id: whole, text: t("allTime") }, ...presets.map((days) => ({ id: String(days), text: t("lastDays", { days }) })), ...campaigns, ...(view.period === undefined || campaigns.some(({ text }) => text === view.period) ? [] : [{ id: named + view.period, text: view.period }]), { id: "own", text: t("ownPeriod") }];
  return (
    <>
      <Select label={t("period")} value={value} onChange={pick} choices={choices} />
      {value === "own" && (
        <>
          <Field label={t("from")} type="date" value={view.from ?? ""} onChange={(from) => { setView({ from: from || undefined }); }} />
          <Field label={t("to")} type="date" value={view.to ?? ""} onChange={(to) => { setView({ to: to || undefined }); }} />
        </>
      )}
    </>
  );
}

/** Whom a persona stands for has to be known: those of the map by their segment, those of the workspace by theirs. */
function usePeople(personas: NonNullable<Props["personas"]>): { segments: Choice[]; people: Choice[] } {
  const language = useLanguage();
  const held = useQuery({ queryKey: ["profile", "segments"], queryFn: segmentSizes });
  const kept = useQuery({ queryKey: ["profile", "personas"], queryFn: personaSizes });
  const segments = held.data?.segments.map((each) => ({ id: each.name, text: textOf(each.title, language) || each.name })) ?? [];
  const ofMap = personas.filter((each) => segments.some(({ id }) => id === each.segment)).map((each) => ({ id: each.id, text: textOf(each.label, language) }));
  const ofWorkspace = kept.data?.personas.map((each) => ({ id: each.name, text: textOf(each.title, language) || each.name })) ?? [];
  return { segments, people: [...ofMap, ...ofWorkspace.filter(({ text }) => ofMap.every((each) => each.text !== text))] };
}

function AgainstFilter({ id, people, view, setView }: Pick<Props, "id" | "view" | "setView"> & { people: Choice[] }) {
  const t = useT();
  const language = useLanguage();
  const others = useQuery({ queryKey: ["journeys"], queryFn: journeys });
  const choices = [
    { id: whole, text: t("nothing") },
    ...(view.period !== undefined || view.from !== undefined ? [{ id: "last_year", text: t("lastYear") }] : []),
    ...(view.from !== undefined && view.to !== undefined ? [{ id: "before", text: t("periodBefore") }] : []),
    ...people.filter((each) => each.id !== view.persona).map((each) => ({ id: `persona:${each.id}`, text: each.text })),
    ...(others.data ?? []).filter((each) => each.id !== id).map((each) => ({ id: `journey:${each.id}`, text: `${t(each.basis === "to-be" ? "toBe" : "asIs")}: ${textOf(each.title, language)}` })),
  ];
  return <Select label={t("compare")} value={choices.some((each) => each.id === view.against) ? (view.against ?? whole) : whole} onChange={(chosen) => { setView({ against: choose(chosen) }); }} choices={choices} />;
}

export const Filters = memo(function Filters({ id, personas = [], stages, channels = [], end, view, setView }: Props) {
  const t = useT();
  const language = useLanguage();
  const { segments, people } = usePeople(personas);
  const zooms: { id: Zoom; text: string }[] = (["overview", "standard", "detail"] as const).map((id) => ({ id, text: t(id) }));
  const isFiltered = [view.from, view.to, view.period, view.segment, view.persona, view.channel, view.against].some((each) => each !== undefined);
  return (
    <>
    <Sides side={view.side} onChange={(side) => { setView({ side }); }} />
    <div className="map-filters" role="group" aria-label={t("filters")}>
      <Select label={t("zoom")} value={view.zoom} onChange={(zoom) => { setView({ zoom }); }} choices={zooms} />
      {view.zoom === "detail" && <Select label={t("stage")} value={view.stage ?? stages[0]?.id ?? ""} onChange={(stage) => { setView({ stage }); }} choices={stages.map((each) => ({ id: each.id, text: textOf(each.label, language) }))} />}
      <PeriodFilter end={end} view={view} setView={setView} />
      <Select label={t("segment")} value={view.segment ?? whole} onChange={(chosen) => { setView({ segment: choose(chosen) }); }} choices={[{ id: whole, text: t("everybody") }, ...segments]} />
      {people.length > 0 && <Select label={t("persona")} value={view.persona ?? whole} onChange={(chosen) => { setView({ persona: choose(chosen) }); }} choices={[{ id: whole, text: t("everybody") }, ...people]} />}
      <Select label={t("channel")} value={view.channel ?? whole} onChange={(chosen) => { setView({ channel: choose(chosen) }); }} choices={[{ id: whole, text: t("allChannels") }, ...channels.map((each) => ({ id: each.id, text: textOf(each.label, language) || each.id }))]} />
      <AgainstFilter id={id} people={people} view={view} setView={setView} />
      {isFiltered && <Button kind="quiet" onPress={() => { setView({ from: undefined, to: undefined, period: undefined, segment: undefined, persona: undefined, channel: undefined, against: undefined }); }}>{t("clear")}</Button>}
    </div>
    </>
  );
});
