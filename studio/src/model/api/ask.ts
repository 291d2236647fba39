// Questions and answers.
import { call } from "../http";
import type { QuestionDocument } from "../generated/question";

export type ColumnType = "symbol" | "symbols" | "text" | "integer" | "share" | "duration" | "time" | "number" | "properties";
export interface Column {
  name: string;
  type: ColumnType;
  unit?: string;
}
export interface Answer {
  kind: string;
  columns: Column[];
  rows: unknown[][];
  totals: Record<string, unknown>;
  basis: { events: number; cases: number; customers: number; from: string; to: string };
  notes: string[];
  /** Of timing: the histogram. */
  bins?: { from: number; to: number; count: number }[];
  question: QuestionDocument;
  took_ms: number;
  tables?: { name: string; columns: Column[]; rows: unknown[][] }[];
}

export const ask = (question: unknown, signal?: AbortSignal) => call<Answer>("POST", "/api/ask", { body: question, signal });
export const askFollowPath = "/api/ask/follow";
