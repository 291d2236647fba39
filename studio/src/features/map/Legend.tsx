import { glyphSigns, type Glyph } from "../../model/map/channels";
import { useT } from "./hooks";

const glyphs: Glyph[] = ["offline", "online", "wechat", "external"];

/** What the signs mean, below the map and on paper. */
export function Legend() {
  const t = useT();
  return (
    <p className="map-legend soft small">
      {glyphs.map((each) => <span key={each}><span aria-hidden>{glyphSigns[each]}</span> {t(each)}</span>)}
      <span><span aria-hidden>●</span> {t("observed")}</span>
      <span><span aria-hidden>◐</span> {t("inferred")}</span>
      <span><span aria-hidden>○</span> {t("assumed")}</span>
      <span><span aria-hidden>★</span> {t("momentOfTruth")}</span>
      <span><span aria-hidden>◷</span> {t("wait")}</span>
      <span><span aria-hidden>⇥</span> {t("ended")}</span>
      <span><span aria-hidden>↺</span> {t("repeat")}</span>
      <span><span aria-hidden>▲</span> {t("pain")} 1–5</span>
    </p>
  );
}
