// What the people of a workspace chose and keep.
import { call } from "../http";
import type { IdentityDocument } from "../generated/identity";
import type { QuestionDocument } from "../generated/question";
import type { Label } from "../language";

export interface Settings {
  timezone: string;
  exclude: string;
}
export interface Period {
  name: string;
  from: string;
  to: string;
  workday?: boolean;
}
export interface SavedQuestion {
  id: string;
  title: string;
  question: QuestionDocument;
}
export interface Template {
  name: string;
  demo: string;
  about: Label;
}
export interface IdentityPreview {
  customers_before: number;
  customers_after: number;
  merged: number;
  split: number;
  merges: { before: string[]; after: string[] }[];
  splits: { before: string[]; after: string[] }[];
}

export const settings = () => call<Settings>("GET", "/api/settings");
export const changeSettings = (change: Partial<Settings>) => call<Settings>("PUT", "/api/settings", { body: change });
export const calendar = (year: number) => call<Period[]>("GET", `/api/calendar?year=${year}`);
export const setPeriod = ({ name, from, to }: Period) => call<Period>("PUT", `/api/calendar/${encodeURIComponent(name)}`, { body: { from, to } });
export const removePeriod = (name: string) => call<unknown>("DELETE", `/api/calendar/${encodeURIComponent(name)}`);
export const identity = () => call<IdentityDocument>("GET", "/api/identity");
export const setIdentity = (rules: IdentityDocument) => call<unknown>("PUT", "/api/identity", { body: rules });
export const previewIdentity = (rules: IdentityDocument) => call<IdentityPreview>("POST", "/api/identity/preview", { body: rules });
export const saved = () => call<{ questions: SavedQuestion[] }>("GET", "/api/saved").then((answer) => answer.questions);
export const save = (questions: SavedQuestion[]) => call<{ questions: SavedQuestion[] }>("PUT", "/api/saved", { body: questions });
export const templates = () => call<{ templates: Template[] }>("GET", "/api/templates").then((answer) => answer.templates);
