// Where events come from, day by day, and what no event could be made of.
import { call } from "../http";

export type SourceKind = "sdk" | "webhook" | "wechat" | "folder";
export interface Source {
  name: string;
  kind: SourceKind;
  /** Of its events; empty: each tells its own. */
  channel: string;
  write_key: string;
  settings: unknown;
  created: string;
  enabled: boolean;
  /** More is refused; 0: as many as come. */
  events_per_second: number;
}
export interface NewSource {
  name: string;
  kind: SourceKind;
  channel?: string;
  settings?: unknown;
  events_per_second?: number;
}
export type SourceChange = Partial<Pick<Source, "channel" | "settings" | "events_per_second" | "enabled">> & { new_key?: true };

export type Measures = Partial<Record<"events" | "orders" | "net_sales", number>>;
export interface SourceDay {
  source: string;
  day: string;
  events: number;
  orders: number;
  /** By currency, in its units. */
  net_sales: Record<string, number>;
  lag_seconds: number | null;
  longest_gap_hours: number;
  /** What another system says, and how far we are from it. */
  control?: Measures;
  difference?: Measures;
}

export interface RefusedItem {
  id: string;
  source: string;
  reason: string;
  explanation: string;
  found: string;
  received: string;
  times: number;
  state: "open" | "replayed" | "dropped";
  text: string;
}
export interface RefusedCount {
  source: string;
  reason: string;
  items: number;
  times: number;
  last: string;
}
export interface Refused {
  items: RefusedItem[];
  counts: RefusedCount[];
}

const named = (name: string) => `/api/sources/${encodeURIComponent(name)}`;
const refusedAt = (id: string, rest = "") => `/api/quarantine/${encodeURIComponent(id)}${rest}`;

export const sources = () => call<Source[]>("GET", "/api/sources");
export const addSource = (source: NewSource) => call<Source>("POST", "/api/sources", { body: source });
export const changeSource = (name: string, change: SourceChange) => call<Source>("PATCH", named(name), { body: change });
export const sourceDays = (from: string, to: string) => call<SourceDay[]>("GET", `/api/sources/days?from=${from}&to=${to}`);

export const refused = ({ source = "", reason = "", all = false, most = 200 }) => call<Refused>("GET", `/api/quarantine?${new URLSearchParams({ ...(source === "" ? {} : { source }), ...(reason === "" ? {} : { reason }), ...(all ? { all: "true" } : {}), most: String(most) }).toString()}`);
/** As it was, or as `text` says now. */
export const replayRefused = (id: string, text?: string) => call<{ id: string; state: string; events: number; known: number }>("POST", refusedAt(id, "/replay"), text === undefined ? {} : { body: new Blob([text]) });
export const dropRefused = (id: string) => call<{ id: string; state: string }>("DELETE", refusedAt(id));
export const reopenRefused = (id: string) => call<{ id: string; state: string }>("POST", refusedAt(id, "/reopen"));
