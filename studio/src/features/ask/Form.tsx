// A question put together by mouse or keyboard.
import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import type { SegmentSize } from "../../model/api";
import { without, type Level, type Question } from "../../model/question/question";
import { useTexts } from "../../model/texts";
import { Button, Field, Select, type Choice } from "../../ui";
import { texts } from "./texts";

export interface Names {
  /** Of the level that is asked at: id and text. */
  symbols: Choice[];
  properties: string[];
  segments: Pick<SegmentSize, "name">[];
  journeys: Choice[];
}
interface FormProps {
  question: Question;
  names: Names;
  onChange: (question: Question) => void;
}

const nothing = "\u0000";
const kindOfText = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value ?? ""));
const asNumber = (text: string): number | undefined => (Number.isInteger(Number(text)) && Number(text) > 0 ? Number(text) : undefined);

function EventChoice({ label, value, names, onChange, any }: { label: string; value: unknown; names: Names; onChange: (value: string | undefined) => void; any?: string }) {
  const text = value === undefined ? nothing : kindOfText(value);
  const choices = [...(any === undefined ? [] : [{ id: nothing, text: any }]), ...names.symbols];
  // A predicate that was written as JSON stays what it is.
  if (text !== nothing && !choices.some((each) => each.id === text)) choices.push({ id: text, text });
  return <Select className="event-choice" label={label} value={text === nothing && any === undefined ? null : text} choices={choices} onChange={(id) => { onChange(id === nothing ? undefined : id); }} />;
}

function Steps({ question, names, onChange }: FormProps) {
  const t = useTexts("ask", texts);
  const steps = question.steps ?? [];
  const change = (next: unknown[]) => { onChange({ ...question, steps: next }); };
  const swap = (at: number, other: number) => { change(steps.map((step, index) => (index === at ? steps[other] : index === other ? steps[at] : step))); };
  return (
    <ol className="steps">
      {steps.map((step, at) => (
        <li key={at} className="row">
          <EventChoice label={t("step", { n: at + 1 })} value={typeof step === "object" && step !== null && "name" in step && "element" in step ? step.element : step} names={names} onChange={(value) => { change(steps.map((each, index) => (index === at ? value : each))); }} />
          <Button kind="quiet" aria-label={t("up", { n: at + 1 })} isDisabled={at === 0} onPress={() => { swap(at, at - 1); }}><ArrowUp size={16} aria-hidden /></Button>
          <Button kind="quiet" aria-label={t("down", { n: at + 1 })} isDisabled={at === steps.length - 1} onPress={() => { swap(at, at + 1); }}><ArrowDown size={16} aria-hidden /></Button>
          <Button kind="quiet" aria-label={t("removeStep", { n: at + 1 })} isDisabled={steps.length <= 2} onPress={() => { change(steps.filter((_, index) => index !== at)); }}><X size={16} aria-hidden /></Button>
        </li>
      ))}
      <li>
        <Button onPress={() => { change([...steps, names.symbols.find((each) => !steps.includes(each.id))?.id ?? names.symbols[0]?.id ?? ""]); }}>
          <Plus size={16} aria-hidden /> {t("addStep")}
        </Button>
      </li>
    </ol>
  );
}

function OwnFields({ question, names, onChange }: FormProps) {
  const t = useTexts("ask", texts);
  const set = (change: Partial<Question>) => { onChange({ ...question, ...change }); };
  const window = <Field label={`${t("window")} (${t("windowHint")})`} value={question.window ?? ""} onChange={(value) => { set({ window: value }); }} />;
  const limit = <Field label={t("limit")} type="number" value={String(question.limit ?? "")} onChange={(text) => { const value = asNumber(text); if (value !== undefined) set({ limit: value }); }} />;
  switch (question.kind) {
    case "funnel":
      return <><Steps question={question} names={names} onChange={onChange} />{window}</>;
    case "timing":
      return (
        <>
          <EventChoice label={t("from")} value={question.from} names={names} onChange={(from) => { set({ from }); }} />
          <EventChoice label={t("to")} value={question.to} names={names} onChange={(to) => { set({ to }); }} />
          {window}
        </>
      );
    case "retention":
      return (
        <>
          <EventChoice label={t("start")} value={question.start} names={names} any={t("startAny")} onChange={(start) => { set({ start }); }} />
          <EventChoice label={t("return")} value={question.return} names={names} any={t("startAny")} onChange={(value) => { set({ return: value }); }} />
          <Select label={t("interval")} value={question.interval ?? "week"} choices={(["day", "week", "month"] as const).map((id) => ({ id, text: t(id) }))} onChange={(interval) => { set({ interval }); }} />
        </>
      );
    case "paths":
      return (
        <>
          <EventChoice label={t("start")} value={question.start} names={names} any={t("startAny")} onChange={(start) => { set({ start }); }} />
          <Field label={t("depth")} type="number" value={String(question.depth ?? 5)} onChange={(text) => { const value = asNumber(text); if (value !== undefined) set({ depth: value }); }} />
          {limit}
        </>
      );
    default:
      return limit;
  }
}

export function Form({ question, names, onChange }: FormProps) {
  const t = useTexts("ask", texts);
  const set = (change: Partial<Question>) => { onChange({ ...question, ...change }); };
  const levels: Choice[] = [{ id: "event", text: t("events") }, ...names.journeys.flatMap(({ id, text }) => [{ id: `touchpoint ${id}`, text: t("touchpoints", { journey: text }) }, { id: `stage ${id}`, text: t("stages", { journey: text }) }])];
  const level = question.journey === undefined ? "event" : `${question.level ?? "touchpoint"} ${question.journey}`;
  const choose = (id: string) => {
    const [chosen, journey] = id.split(" ");
    const rest = without(question, "journey", "level", "steps", "from", "to", "start", "return");  // of the other names
    onChange(journey === undefined ? rest : { ...rest, journey, level: chosen as Level });
  };
  return (
    <div className="ask-form">
      <Select label={t("of")} value={level} choices={levels} onChange={choose} />
      <OwnFields question={question} names={names} onChange={onChange} />
      <div className="row">
        <Field label={t("since")} type="date" value={question.period?.from ?? ""} onChange={(from) => { set({ period: { ...question.period, from } }); }} />
        <Field label={t("until")} type="date" value={question.period?.to ?? ""} onChange={(to) => { set({ period: { ...question.period, to } }); }} />
      </div>
      {typeof question.by !== "object" && (
        <Select label={t("by")} value={question.by === undefined || question.by === "" ? nothing : kindOfText(question.by)} choices={[{ id: nothing, text: t("nothing") }, ...["channel", "source", ...names.properties].map((id) => ({ id, text: id }))]} onChange={(by) => { set({ by: by === nothing ? undefined : by }); }} />
      )}
      <Select label={t("segment")} value={typeof question.who === "string" ? question.who : nothing} choices={[{ id: nothing, text: t("everybody") }, ...names.segments.map(({ name }) => ({ id: `segment(${name})`, text: name }))]} onChange={(who) => { set({ who: who === nothing ? undefined : who }); }} />
      {(question.where === undefined || typeof question.where === "string") && <Field label={`${t("where")} (${t("whereHint")})`} value={question.where ?? ""} onChange={(where) => { set({ where }); }} />}
    </div>
  );
}
