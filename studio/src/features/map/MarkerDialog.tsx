// A change marker: the figures before and after it, worded as a difference; and a form for a new one.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { effect, markers as getMarkers, setMarkers, type Effect, type Figure, type Marker } from "../../model/api";
import { count, day, decimal, percent, signed } from "../../model/format";
import { textOf } from "../../model/language";
import type { JourneyDocument } from "../../model/map/types";
import { useLanguage } from "../../model/texts";
import { Button, Dialog, Failed, Field, Loaded, Select } from "../../ui";
import { useT } from "./hooks";

const measures = ["conversion", "share", "score", "volume"] as const;
type Measure = (typeof measures)[number];

function useFigureText(what: Measure) {
  const language = useLanguage();
  const isShare = what === "conversion" || what === "share";
  const one = (value: number | null) => (isShare ? percent(value, language) : what === "volume" ? count(value, language) : decimal(value, language, 2));
  const points = (value: number | null) => (isShare && value !== null ? signed(value * 100, language) : signed(value, language, what === "volume" ? 0 : 2));
  return { one, points, isShare };
}

function Row({ name, figures, what }: { name: string; figures: { before: Figure; after: Figure; difference: Figure }; what: Measure }) {
  const t = useT();
  const language = useLanguage();
  const { one, points, isShare } = useFigureText(what);
  const cell = (figure: Figure) => <td className="number">{one(figure.value)}{figure.low !== null && figure.high !== null && <div className="soft">{one(figure.low)} – {one(figure.high)}</div>}{figure.n !== undefined && <div className="soft">{t("nIs", { n: count(figure.n, language) })}</div>}</td>;
  const { difference } = figures;
  return (
    <tr>
      <th scope="row">{name}</th>
      {cell(figures.before)}
      {cell(figures.after)}
      <td className="number"><b>{points(difference.value)}{isShare && ` ${t("points")}`}</b>{difference.low !== null && difference.high !== null && <div className="soft">{points(difference.low)} – {points(difference.high)}</div>}</td>
    </tr>
  );
}

function EffectTable({ seen, what }: { seen: Effect; what: Measure }) {
  const t = useT();
  const language = useLanguage();
  return (
    <>
      {seen.sentence !== undefined && <p>{textOf(seen.sentence, language)}</p>}
      {seen.warnings.map((each) => <p key={textOf(each, "en")} className="map-warning" role="note"><span aria-hidden>⚠</span> {textOf(each, language)}</p>)}
      <div className="table-wrap">
        <table className="table">
          <thead><tr><th scope="col">{t("measure")}</th><th scope="col" className="number">{t("before")}</th><th scope="col" className="number">{t("after")}</th><th scope="col" className="number">{t("differenceIs")}</th></tr></thead>
          <tbody>
            <Row name={t("thisYear")} figures={seen} what={what} />
            {seen.last_year !== undefined && <Row name={t("lastYear")} figures={seen.last_year} what={what} />}
            {seen.untouched !== undefined && <Row name={t("untouched")} figures={seen.untouched} what={what} />}
          </tbody>
        </table>
      </div>
      <p className="soft">{t("noEffect")}</p>
    </>
  );
}

export function MarkerDialog({ marker, document, onClose }: { marker: Marker; document: JourneyDocument; onClose: () => void }) {
  const t = useT();
  const language = useLanguage();
  const queries = useQueryClient();
  const elements = [...document.stages, ...document.touchpoints].map((each) => ({ id: each.id, text: textOf(each.label, language) }));
  const [element, setElement] = useState(elements.find((each) => each.id === marker.touchpoint)?.id ?? elements[0]?.id ?? "");
  const [what, setWhat] = useState<Measure>("conversion");
  const [days, setDays] = useState("28");
  const [untouched, setUntouched] = useState("");
  const asked = { map: document, measure: { element, what }, days: Number(days) || 28, ...(untouched.trim() === "" ? {} : { untouched: untouched.trim() }) };
  const seen = useQuery({ queryKey: ["effect", marker.id, element, what, days, untouched], queryFn: () => effect(marker.id, asked), enabled: element !== "" });
  const removing = useMutation({ mutationFn: async () => setMarkers((await getMarkers()).filter((each) => each.id !== marker.id)), onSuccess: () => { void queries.invalidateQueries({ queryKey: ["markers"] }); onClose(); } });
  return (
    <Dialog title={`${day(marker.date, language, "UTC")} · ${textOf(marker.label, language)}`} isOpen onClose={onClose} actions={<><Button kind="danger" onPress={() => { removing.mutate(); }}>{t("removeMarker")}</Button><Button onPress={onClose}>{t("close")}</Button></>}>
      {marker.note !== undefined && <p>{textOf(marker.note, language)}</p>}
      <div className="row">
        <Select label={t("element")} value={element} onChange={setElement} choices={elements} />
        <Select label={t("measure")} value={what} onChange={setWhat} choices={measures.map((id) => ({ id, text: t(`measure_${id}`) }))} />
        <Field label={t("daysEachSide")} type="number" value={days} onChange={setDays} />
        <Field label={t("untouchedWho")} value={untouched} onChange={setUntouched} placeholder="trait.city = Shanghai" />
      </div>
      <Loaded query={seen}>{(data) => <EffectTable seen={data} what={what} />}</Loaded>
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
