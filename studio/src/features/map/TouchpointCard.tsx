// A touchpoint on the map: what it is, how many pass, what hurts there, and how it differs from what was designed.
import { memo, useEffect, useRef, type DragEvent, type KeyboardEvent } from "react";
import type { Difference, TouchpointObserved } from "../../model/api";
import { badgesOf } from "../../model/map/deviations";
import { glyphSigns, type Glyph } from "../../model/map/channels";
import type { Pain, Touchpoint } from "../../model/map/types";
import { count, duration, percent, shortCount } from "../../model/format";
import { useBrought, useGrown } from "../../model/growing";
import { textOf, type Language } from "../../model/language";
import { useLanguage } from "../../model/texts";
import { useActions } from "./actions";
import { useT } from "./hooks";
import { NameField, useNaming } from "./Name";

export const touchpointKind = "application/x-cairn-touchpoint";

/** 9,876 · 12.3K */
const short = (value: number, language: Language) => (value < 10_000 ? count(value, language) : shortCount(value, language));

interface Props {
  touchpoint: Touchpoint;
  glyph: Glyph;
  seen: TouchpointObserved | undefined;
  other: TouchpointObserved | undefined;
  deviation: Difference["touchpoints"][number] | undefined;
  pains: Pain[] | undefined;
  painNumbers: ReadonlyMap<string, number>;
  mostCases: number;
  isAdded: boolean;
  isOpen: boolean;
  isQuiet: boolean;
}

/** Keys that change a touchpoint where it stands. */
function useCardKeys(id: string, start: () => void) {
  const { stepTouchpoint, changeChannel, remove, canEdit } = useActions();
  return (event: KeyboardEvent) => {
    const { key, altKey } = event;
    if (key === "F2") start();
    else if (key === "Delete" && canEdit) remove(id);
    else if (altKey && key === "ArrowLeft") stepTouchpoint(id, -1);
    else if (altKey && key === "ArrowRight") stepTouchpoint(id, 1);
    else if (altKey && key === "ArrowUp") changeChannel(id, -1);
    else if (altKey && key === "ArrowDown") changeChannel(id, 1);
    else return;
    event.preventDefault();
  };
}

function Numbers({ seen, other, mostCases, grown }: { seen: TouchpointObserved; other: TouchpointObserved | undefined; mostCases: number; grown: number }) {
  const t = useT();
  const language = useLanguage();
  return (
    <>
      <span className="line">
        <span className="map-bar" aria-hidden><span className="moved" style={{ width: `${(seen.cases / mostCases) * 100}%` }} /></span>
        <span className="value" data-figure="cases" data-tip={`${t("casesMeans")} ${t("nIs", { n: count(seen.cases, language) })}`}>{short(seen.cases, language)}</span>
        {grown > 0 && <span className="map-grown">+{count(grown, language)}</span>}
        {other !== undefined && <span className="ghost">{short(other.cases, language)}</span>}
      </span>
      <span className="line small">
        {seen.wait_median !== null && <span data-tip={t("waitMeans")}><span aria-hidden>◷</span><span className="hidden-text">{t("wait")}</span> {duration(seen.wait_median, language)}</span>}
        {seen.ended > 0 && <span data-tip={t("endedMeans")}><span aria-hidden>⇥</span><span className="hidden-text">{t("ended")}</span> {short(seen.ended, language)}</span>}
        {seen.repeat_share !== null && seen.repeat_share >= 0.05 && <span data-tip={t("repeatMeans")}><span aria-hidden>↺</span><span className="hidden-text">{t("repeat")}</span> {percent(seen.repeat_share, language, 0)}</span>}
      </span>
    </>
  );
}

export const TouchpointCard = memo(function TouchpointCard({ touchpoint, glyph, seen, other, deviation, pains, painNumbers, mostCases, isAdded, isOpen, isQuiet }: Props) {
  const t = useT();
  const language = useLanguage();
  const { open, dropTouchpoint, canEdit } = useActions();
  const { isNaming, start, done } = useNaming(touchpoint.id);
  const onKeyDown = useCardKeys(touchpoint.id, start);
  const badges = badgesOf(deviation);
  const grown = useGrown(touchpoint.id);
  const isBrought = useBrought().has(touchpoint.id);
  const place = useRef<HTMLButtonElement>(null);
  useEffect(() => { if (grown > 0 && isBrought) place.current?.scrollIntoView({ block: "nearest", inline: "nearest" }); }, [grown, isBrought]);
  const onDrop = (event: DragEvent) => {
    const moved = event.dataTransfer.getData(touchpointKind);
    if (moved === "") return;
    event.preventDefault();
    event.stopPropagation();
    if (moved !== touchpoint.id) dropTouchpoint(moved, touchpoint.stage, touchpoint.channel ?? "", touchpoint.id);
  };
  if (isNaming) return <NameField label={touchpoint.label} done={done} />;
  const kind = [isOpen ? "open" : "", isQuiet ? "unseen" : "", grown > 0 ? "grown" : "", isAdded ? "added" : "", glyph, badges.length > 0 ? "differs" : "", touchpoint.bind === undefined ? "assumed" : ""].filter(Boolean).join(" ");
  return (
    <button ref={place} type="button" className={`map-card ${kind}`} data-stop data-element={touchpoint.id} tabIndex={-1} draggable={canEdit} aria-keyshortcuts={canEdit ? "F2 Alt+ArrowLeft Alt+ArrowRight Alt+ArrowUp Alt+ArrowDown Delete" : undefined}
      onClick={() => { open(touchpoint.id); }} onDoubleClick={start} onKeyDown={onKeyDown} onDrop={onDrop}
      onDragStart={(event) => { event.dataTransfer.setData(touchpointKind, touchpoint.id); }}
      onDragOver={(event) => { if (event.dataTransfer.types.includes(touchpointKind)) event.preventDefault(); }}>
      <span className="title"><span className="sign" aria-hidden>{glyphSigns[glyph]}</span><span className="hidden-text">{t(glyph)}</span>{touchpoint.moment === "of-truth" && <span data-tip={t("momentOfTruth")} aria-label={t("momentOfTruth")} role="img">★</span>} {textOf(touchpoint.label, language) || t("unnamed")}</span>
      {seen !== undefined && <Numbers seen={seen} other={other} mostCases={mostCases} grown={grown} />}
      {(badges.length > 0 || pains !== undefined || isAdded || touchpoint.bind === undefined) && (
        <span className="line tags">
          {isAdded && <span className="chip">{t("onlyHere")}</span>}
          {touchpoint.bind === undefined && <span className="chip" data-tip={t("unboundMeans")}>○ {t("assumed")}</span>}
          {badges.map(({ kind: what, share, cases }) => <span key={what} className="chip attention" data-tip={`${t(`${what}Means`)} ${t("nIs", { n: count(cases, language) })}`}>{t(what)} {percent(share, language, 0)}</span>)}
          {pains?.map((pain) => <span key={pain.id} className="chip attention" data-tip={textOf(pain.text, language)}>P{painNumbers.get(pain.id)}</span>)}
        </span>
      )}
    </button>
  );
});
