// Detours and loops: ways that nobody designed, the most costly first, with who takes them and how long.
import { memo } from "react";
import type { Difference, Round } from "../../model/api";
import { count, duration, money, percent } from "../../model/format";
import { textOf } from "../../model/language";
import type { JourneyDocument } from "../../model/map/types";
import { useLanguage } from "../../model/texts";
import { useActions } from "./actions";
import { useT } from "./hooks";

const shownOfEach = 8;

function Rounds({ title, rounds, names, currency }: { title: string; rounds: Round[]; names: ReadonlyMap<string, string>; currency: string }) {
  const t = useT();
  const language = useLanguage();
  const { open } = useActions();
  if (rounds.length === 0) return null;
  return (
    <div className="table-wrap">
      <table className="table">
        <caption>{title}</caption>
        <thead><tr><th scope="col">{t("way")}</th><th scope="col" className="number">{t("cases")}</th><th scope="col" className="number">{t("customers")}</th><th scope="col" className="number">{t("medianTime")}</th><th scope="col" className="number">{t("money")}</th></tr></thead>
        <tbody>
          {rounds.slice(0, shownOfEach).map((each) => (
            <tr key={each.touchpoints.join(">")}>
              <td>{each.touchpoints.map((id, i) => <span key={i}>{i > 0 && " → "}<button type="button" className="map-link-button" onClick={() => { open(id); }}>{names.get(id) ?? id}</button></span>)}</td>
              <td className="number">{count(each.cases, language)}</td>
              <td className="number">{count(each.customers, language)}</td>
              <td className="number">{duration(each.seconds_median, language)}</td>
              <td className="number">{each.amount == null ? "–" : money(each.amount, currency, language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export const DifferenceList = memo(function DifferenceList({ difference, document, currency }: { difference: Difference; document: JourneyDocument; currency: string }) {
  const t = useT();
  const language = useLanguage();
  const names = new Map(document.touchpoints.map((each) => [each.id, textOf(each.label, language)]));
  return (
    <section className="map-differences" aria-label={t("difference")}>
      <p>{t("fitting", { fitting: count(difference.fitting, language), cases: count(difference.cases, language), share: percent(difference.cases > 0 ? difference.fitting / difference.cases : null, language) })}</p>
      <Rounds title={t("detours")} rounds={difference.detours} names={names} currency={currency} />
      <Rounds title={t("loops")} rounds={difference.loops} names={names} currency={currency} />
    </section>
  );
});
