// The first steps: a file of one's own, and the customer that the phone panel plays.
import { ApiError, call } from "../http";

/** As `cairn import --json` says it. */
export interface ImportReport {
  file: string;
  format: string;
  source: string;
  rows: number;
  events: number;
  added: number;
  known: number;
  quarantined: number;
  first: string | null;
  last: string | null;
  reasons: { reason: string; rows: number; first_line: number; found: string }[];
  columns: { role: string; column: string; why: string; by_option: boolean }[];
  notes: string[];
  warnings: string[];
}
/** Which columns hold what, where their names do not say it. */
export type ImportColumns = Partial<Record<"customer" | "event_column" | "event" | "time", string>>;

function refusedBy(request: XMLHttpRequest): ApiError {
  const body = request.response as { error?: { code?: string; message?: string; where?: string; hint?: string } } | null;
  const { code = "unknown", message = `${request.status} ${request.statusText}`, where = "", hint = "" } = body?.error ?? {};
  return new ApiError(request.status, code, message, where, hint, body);
}

/** Where times without an offset are from, unless the file says it. */
const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Sends the file; `progress` hears which share of it has left. XMLHttpRequest, because fetch tells nothing of that. */
export function importEvents(file: File, columns: ImportColumns, progress: (share: number) => void): Promise<ImportReport> {
  const query = new URLSearchParams({ name: file.name, timezone: ownZone(), ...columns });
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/import?${query.toString()}`);
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => { progress(total > 0 ? loaded / total : 0); };
    request.onload = () => { if (request.status < 300) done(request.response as ImportReport); else failed(refusedBy(request)); };
    request.onerror = () => { failed(new ApiError(0, "unreachable", "The server cannot be reached", "", "")); };
    request.send(file);
  });
}

export type PhoneAct = "follow" | "bind" | "rate";
/** Plays one act of a customer of the demo company; says who it was and what came of it. */
export const playPhone = (act: PhoneAct, customer: string | null) => call<{ customer: string; reply?: string }>("POST", "/api/demo/phone", { body: { do: act, ...(customer === null ? {} : { customer }), ...(act === "rate" ? { stars: 1 } : {}) } });
