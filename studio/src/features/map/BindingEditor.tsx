// How a touchpoint is seen in events, with what that matches while it is being written.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useState } from "react";
import { Link } from "wouter";
import { bind, type Bound, type Filters } from "../../model/api";
import { count, day, time } from "../../model/format";
import { predicateOf, predicateText } from "../../model/map/predicate";
import type { JourneyDocument } from "../../model/map/types";
import { useLanguage } from "../../model/texts";
import { Button, Failed, Field } from "../../ui";
import { useActions } from "./actions";
import { useT } from "./hooks";

const parts = ["on", "success", "failure", "dwellUntil"] as const;
const quietMs = 200;

/** What was written, once the typing rests. */
function useRested(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => { setRested(text); }, quietMs);
    return () => { clearTimeout(timer); };
  }, [text]);
  return useDeferredValue(rested);
}

function read(text: string): { predicate: unknown; error: string } {
  try {
    return { predicate: predicateOf(text), error: "" };
  } catch (error) {
    return { predicate: undefined, error: String(error) };
  }
}

function Examples({ bound }: { bound: Bound }) {
  const t = useT();
  const language = useLanguage();
  if (bound.events === 0) return <p className="map-warning"><span aria-hidden>⚠</span> {t("matchesNothing")}</p>;
  return (
    <>
      <p aria-live="polite"><b>{t("matches", { events: count(bound.events, language), customers: count(bound.customers, language) })}</b> <span className="soft">{day(bound.from, language)} – {day(bound.to, language)}</span></p>
      {bound.notes?.map((each) => <p key={each} className="soft">{each}</p>)}
      <ul className="map-examples">
        {bound.examples.map((each, i) => (
          <li key={i}>
            <b>{each.event}</b> <span className="soft small">{time(each.at, language)} · {each.channel} · <Link href={`/customer/${encodeURIComponent(each.customer)}`}>{each.customer}</Link></span>
            <div className="small soft">{Object.entries(each.properties).slice(0, 6).map(([key, value]) => `${key} = ${typeof value === "object" ? JSON.stringify(value) : String(value)}`).join(" · ")}</div>
          </li>
        ))}
      </ul>
    </>
  );
}

export function BindingEditor({ touchpoint, document, filters }: { touchpoint: string; document: JourneyDocument; filters: Filters }) {
  const t = useT();
  const { edit, canEdit } = useActions();
  const old = document.touchpoints.find((each) => each.id === touchpoint)?.bind;
  const [texts, setTexts] = useState(() => Object.fromEntries(parts.map((part) => [part, predicateText(old?.[part])])) as Record<(typeof parts)[number], string>);
  const [part, setPart] = useState<(typeof parts)[number]>("on");
  const rested = useRested(texts[part]);
  const { predicate, error } = read(rested);
  const isBlank = rested.trim() === "";
  const seen = useQuery({ queryKey: ["bind", rested, filters], queryFn: ({ signal }) => bind(predicate, filters, signal), enabled: !isBlank && error === "", placeholderData: keepPreviousData, retry: false });
  const isChanged = parts.some((each) => texts[each] !== predicateText(old?.[each]));
  const save = () => {
    const changed = parts.filter((each) => texts[each] !== predicateText(old?.[each]));
    if (texts.on.trim() === "") edit([{ path: ["touchpoints", touchpoint, "bind"], value: null }]);
    else edit(changed.map((each) => ({ path: ["touchpoints", touchpoint, "bind", each], value: texts[each].trim() === "" ? null : predicateOf(texts[each]) })));
  };
  return (
    <div className="map-form">
      <p className="soft">{t("bindingHelp")}</p>
      {parts.map((each) => (
        <div key={each} onFocus={() => { setPart(each); }}>
          <Field label={t(`bind_${each}`)} value={texts[each]} onChange={(text) => { setTexts({ ...texts, [each]: text }); }} lines={each === "on" ? 3 : 1} error={each === part ? error : ""} />
        </div>
      ))}
      {seen.isError ? <Failed error={seen.error} /> : seen.data !== undefined && !isBlank && <Examples bound={seen.data} />}
      {canEdit && <Button kind="primary" isDisabled={!isChanged || error !== "" || seen.isError} onPress={save}>{t("saveBinding")}</Button>}
    </div>
  );
}
