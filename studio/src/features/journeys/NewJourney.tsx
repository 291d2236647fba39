import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useRef, useState } from "react";
import { DropZone } from "react-aria-components";
import { useLocation } from "wouter";
import { templates } from "../../model/api";
import { textOf } from "../../model/language";
import { useLanguage, useTexts } from "../../model/texts";
import { Button, Dialog, Failed, Loaded, Loading, Menu } from "../../ui";
import { UnknownFormat, useCreate, type Made, type Wanted } from "./create";
import { emptyDocument } from "./model";
import { texts } from "./texts";

const accepted = ".json,.mmd,.mermaid,.md,.txt,.csv,.tsv,.xlsx";

function Templates({ onChoose, onClose }: { onChoose: (name: string) => void; onClose: () => void }) {
  const t = useTexts("journeys", texts);
  const language = useLanguage();
  const known = useQuery({ queryKey: ["templates"], queryFn: templates, staleTime: Infinity });
  return (
    <Dialog title={t("templates")} isOpen onClose={onClose} actions={<Button onPress={onClose}>{t("close")}</Button>}>
      <Loaded query={known}>
        {(list) => (
          <div className="templates">
            {list.map(({ name, about }) => (
              <div key={name} className="card">
                <p>{textOf(about, language)}</p>
                <Button onPress={() => { onChoose(name); }} aria-label={`${t("chooseTemplate")}: ${textOf(about, language)}`}>{t("chooseTemplate")}</Button>
              </div>
            ))}
          </div>
        )}
      </Loaded>
    </Dialog>
  );
}

/** What was left out of a map that was just made, before it is opened. */
function Notes({ made, onClose, onOpen }: { made: Made; onClose: () => void; onOpen: () => void }) {
  const t = useTexts("journeys", texts);
  const language = useLanguage();
  return (
    <Dialog title={t("made", { title: textOf(made.title, language) })} isOpen onClose={onClose} actions={<><Button onPress={onClose}>{t("close")}</Button><Button kind="primary" autoFocus onPress={onOpen}>{t("goOn")}</Button></>}>
      <h3>{t("notes")}</h3>
      <ul>{made.notes.map((note, i) => <li key={i}>{textOf(note, language)}</li>)}</ul>
    </Dialog>
  );
}

/** The button with every way to a new journey, and the place for files. `wide`: also a place to drop them. */
export function NewJourney({ wide }: { wide: boolean }) {
  const t = useTexts("journeys", texts);
  const language = useLanguage();
  const [, go] = useLocation();
  const [choosing, setChoosing] = useState(false);
  const [told, setTold] = useState<Made | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const open = (id: string) => { go(`/map/${encodeURIComponent(id)}`); };
  const creating = useCreate((made) => { if (made.notes.length > 0) setTold(made); else open(made.id); });
  const create = (wanted: Wanted) => { setChoosing(false); creating.mutate(wanted); };
  const takeFile = (file: File | undefined) => { if (file !== undefined) create({ file }); };
  const waits = creating.variables !== undefined && "file" in creating.variables ? t("importing", { name: creating.variables.file.name }) : t("drafting");
  return (
    <>
      <Menu kind="primary" label={t("newJourney")} actions={[
        { id: "draft", text: t("fromEvents"), run: () => { create({ draft: {} }); } },
        { id: "template", text: t("fromTemplate"), run: () => { setChoosing(true); } },
        { id: "file", text: t("fromFile"), run: () => input.current?.click() },
        { id: "empty", text: t("fromNothing"), run: () => { create({ document: emptyDocument(t("untitled"), t("firstStage"), t("firstTouchpoint"), language) }); } },
      ]}>
        <Plus size={16} aria-hidden />
        {t("newJourney")}
      </Menu>
      <input ref={input} type="file" hidden accept={accepted} aria-label={t("fromFile")} onChange={(event) => { takeFile(event.target.files?.[0]); event.target.value = ""; }} />
      {wide && (
        <DropZone className="drop" style={{ flexBasis: "100%" }} aria-label={t("drop")} onDrop={({ items }) => {
          for (const item of items) if (item.kind === "file") { void item.getFile().then(takeFile); return; }
        }}>
          {creating.isPending ? <Loading what={waits} /> : <>{t("drop")} <Button onPress={() => input.current?.click()}>{t("choose")}</Button></>}
        </DropZone>
      )}
      {creating.isError && (creating.error instanceof UnknownFormat ? <div role="alert" className="state failed">{t("notKnown", { name: creating.error.message })}</div> : <Failed error={creating.error} />)}
      {choosing && <Templates onChoose={(template) => { create({ template }); }} onClose={() => { setChoosing(false); }} />}
      {told !== null && <Notes made={told} onClose={() => { setTold(null); }} onOpen={() => { open(told.id); }} />}
    </>
  );
}
