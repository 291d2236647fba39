// A change marker: the figures before and after it, worded as a difference; and a form for a new one.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { effect, markers as getMarkers, setMarkers, type EffectAsked, type Marker } from "../../model/api";
import { count, day } from "../../model/format";
import { textOf } from "../../model/language";
import type { JourneyDocument } from "../../model/map/types";
import { useLanguage } from "../../model/texts";
import { Button, Dialog, Failed, Field, Loaded, Select } from "../../ui";
import { EffectTable } from "./EffectTable";
import { useT } from "./hooks";

const measures = ["conversion", "share", "score", "volume"] as const;
type Chosen = (typeof measures)[number] | "own";
const usualDays = 28;

export function MarkerDialog({ marker, document, onClose }: { marker: Marker; document: JourneyDocument; onClose: () => void }) {
  const t = useT();
  const language = useLanguage();
  const queries = useQueryClient();
  const elements = [...document.stages, ...document.touchpoints].map((each) => ({ id: each.id, text: textOf(each.label, language) }));
  const [element, setElement] = useState(elements.find((each) => each.id === marker.touchpoint)?.id ?? elements[0]?.id ?? "");
  const { measure } = marker;
  const [what, setWhat] = useState<Chosen>(measure === undefined ? "conversion" : "own");
  const [days, setDays] = useState(String(marker.days ?? usualDays));
  const [untouched, setUntouched] = useState(typeof marker.untouched === "string" ? marker.untouched : "");
  const choose = (next: Chosen) => {
    setWhat(next);
    // Who was untouched in the measure of the marker need not be so in another.
    setUntouched(next === "own" && typeof marker.untouched === "string" ? marker.untouched : "");
  };
  const asked: EffectAsked = { map: document, days: Number(days) || usualDays, untouched: untouched.trim() === "" ? null : untouched.trim(), ...(what === "own" ? {} : { measure: { element, what } }) };
  const seen = useQuery({ queryKey: ["effect", marker.id, element, what, days, untouched], queryFn: () => effect(marker.id, asked), enabled: what === "own" || element !== "", placeholderData: keepPreviousData });
  const removing = useMutation({ mutationFn: async () => setMarkers((await getMarkers()).filter((each) => each.id !== marker.id)), onSuccess: () => { void queries.invalidateQueries({ queryKey: ["markers"] }); onClose(); } });
  const ownTitle = measure !== undefined && "title" in measure ? textOf(measure.title, language) : t("measureOfMarker");
  return (
    <Dialog title={`${day(marker.date, language, "UTC")} · ${textOf(marker.label, language)}`} isOpen onClose={onClose} actions={<><Button kind="danger" onPress={() => { removing.mutate(); }}>{t("removeMarker")}</Button><Button onPress={onClose}>{t("close")}</Button></>}>
      {marker.note !== undefined && <p>{textOf(marker.note, language)}{marker.cost !== undefined && <span className="soft"> · {t("costIs", { cost: count(marker.cost, language) })}</span>}</p>}
      <div className="row">
        <Select label={t("measure")} value={what} onChange={choose} choices={[...(measure === undefined ? [] : [{ id: "own" as const, text: ownTitle }]), ...measures.map((id) => ({ id, text: t(`measure_${id}`) }))]} />
        {what !== "own" && <Select label={t("element")} value={element} onChange={setElement} choices={elements} />}
        <Field label={t("daysEachSide")} type="number" value={days} onChange={setDays} />
        <Field label={t("untouchedWho")} value={untouched} onChange={setUntouched} placeholder="channel = app" />
      </div>
      <Loaded query={seen}>{(data) => <EffectTable seen={data} />}</Loaded>
    </Dialog>
  );
}

export function NewMarkerDialog({ document, lastDay, onClose }: { document: JourneyDocument; lastDay: string; onClose: () => void }) {
  const t = useT();
  const language = useLanguage();
  const queries = useQueryClient();
  const [date, setDate] = useState(lastDay.slice(0, 10));
  const [label, setLabel] = useState("");
  const [note, setNote] = useState("");
  const [touchpoint, setTouchpoint] = useState("none");
  const adding = useMutation({
    mutationFn: async () => {
      const all = await getMarkers();
      const id = `mk_${Date.now().toString(36)}`;
      return setMarkers([...all, { id, date, label: { [language]: label.trim() }, ...(note.trim() === "" ? {} : { note: { [language]: note.trim() } }), ...(touchpoint === "none" ? {} : { touchpoint }) }]);
    },
    onSuccess: () => { void queries.invalidateQueries({ queryKey: ["markers"] }); onClose(); },
  });
  return (
    <Dialog title={t("addMarker")} isOpen onClose={onClose} actions={<><Button onPress={onClose}>{t("cancel")}</Button><Button kind="primary" isDisabled={label.trim() === "" || date === "" || adding.isPending} onPress={() => { adding.mutate(); }}>{t("save")}</Button></>}>
      <div className="map-form">
        <Field label={t("date")} type="date" value={date} onChange={setDate} />
        <Field label={t("whatChanged")} value={label} onChange={setLabel} autoFocus />
        <Field label={t("note")} value={note} onChange={setNote} lines={2} />
        <Select label={t("touchpoint")} value={touchpoint} onChange={setTouchpoint} choices={[{ id: "none", text: t("none") }, ...document.touchpoints.map((each) => ({ id: each.id, text: textOf(each.label, language) }))]} />
        {adding.isError && <Failed error={adding.error} />}
      </div>
    </Dialog>
  );
}
