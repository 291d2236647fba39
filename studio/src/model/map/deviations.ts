// How lived journeys differ from the designed one, by touchpoint, as badges.
import type { CaseShare, Difference } from "../api";

export type DeviationKind = "missing" | "ad_hoc" | "out_of_order" | "failed";
export interface Deviation {
  kind: DeviationKind;
  cases: number;
  share: number | null;
}

/** Less is left to the panel: a badge on everything says nothing. */
export const badgeShare = 0.01;
const kinds: DeviationKind[] = ["missing", "failed", "out_of_order", "ad_hoc"];

export function deviationsOf(one: Difference["touchpoints"][number]): Deviation[] {
  const of = (kind: DeviationKind): CaseShare | undefined => one[kind];
  return kinds.flatMap((kind) => {
    const seen = of(kind);
    return seen === undefined || seen.cases === 0 ? [] : [{ kind, cases: seen.cases, share: seen.share }];
  });
}

export function badgesOf(one: Difference["touchpoints"][number] | undefined): Deviation[] {
  return one === undefined ? [] : deviationsOf(one).filter((each) => (each.share ?? 0) >= badgeShare);
}

/** A map over another one: what only this has, and what only the other has. */
export function overlay(mine: readonly { id: string }[], other: readonly { id: string }[]): { added: Set<string>; gone: Set<string> } {
  const here = new Set(mine.map((each) => each.id));
  const there = new Set(other.map((each) => each.id));
  return { added: new Set([...here].filter((id) => !there.has(id))), gone: new Set([...there].filter((id) => !here.has(id))) };
}
