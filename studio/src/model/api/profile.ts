// Who customers are: segments and personas with how many are in them, and the document that defines them.
import { call } from "../http";
import type { ProfileDocument } from "../generated/profile";
import type { Label } from "../language";

export type { ProfileDocument };
export interface SegmentSize {
  name: string;
  title?: Label | null;
  who: unknown;
  customers: number;
  share: number | null;
}
export interface PersonaSize {
  name: string;
  title?: Label | null;
  segments: string[];
  customers: number;
  share: number | null;
  value: number | null;
  value_share: number | null;
}

export const profileDocument = () => call<ProfileDocument>("GET", "/api/profile");
/** What it names that no event has is told, not refused. */
export const setProfileDocument = (document: ProfileDocument) => call<{ doubts: string[] }>("PUT", "/api/profile", { body: document });
export const segmentSizes = () => call<{ segments: SegmentSize[]; customers: number }>("GET", "/api/segments");
export const personaSizes = () => call<{ personas: PersonaSize[]; customers: number; value: number | null }>("GET", "/api/personas");

interface Counted {
  basis: { customers: number };
}
/** How many customers a predicate holds for, now. */
export const countCustomers = (who: string, signal?: AbortSignal) => call<Counted>("POST", "/api/ask", { body: { kind: "variants", case: "customer", who, limit: 1 }, signal }).then((answer) => answer.basis.customers);
/** How many events a predicate holds for, and of how many customers. */
export const countEvents = (where: string, signal?: AbortSignal) =>
  call<{ basis: { events: number; customers: number } }>("POST", "/api/ask", { body: { kind: "variants", where, limit: 1 }, signal }).then((answer) => answer.basis);
