import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { countCustomers, segmentSizes, type ProfileDocument } from "../../model/api";
import { count, percent } from "../../model/format";
import { textOf } from "../../model/language";
import { useLanguage, useTexts } from "../../model/texts";
import { Button, Dialog, Empty, Failed, Field, Loaded, Term, toast } from "../../ui";
import { faultOfName, personasOf, predicateText, segmentOf, withEntry, withoutEntry, type Segment, type SegmentDraft } from "./model";
import { Predicate } from "./Predicate";
import { useProfile } from "./profile";
import { texts } from "./texts";

function Editor({ document, before, onSave, onClose, error }: { document: ProfileDocument; before: Segment | null; onSave: (segment: Segment) => void; onClose: () => void; error: unknown }) {
  const t = useTexts("settings", texts);
  const language = useLanguage();
  const [draft, setDraft] = useState<SegmentDraft>({ name: before?.name ?? "", title: textOf(before?.title, language), who: before === null ? "" : predicateText(before.who) });
  const [tried, setTried] = useState(false);
  const fault = faultOfName(draft.name, (document.segments ?? []).map((each) => each.name), before?.name ?? null);
  const set = (change: Partial<SegmentDraft>) => { setDraft((old) => ({ ...old, ...change })); };
  const save = () => { setTried(true); if (fault === null && draft.who.trim() !== "") onSave(segmentOf(draft, before, language)); };
  return (
    <Dialog title={before === null ? t("addSegment") : t("editSegment", { name: before.name })} isOpen onClose={onClose} actions={<><Button onPress={onClose}>{t("cancel")}</Button><Button kind="primary" isDisabled={draft.who.trim() === ""} onPress={save}>{t("save")}</Button></>}>
      <form className="settings-form" onSubmit={(event) => { event.preventDefault(); save(); }}>
        <Field label={t("name")} value={draft.name} onChange={(name) => { set({ name }); }} error={tried && fault !== null ? t(fault) : ""} autoFocus />
        <Field label={t("shownAs")} value={draft.title} onChange={(title) => { set({ title }); }} />
        <Predicate what="customers" label={t("who")} hint={t("predicateHint")} value={draft.who} onChange={(who) => { set({ who }); }} count={countCustomers} say={(customers) => t("countCustomers", { count: customers })} />
      </form>
      {error !== null && <Failed error={error} />}
    </Dialog>
  );
}

function List({ document, onEdit, onRemove }: { document: ProfileDocument; onEdit: (segment: Segment) => void; onRemove: (segment: Segment) => void }) {
  const t = useTexts("settings", texts);
  const language = useLanguage();
  const sizes = useQuery({ queryKey: ["profile", "segments"], queryFn: segmentSizes });
  const segments = document.segments ?? [];
  if (segments.length === 0) return <Empty>{t("noSegments")}</Empty>;
  return (
    <div className="table-wrap">
      <table className="table stacked" role="table" aria-label={t("segments")}>
        <thead><tr role="row"><th role="columnheader" scope="col">{t("name")}</th><th role="columnheader" scope="col">{t("who")}</th><th role="columnheader" scope="col" className="number">{t("customers")}</th><th role="columnheader" scope="col" className="number">{t("share")}</th><th role="columnheader" scope="col"><span className="hidden-text">{t("actions")}</span></th></tr></thead>
        <tbody>
          {segments.map((segment) => {
            const size = sizes.data?.segments.find((each) => each.name === segment.name);
            return (
              <tr key={segment.name} role="row">
                <th role="rowheader" scope="row">{textOf(segment.title, language) || segment.name}{segment.title !== undefined && <div className="soft">{segment.name}</div>}</th>
                <td role="cell" data-label={t("who")}><code>{predicateText(segment.who)}</code></td>
                <td role="cell" data-label={t("customers")} className="number">{sizes.isFetching && size === undefined ? t("counting") : count(size?.customers, language)}</td>
                <td role="cell" data-label={t("share")} className="number">{percent(size?.share, language)}</td>
                <td role="cell"><div className="settings-actions"><Button aria-label={`${t("edit")}: ${segment.name}`} onPress={() => { onEdit(segment); }}>{t("edit")}</Button><Button aria-label={`${t("remove")}: ${segment.name}`} onPress={() => { onRemove(segment); }}>{t("remove")}</Button></div></td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

export function Segments() {
  const t = useTexts("settings", texts);
  const { kept, saving, save } = useProfile();
  const [editing, setEditing] = useState<Segment | "new" | null>(null);
  const remove = (document: ProfileDocument, segment: Segment) => {
    const users = personasOf(document, segment.name);
    if (users.length > 0) toast(t("inUse", { name: segment.name, personas: users.join(", ") }));
    else void save({ ...document, segments: withoutEntry(document.segments, segment.name) }, t("wasRemoved", { name: segment.name }), document).catch(() => undefined);
  };
  const change = (document: ProfileDocument, segment: Segment) => {
    const before = editing === "new" || editing === null ? null : editing.name;
    void save({ ...document, segments: withEntry(document.segments, before, segment) }, t("saved"), document).then(() => { setEditing(null); }, () => undefined);
  };
  return (
    <>
      <div className="page-head" style={{ marginBottom: 12 }}>
        <span><Term word="segment">{t("segments")}</Term> <span className="soft">{t("segmentsHint")}</span></span>
        <Button kind="primary" onPress={() => { saving.reset(); setEditing("new"); }}><Plus size={16} aria-hidden />{t("addSegment")}</Button>
      </div>
      {saving.isError && editing === null && <Failed error={saving.error} />}
      <Loaded query={kept}>
        {(document) => (
          <>
            <List document={document} onEdit={(segment) => { saving.reset(); setEditing(segment); }} onRemove={(segment) => { remove(document, segment); }} />
            {editing !== null && <Editor document={document} before={editing === "new" ? null : editing} error={saving.error} onClose={() => { setEditing(null); }} onSave={(segment) => { change(document, segment); }} />}
          </>
        )}
      </Loaded>
    </>
  );
}
