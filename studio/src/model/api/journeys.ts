// Journeys: documents with revisions, and the discussion beside them.
import { call } from "../http";
import type { Label, Language } from "../language";
import type { JourneyDocument } from "../generated/journey";
import type { Observed } from "./measured";

export type { JourneyDocument };
export type JourneyStatus = "draft" | "in-review" | "approved" | "published" | "archived";

export interface JourneyRow {
  id: string;
  title: Label;
  basis: "as-is" | "to-be";
  status: JourneyStatus;
  revision: number;
  author: string;
  at: string;
  note: string;
  derived_from: { id: string; revision: number } | null;
  goal: Label | null;
  personas: number;
  stages: number;
  touchpoints: number;
  pains: number;
  open_tasks: number;
  open_comments: number;
}
export interface JourneyRevision {
  id: string;
  revision: number;
  head: number;
  author: string;
  at: string;
  note: string;
  document: JourneyDocument;
}
/** Addressed by element ids: ["touchpoints", "tp_pay", "label"]; null removes. */
export interface Change {
  path: string[];
  value: unknown;
  /** Of an element: the key of the next one; "": it comes last. */
  before?: string;
  /** Of an element that goes: what names it goes, too. */
  references?: boolean;
}
/** What an edit came to; `undo` takes it back. */
export interface Edited {
  revision: number;
  document: JourneyDocument;
  undo?: Change[];
}
export interface Conflict {
  path: string[];
  yours: unknown;
  theirs: unknown;
  author: string;
  at: string;
  revision: number;
}
export interface Revision {
  revision: number;
  author: string;
  at: string;
  note: string;
  status: JourneyStatus;
  changes: number;
}
export interface ReadableChange {
  path: string[];
  kind: "added" | "removed" | "changed" | "moved";
  text: Label;
  from: unknown;
  to: unknown;
}
export interface Comment {
  id: string;
  on: string;
  text: string;
  author: string;
  at: string;
  reply_to: string | null;
  resolved: boolean;
}
export interface Task {
  id: string;
  on: string;
  text: string;
  owner: string;
  due: string | null;
  state: "open" | "doing" | "done";
  author: string;
  at: string;
}
export interface ShareLink {
  id: string;
  url_path?: string;
  expires: string | null;
  made: string;
}
export type NewJourney = { document: unknown } | { template: string } | { draft: Record<string, unknown> };
export type Signed = { author?: string; note?: string };

const at = (id: string, rest = "") => `/api/journeys/${encodeURIComponent(id)}${rest}`;

/** What a read-only link shows: no names of people, nothing that can be pressed. */
export interface SharedJourney {
  title: Label;
  document: JourneyDocument;
  observed: Observed;
  revision: number;
  at: string;
  language: Language | null;
}
export const shared = (token: string) => call<SharedJourney>("GET", `/api/shared/${encodeURIComponent(token)}`);
export const journeys = () => call<{ journeys: JourneyRow[] }>("GET", "/api/journeys").then((answer) => answer.journeys);
export const journey = (id: string, revision?: number) => call<JourneyRevision>("GET", at(id, revision === undefined ? "" : `?revision=${revision}`));
export const addJourney = (from: NewJourney & Signed) => call<{ id: string; revision: number; document: JourneyDocument; notes: Label[] }>("POST", "/api/journeys", { body: from });
export const archiveJourney = (id: string) => call<undefined>("DELETE", at(id));
export const restoreJourney = (id: string) => call<undefined>("POST", at(id, "/restore"));
export const editJourney = (id: string, edit: { base: number; changes: Change[] } & Signed) => call<Edited>("PATCH", at(id), { body: edit });
export const revisions = (id: string) => call<{ revisions: Revision[] }>("GET", at(id, "/revisions")).then((answer) => answer.revisions);
export const changes = (id: string, from: number, to: number) => call<{ changes: ReadableChange[] }>("GET", at(id, `/changes?from=${from}&to=${to}`)).then((answer) => answer.changes);
export const deriveJourney = (id: string, how: { basis: "as-is" | "to-be"; title?: string } & Signed) => call<{ id: string; revision: number; document: JourneyDocument }>("POST", at(id, "/derive"), { body: how });
export const setStatus = (id: string, status: JourneyStatus, signed: Signed = {}) => call<{ revision: number }>("POST", at(id, "/status"), { body: { status, ...signed } });
export const revertJourney = (id: string, revision: number, signed: Signed = {}) => call<{ revision: number; document: JourneyDocument }>("POST", at(id, "/revert"), { body: { revision, ...signed } });

export const comments = (id: string) => call<{ comments: Comment[] }>("GET", at(id, "/comments")).then((answer) => answer.comments);
export const addComment = (id: string, comment: { on: string; text: string; author: string; reply_to?: string }) => call<Comment>("POST", at(id, "/comments"), { body: comment });
export const changeComment = (id: string, comment: string, change: { resolved?: boolean; text?: string }) => call<Comment>("PATCH", at(id, `/comments/${comment}`), { body: change });
export const tasks = (id: string) => call<{ tasks: Task[] }>("GET", at(id, "/tasks")).then((answer) => answer.tasks);
export const addTask = (id: string, task: { on: string; text: string; owner: string; due?: string; author: string }) => call<Task>("POST", at(id, "/tasks"), { body: task });
export const changeTask = (id: string, task: string, change: Partial<Pick<Task, "text" | "owner" | "due" | "state">>) => call<Task>("PATCH", at(id, `/tasks/${task}`), { body: change });
export const links = (id: string) => call<{ links: ShareLink[] }>("GET", at(id, "/links")).then((answer) => answer.links);
/** All of them; the new one has its address, this once. */
export const addLink = (id: string, link: { expires?: string; language?: string }) => call<{ links: ShareLink[] }>("POST", at(id, "/links"), { body: link }).then((answer) => answer.links);
export const removeLink = (id: string, link: string) => call<undefined>("DELETE", at(id, `/links/${link}`));
