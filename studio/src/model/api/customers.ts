// One customer as a whole: who it is, what is known, what happened.
import { call } from "../http";
import type { Label } from "../language";

export interface Identifier {
  kind: string;
  value: string;
  from?: string | null;
  until?: string | null;
}
export interface Evidence {
  a: Identifier;
  b: Identifier;
  first: string | null;
  last: string | null;
  source: string;
  event: string;
  outcome: string;
  why?: string;
}
export interface Decision {
  these: [Identifier, Identifier];
  are: "never" | "always";
  by?: string;
  note?: string;
}
export interface Trait {
  name: string;
  title?: Label;
  value: unknown;
  time?: string;
  source?: string;
  computed?: boolean;
}
export interface Liking {
  about: string;
  value: string;
  declared: boolean;
  derived: boolean;
  counts: Record<string, number>;
  last: string;
}
export interface ConsentStanding {
  channel: string;
  purpose: string;
  state: string;
  allowed: boolean;
  reason: string;
  since: string | null;
}
export interface Profile {
  events: number;
  first: string | null;
  last: string | null;
  traits: Trait[];
  lifecycle: { stage: string; title: Label; since: string } | null;
  segments: string[];
  personas: string[];
  likes: Liking[];
  dislikes: Liking[];
  preferred_channel: string | { channel: string } | null;
  tags: { held: (string | { tag: string })[] };
  membership: { is_member: boolean; since: string | null; numbers: string[]; level: unknown };
  points: { balance: number; lines: unknown[] };
  purchases: { count: number; totals: { currency: string; amount: number }[]; list: { time: string; order: string; amount: number; currency: string; channel: string; store: string; what: string[] }[] };
  consent: { standings: ConsentStanding[] };
}
export interface Promised {
  touchpoint: string;
  terms: Label;
  of?: string;
  made: string;
  deadline?: string;
  state: string;
}
export interface Customer {
  name: string;
  identifiers: Identifier[];
  why: Evidence[];
  refused: Evidence[];
  decisions: Decision[];
  profile: Profile;
  promises?: Promised[];
}

/** Everybody whom an identifier may mean. */
export const customers = (name: string) => call<Customer[]>("GET", `/api/customers/${encodeURIComponent(name)}`);

/** What a journey promised this customer. */
export async function promisesOf(customer: string, map: unknown): Promise<Promised[]> {
  const answer = await call<{ customers: { promises?: Promised[] }[] }>("POST", "/api/ask", { body: { kind: "customers", customer, map, limit: 1 } });
  return answer.customers[0]?.promises ?? [];
}
