import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { personaSizes, type ProfileDocument } from "../../model/api";
import { count, percent } from "../../model/format";
import { textOf, type Label } from "../../model/language";
import { useLanguage, useTexts } from "../../model/texts";
import { Button, Dialog, Empty, Failed, Field, Loaded, Term } from "../../ui";
import { faultOfName, personaOf, withEntry, withoutEntry, type Persona, type PersonaDraft } from "./model";
import { useProfile } from "./profile";
import { texts } from "./texts";

function Editor({ document, before, onSave, onClose, error }: { document: ProfileDocument; before: Persona | null; onSave: (persona: Persona) => void; onClose: () => void; error: unknown }) {
  const t = useTexts("settings", texts);
  const language = useLanguage();
  const [draft, setDraft] = useState<PersonaDraft>({
    name: before?.name ?? "", title: textOf(before?.title, language), segments: [...(before?.segments ?? [])], needs: ((before?.needs ?? []) as Label[]).map((need) => textOf(need, language)).join("\n"),
  });
  const [tried, setTried] = useState(false);
  const fault = faultOfName(draft.name, (document.personas ?? []).map((each) => each.name), before?.name ?? null);
  const set = (change: Partial<PersonaDraft>) => { setDraft((old) => ({ ...old, ...change })); };
  const save = () => { setTried(true); if (fault === null && draft.segments.length > 0) onSave(personaOf(draft, before, language)); };
  const toggle = (name: string) => { set({ segments: draft.segments.includes(name) ? draft.segments.filter((each) => each !== name) : [...draft.segments, name] }); };
  return (
    <Dialog title={before === null ? t("addPersona") : t("editPersona", { name: before.name })} isOpen onClose={onClose} actions={<><Button onPress={onClose}>{t("cancel")}</Button><Button kind="primary" isDisabled={draft.segments.length === 0} onPress={save}>{t("save")}</Button></>}>
      <form className="settings-form" onSubmit={(event) => { event.preventDefault(); save(); }}>
        <Field label={t("name")} value={draft.name} onChange={(name) => { set({ name }); }} error={tried && fault !== null ? t(fault) : ""} autoFocus />
        <Field label={t("shownAs")} value={draft.title} onChange={(title) => { set({ title }); }} />
        <fieldset className="checks">
          <legend>{t("stands")}</legend>
          {(document.segments ?? []).map((segment) => (
            <label key={segment.name}><input type="checkbox" checked={draft.segments.includes(segment.name)} onChange={() => { toggle(segment.name); }} />{textOf(segment.title, language) || segment.name}</label>
          ))}
        </fieldset>
        <Field label={t("needs")} lines={4} value={draft.needs} onChange={(needs) => { set({ needs }); }} />
      </form>
      {error !== null && <Failed error={error} />}
    </Dialog>
  );
}

function List({ document, onEdit, onRemove }: { document: ProfileDocument; onEdit: (persona: Persona) => void; onRemove: (persona: Persona) => void }) {
  const t = useTexts("settings", texts);
  const language = useLanguage();
  const sizes = useQuery({ queryKey: ["profile", "personas"], queryFn: personaSizes });
  const personas = document.personas ?? [];
  if (personas.length === 0) return <Empty>{t((document.segments ?? []).length === 0 ? "segmentsFirst" : "noPersonas")}</Empty>;
  return (
    <div className="table-wrap">
      <table className="table stacked" role="table" aria-label={t("personas")}>
        <thead><tr role="row"><th role="columnheader" scope="col">{t("name")}</th><th role="columnheader" scope="col">{t("stands")}</th><th role="columnheader" scope="col" className="number">{t("customers")}</th><th role="columnheader" scope="col" className="number">{t("share")}</th><th role="columnheader" scope="col" className="number">{t("value")}</th><th role="columnheader" scope="col"><span className="hidden-text">{t("actions")}</span></th></tr></thead>
        <tbody>
          {personas.map((persona) => {
            const size = sizes.data?.personas.find((each) => each.name === persona.name);
            return (
              <tr key={persona.name} role="row">
                <th role="rowheader" scope="row">{textOf(persona.title, language) || persona.name}</th>
                <td role="cell" data-label={t("stands")}>{persona.segments.join(", ")}</td>
                <td role="cell" data-label={t("customers")} className="number">{sizes.isFetching && size === undefined ? t("counting") : count(size?.customers, language)}</td>
                <td role="cell" data-label={t("share")} className="number">{percent(size?.share, language)}</td>
                <td role="cell" data-label={t("value")} className="number">{percent(size?.value_share, language)}</td>
                <td role="cell"><div className="settings-actions"><Button aria-label={`${t("edit")}: ${persona.name}`} onPress={() => { onEdit(persona); }}>{t("edit")}</Button><Button aria-label={`${t("remove")}: ${persona.name}`} onPress={() => { onRemove(persona); }}>{t("remove")}</Button></div></td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

export function Personas() {
  const t = useTexts("settings", texts);
  const { kept, saving, save } = useProfile();
  const [editing, setEditing] = useState<Persona | "new" | null>(null);
  const remove = (document: ProfileDocument, persona: Persona) => void save({ ...document, personas: withoutEntry(document.personas, persona.name) }, t("wasRemoved", { name: persona.name }), document).catch(() => undefined);
  const change = (document: ProfileDocument, persona: Persona) => {
    const before = editing === "new" || editing === null ? null : editing.name;
    void save({ ...document, personas: withEntry(document.personas, before, persona) }, t("saved"), document).then(() => { setEditing(null); }, () => undefined);
  };
  return (
    <>
      <div className="page-head" style={{ marginBottom: 12 }}>
        <span><Term word="persona">{t("personas")}</Term> <span className="soft">{t("personasHint")}</span></span>
        <Button kind="primary" isDisabled={(kept.data?.segments ?? []).length === 0} onPress={() => { saving.reset(); setEditing("new"); }}><Plus size={16} aria-hidden />{t("addPersona")}</Button>
      </div>
      {saving.isError && editing === null && <Failed error={saving.error} />}
      <Loaded query={kept}>
        {(document) => (
          <>
            <List document={document} onEdit={(persona) => { saving.reset(); setEditing(persona); }} onRemove={(persona) => { remove(document, persona); }} />
            {editing !== null && <Editor document={document} before={editing === "new" ? null : editing} error={saving.error} onClose={() => { setEditing(null); }} onSave={(persona) => { change(document, persona); }} />}
          </>
        )}
      </Loaded>
    </>
  );
}
