// How far somebody is on the way to a map of their own. Pure.
import type { JourneyRow } from "../../model/api";

export type Step = 1 | 2 | 3 | 4;
export const steps: readonly Step[] = [1, 2, 3, 4];

/** The step that is next; 5: all are done. A difference that was seen counts only once there is something to compare. */
export function nextStep(events: number, journeys: readonly Pick<JourneyRow, "revision">[], sawDifference: boolean): Step | 5 {
  if (events === 0) return 1;
  if (journeys.length === 0) return 2;
  if (journeys.every((each) => each.revision < 2)) return 3;
  return sawDifference ? 5 : 4;
}

/** Whether the server has no such route, rather than having refused what was sent. */
export const isMissingRoute = (status: number, code: string) => status === 405 || (status === 404 && code === "not_found");
