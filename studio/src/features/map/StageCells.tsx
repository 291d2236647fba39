// The top of each column: the stage's name, its numbers, its milestones and its forks.
import { memo, type DragEvent, type KeyboardEvent } from "react";
import type { StageObserved } from "../../model/api";
import { count, percent } from "../../model/format";
import { useGrown } from "../../model/growing";
import { textOf } from "../../model/language";
import { stageFigures, type FigureName } from "../../model/map/figures";
import type { Decision, Milestone, Stage } from "../../model/map/types";
import { useLanguage } from "../../model/texts";
import type { Observed } from "../../model/api";
import { useActions } from "./actions";
import { FigureButton } from "./Figure";
import { useT } from "./hooks";
import { NameField, useNaming } from "./Name";

export const stageKind = "application/x-cairn-stage";

/** A stage is dragged by its head, or moved with Alt and the arrows. */
export const StageHead = memo(function StageHead({ stage, place, isOpen }: { stage: Stage; place: number; isOpen: boolean }) {
  const t = useT();
  const language = useLanguage();
  const { open, stepStage, dropStage, remove, canEdit } = useActions();
  const { isNaming, start, done } = useNaming(stage.id);
  const text = textOf(stage.label, language);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "F2") start();
    else if (event.key === "Delete" && canEdit) remove(stage.id);
    else if (event.altKey && event.key === "ArrowLeft") stepStage(stage.id, -1);
    else if (event.altKey && event.key === "ArrowRight") stepStage(stage.id, 1);
    else return;
    event.preventDefault();
  };
  const onDrop = (event: DragEvent) => {
    const moved = event.dataTransfer.getData(stageKind);
    if (moved === "" || moved === stage.id) return;
    event.preventDefault();
    dropStage(moved, stage.id);
  };
  if (isNaming) return <NameField label={stage.label} done={done} rows={1} />;
  return (
    <button type="button" className={`map-stage${isOpen ? " open" : ""}`} data-stop data-element={stage.id} tabIndex={-1} draggable={canEdit} aria-keyshortcuts={canEdit ? "F2 Alt+ArrowLeft Alt+ArrowRight Delete" : undefined}
      onClick={() => { open(stage.id); }} onDoubleClick={start} onKeyDown={onKeyDown} onDrop={onDrop}
      onDragStart={(event) => { event.dataTransfer.setData(stageKind, stage.id); }}
      onDragOver={(event) => { if (event.dataTransfer.types.includes(stageKind)) event.preventDefault(); }}>
      <span className="number" aria-hidden>{place + 1}</span> {text === "" ? t("unnamed") : text}
    </button>
  );
});

/** Moved on, left, still there: three lengths of one bar, with patterns, so that no colour is needed. */
function Bar({ parts }: { parts: [kind: string, value: number][] }) {
  const whole = parts.reduce((sum, [, value]) => sum + value, 0);
  return <div className="map-bar" aria-hidden>{whole > 0 && parts.map(([kind, value]) => (value > 0 ? <span key={kind} className={kind} style={{ flexGrow: value }} /> : null))}</div>;
}

/** Of these the overview has room. */
const brief = new Set<FigureName>(["conversion", "dwell", "score"]);

export const StageNumbers = memo(function StageNumbers({ stage, seen, other, counts, isBrief }: { isBrief: boolean; stage: Stage; seen: StageObserved | undefined; other: StageObserved | undefined; counts: Observed["counts"] | undefined }) {
  const t = useT();
  const language = useLanguage();
  const grown = useGrown(stage.id);
  if (seen === undefined) return <span className="soft">–</span>;
  const others = new Map((other === undefined ? [] : stageFigures(other)).map((each) => [each.name, each]));
  const [volume, ...rest] = stageFigures(seen);
  return (
    <div className="map-numbers">
      {volume !== undefined && <FigureButton of={stage.id} figure={volume} other={others.get(volume.name)} isLarge />}
      {grown > 0 && <span className="map-grown">+{count(grown, language)}</span>}
      <Bar parts={[["moved", seen.moved_on], ["open", seen.in_progress], ["left", seen.left]]} />
      {rest.filter((each) => !isBrief || brief.has(each.name)).map((each) => <FigureButton key={each.name} of={stage.id} figure={each} other={others.get(each.name)} />)}
      {!isBrief && counts?.filter((each) => each.stage === stage.id).map((each) => (
        <div key={each.unit + textOf(each.label, language)} className="map-counted">
          {t("counted", { what: textOf(each.label, language), n: count(each.counted, language) })}
          <div className="map-hatched" aria-hidden />
          {each.identified_share !== null && <span className="soft">{t("identified", { share: percent(each.identified_share, language) })}</span>}
        </div>
      ))}
    </div>
  );
});

export const MilestoneItem = memo(function MilestoneItem({ milestone, seen, target }: { milestone: Milestone; seen: Observed["milestones"][number] | undefined; target: number | undefined }) {
  const t = useT();
  const language = useLanguage();
  const { open } = useActions();
  const wanted = target ?? milestone.target?.share;
  return (
    <button type="button" className="map-item" data-stop tabIndex={-1} data-element={milestone.id} data-tip={t("milestoneMeans")} onClick={() => { open(milestone.id); }}>
      <b><span aria-hidden>⚑</span> {textOf(milestone.label, language)}</b>
      {seen !== undefined && <><Bar parts={[["moved", seen.reached], ["open", seen.open], ["left", seen.missed]]} /><span className="soft">{t("milestoneIs", { reached: count(seen.reached, language), missed: count(seen.missed, language), open: count(seen.open, language) })}</span></>}
      {wanted !== undefined && <span className="soft"> {t("target", { share: percent(wanted, language, 0) })}</span>}
    </button>
  );
});

export const DecisionItem = memo(function DecisionItem({ decision, seen }: { decision: Decision; seen: Observed["decisions"][number] | undefined }) {
  const t = useT();
  const language = useLanguage();
  const { open } = useActions();
  const shareOf = (to: string | undefined) => seen?.branches.find((each) => each.to === (to ?? ""))?.share ?? null;
  return (
    <button type="button" className="map-item" data-stop tabIndex={-1} data-element={decision.id} data-tip={t("decisionMeans")} onClick={() => { open(decision.id); }}>
      <b><span aria-hidden>◇</span> {textOf(decision.label, language)}</b>
      {decision.branches.map((branch) => {
        const share = shareOf(branch.to);
        return (
          <span key={`${branch.to ?? ""}${textOf(branch.label, language)}`} className="map-branch">
            {textOf(branch.label, language)}
            {seen !== undefined && <> {percent(share, language, 0)}<span className="map-bar" aria-hidden><span className={branch.to === undefined || branch.to === "" ? "left" : "moved"} style={{ width: `${(share ?? 0) * 100}%` }} /></span></>}
            {branch.expectedShare !== undefined && <span className="soft"> {t("expected", { share: percent(branch.expectedShare, language, 0) })}</span>}
          </span>
        );
      })}
    </button>
  );
});
