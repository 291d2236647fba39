// Ask: a question in the address, its form, its answer.
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { ask, askFollowPath, journey as fetchJourney, journeys as fetchJourneys, save, saved as fetchSaved, segmentSizes, status as fetchStatus, type Answer, type SavedQuestion } from "../../model/api";
import * as format from "../../model/format";
import { ApiError, follow } from "../../model/http";
import { textOf as labelText, type Label } from "../../model/language";
import { rowsOf, textOf, type Row } from "../../model/question/answer";
import { asKind, begin, decoded, encoded, isBuilt, isQuestion, kinds, ofJourney, toAsk, type Kind, type Question } from "../../model/question/question";
import { useLanguage, useTexts } from "../../model/texts";
import { Button, Dialog, Empty, Failed, Field, Loaded, Loading, Menu, Tabs, toast } from "../../ui";
import "./ask.css";
import { Form, type Names } from "./Form";
import { AnswerChart, AnswerTable, hasChart } from "./Result";
import { texts } from "./texts";

const shownPeople = 50;
const quietMs = 300;

function useQuestion(names: string[], journey: string | undefined): [Question, (question: Question) => void] {
  const [search, setSearch] = useSearchParams();
  const question = useMemo(() => decoded(search.get("q")) ?? (journey === undefined ? begin("funnel", names) : ofJourney(journey)), [search, names, journey]);
  const set = useCallback((next: Question) => { setSearch((old) => { const now = new URLSearchParams(old); now.set("q", encoded(next)); return now; }, { replace: true }); }, [setSearch]);
  return [question, set];
}

/** The question as it was when nothing has changed for a moment, so that typing asks once. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => { setSettled(value); }, quietMs);
    return () => { clearTimeout(timer); };
  }, [value]);
  return settled;
}

interface People {
  question: Record<string, unknown>;
  what: string;
}

function PeopleDialog({ people, onClose }: { people: People; onClose: () => void }) {
  const t = useTexts("ask", texts);
  const language = useLanguage();
  const [, go] = useLocation();
  const query = useQuery({ queryKey: ["people", people.question], queryFn: ({ signal }) => ask(people.question, signal) });
  return (
    <Dialog title={`${t("people")}: ${people.what}`} isOpen onClose={onClose} actions={<Button onPress={onClose}>{t("close")}</Button>}>
      <Loaded query={query}>
        {(answer) => (
          <>
            <p className="soft">{t("more", { n: format.count(Number(answer.totals["customers"]), language), shown: answer.rows.length })}</p>
            <ul className="people">
              {rowsOf(answer).map((row) => (
                <li key={textOf(row["customer"])}>
                  <Button kind="quiet" onPress={() => { go(`/customer/${encodeURIComponent(textOf(row["customer"]))}`); }}>{textOf(row["customer"])}</Button>
                  <span className="soft">{format.time(textOf(row["first"]), language)}</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </Loaded>
    </Dialog>
  );
}

function JsonEditor({ question, onUse }: { question: Question; onUse: (question: Question) => void }) {
  const t = useTexts("ask", texts);
  const [text, setText] = useState(() => JSON.stringify(question, null, 2));
  const [fault, setFault] = useState("");
  // The server reads it with us: it says where a text breaks, which browsers do not.
  const use = async () => {
    try {
      await ask(new Blob([text]));
    } catch (error) {
      if (error instanceof ApiError) return setFault([error.where, error.message, error.hint].filter(Boolean).join(": "));
    }
    const parsed: unknown = JSON.parse(text);
    if (!isQuestion(parsed)) return setFault('{ "kind": … }');
    setFault("");
    onUse(parsed);
  };
  return (
    <div className="json-editor">
      <Field label={t("asJson")} lines={14} value={text} onChange={setText} error={fault} className="code" />
      <Button onPress={() => void use()}>{t("useJson")}</Button>
    </div>
  );
}

function AnswerView({ answer, nameOf, onPeople }: { answer: Answer; nameOf: (symbol: string) => string; onPeople: (at: Row, what: string) => void }) {
  const t = useTexts("ask", texts);
  const language = useLanguage();
  const { basis } = answer;
  const table = <AnswerTable answer={answer} nameOf={nameOf} />;
  return (
    <section className="answer" aria-live="polite">
      <p className="soft">
        {t("basis", { cases: format.count(basis.cases, language), customers: format.count(basis.customers, language), events: format.count(basis.events, language), from: format.day(basis.from, language), to: format.day(basis.to, language) })} · {t("took", { ms: Math.round(answer.took_ms) })}
      </p>
      {answer.rows.length === 0 ? (
        <Empty>{t("noRows")}</Empty>
      ) : hasChart(answer.kind) ? (
        <Tabs label={t("chart")} tabs={[{ id: "chart", text: t("chart"), content: <AnswerChart answer={answer} nameOf={nameOf} onPeople={onPeople} /> }, { id: "table", text: t("table"), content: table }]} />
      ) : (
        table
      )}
      {answer.notes.length > 0 && (
        <details open={answer.notes.length < 4}>
          <summary>{t("notes")}</summary>
          <ul>{answer.notes.map((note) => <li key={note}>{note}</li>)}</ul>
        </details>
      )}
    </section>
  );
}

/** Answers again each time the answer changes, while it is wanted. */
function useLive(asked: Record<string, unknown>, isLive: boolean): { answer?: Answer; error?: ApiError } {
  const [seen, setSeen] = useState<{ of: string; answer?: Answer; error?: ApiError }>({ of: "" });
  const key = JSON.stringify(asked);
  useEffect(() => {
    if (!isLive) return undefined;
    const stop = new AbortController();
    void follow<Answer>(askFollowPath, JSON.parse(key), stop.signal, (answer) => { setSeen({ of: key, answer }); }, (error) => { setSeen({ of: key, error }); });
    return () => { stop.abort(); };
  }, [key, isLive]);
  return isLive && seen.of === key ? seen : {};
}

function Saved({ question, onOpen }: { question: Question; onOpen: (question: Question) => void }) {
  const t = useTexts("ask", texts);
  const queries = useQueryClient();
  const kept = useQuery({ queryKey: ["saved"], queryFn: fetchSaved });
  const [title, setTitle] = useState<string | null>(null);
  const list = kept.data ?? [];
  const put = async (next: SavedQuestion[]) => {
    await save(next);
    await queries.invalidateQueries({ queryKey: ["saved"] });
  };
  const add = async () => {
    if (title === null) return;
    try {
      await put([...list, { id: `q${Date.now().toString(36)}`, title, question: question as unknown as SavedQuestion["question"] }]);
      toast(t("savedAs", { title }));
      setTitle(null);
    } catch (error) {
      toast(error instanceof Error ? error.message : String(error));
    }
  };
  const remove = async (gone: SavedQuestion) => {
    await put(list.filter((each) => each.id !== gone.id));
    toast(t("deleted", { title: gone.title }), { text: t("undo"), run: () => void put(list) }, "saved");
  };
  return (
    <>
      <Menu label={t("saved")} actions={list.flatMap((each) => [{ id: each.id, text: each.title, run: () => { onOpen(each.question as unknown as Question); } }, { id: `-${each.id}`, text: t("delete", { title: each.title }), run: () => void remove(each) }])} />
      <Button onPress={() => { setTitle(""); }}>{t("save")}</Button>
      {title !== null && (
        <Dialog title={t("save")} isOpen onClose={() => { setTitle(null); }} actions={<Button kind="primary" isDisabled={title.trim() === ""} onPress={() => void add()}>{t("save")}</Button>}>
          <Field label={t("saveAs")} value={title} onChange={setTitle} autoFocus />
        </Dialog>
      )}
    </>
  );
}

function Asking({ names, events }: { names: Omit<Names, "symbols">; events: string[] }) {
  const t = useTexts("ask", texts);
  const language = useLanguage();
  const [question, setQuestion] = useQuestion(events, names.journeys[0]?.id);
  const [isLive, setLive] = useState(false);
  const [people, setPeople] = useState<People | null>(null);
  const journey = useQuery({ queryKey: ["journey", question.journey], queryFn: () => fetchJourney(question.journey ?? ""), enabled: question.journey !== undefined });
  const map = journey.data?.document;
  const elements = ((question.level === "stage" ? map?.stages : map?.touchpoints) ?? []) as { id: string; label?: Label }[];
  const symbols = question.journey === undefined ? events.map((id) => ({ id, text: id })) : elements.map(({ id, label }) => ({ id, text: labelText(label, language) || id }));
  const nameOf = useCallback((id: string) => symbols.find((each) => each.id === id)?.text ?? id, [symbols]);
  const whole = useMemo(() => {
    const ids = symbols.map((each) => each.id);
    const begun = begin(question.kind, ids);
    return { ...begun, ...(question.kind === "funnel" && question.level === "stage" ? { steps: ids } : {}), ...question };
  }, [question, symbols]);
  const built = isBuilt(question);
  const [isJson, setJson] = useState(false);
  const isReady = question.journey === undefined || map !== undefined;
  const asked = useSettled(isReady ? JSON.stringify(toAsk(built ? whole : question, map)) : "");
  const query = useQuery({ queryKey: ["ask", asked], queryFn: ({ signal }) => ask(JSON.parse(asked), signal), enabled: asked !== "", placeholderData: keepPreviousData });
  const document = useMemo(() => (asked === "" ? {} : (JSON.parse(asked) as Record<string, unknown>)), [asked]);
  const live = useLive(document, isLive && asked !== "");
  const answer = live.answer ?? query.data;
  const error = live.error ?? query.error;
  const copy = async () => {
    await navigator.clipboard.writeText(location.href);
    toast(t("copied"));
  };
  return (
    <div className="ask">
      <aside className="ask-side" aria-label={t("kind")}>
        <Tabs
          label={t("kind")}
          selected={built && !isJson ? question.kind : "json"}
          onSelect={(id) => { setJson(id === "json"); if (id !== "json" && id !== question.kind) setQuestion(asKind(question, id as Kind, symbols.map((each) => each.id))); }}
          tabs={[
            ...kinds.map((kind) => ({ id: kind as string, text: t(kind), content: <><p className="soft">{t(`${kind}What`)}</p><Form question={whole} names={{ ...names, symbols }} onChange={setQuestion} /></> })),
            { id: "json", text: t("json"), content: <>{!built && <p>{t("builtElse")}</p>}<JsonEditor key={encoded(question)} question={whole} onUse={setQuestion} /></> },
          ]}
        />
      </aside>
      <div className="ask-main">
        <div className="row">
          <Saved question={whole} onOpen={setQuestion} />
          <Button onPress={() => void copy()}>{t("copyLink")}</Button>
          <Button aria-pressed={isLive} onPress={() => { setLive(!isLive); }}>{isLive ? "● " : "○ "}{t("live")}</Button>
        </div>
        {error !== null && error !== undefined ? <Failed error={error} again={() => void query.refetch()} /> : answer === undefined ? <Loading /> : <AnswerView answer={answer} nameOf={nameOf} onPeople={(at, what) => { setPeople({ question: { kind: "customers", of: document, at, limit: shownPeople }, what }); }} />}
      </div>
      {people !== null && <PeopleDialog people={people} onClose={() => { setPeople(null); }} />}
    </div>
  );
}

export default function Ask() {
  const t = useTexts("ask", texts);
  const language = useLanguage();
  const status = useQuery({ queryKey: ["status"], queryFn: fetchStatus });
  const segments = useQuery({ queryKey: ["profile", "segments"], queryFn: segmentSizes });
  const journeys = useQuery({ queryKey: ["journeys"], queryFn: fetchJourneys, retry: false });
  const events = useMemo(() => (status.data?.event_types ?? []).map((each) => (typeof each === "string" ? each : each.name)), [status.data]);
  return (
    <div className="page">
      <h1>{t("title")}</h1>
      <Loaded query={status}>
        {(known) =>
          events.length === 0 ? (
            <Empty>{t("noEvents")}</Empty>
          ) : journeys.isPending ? (
            <Loading />
          ) : (
            <Asking
              events={events}
              names={{
                properties: known.properties.map((each) => each.name),
                segments: segments.data?.segments ?? [],
                journeys: (journeys.data ?? []).map((each) => ({ id: each.id, text: labelText(each.title, language) })),
              }}
            />
          )
        }
      </Loaded>
    </div>
  );
}
