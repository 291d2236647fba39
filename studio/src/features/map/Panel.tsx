// One element in full, beside the map: its numbers, who and what is behind them, what is said about it, how it is seen.
import { X } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Filters, Observed } from "../../model/api";
import { textOf, type Label } from "../../model/language";
import { elementOf, type Found, type JourneyDocument } from "../../model/map/types";
import { useLanguage } from "../../model/texts";
import { Button, Tabs, type TabDefinition } from "../../ui";
import { useActions } from "./actions";
import { BindingEditor } from "./BindingEditor";
import { Discussion, Tasks } from "./Discussion";
import { ElementFields } from "./ElementFields";
import { useT } from "./hooks";
import { PanelNumbers } from "./PanelNumbers";
import { Voices } from "./Voices";

interface Props {
  id: string;
  element: string;
  document: JourneyDocument;
  observed: Observed | undefined;
  filters: Filters;
}
type TabName = "numbers" | "voices" | "fields" | "binding" | "talk" | "tasks";

const kinds = { stages: "stage", touchpoints: "touchpoint", milestones: "milestone", decisions: "decision", pains: "pain", opportunities: "opportunity", personas: "persona", channels: "channel" } as const;

/** A persona is no place on the map: nothing is counted, said or bound there. */
const tabsOf: Record<Found["list"], TabName[]> = {
  stages: ["numbers", "voices", "fields", "talk", "tasks"],
  touchpoints: ["numbers", "voices", "binding", "fields", "talk", "tasks"],
  milestones: ["numbers", "talk", "tasks"],
  decisions: ["numbers", "talk", "tasks"],
  pains: ["numbers", "voices", "fields", "talk", "tasks"],
  opportunities: ["fields", "talk", "tasks"],
  personas: ["fields", "talk"],
  channels: ["fields", "talk"],
};

export function Panel({ id, element, document, observed, filters }: Props) {
  const t = useT();
  const language = useLanguage();
  const { remove, open, canEdit } = useActions();
  const [tab, setTab] = useState<TabName>("numbers");
  const found = useMemo(() => elementOf(document, element), [document, element]);
  const head = useRef<HTMLHeadingElement>(null);
  // Who opened it by keyboard goes on in it; Escape brings the map back.
  useEffect(() => {
    const from = globalThis.document.activeElement;
    return () => { if (from instanceof HTMLElement && from.isConnected) from.focus({ preventScroll: true }); };
  }, []);
  if (found === null) return null;
  const name = textOf((found.element.label ?? found.element.text) as Label | undefined, language) || t("unnamed");
  const contents: Record<TabName, () => TabDefinition["content"]> = {
    numbers: () => <PanelNumbers id={id} found={found} document={document} observed={observed} filters={filters} />,
    voices: () => <Voices id={id} element={element} filters={filters} />,
    binding: () => <BindingEditor key={element} touchpoint={element} document={document} filters={filters} />,
    fields: () => <ElementFields key={element} found={found} document={document} />,
    talk: () => <Discussion id={id} on={element} />,
    tasks: () => <Tasks id={id} on={element} />,
  };
  const names = tabsOf[found.list];
  const shown = names.includes(tab) ? tab : (names[0] ?? "talk");
  return (
    <aside className="map-panel no-print" aria-label={name} onKeyDown={(event) => { if (event.key === "Escape" && !event.defaultPrevented) open(""); }}>
      <div className="map-panel-head">
        <div>
          <div className="soft small">{t(kinds[found.list])}</div>
          <h2 ref={head} tabIndex={-1}>{name}</h2>
        </div>
        <Button kind="quiet" aria-label={t("close")} onPress={() => { open(""); }}><X size={18} aria-hidden /></Button>
      </div>
      <Tabs label={name} selected={shown} onSelect={setTab} tabs={names.map((each) => ({ id: each, text: t(`tab_${each}`), content: each === shown ? contents[each]() : null }))} />
      {canEdit && (found.list === "stages" || found.list === "touchpoints" || found.list === "pains" || found.list === "opportunities") && <Button kind="danger" onPress={() => { remove(element); }}>{t("remove")}</Button>}
    </aside>
  );
}
