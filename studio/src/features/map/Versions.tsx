// Every version of the map, what each changed in words, and the way back to any of them.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changes, revertJourney, revisions } from "../../model/api";
import { author } from "../../model/author";
import { time } from "../../model/format";
import { textOf } from "../../model/language";
import { useLanguage } from "../../model/texts";
import { Button, Dialog, Empty, Failed, Loaded } from "../../ui";
import { useT, type SetView } from "./hooks";

function Changes({ id, from, to }: { id: string; from: number; to: number }) {
  const t = useT();
  const language = useLanguage();
  const query = useQuery({ queryKey: ["changes", id, from, to], queryFn: () => changes(id, from, to) });
  return <Loaded query={query}>{(list) => list.length === 0 ? <Empty>{t("noChanges")}</Empty> : <ul className="map-changes">{list.map((each) => <li key={`${each.kind}${each.path.join(".")}`}>{textOf(each.text, language)}</li>)}</ul>}</Loaded>;
}

interface Props {
  id: string;
  head: number;
  setView: SetView;
  onClose: () => void;
}

export function Versions({ id, head, setView, onClose }: Props) {
  const t = useT();
  const language = useLanguage();
  const queries = useQueryClient();
  const [shown, setShown] = useState<number | null>(null);
  const all = useQuery({ queryKey: ["revisions", id, head], queryFn: () => revisions(id) });
  const reverting = useMutation({
    mutationFn: (revision: number) => revertJourney(id, revision, { author: author() }),
    onSuccess: async () => { await queries.invalidateQueries({ queryKey: ["journey", id] }); setView({ revision: undefined }); onClose(); },
  });
  return (
    <Dialog title={t("versions")} isOpen onClose={onClose} actions={<Button onPress={onClose}>{t("close")}</Button>}>
      {reverting.isError && <Failed error={reverting.error} />}
      <Loaded query={all}>
        {(list) => (
          <ol className="map-versions">
            {list.map(({ revision, author: by, at, note, status, changes: count }) => (
              <li key={revision}>
                <div className="row"><b>{t("version", { number: revision })}</b> <span className="chip">{t(status)}</span> <span className="soft small">{time(at, language)} · {by}</span></div>
                {note !== "" && <div>{note}</div>}
                <div className="row small">
                  {revision > 1 && <Button kind="quiet" aria-expanded={shown === revision} onPress={() => { setShown(shown === revision ? null : revision); }}>{t("changesOf", { count })}</Button>}
                  {revision !== head && <Button kind="quiet" onPress={() => { setView({ revision }); onClose(); }}>{t("lookAt")}</Button>}
                  {revision !== head && <Button kind="quiet" isDisabled={reverting.isPending} onPress={() => { reverting.mutate(revision); }}>{t("backTo")}</Button>}
                </div>
                {shown === revision && <Changes id={id} from={revision - 1} to={revision} />}
              </li>
            ))}
          </ol>
        )}
      </Loaded>
    </Dialog>
  );
}
