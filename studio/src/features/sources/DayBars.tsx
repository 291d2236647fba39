// The events of a source day by day: a picture, and the same as a table with what the books say.
import { Fragment } from "react";
import type { SourceDay } from "../../model/api";
import { count, day as dayText, decimal, duration, signed } from "../../model/format";
import { useLanguage, useTexts } from "../../model/texts";
import { filled, heights } from "./model";
import { texts } from "./texts";

interface Period {
  from: string;
  to: string;
}
const width = 10;
const height = 100;
const longGapHours = 6;

function Bars({ entries }: { entries: ReturnType<typeof filled> }) {
  const t = useTexts("sources", texts);
  const language = useLanguage();
  const scale = heights(entries.map(({ found }) => found?.events ?? 0));
  return (
    <svg className="day-bars" viewBox={`0 0 ${entries.length * width} ${height}`} preserveAspectRatio="none" aria-hidden>
      {entries.map(({ day, found }, i) => {
        const tall = Math.max(1, (scale[i] ?? 0) * height);
        const kind = found === null ? "none" : found.longest_gap_hours >= longGapHours ? "gap" : "";
        return <rect key={day} className={kind} x={i * width + 1} width={width - 2} y={height - tall} height={tall}><title>{t("dayBar", { day: dayText(day, language, "UTC"), events: count(found?.events ?? 0, language) })}</title></rect>;
      })}
    </svg>
  );
}

function Difference({ day }: { day: SourceDay }) {
  const t = useTexts("sources", texts);
  const language = useLanguage();
  const words = { events: t("events"), orders: t("orders"), net_sales: t("sales") };
  const entries = Object.entries(day.difference ?? {});
  if (entries.length === 0) return <span className="soft">–</span>;
  if (entries.every(([, value]) => Math.abs(value) < 1e-6)) return <span>{t("agree")}</span>;
  return (
    <>
      {entries.filter(([, value]) => Math.abs(value) >= 1e-6).map(([measure, value]) => (
        <span key={measure} className="chip attention">{t("difference", { measure: words[measure as keyof typeof words], value: signed(value, language, Number.isInteger(value) ? 0 : 2) })}</span>
      ))}
    </>
  );
}

function DaysTable({ entries }: { entries: ReturnType<typeof filled> }) {
  const t = useTexts("sources", texts);
  const language = useLanguage();
  return (
    <div className="table-wrap" tabIndex={0} role="region" aria-label={t("days")}>
      <table className="table">
        <thead><tr><th scope="col">{t("day")}</th><th scope="col" className="number">{t("events")}</th><th scope="col" className="number">{t("orders")}</th><th scope="col" className="number">{t("sales")}</th><th scope="col" className="number">{t("lag")}</th><th scope="col" className="number">{t("gap")}</th><th scope="col">{t("books")}</th></tr></thead>
        <tbody>
          {[...entries].reverse().map(({ day, found }) => (
            <tr key={day}>
              <th scope="row">{dayText(day, language, "UTC")}</th>
              <td className="number">{count(found?.events ?? 0, language)}</td>
              <td className="number">{count(found?.orders ?? 0, language)}</td>
              <td className="number">{found === null ? "–" : Object.entries(found.net_sales).map(([currency, amount]) => <Fragment key={currency}>{currency} {decimal(amount, language, 0)}<br /></Fragment>)}</td>
              <td className="number">{duration(found?.lag_seconds, language)}</td>
              <td className="number">{found === null || found.longest_gap_hours === 0 ? t("noGap") : t("hours", { count: found.longest_gap_hours })}</td>
              <td>{found === null ? "–" : <Difference day={found} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function DayBars({ days, period }: { days: SourceDay[]; period: Period }) {
  const t = useTexts("sources", texts);
  const language = useLanguage();
  const entries = filled(days, period);
  return (
    <section className="card">
      <h3>{t("days")}</h3>
      <Bars entries={entries} />
      <div className="day-axis"><span>{dayText(entries[0]?.day, language, "UTC")}</span><span>{dayText(entries.at(-1)?.day, language, "UTC")}</span></div>
      <details>
        <summary>{t("daysTable")}</summary>
        <DaysTable entries={entries} />
      </details>
    </section>
  );
}
