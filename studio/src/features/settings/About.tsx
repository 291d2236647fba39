import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { signOut, status } from "../../model/api";
import { count, day } from "../../model/format";
import { call } from "../../model/http";
import { useLanguage, useTexts } from "../../model/texts";
import { Button, Failed, Loaded } from "../../ui";
import { texts } from "./texts";

const health = () => call<{ version: string }>("GET", "/healthz");

export function About() {
  const t = useTexts("settings", texts);
  const language = useLanguage();
  const queries = useQueryClient();
  const held = useQuery({ queryKey: ["status"], queryFn: status });
  const server = useQuery({ queryKey: ["healthz"], queryFn: health, staleTime: Infinity });
  const leaving = useMutation({ mutationFn: signOut, onSuccess: () => queries.resetQueries() });
  return (
    <div className="settings-grid">
      <section className="card">
        <h2>Cairn</h2>
        <Loaded query={held}>
          {(now) => (
            <dl className="facts">
              <dt>{t("version")}</dt><dd>{server.data?.version ?? "–"} · {t("licence")}</dd>
              <dt>{t("events")}</dt><dd>{count(now.events, language)}</dd>
              <dt>{t("customersHeld")}</dt><dd>{count(now.customers, language)}</dd>
              <dt>{t("period")}</dt><dd>{now.from === null ? "–" : t("fromTo", { from: day(now.from, language, now.timezone), to: day(now.to, language, now.timezone) })}</dd>
            </dl>
          )}
        </Loaded>
        <p className="soft" style={{ marginTop: 12 }}>{t("docs")} <a href="/openapi.json">{t("apiDocs")}</a></p>
      </section>
      <section className="card settings-form">
        <h2>{t("signOut")}</h2>
        <p className="soft">{t("signOutHint")}</p>
        <div><Button isDisabled={leaving.isPending} onPress={() => { leaving.mutate(); }}>{t("signOut")}</Button></div>
        {leaving.isError && <Failed error={leaving.error} />}
      </section>
    </div>
  );
}
