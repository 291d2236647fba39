import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { addLink, links, removeLink, type JourneyRow } from "../../model/api";
import { day } from "../../model/format";
import { textOf } from "../../model/language";
import { useLanguage, useTexts } from "../../model/texts";
import { Button, Dialog, Failed, Field, Loaded, Select, toast } from "../../ui";
import { expiryIn, hasExpired } from "./model";
import { texts } from "./texts";

const spans = { days7: 7, days30: 30, days90: 90, never: 0 } as const;
type Span = keyof typeof spans;

/** Read-only links to a journey: made, copied once, removed. */
export function Share({ row, onClose }: { row: JourneyRow; onClose: () => void }) {
  const t = useTexts("journeys", texts);
  const language = useLanguage();
  const queries = useQueryClient();
  const [span, setSpan] = useState<Span>("days30");
  const [made, setMade] = useState("");
  const kept = useQuery({ queryKey: ["links", row.id], queryFn: () => links(row.id) });
  const again = () => queries.invalidateQueries({ queryKey: ["links", row.id] });
  const making = useMutation({
    mutationFn: () => {
      const expires = expiryIn(spans[span], new Date());
      return addLink(row.id, { language, ...(expires === null ? {} : { expires }) });
    },
    onSuccess: (all) => { setMade(location.origin + (all.find((link) => link.url_path !== undefined)?.url_path ?? "")); void again(); },
  });
  const removing = useMutation({ mutationFn: (link: string) => removeLink(row.id, link), onSuccess: () => { toast(t("linkRemoved")); void again(); } });
  const copy = () => void navigator.clipboard.writeText(made).then(() => { toast(t("copied")); });
  const until = (expires: string | null) => expires === null ? t("linkForever") : t(hasExpired(expires, new Date()) ? "linkEnded" : "linkUntil", { at: day(expires, language) });
  return (
    <Dialog title={t("shareTitle", { title: textOf(row.title, language) })} isOpen onClose={onClose} actions={<Button onPress={onClose}>{t("close")}</Button>}>
      <p className="soft">{t("shareHint")}</p>
      <div className="row" style={{ alignItems: "end" }}>
        <Select label={t("expires")} value={span} onChange={setSpan} choices={(Object.keys(spans) as Span[]).map((id) => ({ id, text: t(id) }))} />
        <Button kind="primary" isDisabled={making.isPending} onPress={() => { making.mutate(); }}>{t("makeLink")}</Button>
      </div>
      {making.isError && <Failed error={making.error} />}
      {made !== "" && (
        <>
          <div className="made-link">
            <Field label={t("link")} value={made} onChange={() => undefined} autoFocus />
            <Button onPress={copy}>{t("copy")}</Button>
          </div>
          <p className="soft">{t("once")}</p>
        </>
      )}
      <Loaded query={kept}>
        {(list) => list.length === 0 ? <p className="soft" style={{ marginTop: 12 }}>{t("noLinks")}</p> : (
          <ul className="link-list">
            {list.map((link) => (
              <li key={link.id}>
                <span>{until(link.expires)} <span className="soft">· {t("madeAt", { at: day(link.made, language) })}</span></span>
                <Button kind="quiet" onPress={() => { removing.mutate(link.id); }}>{t("removeLink")}</Button>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Dialog>
  );
}
