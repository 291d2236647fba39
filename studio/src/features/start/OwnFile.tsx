// A file of one's own: sent, read, reported, and drafted into a map. Choose, look, draft: three clicks.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { DropZone } from "react-aria-components";
import { useLocation } from "wouter";
import { addJourney, importEvents, type ImportColumns, type ImportReport } from "../../model/api";
import { count, day, percent } from "../../model/format";
import { ApiError } from "../../model/http";
import { useLanguage, useTexts } from "../../model/texts";
import { Button, Failed, Field, Loading } from "../../ui";
import { isMissingRoute } from "./model";
import { texts } from "./texts";

function Report({ report }: { report: ImportReport }) {
  const t = useTexts("start", texts);
  const language = useLanguage();
  const roles = report.columns.filter(({ role }) => role === "customer" || role === "event" || role === "time");
  const roleText = (role: string) => role === "event" ? t("event_column") : role === "time" ? t("time") : t("customer");
  return (
    <div role="status">
      <p><strong>{t("report", { events: count(report.events, language), from: day(report.first, language), to: day(report.last, language) })}</strong></p>
      <p className="soft">{t("added", { added: count(report.added, language), known: count(report.known, language) })}</p>
      <ul>{roles.map(({ role, column }) => <li key={role}>{t("column", { role: roleText(role), column })}</li>)}</ul>
      {report.quarantined > 0 && <p className="chip attention">{t("refusedRows", { count: count(report.quarantined, language) })}</p>}
      {report.warnings.map((warning) => <p key={warning} className="soft">{warning}</p>)}
    </div>
  );
}

function WhichColumns({ onRetry }: { onRetry: (columns: ImportColumns) => void }) {
  const t = useTexts("start", texts);
  const [columns, setColumns] = useState<ImportColumns>({});
  const names = ["customer", "event_column", "time"] as const;
  return (
    <form onSubmit={(event) => { event.preventDefault(); onRetry(Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== ""))); }} style={{ display: "grid", gap: 8 }}>
      <h3>{t("which")}</h3>
      {names.map((name) => <Field key={name} label={t(name)} value={columns[name] ?? ""} onChange={(value) => { setColumns((old) => ({ ...old, [name]: value })); }} />)}
      <div><Button type="submit">{t("retry")}</Button></div>
    </form>
  );
}

export function Draft({ kind = "primary" }: { kind?: "primary" | "plain" }) {
  const t = useTexts("start", texts);
  const [, go] = useLocation();
  const queries = useQueryClient();
  const drafting = useMutation({
    mutationFn: () => addJourney({ draft: {} }),
    onSuccess: ({ id }) => { void queries.invalidateQueries({ queryKey: ["journeys"] }); go(`/map/${encodeURIComponent(id)}`); },
  });
  if (drafting.isPending) return <Loading what={t("drafting")} />;
  return (
    <>
      <div><Button kind={kind} autoFocus onPress={() => { drafting.mutate(); }}>{t("draft")}</Button></div>
      {drafting.isError && <Failed error={drafting.error} />}
    </>
  );
}

export function OwnFile() {
  const t = useTexts("start", texts);
  const language = useLanguage();
  const queries = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [share, setShare] = useState(0);
  const sending = useMutation({
    mutationFn: ({ file, columns }: { file: File; columns: ImportColumns }) => importEvents(file, columns, setShare),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["status"] }),
  });
  const take = (file: File | undefined, columns: ImportColumns = {}) => { if (file !== undefined) { setShare(0); sending.mutate({ file, columns }); } };
  const name = sending.variables?.file.name ?? "";
  if (sending.isPending) return (
    <div role="status">
      <p>{share < 1 ? t("uploading", { name, share: percent(share, language, 0) }) : t("reading", { name })}</p>
      <progress {...(share < 1 ? { value: share } : {})} max={1} aria-label={name} />
    </div>
  );
  if (sending.data !== undefined) return <><Report report={sending.data} /><Draft /><Button kind="quiet" onPress={() => { sending.reset(); }}>{t("another")}</Button></>;
  const error = sending.error instanceof ApiError ? sending.error : null;
  const hasNoRoute = error !== null && isMissingRoute(error.status, error.code);
  return (
    <>
      <DropZone className="start-drop" aria-label={t("drop")} onDrop={({ items }) => { for (const item of items) if (item.kind === "file") { void item.getFile().then((file) => { take(file); }); return; } }}>
        <Button kind="primary" onPress={() => input.current?.click()}>{t("choose")}</Button>
        <span>{t("drop")}</span>
      </DropZone>
      <input ref={input} type="file" hidden aria-label={t("choose")} onChange={(event) => { take(event.target.files?.[0]); event.target.value = ""; }} />
      {hasNoRoute && <><p role="alert">{t("noRoute")}</p><pre>{`cairn import ${name}`}</pre></>}
      {sending.isError && !hasNoRoute && <><Failed error={sending.error} /><WhichColumns onRetry={(columns) => { take(sending.variables?.file, columns); }} /></>}
    </>
  );
}
