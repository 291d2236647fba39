import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { markers, setMarkers, type Marker } from "../../model/api";
import { count, day } from "../../model/format";
import { textOf, withText } from "../../model/language";
import { useLanguage, useTexts } from "../../model/texts";
import { Button, Dialog, Empty, Failed, Field, Loaded, Term, toast } from "../../ui";
import { freeId } from "./model";
import { texts } from "./texts";

function Editor({ list, before, onSave, onClose, error }: { list: Marker[]; before: Marker | null; onSave: (marker: Marker) => void; onClose: () => void; error: unknown }) {
  const t = useTexts("settings", texts);
  const language = useLanguage();
  const [date, setDate] = useState(before?.date ?? "");
  const [label, setLabel] = useState(textOf(before?.label, language));
  const [note, setNote] = useState(textOf(before?.note, language));
  const [touchpoint, setTouchpoint] = useState(before?.touchpoint ?? "");
  const [cost, setCost] = useState(before?.cost === undefined ? "" : String(before.cost));
  const isWrong = cost.trim() !== "" && !Number.isFinite(Number(cost));
  const isReady = date !== "" && label.trim() !== "" && !isWrong;
  const save = () => {
    if (!isReady) return;
    // What the form does not show stays as it is.
    const kept: Partial<Marker> = { ...before };
    delete kept.note;
    delete kept.cost;
    delete kept.touchpoint;
    onSave({
      ...kept, id: before?.id ?? freeId(list.map((each) => each.id)), date, label: withText(before?.label, language, label.trim()),
      ...(note.trim() === "" ? {} : { note: withText(before?.note, language, note.trim()) }),
      ...(touchpoint.trim() === "" ? {} : { touchpoint: touchpoint.trim() }),
      ...(cost.trim() === "" ? {} : { cost: Number(cost) }),
    });
  };
  return (
    <Dialog title={t(before === null ? "addMarker" : "editMarker")} isOpen onClose={onClose} actions={<><Button onPress={onClose}>{t("cancel")}</Button><Button kind="primary" isDisabled={!isReady} onPress={save}>{t("save")}</Button></>}>
      <form className="settings-form" onSubmit={(event) => { event.preventDefault(); save(); }}>
        <Field label={t("date")} type="date" value={date} onChange={setDate} autoFocus />
        <Field label={t("label")} value={label} onChange={setLabel} />
        <Field label={t("note")} lines={3} value={note} onChange={setNote} />
        <Field label={t("touchpoint")} value={touchpoint} onChange={setTouchpoint} />
        <Field label={t("cost")} value={cost} onChange={setCost} error={isWrong ? t("costWrong") : ""} />
      </form>
      {error !== null && <Failed error={error} />}
    </Dialog>
  );
}

export function Markers() {
  const t = useTexts("settings", texts);
  const language = useLanguage();
  const queries = useQueryClient();
  const [editing, setEditing] = useState<Marker | "new" | null>(null);
  const kept = useQuery({ queryKey: ["markers"], queryFn: markers });
  const saving = useMutation({ mutationFn: setMarkers, onSuccess: () => queries.invalidateQueries({ queryKey: ["markers"] }) });
  const save = (list: Marker[], said: string, before: Marker[]) => {
    saving.mutate(list, { onSuccess: () => { setEditing(null); toast(said, { text: t("undo"), run: () => { saving.mutate(before); } }, "markers"); } });
  };
  const begin = (marker: Marker | "new") => { saving.reset(); setEditing(marker); };
  return (
    <>
      <div className="page-head" style={{ marginBottom: 12 }}>
        <span><Term word="marker">{t("markers")}</Term> <span className="soft">{t("markersHint")}</span></span>
        <Button kind="primary" onPress={() => { begin("new"); }}><Plus size={16} aria-hidden />{t("addMarker")}</Button>
      </div>
      {saving.isError && editing === null && <Failed error={saving.error} />}
      <Loaded query={kept}>
        {(list) => (
          <>
            {list.length === 0 ? <Empty>{t("noMarkers")}</Empty> : (
              <div className="table-wrap">
                <table className="table stacked" role="table" aria-label={t("markers")}>
                  <thead><tr role="row"><th role="columnheader" scope="col">{t("label")}</th><th role="columnheader" scope="col">{t("date")}</th><th role="columnheader" scope="col">{t("note")}</th><th role="columnheader" scope="col" className="number">{t("cost")}</th><th role="columnheader" scope="col"><span className="hidden-text">{t("actions")}</span></th></tr></thead>
                  <tbody>
                    {[...list].sort((a, b) => a.date.localeCompare(b.date)).map((marker) => {
                      const name = textOf(marker.label, language);
                      return (
                        <tr key={marker.id} role="row">
                          <th role="rowheader" scope="row">{name}</th>
                          <td role="cell" data-label={t("date")}>{day(marker.date, language, "UTC")}</td>
                          <td role="cell" data-label={t("note")}>{textOf(marker.note, language) || <span className="soft">–</span>}</td>
                          <td role="cell" data-label={t("cost")} className="number">{count(marker.cost, language)}</td>
                          <td role="cell"><div className="settings-actions"><Button aria-label={`${t("edit")}: ${name}`} onPress={() => { begin(marker); }}>{t("edit")}</Button><Button aria-label={`${t("remove")}: ${name}`} onPress={() => { save(list.filter((each) => each.id !== marker.id), t("wasRemoved", { name }), list); }}>{t("remove")}</Button></div></td>
                        </tr>
                      );
                    })}
                  </tbody>
                </table>
              </div>
            )}
            {editing !== null && <Editor list={list} before={editing === "new" ? null : editing} error={saving.error} onClose={() => { setEditing(null); }} onSave={(marker) => { save(editing === "new" ? [...list, marker] : list.map((each) => (each.id === marker.id ? marker : each)), t("saved"), list); }} />}
          </>
        )}
      </Loaded>
    </>
  );
}
