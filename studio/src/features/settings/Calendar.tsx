import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight, Plus } from "lucide-react";
import { useState } from "react";
import { calendar, removePeriod, setPeriod, status, type Period } from "../../model/api";
import { day } from "../../model/format";
import { useLanguage, useTexts } from "../../model/texts";
import { Button, Dialog, Empty, Failed, Field, Loaded, toast } from "../../ui";
import { texts } from "./texts";

function Editor({ before, onSave, onClose, error }: { before: Period | null; onSave: (period: Period) => void; onClose: () => void; error: unknown }) {
  const t = useTexts("settings", texts);
  const [name, setName] = useState(before?.name ?? "");
  const [from, setFrom] = useState(before?.from ?? "");
  const [to, setTo] = useState(before?.to ?? "");
  const isWrong = from !== "" && to !== "" && to < from;
  const isReady = name.trim() !== "" && from !== "" && to !== "" && !isWrong;
  const save = () => { if (isReady) onSave({ name: name.trim(), from, to }); };
  return (
    <Dialog title={before === null ? t("addPeriod") : t("editPeriod", { name: before.name })} isOpen onClose={onClose} actions={<><Button onPress={onClose}>{t("cancel")}</Button><Button kind="primary" isDisabled={!isReady} onPress={save}>{t("save")}</Button></>}>
      <form className="settings-form" onSubmit={(event) => { event.preventDefault(); save(); }}>
        {before === null && <Field label={t("name")} value={name} onChange={setName} autoFocus />}
        <Field label={t("from")} type="date" value={from} onChange={setFrom} autoFocus={before !== null} />
        <Field label={t("to")} type="date" value={to} onChange={setTo} error={isWrong ? t("daysWrong") : ""} />
      </form>
      {error !== null && <Failed error={error} />}
    </Dialog>
  );
}

function List({ periods, onEdit, onRemove }: { periods: Period[]; onEdit: (period: Period) => void; onRemove: (period: Period) => void }) {
  const t = useTexts("settings", texts);
  const language = useLanguage();
  return (
    <div className="table-wrap">
      <table className="table stacked" role="table" aria-label={t("calendar")}>
        <thead><tr role="row"><th role="columnheader" scope="col">{t("periodName")}</th><th role="columnheader" scope="col">{t("from")}</th><th role="columnheader" scope="col">{t("to")}</th><th role="columnheader" scope="col"><span className="hidden-text">{t("actions")}</span></th></tr></thead>
        <tbody>
          {periods.map((period) => (
            <tr key={period.name} role="row">
              <th role="rowheader" scope="row">{period.name} {period.workday === true && <span className="chip">{t("workday")}</span>}</th>
              <td role="cell" data-label={t("from")}>{day(period.from, language, "UTC")}</td>
              <td role="cell" data-label={t("to")}>{day(period.to, language, "UTC")}</td>
              <td role="cell"><div className="settings-actions"><Button aria-label={`${t("edit")}: ${period.name}`} onPress={() => { onEdit(period); }}>{t("edit")}</Button><Button aria-label={`${t("remove")}: ${period.name}`} onPress={() => { onRemove(period); }}>{t("remove")}</Button></div></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Year({ year, setYear }: { year: number; setYear: (year: number) => void }) {
  const t = useTexts("settings", texts);
  const queries = useQueryClient();
  const [editing, setEditing] = useState<Period | "new" | null>(null);
  const kept = useQuery({ queryKey: ["calendar", year], queryFn: () => calendar(year), placeholderData: (old) => old });
  const again = () => queries.invalidateQueries({ queryKey: ["calendar"] });
  const saving = useMutation({ mutationFn: setPeriod, onSuccess: () => { toast(t("saved")); setEditing(null); return again(); } });
  const removing = useMutation({
    mutationFn: (period: Period) => removePeriod(period.name),
    onSuccess: (_, period) => { toast(t("wasRemoved", { name: period.name }), { text: t("undo"), run: () => void setPeriod(period).then(again) }); return again(); },
  });
  return (
    <>
      <div className="page-head" style={{ marginBottom: 12 }}>
        <div className="row">
          <Button aria-label={t("earlier")} onPress={() => { setYear(year - 1); }}><ChevronLeft size={16} aria-hidden /></Button>
          <strong aria-live="polite">{year}</strong>
          <Button aria-label={t("later")} onPress={() => { setYear(year + 1); }}><ChevronRight size={16} aria-hidden /></Button>
        </div>
        <Button kind="primary" onPress={() => { saving.reset(); setEditing("new"); }}><Plus size={16} aria-hidden />{t("addPeriod")}</Button>
      </div>
      {removing.isError && <Failed error={removing.error} />}
      <Loaded query={kept}>{(periods) => periods.length === 0 ? <Empty>{t("noPeriods", { year })}</Empty> : <List periods={periods} onEdit={(period) => { saving.reset(); setEditing(period); }} onRemove={(period) => { removing.mutate(period); }} />}</Loaded>
      {editing !== null && <Editor before={editing === "new" ? null : editing} error={saving.error} onClose={() => { setEditing(null); }} onSave={(period) => { saving.mutate(period); }} />}
    </>
  );
}

export function Calendar() {
  const t = useTexts("settings", texts);
  const held = useQuery({ queryKey: ["status"], queryFn: status });
  const [chosen, setChosen] = useState<number | null>(null);
  // The year of the data, which may be long over.
  const newest = held.data?.to ?? null;
  const year = chosen ?? (newest === null ? new Date() : new Date(newest)).getFullYear();
  return (
    <>
      <p className="soft">{t("calendarHint")}</p>
      <Loaded query={held}>{() => <Year year={year} setYear={setChosen} />}</Loaded>
    </>
  );
}
