import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { addSource, type NewSource, type Source, type SourceKind } from "../../model/api";
import { useTexts } from "../../model/texts";
import { Button, Dialog, Failed, Field, Select, toast } from "../../ui";
import { Snippets } from "./Details";
import { mappingNames, mappings, type MappingName } from "./mappings";
import { faultOf } from "./model";
import { texts } from "./texts";

const kinds: SourceKind[] = ["sdk", "webhook", "wechat", "folder"];

interface Draft {
  name: string;
  kind: SourceKind;
  channel: string;
  mapping: MappingName | "own";
  mappingText: string;
  token: string;
  appId: string;
  aesKey: string;
  welcome: string;
  path: string;
}
const nothing: Draft = { name: "", kind: "sdk", channel: "", mapping: "ticket", mappingText: mappings.ticket, token: "", appId: "", aesKey: "", welcome: "", path: "" };

function settingsOf(draft: Draft): unknown {
  switch (draft.kind) {
    case "sdk":
      return undefined;
    case "webhook":
      return JSON.parse(draft.mappingText);
    case "wechat":
      return { token: draft.token.trim(), ...(draft.appId === "" ? {} : { app_id: draft.appId.trim() }), ...(draft.aesKey === "" ? {} : { encoding_aes_key: draft.aesKey.trim() }), ...(draft.welcome === "" ? {} : { welcome: draft.welcome }) };
    case "folder":
      return { path: draft.path.trim() };
  }
}

function sourceOf(draft: Draft): NewSource {
  const settings = settingsOf(draft);
  return { name: draft.name.trim(), kind: draft.kind, ...(draft.channel.trim() === "" ? {} : { channel: draft.channel.trim() }), ...(settings === undefined ? {} : { settings }) };
}

function KindFields({ draft, set }: { draft: Draft; set: (change: Partial<Draft>) => void }) {
  const t = useTexts("sources", texts);
  if (draft.kind === "webhook") {
    const fault = faultOf(draft.mappingText, "{");
    const choose = (mapping: MappingName | "own") => { set({ mapping, mappingText: mapping === "own" ? "{\n}" : mappings[mapping] }); };
    return (
      <>
        <Select<MappingName | "own"> label={t("mapping")} value={draft.mapping} onChange={choose} choices={[...mappingNames.map((id) => ({ id, text: t(id) })), { id: "own", text: t("ownMapping") }]} />
        <Field className="refused-text" label={t("mappingText")} lines={10} value={draft.mappingText} onChange={(mappingText) => { set({ mappingText }); }} error={fault === null ? "" : t("notJson", { fault })} />
      </>
    );
  }
  if (draft.kind === "wechat")
    return (
      <>
        <Field label={t("token")} value={draft.token} onChange={(token) => { set({ token }); }} />
        <Field label={t("appId")} value={draft.appId} onChange={(appId) => { set({ appId }); }} />
        <Field label={t("aesKey")} value={draft.aesKey} onChange={(aesKey) => { set({ aesKey }); }} />
        <Field label={t("welcome")} lines={3} value={draft.welcome} onChange={(welcome) => { set({ welcome }); }} />
      </>
    );
  if (draft.kind === "folder") return <Field label={t("path")} value={draft.path} onChange={(path) => { set({ path }); }} placeholder="/srv/exports" />;
  return null;
}

/** Asks for what a new source needs; then shows how to send to it. */
export function AddSource({ onClose, onAdded }: { onClose: () => void; onAdded: (name: string) => void }) {
  const t = useTexts("sources", texts);
  const queries = useQueryClient();
  const [draft, setDraft] = useState(nothing);
  const [added, setAdded] = useState<Source | null>(null);
  const adding = useMutation({
    mutationFn: () => addSource(sourceOf(draft)),
    onSuccess: (source) => {
      void queries.invalidateQueries({ queryKey: ["sources"] });
      toast(t("added", { name: source.name }));
      setAdded(source);
    },
  });
  if (added !== null) {
    const close = () => { onAdded(added.name); };
    return (
      <Dialog key="added" title={t("added", { name: added.name })} isOpen onClose={close} actions={<Button kind="primary" autoFocus onPress={close}>{t("close")}</Button>}>
        <h3>{t("howTo")}</h3>
        <Snippets source={added} />
      </Dialog>
    );
  }
  const isReady = draft.name.trim() !== "" && (draft.kind !== "webhook" || faultOf(draft.mappingText, "{") === null);
  const set = (change: Partial<Draft>) => { setDraft((old) => ({ ...old, ...change })); };
  return (
    <Dialog title={t("addTitle")} isOpen onClose={onClose} actions={
      <>
        <Button onPress={onClose}>{t("cancel")}</Button>
        <Button kind="primary" isDisabled={!isReady || adding.isPending} onPress={() => { adding.mutate(); }}>{t("addIt")}</Button>
      </>
    }>
      <form style={{ display: "grid", gap: 10 }} onSubmit={(event) => { event.preventDefault(); if (isReady) adding.mutate(); }}>
        <Field label={t("name")} value={draft.name} onChange={(name) => { set({ name }); }} placeholder={t("nameHint")} autoFocus />
        <Select<SourceKind> label={t("kind")} value={draft.kind} onChange={(kind) => { set({ kind }); }} choices={kinds.map((id) => ({ id, text: t(id) }))} />
        <Field label={t("channel")} value={draft.channel} onChange={(channel) => { set({ channel }); }} placeholder={t("channelHint")} />
        <KindFields draft={draft} set={set} />
      </form>
      {adding.isError && <Failed error={adding.error} />}
    </Dialog>
  );
}
