import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { identity, previewIdentity, setIdentity } from "../../model/api";
import { count } from "../../model/format";
import type { IdentityDocument } from "../../model/generated/identity";
import { useLanguage, useTexts } from "../../model/texts";
import { Button, Failed, Field, Loaded, Loading, toast } from "../../ui";
import { parsed } from "./model";
import { texts } from "./texts";

function Facts({ rules }: { rules: IdentityDocument }) {
  const t = useTexts("settings", texts);
  return (
    <dl className="facts">
      <dt>{t("country")}</dt><dd>{rules.country ?? "CN"}</dd>
      <dt>{t("sharedNow")}</dt><dd>{t("sharedCount", { count: rules.shared?.declared?.length ?? 0 })}</dd>
      <dt>{t("decisions")}</dt><dd>{t("decisionsCount", { count: rules.decisions?.length ?? 0 })}</dd>
    </dl>
  );
}

function Preview({ rules }: { rules: IdentityDocument }) {
  const t = useTexts("settings", texts);
  const language = useLanguage();
  const seen = useQuery({ queryKey: ["identity", "preview", JSON.stringify(rules)], queryFn: () => previewIdentity(rules), staleTime: 0, retry: false });
  if (seen.isFetching) return <Loading what={t("previewing")} />;
  return (
    <Loaded query={seen}>
      {(change) => (
        <dl className="facts" aria-live="polite">
          <dt>{t("before")}</dt><dd>{count(change.customers_before, language)}</dd>
          <dt>{t("after")}</dt><dd>{count(change.customers_after, language)}</dd>
          <dt>{t("merged")}</dt><dd>{count(change.merged, language)}</dd>
          <dt>{t("split")}</dt><dd>{count(change.split, language)}</dd>
        </dl>
      )}
    </Loaded>
  );
}

function Rules({ now }: { now: IdentityDocument }) {
  const t = useTexts("settings", texts);
  const queries = useQueryClient();
  const original = JSON.stringify(now, null, 2);
  const [text, setText] = useState(original);
  const [previewed, setPreviewed] = useState<IdentityDocument | null>(null);
  const read = parsed(text);
  const rules = "value" in read ? (read.value as IdentityDocument) : null;
  const saving = useMutation({ mutationFn: setIdentity, onSuccess: () => queries.invalidateQueries() });
  const save = (wanted: IdentityDocument) => {
    saving.mutate(wanted, { onSuccess: () => { toast(t("identitySaved"), { text: t("undo"), run: () => { setText(original); saving.mutate(now); } }, "rules"); } });
  };
  return (
    <form className="settings-form" onSubmit={(event) => { event.preventDefault(); if (rules !== null) save(rules); }}>
      <Field className="rules" label={t("rules")} lines={18} value={text} onChange={setText} error={"fault" in read ? t("notJson", { fault: read.fault }) : ""} />
      <div className="settings-actions">
        {text !== original && <Button kind="quiet" onPress={() => { setText(original); }}>{t("reset")}</Button>}
        <Button isDisabled={rules === null} onPress={() => { setPreviewed(rules); }}>{t("preview")}</Button>
        <Button type="submit" kind="primary" isDisabled={rules === null || text === original || saving.isPending}>{t("save")}</Button>
      </div>
      {saving.isError && <Failed error={saving.error} />}
      {previewed !== null && <Preview rules={previewed} />}
    </form>
  );
}

export function Identity() {
  const t = useTexts("settings", texts);
  const kept = useQuery({ queryKey: ["identity"], queryFn: identity });
  return (
    <>
      <p className="soft">{t("identityHint")}</p>
      <Loaded query={kept}>
        {(now) => (
          <div className="settings-form">
            <div className="card"><Facts rules={now} /></div>
            <Rules key={JSON.stringify(now)} now={now} />
          </div>
        )}
      </Loaded>
    </>
  );
}
