// An answer as a chart of its kind and as a table.
import { lazy, Suspense, useCallback } from "react";
import { Bars, Histogram } from "../../charts/Bars";
import "../../charts/charts.css";
import { Graph } from "../../charts/Graph";
import { HeatTable, type HeatCell } from "../../charts/HeatTable";
import type { Answer } from "../../model/api";
import * as format from "../../model/format";
import { behind, cell, isNumeric, numberOf, rowsOf, textOf, type Row } from "../../model/question/answer";
import { useLanguage, useTexts } from "../../model/texts";
import { Loading } from "../../ui";
import { texts } from "./texts";

const Sankey = lazy(() => import("../../charts/Sankey"));

interface Shown {
  answer: Answer;
  /** Of a touchpoint or stage; events are their own names. */
  nameOf: (symbol: string) => string;
  onPeople: (at: Row, what: string) => void;
}

function FunnelChart({ answer, nameOf, onPeople }: Shown) {
  const t = useTexts("ask", texts);
  const language = useLanguage();
  const rows = rowsOf(answer);
  const bars = rows.map((row) => {
    const name = nameOf(textOf(row["name"]));
    const group = textOf(row["group"]);
    const at = behind("funnel", row);
    const notes = [
      t("lost", { n: format.count(numberOf(row["dropped"]), language) }),
      numberOf(row["in_progress"]) ? t("inProgress", { n: format.count(numberOf(row["in_progress"]), language) }) : "",
      numberOf(row["median_from_previous"]) === null ? "" : t("median", { time: format.duration(numberOf(row["median_from_previous"]), language) }),
    ];
    const text = `${format.count(numberOf(row["reached"]), language)} · ${format.percent(numberOf(row["of_entered"]), language)}`;
    return {
      id: `${group}${textOf(row["step"])}`,
      label: `${group === "" ? "" : `${group} · `}${textOf(row["step"])} ${name}`,
      value: numberOf(row["reached"]) ?? 0,
      text,
      note: notes.filter(Boolean).join(" · "),
      onPress: at === null ? undefined : () => { onPeople(at, name); },
      pressLabel: t("showPeople", { what: `${name}, ${text}` }),
    };
  });
  return <Bars bars={bars} label={t("chartOf", { kind: t("funnel") })} />;
}

function TransitionsChart({ answer, nameOf }: Shown) {
  const t = useTexts("ask", texts);
  const language = useLanguage();
  const edges = rowsOf(answer)
    .filter((row) => row["from"] !== "(other)" && row["from"] !== row["to"])
    .slice(0, 40)
    .map((row) => ({ from: textOf(row["from"]), to: textOf(row["to"]), weight: numberOf(row["count"]) ?? 0, text: `${format.shortCount(numberOf(row["count"]), language)} · ${format.duration(numberOf(row["median_gap"]), language)}` }));
  return <Graph edges={edges} label={t("chartOf", { kind: t("transitions") })} nameOf={nameOf} />;
}

function PathsChart({ answer, nameOf }: Shown) {
  const t = useTexts("ask", texts);
  const language = useLanguage();
  const flows = rowsOf(answer).map((row) => ({ step: numberOf(row["step"]) ?? 1, from: textOf(row["from"]), to: textOf(row["to"]), value: numberOf(row["count"]) ?? 0 }));
  const countOf = useCallback((value: number) => format.count(value, language), [language]);
  return (
    <Suspense fallback={<Loading />}>
      <Sankey flows={flows} label={t("chartOf", { kind: t("paths") })} nameOf={nameOf} countOf={countOf} />
    </Suspense>
  );
}

function RetentionChart({ answer, onPeople }: Shown) {
  const t = useTexts("ask", texts);
  const language = useLanguage();
  const rows = rowsOf(answer);
  const lags = [...new Set(rows.map((row) => numberOf(row["lag"]) ?? 0))].sort((a, b) => a - b);
  const cohorts = [...new Set(rows.map((row) => textOf(row["cohort"])))];
  const cellOf = (row: Row | undefined): HeatCell | null => {
    if (row === undefined) return null;
    const share = numberOf(row["share"]);
    const at = behind("retention", row);
    const isOpen = row["state"] !== "complete";
    const title = `${textOf(row["cohort"])}, +${textOf(row["lag"])}: ${format.count(numberOf(row["returned"]), language)} (${format.percent(share, language)})${isOpen ? `, ${t("incomplete")}` : ""}`;
    return { share, text: format.percent(share, language), isOpen, title, onPress: at === null ? undefined : () => { onPeople(at, title); } };
  };
  return (
    <HeatTable
      label={t("chartOf", { kind: t("retention") })}
      corner={[t("cohort"), t("size")]}
      columns={lags.map((lag) => `+${lag}`)}
      rows={cohorts.map((cohort) => {
        const own = rows.filter((row) => textOf(row["cohort"]) === cohort);
        return { id: cohort, heads: [cohort, format.count(numberOf(own[0]?.["size"]), language)], cells: lags.map((lag) => cellOf(own.find((row) => row["lag"] === lag))) };
      })}
    />
  );
}

function TimingChart({ answer }: Shown) {
  const t = useTexts("ask", texts);
  const language = useLanguage();
  const tick = (value: number) => format.duration(value, language);
  const [row = {}] = rowsOf(answer);
  const median = numberOf(row["median"]);
  const p95 = numberOf(row["p95"]);
  const marks = [...(median === null ? [] : [{ at: median, text: t("median", { time: tick(median) }) }]), ...(p95 === null ? [] : [{ at: p95, text: t("p95", { time: tick(p95) }) }])];
  return <Histogram bins={answer.bins ?? []} marks={marks} tick={tick} label={t("chartOf", { kind: t("timing") })} />;
}

function VariantsChart({ answer, nameOf, onPeople }: Shown) {
  const t = useTexts("ask", texts);
  const language = useLanguage();
  const bars = rowsOf(answer).map((row) => {
    const steps = (Array.isArray(row["variant"]) ? row["variant"] : []).map((each) => nameOf(textOf(each)));
    const at = behind("variants", row);
    const text = `${t("cases", { n: format.count(numberOf(row["cases"]), language) })} · ${format.percent(numberOf(row["share"]), language)}`;
    return {
      id: textOf(row["rank"]),
      label: steps.length > 8 ? `${steps.slice(0, 7).join(" → ")} → … (${steps.length})` : steps.join(" → "),
      value: numberOf(row["cases"]) ?? 0,
      text,
      note: t("median", { time: format.duration(numberOf(row["median_duration"]), language) }),
      onPress: at === null ? undefined : () => { onPeople(at, steps.join(" → ")); },
      pressLabel: t("showPeople", { what: text }),
    };
  });
  return <Bars bars={bars} label={t("chartOf", { kind: t("variants") })} />;
}

const charts: Record<string, (shown: Shown) => React.ReactNode> = { funnel: FunnelChart, transitions: TransitionsChart, paths: PathsChart, retention: RetentionChart, timing: TimingChart, variants: VariantsChart };

export const hasChart = (kind: string): boolean => kind in charts;

export function AnswerChart(shown: Shown) {
  const Chart = charts[shown.answer.kind];
  return Chart === undefined ? null : <Chart {...shown} />;
}

export function AnswerTable({ answer, nameOf }: Pick<Shown, "answer" | "nameOf">) {
  const t = useTexts("ask", texts);
  const language = useLanguage();
  return (
    <div className="table-wrap" tabIndex={0} role="region" aria-label={t("tableOf")}>
      <table className="table">
        <thead>
          <tr>
            {answer.columns.map((column) => (
              <th key={column.name} scope="col" className={isNumeric(column) ? "number" : ""}>{column.name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {answer.rows.map((row, at) => (
            <tr key={at}>
              {answer.columns.map((column, index) => (
                <td key={column.name} className={isNumeric(column) ? "number" : ""}>
                  {column.type === "symbol" ? nameOf(textOf(row[index])) : column.type === "symbols" && Array.isArray(row[index]) ? row[index].map((each) => nameOf(textOf(each))).join(" → ") : cell(row[index], column, language)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
