// A text on the map that is edited where it stands: double click or F2; Enter keeps it, Escape does not.
import { useState, type KeyboardEvent } from "react";
import type { Label } from "../../model/language";
import { textOf } from "../../model/language";
import { useLanguage } from "../../model/texts";
import { useActions } from "./actions";
import { useT } from "./hooks";

/** The state of something that is being renamed, for the stop that holds its name. */
export function useNaming(id: string) {
  const { rename, canEdit } = useActions();
  const [isNaming, setNaming] = useState(false);
  return {
    isNaming,
    start: () => { if (canEdit) setNaming(true); },
    done: (text: string | null) => {
      setNaming(false);
      if (text !== null) rename(id, text);
    },
  };
}

export function NameField({ label, done, rows = 2 }: { label: Label; done: (text: string | null) => void; rows?: number }) {
  const t = useT();
  const language = useLanguage();
  const old = textOf(label, language);
  const [text, setText] = useState(old);
  const keep = () => { done(text.trim() === "" || text === old ? null : text); };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      keep();
    } else if (event.key === "Escape") done(null);
  };
  return <textarea className="map-name-field" aria-label={t("rename")} rows={rows} value={text} autoFocus onFocus={(event) => { event.target.select(); }} onChange={(event) => { setText(event.target.value); }} onBlur={keep} onKeyDown={onKeyDown} onClick={(event) => { event.stopPropagation(); }} />;
}

/** A small "+" that asks for a text and adds something of that name. */
export function Adder({ what, add, isQuiet = true }: { what: string; add: (text: string) => void; isQuiet?: boolean }) {
  const { canEdit } = useActions();
  const [isAsking, setAsking] = useState(false);
  if (!canEdit) return null;
  if (!isAsking)
    return (
      <button type="button" className={`map-adder no-print${isQuiet ? " quiet" : ""}`} data-stop tabIndex={-1} aria-label={what} title={what} onClick={() => { setAsking(true); }}>
        <span aria-hidden>+{isQuiet ? "" : ` ${what}`}</span>
      </button>
    );
  return <NameField label="" done={(text) => { setAsking(false); if (text !== null) add(text); }} />;
}
