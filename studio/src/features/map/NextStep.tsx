// Leads whoever sees a map of theirs for the first time to the first edit and the first difference; then never again.
import { useEffect, useState } from "react";
import { Button } from "../../ui";
import { useT, type SetView } from "./hooks";

const storedKey = "cairn.first-steps";
type Step = "edit" | "difference" | "done";
const stored = (): Step => {
  const said = localStorage.getItem(storedKey);
  return said === "difference" || said === "done" ? said : "edit";
};

function useStep(hasEdited: boolean, seesDifference: boolean): [Step, (step: Step) => void] {
  const [step, setStep] = useState(stored);
  const next: Step = step === "edit" && hasEdited ? "difference" : step === "difference" && seesDifference ? "done" : step;
  if (next !== step) setStep(next);
  useEffect(() => { localStorage.setItem(storedKey, next); }, [next]);
  return [next, setStep];
}

export function NextStep({ hasEdited, seesDifference, setView }: { hasEdited: boolean; seesDifference: boolean; setView: SetView }) {
  const t = useT();
  const [step, setStep] = useStep(hasEdited, seesDifference);
  if (step === "done") return null;
  return (
    <aside className="map-next no-print" aria-label={t("nextStep")}>
      <b>{t("nextStep")}</b> <span>{t(step === "edit" ? "nextEdit" : "nextDifference")}</span>
      {step === "edit" ? <Button kind="quiet" onPress={() => { setStep("difference"); }}>{t("skipStep")}</Button> : <Button onPress={() => { setView({ side: "difference" }); }}>{t("showDifference")}</Button>}
      <Button kind="quiet" aria-label={t("endSteps")} onPress={() => { setStep("done"); }}>×</Button>
    </aside>
  );
}
