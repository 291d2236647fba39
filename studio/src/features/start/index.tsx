// An empty workspace leads by the hand: events, a drafted map, a first edit, a first difference.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { journeys, status } from "../../model/api";
import { count } from "../../model/format";
import { useLanguage, useTexts } from "../../model/texts";
import { Button, Loaded, Term, toast } from "../../ui";
import { nextStep, steps, type Step } from "./model";
import { Draft, OwnFile } from "./OwnFile";
import "./start.css";
import { texts } from "./texts";

const demoCommand = "cairn -w demo demo && cairn -w demo serve";

export function Steps({ next }: { next: Step | 5 }) {
  const t = useTexts("start", texts);
  const names = { 1: t("step1"), 2: <Term word="journey">{t("step2")}</Term>, 3: t("step3"), 4: <Term word="conformance">{t("step4")}</Term> };
  return (
    <ol className="start-steps">
      {steps.map((step) => (
        <li key={step} className={step < next ? "done" : ""} aria-current={step === next ? "step" : undefined}>
          <span className="number" aria-hidden>{step < next ? "✓" : step}</span>
          <span>{names[step]}{step < next && <span className="hidden-text"> ({t("done")})</span>}</span>
        </li>
      ))}
    </ol>
  );
}

function Demo() {
  const t = useTexts("start", texts);
  return (
    <section className="card">
      <h2>{t("demo")}</h2>
      <p className="soft">{t("demoHint")}</p>
      <pre>{demoCommand}</pre>
      <div><Button onPress={() => void navigator.clipboard.writeText(demoCommand).then(() => { toast(t("copied")); })}>{t("copy")}</Button></div>
      <p className="soft">{t("demoThen")}</p>
    </section>
  );
}

/** Events that were there already can be drafted at once; those of a file are drafted where it was read. */
function Ways({ events }: { events: number }) {
  const t = useTexts("start", texts);
  const language = useLanguage();
  const [atFirst] = useState(events);
  return (
    <>
      {atFirst > 0 && <section className="card"><p>{t("haveEvents", { count: count(atFirst, language) })}</p><Draft kind="plain" /></section>}
      <div className="start-ways">
        <section className="card">
          <h2>{t("own")}</h2>
          <p className="soft">{t("ownHint")}</p>
          <OwnFile />
        </section>
        <Demo />
      </div>
    </>
  );
}

export default function Screen() {
  const t = useTexts("start", texts);
  const held = useQuery({ queryKey: ["status"], queryFn: status });
  const kept = useQuery({ queryKey: ["journeys"], queryFn: journeys });
  return (
    <div className="page start">
      <div>
        <h1>{t("title")}</h1>
        <p className="soft">{t("lead")}</p>
      </div>
      <Loaded query={held}>
        {(now) => (
          <>
            <Steps next={nextStep(now.events, kept.data ?? [], false)} />
            <Ways events={now.events} />
          </>
        )}
      </Loaded>
    </div>
  );
}
