import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Checkbox } from "react-aria-components";
import { refused, type RefusedItem as Item } from "../../model/api";
import { count, time } from "../../model/format";
import { useLanguage, useTexts } from "../../model/texts";
import { Button, Empty, Loaded, Select } from "../../ui";
import { reasonsOf } from "./model";
import { reasonName } from "./reasons";
import { RefusedItem } from "./RefusedItem";
import { texts } from "./texts";

const most = 200;
const everySource = "*";

function Items({ items, withState }: { items: Item[]; withState: boolean }) {
  const t = useTexts("sources", texts);
  const language = useLanguage();
  const [open, setOpen] = useState<Item | null>(null);
  const stateText = { open: t("stateOpen"), replayed: t("stateReplayed"), dropped: t("stateDropped") };
  return (
    <>
      <div className="table-wrap">
        <table className="table stacked" role="table" aria-label={t("quarantine")}>
          <thead><tr role="row"><th role="columnheader" scope="col">{t("reason")}</th><th role="columnheader" scope="col">{t("name")}</th><th role="columnheader" scope="col">{t("found")}</th><th role="columnheader" scope="col">{t("received")}</th><th role="columnheader" scope="col" className="number">{t("times")}</th>{withState && <th role="columnheader" scope="col">{t("state")}</th>}<th role="columnheader" scope="col"><span className="hidden-text">{t("actions")}</span></th></tr></thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.id} role="row">
                <th role="rowheader" scope="row">{reasonName(item.reason, language)}</th>
                <td role="cell" data-label={t("name")}>{item.source}</td>
                <td role="cell" data-label={t("found")} style={{ overflowWrap: "anywhere" }}><code>{(item.found || item.text).slice(0, 120)}</code></td>
                <td role="cell" data-label={t("received")}>{time(item.received, language)}</td>
                <td role="cell" data-label={t("times")} className="number">{count(item.times, language)}</td>
                {withState && <td role="cell" data-label={t("state")}><span className="chip">{stateText[item.state]}</span></td>}
                <td role="cell"><Button onPress={() => { setOpen(item); }} aria-label={`${t("open")}: ${reasonName(item.reason, language)}, ${item.source}`}>{t("open")}</Button></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {items.length >= most && <p className="soft">{t("moreItems", { count: most })}</p>}
      {open !== null && <RefusedItem key={open.id} item={open} onClose={() => { setOpen(null); }} />}
    </>
  );
}

/** What came in but could not be read, until it is repaired or dropped. */
export function Quarantine() {
  const t = useTexts("sources", texts);
  const language = useLanguage();
  const [source, setSource] = useState("");
  const [reason, setReason] = useState("");
  const [all, setAll] = useState(false);
  const kept = useQuery({ queryKey: ["refused", source, reason, all], queryFn: () => refused({ source, reason, all, most }), placeholderData: (old) => old });
  return (
    <Loaded query={kept}>
      {({ items, counts }) => {
        const found = reasonsOf(counts, source);
        const sourceNames = [...new Set(counts.map((each) => each.source))];
        return (
          <>
            <div className="row" style={{ alignItems: "end", marginBottom: 12 }}>
              {sourceNames.length > 1 && <Select label={t("name")} value={source === "" ? everySource : source} onChange={(id) => { setSource(id === everySource ? "" : id); }} choices={[{ id: everySource, text: t("allSources") }, ...sourceNames.map((id) => ({ id, text: id }))]} />}
              <div className="reason-chips" role="group" aria-label={t("filter")}>
                {found.length > 0 && <Button aria-pressed={reason === ""} onPress={() => { setReason(""); }}>{t("allReasons")}</Button>}
                {found.map((each) => (
                  <Button key={each.reason} aria-pressed={reason === each.reason} onPress={() => { setReason(each.reason); }}>{reasonName(each.reason, language)} <span className="soft">{count(each.items, language)}</span></Button>
                ))}
              </div>
              <Checkbox className="check" isSelected={all} onChange={setAll}><span className="box" aria-hidden />{t("showAll")}</Checkbox>
            </div>
            {items.length === 0 ? <Empty>{t("refusedEmpty")}</Empty> : <Items items={items} withState={all} />}
          </>
        );
      }}
    </Loaded>
  );
}
