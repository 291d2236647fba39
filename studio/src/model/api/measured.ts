// What customers did on a journey: numbers, differences from the design, the people and the words behind them.
import { call } from "../http";
import type { Label } from "../language";
import type { JourneyDocument } from "../generated/journey";

/** A journey kept by the server, or a document that is not saved yet. */
export type Of = { journey: string } | { map: JourneyDocument };
export interface Filters {
  period?: { from?: string; to?: string } | string;
  last_year?: boolean;
  segment?: string;
  persona?: string;
  channel?: string;
  where?: unknown;
  who?: unknown;
}
type Known = number | null;

export interface Score {
  measure: "csat" | "ces" | "nps" | "review";
  value: Known;
  n: number;
  low: Known;
  high: Known;
  response: Known;
}
export interface Revenue {
  amount: number;
  currency: string;
  orders: number;
}
/** Whole numbers are cases unless they say otherwise; durations are seconds; shares are 0 to 1. */
export interface StageObserved {
  id: string;
  entered: number;
  moved_on: number;
  left: number;
  in_progress: number;
  conversion: Known;
  dwell_median: Known;
  dwell_p95: Known;
  revenue?: Revenue;
  score?: Score;
}
export interface TouchpointObserved {
  id: string;
  events: number;
  cases: number;
  ended: number;
  failed: number;
  repeat_share: Known;
  wait_median: Known;
  wait_p95: Known;
  passed: number;
  goal_share: Known;
  revenue?: Revenue;
  score?: Score;
}
export interface LinkObserved {
  from: string;
  to: string;
  count: number;
  cases: number;
  share: Known;
  gap_median: Known;
  gap_p95: Known;
}
export interface PainObserved {
  id: string;
  cases: number;
  share: Known;
  at: number;
  others: number;
  outcome_with: Known;
  outcome_without: Known;
  extra_loss: number;
  z: number;
  seconds: number;
  seconds_others: number;
}
export type EmotionMark = "none" | "observed" | "inferred" | "assumed" | "target";
export interface EmotionObserved {
  id: string;
  mark: EmotionMark;
  score: Known;
  low: Known;
  high: Known;
  n: number;
  min_n: number;
  customers?: number;
  response?: Known;
  asked?: boolean;
}
export interface PromiseObserved {
  id: string;
  made: number;
  asked: number;
  kept: number;
  broken: number;
  open: number;
  late: number;
  kept_share: Known;
  broken_share: Known;
}
export interface Trust {
  [what: string]: unknown;
}
export interface Observed {
  from: string;
  to: string;
  events: number;
  cases: number;
  customers: number;
  coverage: number;
  overview_coverage: number;
  reached_goal: number;
  stages: StageObserved[];
  touchpoints: TouchpointObserved[];
  links: LinkObserved[];
  decisions: { id: string; cases: number; branches: { to: string; cases: number; share: Known }[] }[];
  pains: PainObserved[];
  milestones: { id: string; reached: number; missed: number; open: number }[];
  counts: { stage: string; label: Label; unit: string; counted: number; identified_share: Known }[];
  emotions: EmotionObserved[];
  promises: PromiseObserved[];
  trust?: Trust | null;
  scope?: Label;
  sentences?: Label[];
  against?: Observed;
}
export interface Difference {
  cases: number;
  fitting: number;
  /** Of the amounts. */
  currency?: string;
  touchpoints: { id: string; missing: CaseShare; ad_hoc: CaseShare; out_of_order: CaseShare; failed: CaseShare & { events?: number } }[];
  detours: Round[];
  loops: Round[];
  links: { from: string; to: string; cases: number; share: Known; designed: boolean }[];
}
export interface CaseShare {
  cases: number;
  share: Known;
}
export interface Round {
  touchpoints: string[];
  cases: number;
  customers: number;
  seconds_median: Known;
  amount?: Known;
}
export interface Person {
  name: string;
  kind: string;
  value: string;
  at: string;
}
export interface Voice {
  text: string;
  score: Known;
  at: string;
  customer: { name: string };
  event: string;
}
export interface Bound {
  events: number;
  customers: number;
  from: string | null;
  to: string | null;
  examples: { event: string; at: string; customer: string; channel: string; properties: Record<string, unknown> }[];
  notes?: string[];
}
export type Behind = "cases" | "left" | "failed" | "pain" | "moved_on";

export const observe = (of: Of & { filters?: Filters; against?: Filters }, signal?: AbortSignal) => call<Observed>("POST", "/api/measured/observe", { body: of, signal });
export const observeFollowPath = "/api/measured/observe/follow";
export const conformance = (of: Of & { filters?: Filters }) => call<Difference>("POST", "/api/measured/conformance", { body: of });
export const people = (of: Of & { element: string; what: Behind; filters?: Filters; limit?: number }) => call<{ customers: Person[]; total: number }>("POST", "/api/measured/people", { body: of });
export const voices = (of: Of & { element: string; filters?: Filters; limit?: number }) => call<{ voices: Voice[]; total: number }>("POST", "/api/measured/voices", { body: of });
export const bind = (on: unknown, filters?: Filters, signal?: AbortSignal) => call<Bound>("POST", "/api/bind", { body: { on, ...(filters ? { filters } : {}) }, signal });
export const definitions = () => call<{ definitions: Record<string, Label> }>("GET", "/api/definitions").then((answer) => answer.definitions);
