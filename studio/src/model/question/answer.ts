// Reading an answer: rows as objects, cells as text.
import type { Answer, Column } from "../api/ask";
import * as format from "../format";
import type { Language } from "../language";

export type Row = Record<string, unknown>;

export const rowsOf = (answer: Pick<Answer, "columns" | "rows">): Row[] => answer.rows.map((row) => Object.fromEntries(answer.columns.map((column, at) => [column.name, row[at]])));

export const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null);
export const textOf = (value: unknown): string => (Array.isArray(value) ? value.map(textOf).join(" → ") : value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value as string | number | boolean));

export function cell(value: unknown, column: Column, language: Language): string {
  switch (column.type) {
    case "integer":
      return format.count(numberOf(value), language);
    case "share":
      return format.percent(numberOf(value), language);
    case "duration":
      return format.duration(numberOf(value), language);
    case "number":
      return format.decimal(numberOf(value), language, 2);
    case "time":
      return format.time(textOf(value), language);
    default:
      return value === null || value === undefined ? "–" : textOf(value);
  }
}

export const isNumeric = ({ type }: Column): boolean => type === "integer" || type === "share" || type === "duration" || type === "number";

/** Who is behind a row of an answer of this kind: `at` of a question about customers; null: the row is of nobody. */
export function behind(kind: string, row: Row): Row | null {
  const group = "group" in row ? { group: row["group"] } : {};
  switch (kind) {
    case "funnel":
      return { step: row["step"], ...group };
    case "transitions":
      return row["from"] === "(other)" ? null : { from: row["from"], to: row["to"], ...group };
    case "paths":
      return row["to"] === "(other)" || row["from"] === "(other)" ? null : { step: row["step"], from: row["from"], to: row["to"], ...group };
    case "variants":
      return { rank: row["rank"], ...group };
    case "retention":
      return { cohort: row["cohort"], lag: row["lag"], ...group };
    default:
      return null;
  }
}
