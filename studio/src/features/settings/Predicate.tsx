// A predicate that is counted while it is written.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { ApiError } from "../../model/http";
import { useTexts } from "../../model/texts";
import { Field } from "../../ui";
import { texts } from "./texts";

const restMs = 350;

function useRested(value: string): string {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => { setRested(value); }, restMs);
    return () => { clearTimeout(timer); };
  }, [value]);
  return rested;
}

interface PredicateProps<T> {
  label: string;
  hint: string;
  value: string;
  onChange: (text: string) => void;
  /** Names what is counted, among other queries. */
  what: string;
  count: (predicate: string, signal: AbortSignal) => Promise<T>;
  say: (counted: T) => string;
}

export function Predicate<T>({ label, hint, value, onChange, what, count, say }: PredicateProps<T>) {
  const t = useTexts("settings", texts);
  const rested = useRested(value.trim());
  const counted = useQuery({ queryKey: ["count", what, rested], queryFn: ({ signal }) => count(rested, signal), enabled: rested !== "", retry: false });
  const isNew = rested !== value.trim() || counted.isFetching;
  return (
    <div>
      <Field className="predicate" label={label} lines={3} value={value} onChange={onChange} placeholder={hint} />
      <div className={`predicate-count ${counted.isError && !isNew ? "wrong" : ""}`} role="status">
        {rested === "" && value.trim() === "" ? hint : isNew ? t("counting") : counted.isError ? (counted.error instanceof ApiError ? counted.error.message : String(counted.error)) : counted.data === undefined ? "" : say(counted.data)}
      </div>
    </div>
  );
}
