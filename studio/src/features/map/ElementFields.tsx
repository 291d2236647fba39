// The words of an element that stand in lanes, one a line, in the language that is spoken.
import { useState } from "react";
import { textOf, withText, type Label, type Language } from "../../model/language";
import type { Found, JourneyDocument } from "../../model/map/types";
import { useLanguage } from "../../model/texts";
import { Button, Field, Select } from "../../ui";
import { useActions } from "./actions";
import { useT, type MapTexts } from "./hooks";

type FieldName = "customerGoal" | "action" | "thought" | "expectation" | "needs" | "expectations" | "likes" | "dislikes" | "owner" | "severity" | "state" | "channel" | "initiator" | "expected" | "visibility" | "moment" | "manual";
interface Definition {
  field: FieldName;
  /** Where it stands in the element. */
  path?: string[];
  choices?: string[];
  isList?: boolean;
  isNumber?: boolean;
}

const list = (...fields: FieldName[]): Definition[] => fields.map((field) => ({ field, isList: true }));
const definitions: Record<Found["list"], Definition[]> = {
  stages: [...list("customerGoal"), { field: "owner" }],
  touchpoints: [
    ...list("action", "thought", "expectation"),
    { field: "channel" },
    { field: "initiator", choices: ["customer", "brand", "staff", "third-party"] },
    { field: "expected", choices: ["must", "may", "loop"] },
    { field: "visibility", choices: ["front", "back", "support"] },
    { field: "moment", choices: ["of-truth", "none"] },
    { field: "manual", path: ["emotion", "manual"], choices: ["-2", "-1", "0", "1", "2"], isNumber: true },
    { field: "owner" },
  ],
  milestones: [],
  decisions: [],
  pains: [{ field: "severity", choices: ["1", "2", "3", "4", "5"], isNumber: true }, { field: "state", choices: ["open", "accepted", "solved"] }, { field: "owner" }],
  opportunities: [{ field: "state", choices: ["idea", "planned", "doing", "shipped", "proved", "rejected"] }],
  personas: list("needs", "expectations", "likes", "dislikes"),
  channels: [{ field: "owner" }],
};

const pathOf = ({ path, field }: Definition) => path ?? [field];
const valueAt = (element: unknown, path: readonly string[]): unknown => path.reduce<unknown>((at, key) => (typeof at === "object" && at !== null ? (at as Record<string, unknown>)[key] : undefined), element);

/** A list of labels as lines; what is already said in other languages stays. */
function linesOf(labels: unknown, language: Language): string {
  return Array.isArray(labels) ? (labels as Label[]).map((each) => textOf(each, language)).join("\n") : "";
}
function labelsOf(lines: string, old: unknown, language: Language): Label[] {
  const before = Array.isArray(old) ? (old as Label[]) : [];
  return lines.split("\n").filter((line) => line.trim() !== "").map((line, i) => withText(before[i], language, line.trim()));
}

function choiceText(choice: string, definition: Definition, t: MapTexts): string {
  if (definition.isNumber === true) return choice;
  const key = `choice_${choice}` as Parameters<MapTexts>[0];
  return t(key);
}

function One({ definition, found, document }: { definition: Definition; found: Found; document: JourneyDocument }) {
  const t = useT();
  const language = useLanguage();
  const { edit, canEdit } = useActions();
  const path = pathOf(definition);
  const old = valueAt(found.element, path);
  const written = definition.isList === true ? linesOf(old, language) : old === undefined ? "" : String(old as string | number);
  const [text, setText] = useState(written);
  const send = (value: unknown) => { edit([{ path: [found.list, found.element.id, ...path], value }]); };
  const label = t(`field_${definition.field}`);
  const choices = definition.field === "channel" ? (document.channels ?? []).map((each) => ({ id: each.id, text: textOf(each.label, language) || each.id })) : definition.choices?.map((id) => ({ id, text: choiceText(id, definition, t) }));
  if (choices !== undefined) return <Select label={label} value={written === "" ? null : written} placeholder="–" choices={choices} onChange={(chosen) => { send(definition.isNumber === true ? Number(chosen) : chosen); }} />;
  const save = () => { send(definition.isList === true ? labelsOf(text, old, language) : text.trim() === "" ? null : text.trim()); };
  return (
    <div>
      <Field label={label} value={text} onChange={setText} lines={definition.isList === true ? 3 : 1} />
      {canEdit && text !== written && <Button onPress={save}>{t("save")}</Button>}
    </div>
  );
}

export function ElementFields({ found, document }: { found: Found; document: JourneyDocument }) {
  return <div className="map-form">{definitions[found.list].map((each) => <One key={each.field} definition={each} found={found} document={document} />)}</div>;
}
