import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { dropRefused, reopenRefused, replayRefused, type RefusedItem as Item } from "../../model/api";
import { time } from "../../model/format";
import { useLanguage, useTexts } from "../../model/texts";
import { Button, Dialog, Failed, Field, toast } from "../../ui";
import { faultOf, readable } from "./model";
import { reasonName, reasonWhy } from "./reasons";
import { texts } from "./texts";

/** One refused item: why, its text to repair, and what to do with it. */
export function RefusedItem({ item, onClose }: { item: Item; onClose: () => void }) {
  const t = useTexts("sources", texts);
  const language = useLanguage();
  const queries = useQueryClient();
  const original = readable(item.text);
  const [text, setText] = useState(original);
  const fault = faultOf(text, original);
  const again = () => queries.invalidateQueries({ queryKey: ["refused"] });
  const replaying = useMutation({
    mutationFn: () => replayRefused(item.id, text === original ? undefined : text),
    onSuccess: (done) => { toast(done.known > 0 && done.known === done.events ? t("wasKnown") : t("replayed", { count: done.events })); void again(); onClose(); },
  });
  const dropping = useMutation({
    mutationFn: () => dropRefused(item.id),
    onSuccess: () => { toast(t("dropped"), { text: t("undo"), run: () => void reopenRefused(item.id).then(again) }); void again(); onClose(); },
  });
  return (
    <Dialog title={t("itemTitle", { reason: reasonName(item.reason, language), source: item.source })} isOpen onClose={onClose} actions={
      <>
        <Button onPress={onClose}>{t("close")}</Button>
        {item.state === "open" && <Button kind="danger" isDisabled={dropping.isPending} onPress={() => { dropping.mutate(); }}>{t("drop")}</Button>}
        <Button kind="primary" isDisabled={fault !== null || replaying.isPending} onPress={() => { replaying.mutate(); }}>{t("replay")}</Button>
      </>
    }>
      <p className="explain">{reasonWhy(item.reason, item.explanation, language)}</p>
      <p className="soft">
        {item.found !== "" && <><code>{item.found}</code> · </>}
        {time(item.received, language)} · {t("timesN", { count: item.times })}
      </p>
      <p>{t("repair")}</p>
      <Field className="refused-text" label={t("asItCame")} lines={14} value={text} onChange={setText} error={fault === null ? "" : t("notJson", { fault })} />
      {text !== original && <Button kind="quiet" onPress={() => { setText(original); }}>{t("reset")}</Button>}
      {(replaying.isError || dropping.isError) && <Failed error={replaying.error ?? dropping.error} />}
    </Dialog>
  );
}
