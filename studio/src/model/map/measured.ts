// Which changes of a document change its numbers: names and words do not, bindings and places do. Who renames a stage
// does not wait for the year to be counted again.
import type { JourneyDocument } from "./types";

const words = new Set(["label", "text", "action", "thought", "expectation", "customerGoal", "owner", "evidence", "metrics", "question", "terms", "conditions", "severity", "state", "moment", "gains", "visibility", "kind"]);
const counted = ["case", "goal", "personas", "stages", "touchpoints", "links", "design", "milestones", "decisions", "pains"] as const;

const isCounted = (key: string) => !words.has(key) && !key.startsWith("x-");

/** Of 53 bits: documents that are counted differently have different ones, but for a freak. */
function hash(text: string): string {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  return ((high >>> 0) * 2097152 + ((low >>> 0) & 2097151)).toString(36);
}

/** The same for documents whose numbers are the same. */
export function measuredKey(document: JourneyDocument): string {
  const parts = counted.map((key) => document[key] ?? null);
  // `kind` says how a pain is counted; of everything else it is a word.
  const kinds = document.pains?.map((each) => each.kind ?? "");
  return hash(JSON.stringify([parts, kinds], (key, value: unknown) => (key === "" || isCounted(key) ? value : undefined)));
}
