// What was measured before and after a change, beside the same days last year and an untouched group.
import type { BeforeAndAfter, Beside, Effect, Figure } from "../../model/api";
import { count, decimal, percent, signed } from "../../model/format";
import { textOf } from "../../model/language";
import { useLanguage } from "../../model/texts";
import { useT } from "./hooks";

/** A figure and a difference in the unit of the measure: hundredths of a share, minutes of a time. */
function useFigureText({ unit, currency = "" }: Pick<Effect, "unit" | "currency">) {
  const t = useT();
  const language = useLanguage();
  const minutes = (seconds: number | null) => (seconds === null ? null : seconds / 60);
  switch (unit) {
    case "share":
      return { one: (value: number | null) => percent(value, language), by: (value: number | null) => signed(value === null ? null : value * 100, language), named: t("points") };
    case "seconds":
      return { one: (value: number | null) => t("minutesIs", { n: decimal(minutes(value), language) }), by: (value: number | null) => signed(minutes(value), language), named: t("minutes") };
    case "amount":
      return { one: (value: number | null) => `${decimal(value, language)} ${currency}`, by: (value: number | null) => signed(value, language), named: currency };
    case "score":
      return { one: (value: number | null) => decimal(value, language, 2), by: (value: number | null) => signed(value, language, 2), named: "" };
    case "journeys":
      return { one: (value: number | null) => count(value, language), by: (value: number | null) => signed(value, language, 0), named: "" };
  }
}

function Row({ name, first, second, difference, seen }: { name: string; first: Figure; second: Figure; difference: Figure; seen: Effect }) {
  const t = useT();
  const language = useLanguage();
  const { one, by, named } = useFigureText(seen);
  const cell = (figure: Figure) => <td className="number">{one(figure.value)}{figure.low !== null && figure.high !== null && <div className="soft">{one(figure.low)} – {one(figure.high)}</div>}{figure.n !== undefined && <div className="soft">{t("nIs", { n: count(figure.n, language) })}</div>}</td>;
  return (
    <tr>
      <th scope="row">{name}</th>
      {cell(first)}
      {cell(second)}
      <td className="number"><b>{by(difference.value)} {named}</b>{difference.low !== null && difference.high !== null && <div className="soft">{t("intervalIs", { low: by(difference.low), high: by(difference.high) })}</div>}</td>
    </tr>
  );
}

const rowOf = ({ before, after, difference }: BeforeAndAfter) => ({ first: before, second: after, difference });

function BesideRows({ name, beside, seen }: { name: string; beside: Beside; seen: Effect }) {
  const language = useLanguage();
  const apart = textOf(beside.beyond.sentence, language);
  return (
    <>
      <Row name={name} {...rowOf(beside)} seen={seen} />
      {apart !== "" && <tr><td colSpan={4} className="soft">{apart}</td></tr>}
    </>
  );
}

export function EffectTable({ seen }: { seen: Effect }) {
  const t = useT();
  const language = useLanguage();
  const { effect } = seen;
  return (
    <>
      <p className="map-effect"><b>{textOf(seen.sentence, language)}</b></p>
      {seen.warnings.map((each) => <p key={textOf(each, "en")} className="map-warning" role="note"><span aria-hidden>⚠</span> {textOf(each, language)}</p>)}
      <div className="table-wrap">
        <table className="table">
          <thead><tr><th scope="col">{t("measure")}</th><th scope="col" className="number">{t(effect ? "without" : "before")}</th><th scope="col" className="number">{t(effect ? "with" : "after")}</th><th scope="col" className="number">{t(effect ? "effectIs" : "differenceIs")}</th></tr></thead>
          <tbody>
            {effect ? <Row name={t("byLot")} first={effect.without} second={effect.with} difference={effect.difference} seen={seen} /> : <>
              <Row name={t("thisYear")} {...rowOf(seen)} seen={seen} />
              {seen.untouched !== undefined && <BesideRows name={t("untouched")} beside={seen.untouched} seen={seen} />}
              {seen.last_year !== undefined && <BesideRows name={t("lastYear")} beside={seen.last_year} seen={seen} />}
            </>}
          </tbody>
        </table>
      </div>
      <p className="soft">{t(effect ? "isEffect" : "noEffect")}</p>
    </>
  );
}
