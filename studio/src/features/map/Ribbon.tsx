// What was changed and when, as flags on the time that the map covers; a flag opens its figures before and after.
import { memo } from "react";
import type { Marker } from "../../model/api";
import { day } from "../../model/format";
import { localeOf, textOf } from "../../model/language";
import { linesOf, monthsOf, placeOf, spanOf } from "../../model/map/ribbon";
import { useLanguage } from "../../model/texts";
import { Button } from "../../ui";
import { useT, useWidth } from "./hooks";

interface Props {
  from: string;
  to: string;
  markers: Marker[];
  onOpen: (marker: Marker) => void;
  onAdd: (() => void) | null;
}

/** How much of the ribbon a flag takes, about, and how high a line of them is. */
const flagRoom = 0.12;
const linePx = 24;
const monthPx = 84;

export const Ribbon = memo(function Ribbon({ from, to, markers, onOpen, onAdd }: Props) {
  const t = useT();
  const language = useLanguage();
  const span = spanOf(from, to);
  const [take, widthPx] = useWidth();
  const month = new Intl.DateTimeFormat(localeOf[language], { month: "short", year: "2-digit", timeZone: "UTC" });
  const placed = markers.flatMap((marker) => {
    const place = placeOf(marker.date, span);
    return place === null ? [] : [{ marker, place }];
  }).sort((a, b) => a.place - b.place);
  const lines = linesOf(placed.map(({ place }) => place), flagRoom);
  return (
    <section ref={take} className="map-ribbon" aria-label={t("ribbon")}>
      <div className="axis" aria-hidden>{monthsOf(span, Math.max(2, Math.floor(widthPx / monthPx))).map((each) => <span key={each} style={{ left: `${(placeOf(each, span) ?? 0) * 100}%` }}>{month.format(new Date(each))}</span>)}</div>
      <div className="flags" style={{ height: linePx * (Math.max(0, ...lines) + 1) }}>
        {placed.map(({ marker, place }, i) => (
          <button key={marker.id} type="button" className="flag" data-marker={marker.id} style={{ left: `${Math.min(place, 1 - flagRoom) * 100}%`, top: (lines[i] ?? 0) * linePx }} data-tip={`${day(marker.date, language, "UTC")} · ${textOf(marker.label, language)}${marker.note === undefined ? "" : ` · ${textOf(marker.note, language)}`}`} onClick={() => { onOpen(marker); }}>
            <span aria-hidden>⚑</span> {textOf(marker.label, language)}
          </button>
        ))}
      </div>
      {onAdd !== null && <Button kind="quiet" className="no-print" onPress={onAdd}>⚑ {t("addMarker")}</Button>}
    </section>
  );
});
