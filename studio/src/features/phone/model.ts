// The customer whom the phone plays: what was done, and what can be done next. Pure.
import type { PhoneAct, Status } from "../../model/api";

export interface Played {
  customer: string | null;
  done: readonly PhoneAct[];
}
export const nobody: Played = { customer: null, done: [] };
export const acts: readonly PhoneAct[] = ["follow", "bind", "rate"];

/** Each act once, in its order: who does not follow cannot bind. */
export function canDo(played: Played, act: PhoneAct): boolean {
  const before = acts.slice(0, acts.indexOf(act));
  return !played.done.includes(act) && before.every((each) => each === "rate" || played.done.includes(each));
}

export const after = (played: Played, act: PhoneAct, customer: string): Played => ({ customer, done: [...played.done, act] });

/** Whether the events are those of the demo company. */
export const isDemo = (status: Pick<Status, "sources" | "demo">): boolean => status.demo ?? status.sources.some((source) => source.name.startsWith("demo"));
