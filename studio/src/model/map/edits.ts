// Edits as the server takes them, made at once on what is on the screen; its answer replaces what was guessed here.
//
//   ["touchpoints", "tp_pay", "label"]    a field of an element        value null takes it away
//   ["pains", "pa_9"]                     a whole element              "before": the next one; "references": all that names it
//   ["goal", "purpose"], ["title"]        what is in no list
import type { Change } from "../api";
import type { JourneyDocument } from "./types";

export type Edit = Change;
type Plain = Record<string, unknown>;

const isPlain = (value: unknown): value is Plain => typeof value === "object" && value !== null && !Array.isArray(value);
const isElements = (value: unknown): value is Plain[] => Array.isArray(value) && value.every(isPlain);

/** As the server names the elements of a list: a link by its ends, a lane by what it shows. */
function keyOf(list: string, element: Plain): string {
  if (typeof element["id"] === "string") return element["id"];
  if (list === "links") return `${String(element["from"])}>${String(element["to"])}`;
  return list === "lanes" ? String(element["type"]) : "";
}

function withField(holder: Plain, path: readonly string[], value: unknown): Plain {
  const [field, ...rest] = path;
  if (field === undefined) return holder;
  const { [field]: old, ...others } = holder;
  if (rest.length === 0) return value === null ? others : { ...holder, [field]: value };
  return { ...holder, [field]: withField(isPlain(old) ? old : {}, rest, value) };
}

/** Who is given the place of another comes before it, and those behind make room. */
function withRoom(elements: Plain[], moved: Plain): Plain[] {
  const order = moved["order"];
  if (typeof order !== "number" || !elements.some((each) => each !== moved && each["order"] === order)) return elements;
  return elements.map((each) => (each !== moved && typeof each["order"] === "number" && each["order"] >= order ? { ...each, order: each["order"] + 1 } : each));
}

function inserted(elements: Plain[], element: Plain, list: string, before: string | undefined): Plain[] {
  const place = before === undefined ? -1 : elements.findIndex((each) => keyOf(list, each) === before);
  return place < 0 ? [...elements, element] : elements.toSpliced(place, 0, element);
}

function withElement(elements: Plain[], list: string, edit: Edit): Plain[] {
  const [, key = "", ...field] = edit.path;
  const place = elements.findIndex((each) => keyOf(list, each) === key);
  const old = elements[place];
  if (field.length > 0) {
    if (old === undefined) return elements;
    const changed = withField(old, field, edit.value);
    const next = elements.with(place, changed);
    return field[0] === "order" ? withRoom(next, changed) : next;
  }
  if (edit.value === null) return elements.filter((each) => keyOf(list, each) !== key);
  const element: Plain = { ...(list === "lanes" ? { type: key } : list === "links" ? {} : { id: key }), ...(isPlain(edit.value) ? edit.value : {}) };
  const next = old === undefined ? inserted(elements, element, list, edit.before) : edit.before === undefined ? elements.with(place, element) : inserted(elements.toSpliced(place, 1), element, list, edit.before);
  return withRoom(next, element);
}

const elementLists = new Set(["personas", "channels", "stages", "touchpoints", "links", "milestones", "decisions", "pains", "gains", "opportunities", "lanes", "resources", "evidence", "owners", "markers"]);

/** What cannot stand without an element that goes: the touchpoints of a stage, links and forks of a touchpoint. */
function withoutMentions(document: Plain, id: string): Plain {
  const of = (list: string) => (isElements(document[list]) ? document[list] : []);
  const gone = new Set([id, ...of("touchpoints").filter((each) => each["stage"] === id).map((each) => String(each["id"]))]);
  const kept: Plain = { ...document };
  if (document["touchpoints"] !== undefined) kept["touchpoints"] = of("touchpoints").filter((each) => !gone.has(String(each["id"])));
  if (document["links"] !== undefined) kept["links"] = of("links").filter((each) => !gone.has(String(each["from"])) && !gone.has(String(each["to"])));
  if (document["decisions"] !== undefined) kept["decisions"] = of("decisions").filter((each) => !gone.has(String(each["after"])));
  return kept;
}

function withEdit(document: Plain, edit: Edit): Plain {
  const [list = "", key] = edit.path;
  if (!elementLists.has(list) || key === undefined) return withField(document, edit.path, edit.value);
  const elements = document[list] ?? [];
  if (!isElements(elements)) return document;
  const next = { ...document, [list]: withElement(elements, list, edit) };
  return edit.references === true && edit.value === null ? withoutMentions(next, key) : next;
}

/** The document as it will be, so that nobody waits for the server to see what he did. */
export function edited(document: JourneyDocument, edits: readonly Edit[]): JourneyDocument {
  return edits.reduce<Plain>(withEdit, document as unknown as Plain) as unknown as JourneyDocument;
}
