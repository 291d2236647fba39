// Somebody else changed the same element meanwhile: theirs beside yours, and a choice.
import type { OpenConflict } from "../../model/map/editing";
import { elementOf, type JourneyDocument } from "../../model/map/types";
import { time } from "../../model/format";
import { textOf, type Label } from "../../model/language";
import { useLanguage } from "../../model/texts";
import { Button, Dialog } from "../../ui";
import { useT } from "./hooks";

/** The fields in which two versions of an element differ; a value that is no element is shown whole. */
function differing(yours: unknown, theirs: unknown): [field: string, yours: unknown, theirs: unknown][] {
  const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isObject(yours) || !isObject(theirs) || !("id" in yours || "id" in theirs)) return [["", yours, theirs]];
  const fields = [...new Set([...Object.keys(yours), ...Object.keys(theirs)])];
  return fields.filter((field) => JSON.stringify(yours[field]) !== JSON.stringify(theirs[field])).map((field) => [field, yours[field], theirs[field]]);
}

function Value({ value }: { value: unknown }) {
  const t = useT();
  const language = useLanguage();
  if (value === null || value === undefined) return <span className="soft">{t("takenAway")}</span>;
  if (typeof value === "object" && !Array.isArray(value) && Object.keys(value).every((key) => key === "en" || key.startsWith("zh-"))) return textOf(value as Label, language);
  return typeof value === "object" ? <code>{JSON.stringify(value)}</code> : String(value as string | number | boolean);
}

export function ConflictDialog({ open, document, choose }: { open: OpenConflict; document: JourneyDocument; choose: (which: "mine" | "theirs") => void }) {
  const t = useT();
  const language = useLanguage();
  const nameOf = (path: string[]) => textOf(elementOf(document, path[1] ?? "")?.element.label as Label | undefined, language) || path.join(" › ");
  return (
    <Dialog title={t("conflict")} isOpen onClose={() => { choose("theirs"); }} actions={<><Button onPress={() => { choose("theirs"); }}>{t("keepTheirs")}</Button><Button kind="primary" onPress={() => { choose("mine"); }}>{t("keepMine")}</Button></>}>
      <p>{t("conflictHelp")}</p>
      {open.conflicts.map(({ path, yours, theirs, author, at }) => (
        <table key={path.join(".")} className="table">
          <caption>{nameOf(path)}</caption>
          <thead><tr><th scope="col">{t("field")}</th><th scope="col">{t("yours")}</th><th scope="col">{t("theirs", { author, at: time(at, language) })}</th></tr></thead>
          <tbody>{differing(yours, theirs).map(([field, mine, other]) => <tr key={field}><th scope="row">{field || path.slice(2).join(".") || path.at(-1)}</th><td><Value value={mine} /></td><td><Value value={other} /></td></tr>)}</tbody>
        </table>
      ))}
    </Dialog>
  );
}
