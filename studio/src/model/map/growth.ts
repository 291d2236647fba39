// What came in while somebody watches: which touchpoints more cases have been at from one answer to the next. Pure.
import type { Observed } from "../api";

type Counted = Pick<Observed, "touchpoints">;

export function growthOf(before: Counted, after: Counted): Map<string, number> {
  const known = new Map(before.touchpoints.map((each) => [each.id, each.cases]));
  const grown = new Map<string, number>();
  for (const { id, cases } of after.touchpoints) {
    const more = cases - (known.get(id) ?? cases);
    if (more > 0) grown.set(id, more);
  }
  return grown;
}
