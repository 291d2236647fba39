import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { signIn } from "../model/api";
import { ApiError } from "../model/http";
import { languageNames, languages } from "../model/language";
import { speak, useLanguage, useTexts } from "../model/texts";
import { Button, Field, Select } from "../ui";
import { texts } from "./texts";

/** Asks for the admin token. `wasIn`: somebody was signed in here until now. */
export function SignIn({ wasIn }: { wasIn: boolean }) {
  const t = useTexts("app", texts);
  const language = useLanguage();
  const queries = useQueryClient();
  const [token, setToken] = useState("");
  const entering = useMutation({ mutationFn: () => signIn(token.trim()), onSuccess: () => queries.resetQueries() });
  const error = entering.error instanceof ApiError && entering.error.status === 401 ? t("wrongToken") : entering.error?.message;
  return (
    <main className="sign-in">
      <form className="card" onSubmit={(event) => { event.preventDefault(); entering.mutate(); }}>
        <h1>Cairn</h1>
        {wasIn && <p role="alert">{t("signedOut")}</p>}
        <Field label={t("token")} type="password" value={token} onChange={setToken} error={error} autoFocus />
        <p className="soft">{t("tokenHint")}</p>
        <div className="row">
          <Button type="submit" kind="primary" isDisabled={token.trim() === "" || entering.isPending}>{t("signIn")}</Button>
          <Select label={t("language")} value={language} onChange={(chosen) => void speak(chosen)} choices={languages.map((each) => ({ id: each, text: languageNames[each] }))} />
        </div>
      </form>
    </main>
  );
}
