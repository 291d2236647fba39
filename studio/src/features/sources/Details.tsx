// One source: its key, what it may send, how to send, and its days.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changeSource, type Source, type SourceChange, type SourceDay } from "../../model/api";
import { useTexts } from "../../model/texts";
import { Button, Dialog, Failed, Field, Tabs, toast } from "../../ui";
import { DayBars } from "./DayBars";
import { masked, snippetsOf } from "./model";
import { texts } from "./texts";

function useCopy() {
  const t = useTexts("sources", texts);
  return (text: string) => void navigator.clipboard.writeText(text).then(() => { toast(t("copied")); });
}

function useChange(name: string) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: (change: SourceChange) => changeSource(name, change), onSuccess: () => queries.invalidateQueries({ queryKey: ["sources"] }) });
}

function WriteKey({ source }: { source: Source }) {
  const t = useTexts("sources", texts);
  const copy = useCopy();
  const [shown, setShown] = useState(false);
  const [asking, setAsking] = useState(false);
  const changing = useChange(source.name);
  return (
    <section className="card">
      <h3>{t("key")}</h3>
      <div className="key">
        <code>{shown ? source.write_key : masked(source.write_key)}</code>
        <Button onPress={() => { setShown(!shown); }}>{t(shown ? "hideKey" : "showKey")}</Button>
        <Button onPress={() => { copy(source.write_key); }}>{t("copyKey")}</Button>
        <Button onPress={() => { setAsking(true); }}>{t("newKey")}</Button>
      </div>
      <p className="soft" style={{ marginTop: 8 }}>{t("keyHint")}</p>
      {changing.isError && <Failed error={changing.error} />}
      <Dialog title={t("newKey")} isOpen={asking} onClose={() => { setAsking(false); }} actions={
        <>
          <Button onPress={() => { setAsking(false); }}>{t("cancel")}</Button>
          <Button kind="danger" onPress={() => { changing.mutate({ new_key: true }, { onSuccess: () => { toast(t("newKeyDone")); } }); setAsking(false); }}>{t("newKey")}</Button>
        </>
      }>
        <p>{t("newKeyHint")}</p>
      </Dialog>
    </section>
  );
}

function Allowed({ source }: { source: Source }) {
  const t = useTexts("sources", texts);
  const [channel, setChannel] = useState(source.channel);
  const [limit, setLimit] = useState(String(source.events_per_second));
  const changing = useChange(source.name);
  const isWrong = !/^\d{1,9}$/.test(limit.trim());
  const save = () => {
    if (!isWrong) changing.mutate({ channel: channel.trim(), events_per_second: Number(limit) }, { onSuccess: () => { toast(t("saved")); } });
  };
  return (
    <form className="card" onSubmit={(event) => { event.preventDefault(); save(); }}>
      <div className="row" style={{ alignItems: "end" }}>
        <Field label={t("channel")} value={channel} onChange={setChannel} placeholder={t("everyOwn")} />
        <Field label={t("limit")} value={limit} onChange={setLimit} error={isWrong ? t("limitWrong") : ""} />
        <Button type="submit" isDisabled={isWrong || changing.isPending}>{t("save")}</Button>
      </div>
      {changing.isError && <Failed error={changing.error} />}
    </form>
  );
}

export function Snippets({ source }: { source: Source }) {
  const t = useTexts("sources", texts);
  const copy = useCopy();
  const list = snippetsOf(source.kind, source.write_key, location.origin);
  const shown = (text: string) => (
    <div className="snippet">
      <pre tabIndex={0}>{text}</pre>
      <Button onPress={() => { copy(text); }}>{t("copy")}</Button>
    </div>
  );
  if (source.kind === "folder") return <p>{t("folderHow")}</p>;
  if (source.kind === "webhook" || source.kind === "wechat") return <><p>{t(source.kind === "webhook" ? "webhookHow" : "wechatHow")}</p>{shown(list[0]?.text ?? "")}</>;
  return <Tabs label={t("howTo")} tabs={list.map(({ name, text }) => ({ id: name, text: t(name), content: shown(text) }))} />;
}

/** `source` is null for events that came in a file. */
export function Details({ name, source, days, period }: { name: string; source: Source | null; days: SourceDay[]; period: { from: string; to: string } }) {
  const t = useTexts("sources", texts);
  return (
    <section aria-label={`${t("details")}: ${name}`}>
      <h2>{name}</h2>
      <div className="source-detail">
        {source === null ? <p className="whole soft">{t("fileHint")}</p> : (
          <>
            <WriteKey source={source} key={source.write_key} />
            <Allowed source={source} key={source.name} />
          </>
        )}
        <div className="whole"><DayBars days={days} period={period} /></div>
        {source !== null && <section className="card whole"><h3>{t("howTo")}</h3><Snippets source={source} /></section>}
      </div>
    </section>
  );
}
