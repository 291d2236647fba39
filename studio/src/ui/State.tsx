// The states of a view that has no data to show: still loading, empty, failed.
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ApiError } from "../model/http";
import { useTexts } from "../model/texts";
import { Button } from "./Button";
import { texts } from "./texts";

export function Loading({ what }: { what?: string }) {
  const t = useTexts("ui", texts);
  return (
    <div className="state" role="status">
      <div className="bar" aria-hidden />
      {what ?? t("loading")}
    </div>
  );
}

export function Empty({ children }: { children?: ReactNode }) {
  const t = useTexts("ui", texts);
  return <div className="state">{children ?? t("empty")}</div>;
}

/** What went wrong, where, and what to do. */
export function Failed({ error, again }: { error: unknown; again?: (() => void) | undefined }) {
  const t = useTexts("ui", texts);
  const known = error instanceof ApiError ? error : null;
  const message = known?.code === "unreachable" ? t("unreachable") : error instanceof Error ? error.message : String(error);
  return (
    <div className="state failed" role="alert">
      <div>{message}</div>
      {known !== null && (known.where !== "" || known.hint !== "") && <div className="hint">{[known.where, known.hint].filter(Boolean).join(" — ")}</div>}
      {again !== undefined && <Button onPress={again}>{t("again")}</Button>}
    </div>
  );
}

/** A query in each of its states; `children` is shown with its data. */
export function Loaded<T>({ query, children, what }: { query: UseQueryResult<T>; children: (data: T) => ReactNode; what?: string }) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <Failed error={query.error} again={() => void query.refetch()} />;
  return what === undefined ? <Loading /> : <Loading what={what} />;
}
