import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { changes, revisions, type JourneyRow, type Revision } from "../../model/api";
import { time } from "../../model/format";
import { textOf } from "../../model/language";
import { useLanguage, useTexts } from "../../model/texts";
import { Button, Dialog, Loaded, Select } from "../../ui";
import { texts } from "./texts";

function Difference({ journey, list }: { journey: string; list: Revision[] }) {
  const t = useTexts("journeys", texts);
  const language = useLanguage();
  const newest = list[0]?.revision ?? 1;
  const [from, setFrom] = useState(Math.max(1, newest - 1));
  const [to, setTo] = useState(newest);
  const different = useQuery({ queryKey: ["changes", journey, from, to], queryFn: () => changes(journey, from, to), staleTime: Infinity });
  const choices = list.map((each) => ({ id: String(each.revision), text: t("version", { revision: each.revision, at: time(each.at, language), author: each.author === "" ? t("somebody") : each.author }) }));
  return (
    <>
      <div className="row">
        <Select label={t("from")} choices={choices} value={String(from)} onChange={(id) => { setFrom(Number(id)); }} />
        <Select label={t("to")} choices={choices} value={String(to)} onChange={(id) => { setTo(Number(id)); }} />
      </div>
      <Loaded query={different}>
        {(found) =>
          found.length === 0 ? <p className="soft">{t("same")}</p> : (
            <ul className="change-list" tabIndex={0} aria-label={t("compare")}>
              {found.map((change, i) => (
                <li key={i}>
                  <span className="chip">{t(change.kind)}</span>
                  <span>{textOf(change.text, language)}</span>
                </li>
              ))}
            </ul>
          )}
      </Loaded>
    </>
  );
}

/** What differs between two versions of a journey, in sentences. */
export function Compare({ row, onClose }: { row: JourneyRow; onClose: () => void }) {
  const t = useTexts("journeys", texts);
  const language = useLanguage();
  const kept = useQuery({ queryKey: ["revisions", row.id, row.revision], queryFn: () => revisions(row.id) });
  return (
    <Dialog title={t("compareTitle", { title: textOf(row.title, language) })} isOpen onClose={onClose} actions={<Button onPress={onClose}>{t("close")}</Button>}>
      <Loaded query={kept}>{(list) => (list.length < 2 ? <p className="soft">{t("oneVersion")}</p> : <Difference journey={row.id} list={list} />)}</Loaded>
    </Dialog>
  );
}
