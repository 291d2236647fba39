import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changeSettings, countEvents, settings, type Settings } from "../../model/api";
import { author, setAuthor } from "../../model/author";
import { count } from "../../model/format";
import { languageNames, languages } from "../../model/language";
import { setTheme, theme, themes, type Theme } from "../../model/theme";
import { speak, useLanguage, useTexts } from "../../model/texts";
import { Button, Failed, Field, Loaded, Select, toast } from "../../ui";
import { zonesWith } from "./model";
import { Predicate } from "./Predicate";
import { texts } from "./texts";

function Mine() {
  const t = useTexts("settings", texts);
  const language = useLanguage();
  const [look, setLook] = useState<Theme>(theme);
  const [name, setName] = useState(author);
  return (
    <section className="card settings-form">
      <h2>{t("mine")}</h2>
      <div>
        <Field label={t("yourName")} value={name} onChange={(written) => { setName(written); setAuthor(written); }} />
        <span className="soft">{t("yourNameHint")}</span>
      </div>
      <Select label={t("language")} value={language} onChange={(chosen) => void speak(chosen)} choices={languages.map((id) => ({ id, text: languageNames[id] }))} />
      <Select label={t("theme")} value={look} onChange={(chosen) => { setTheme(chosen); setLook(chosen); }} choices={themes.map((id) => ({ id, text: t(id) }))} />
    </section>
  );
}

function Workspace({ now }: { now: Settings }) {
  const t = useTexts("settings", texts);
  const language = useLanguage();
  const queries = useQueryClient();
  const [zone, setZone] = useState(now.timezone);
  const [exclude, setExclude] = useState(now.exclude);
  const saving = useMutation({
    mutationFn: (change: Partial<Settings>) => changeSettings(change),
    // Every answer depends on them.
    onSuccess: () => queries.invalidateQueries(),
  });
  const save = (change: Settings, before: Settings | null) => {
    saving.mutate(change, { onSuccess: () => { toast(t("saved"), ...(before === null ? [] : [{ text: t("undo"), run: () => { setZone(before.timezone); setExclude(before.exclude); save(before, null); } }])); } });
  };
  const isChanged = zone !== now.timezone || exclude.trim() !== now.exclude;
  return (
    <form className="card settings-form" onSubmit={(event) => { event.preventDefault(); save({ timezone: zone, exclude: exclude.trim() }, now); }}>
      <h2>{t("workspace")}</h2>
      <div>
        <Select label={t("timezone")} value={zone} onChange={setZone} choices={zonesWith(now.timezone, Intl.DateTimeFormat().resolvedOptions().timeZone).map((id) => ({ id, text: id }))} />
        <span className="soft">{t("timezoneHint")}</span>
      </div>
      <Predicate what="events" label={t("exclude")} hint={t("excludeHint")} value={exclude} onChange={setExclude} count={countEvents} say={({ events, customers }) => t("countEvents", { events: count(events, language), customers: count(customers, language) })} />
      {saving.isError && <Failed error={saving.error} />}
      <div className="settings-actions"><Button type="submit" kind="primary" isDisabled={!isChanged || saving.isPending}>{t("save")}</Button></div>
    </form>
  );
}

export function General() {
  const kept = useQuery({ queryKey: ["settings"], queryFn: settings });
  return (
    <div className="settings-grid">
      <Mine />
      <Loaded query={kept}>{(now) => <Workspace key={`${now.timezone}|${now.exclude}`} now={now} />}</Loaded>
    </div>
  );
}
