// The question behind a number: what Ask would be asked to get it, so that one press leads there.
import type { Filters } from "../api";
import { inOrder, type JourneyDocument, type Touchpoint } from "./types";

export type Question = Record<string, unknown>;

const common = (document: JourneyDocument, filters: Filters): Question => ({
  ...(document.case === undefined ? {} : { case: document.case }),
  ...(typeof filters.period === "object" ? { period: filters.period } : {}),
});

/** Any touchpoint of a stage, as one step of events. */
function stepOf(touchpoints: readonly Touchpoint[]): unknown {
  const bound = touchpoints.flatMap((each) => (each.bind === undefined ? [] : [each.bind.on]));
  return bound.length === 1 ? bound[0] : { any: bound };
}

/** Who went on from a stage: a funnel from it to anything later. */
export function stageQuestion(document: JourneyDocument, stage: string, filters: Filters): Question | null {
  const stages = inOrder(document.stages).map((each) => each.id);
  const place = stages.indexOf(stage);
  const here = document.touchpoints.filter((each) => each.stage === stage && each.bind !== undefined);
  const later = document.touchpoints.filter((each) => stages.indexOf(each.stage) > place && each.ends !== true && each.bind !== undefined);
  if (here.length === 0) return null;
  const steps = [stepOf(here), ...(later.length > 0 ? [stepOf(later)] : [])];
  return { kind: "funnel", ...common(document, filters), steps };
}

/** How long a stage takes. */
export function dwellQuestion(document: JourneyDocument, stage: string, filters: Filters): Question | null {
  const question = stageQuestion(document, stage, filters);
  const steps = question?.["steps"];
  if (!Array.isArray(steps) || steps.length < 2) return null;
  return { kind: "timing", ...common(document, filters), from: steps[0] as unknown, to: steps[1] as unknown };
}

/** What comes after a touchpoint. */
export function touchpointQuestion(document: JourneyDocument, touchpoint: Touchpoint, filters: Filters): Question | null {
  if (touchpoint.bind === undefined) return null;
  return { kind: "paths", ...common(document, filters), start: touchpoint.bind.on, depth: 5 };
}

export const askAddress = (journey: string, question: Question) => `/ask?journey=${encodeURIComponent(journey)}&question=${encodeURIComponent(JSON.stringify(question))}`;
