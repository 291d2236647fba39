import { call } from "../http";

export const signIn = (token: string) => call<undefined>("POST", "/api/session", { body: { token } });
export const signOut = () => call<undefined>("DELETE", "/api/session");
export const session = () => call<{ user: string }>("GET", "/api/session");

export interface Status {
  events: number;
  customers: number;
  from: string | null;
  to: string | null;
  timezone: string;
  event_types: { name: string; events: number }[] | string[];
  properties: { name: string; type: string }[];
  sources: { name: string; events: number; imported: string }[];
  tables?: Record<string, number>;
  demo?: boolean;
}
export const status = () => call<Status>("GET", "/api/status");
