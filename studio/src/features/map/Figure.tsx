// A number of the map: what it is on hover and focus, and the panel behind it on a press.
import { memo } from "react";
import type { Figure } from "../../model/map/figures";
import { count, decimal, duration, money, percent, shortCount } from "../../model/format";
import type { Language } from "../../model/language";
import { useLanguage } from "../../model/texts";
import { useActions } from "./actions";
import { useT, type MapTexts } from "./hooks";

export function figureText({ kind, value, currency, score }: Figure, language: Language, isShort = false): string {
  switch (kind) {
    case "count": return isShort && value !== null && value >= 100_000 ? shortCount(value, language) : count(value, language);
    case "share": return percent(value, language);
    case "duration": return duration(value, language);
    case "money": return money(value, currency ?? "CNY", language);
    case "score": return score === undefined ? decimal(value, language) : `${decimal(value, language)} (${decimal(score.low, language)}–${decimal(score.high, language)})`;
  }
}

/** Its name; a score's is what was asked. */
export const figureName = (figure: Figure, t: MapTexts) => (figure.score === undefined ? t(figure.name) : t(figure.score.measure));

/** What it says, what it rests on, who answered. */
export function figureTip(figure: Figure, t: MapTexts, language: Language): string {
  const lines = [t(`${figure.name}Means`)];
  if (figure.n !== undefined) lines.push(t("nIs", { n: count(figure.n, language) }));
  if (figure.score?.response !== undefined && figure.score.response !== null) lines.push(t("answered", { share: percent(figure.score.response, language) }));
  return lines.join(" ");
}

interface Props {
  of: string;
  figure: Figure;
  other?: Figure | undefined;
  isLarge?: boolean;
}

function sameFigure(a: Figure | undefined, b: Figure | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.name === b.name && a.value === b.value && a.n === b.n && a.score === b.score && a.currency === b.currency);
}

export const FigureButton = memo(function FigureButton({ of, figure, other, isLarge = false }: Props) {
  const t = useT();
  const language = useLanguage();
  const { open } = useActions();
  const text = figureText(figure, language, true);
  const than = other === undefined ? "" : figureText(other, language, true);
  const name = figureName(figure, t);
  return (
    <button type="button" className={`map-figure${isLarge ? " large" : ""}`} data-stop data-figure={figure.name} tabIndex={-1} data-tip={figureTip(figure, t, language)} aria-label={[`${name} ${text}`, than === "" ? "" : t("against", { value: than })].filter(Boolean).join(", ")} onClick={() => { open(of); }}>
      {isLarge ? <><span className="value">{text}</span> <span className="name">{name}</span></> : <><span className="name">{name}</span> <span className="value">{text}</span></>}
      {than !== "" && <span className="ghost">{than}</span>}
    </button>
  );
}, (a, b) => a.of === b.of && a.isLarge === b.isLarge && sameFigure(a.figure, b.figure) && sameFigure(a.other, b.other));
