// What came in while somebody watches: which touchpoints and stages more cases have been at from one answer to the
// next. Pure.
import type { Observed } from "../api";

type Counted = Pick<Observed, "touchpoints" | "stages">;

const casesOf = ({ touchpoints, stages }: Counted) => new Map([...touchpoints.map((each) => [each.id, each.cases] as const), ...stages.map((each) => [each.id, each.entered] as const)]);

export function growthOf(before: Counted, after: Counted): Map<string, number> {
  const known = casesOf(before);
  const grown = new Map<string, number>();
  for (const [id, cases] of casesOf(after)) {
    const more = cases - (known.get(id) ?? cases);
    if (more > 0) grown.set(id, more);
  }
  return grown;
}
