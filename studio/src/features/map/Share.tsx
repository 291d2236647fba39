// Read-only links to the map, that may end on a day and can be taken back.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { addLink, links, removeLink } from "../../model/api";
import { day } from "../../model/format";
import { useLanguage } from "../../model/texts";
import { Button, Dialog, Failed, Field, Loaded, toast } from "../../ui";
import { useT } from "./hooks";

export function Share({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useT();
  const language = useLanguage();
  const queries = useQueryClient();
  const [expires, setExpires] = useState("");
  const all = useQuery({ queryKey: ["links", id], queryFn: () => links(id) });
  const onSuccess = () => queries.invalidateQueries({ queryKey: ["links", id] });
  const adding = useMutation({ mutationFn: () => addLink(id, { language, ...(expires === "" ? {} : { expires: `${expires}T23:59:59Z` }) }), onSuccess });
  const removing = useMutation({ mutationFn: (link: string) => removeLink(id, link), onSuccess });
  // The answer lists all links; only the new one still says where it leads.
  const made = adding.data as { url_path?: string; links?: { url_path?: string }[] } | undefined;
  const path = made?.url_path ?? made?.links?.find((each) => each.url_path !== undefined)?.url_path;
  const address = path === undefined ? null : `${location.origin}${path}`;
  const copy = async (text: string) => {
    await navigator.clipboard.writeText(text);
    toast(t("copied"));
  };
  return (
    <Dialog title={t("share")} isOpen onClose={onClose} actions={<Button onPress={onClose}>{t("close")}</Button>}>
      <p className="soft">{t("shareHelp")}</p>
      <form className="row" onSubmit={(event) => { event.preventDefault(); adding.mutate(); }}>
        <Field label={t("expires")} type="date" value={expires} onChange={setExpires} />
        <Button type="submit" kind="primary" isDisabled={adding.isPending}>{t("makeLink")}</Button>
      </form>
      {adding.isError && <Failed error={adding.error} />}
      {address !== null && <p className="row"><code className="map-link">{address}</code><Button onPress={() => { void copy(address); }}>{t("copy")}</Button></p>}
      <Loaded query={all}>
        {(list) => (
          <ul className="map-versions">
            {list.map((each) => <li key={each.id} className="row"><span>{t("linkMade", { at: day(each.made, language) })} · {each.expires === null ? t("neverEnds") : t("endsOn", { at: day(each.expires, language) })}</span><Button kind="quiet" onPress={() => { removing.mutate(each.id); }}>{t("removeLink")}</Button></li>)}
          </ul>
        )}
      </Loaded>
    </Dialog>
  );
}
