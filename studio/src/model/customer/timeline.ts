// One customer's events as bands: what follows in the same stage belongs together.
import { numberOf, textOf, type Row } from "../question/answer";

export interface Happening {
  key: string;
  time: string;
  event: string;
  stage: string;
  touchpoint: string;
  channel: string;
  amount: number | null;
  currency: string;
  value: number | null;
  properties: Record<string, unknown>;
}
export interface Band {
  stage: string;
  happenings: Happening[];
}

export function happening(row: Row, at: number): Happening {
  const properties = row["properties"];
  return {
    key: `${at} ${textOf(row["time"])}`,
    time: textOf(row["time"]),
    event: textOf(row["event"]),
    stage: textOf(row["stage"]),
    touchpoint: textOf(row["touchpoint"]),
    channel: textOf(row["channel"]),
    amount: numberOf(row["amount"]),
    currency: textOf(row["currency"]),
    value: numberOf(row["value"]),
    properties: typeof properties === "object" && properties !== null ? (properties as Record<string, unknown>) : {},
  };
}

export function bands(happenings: Happening[]): Band[] {
  const all: Band[] = [];
  for (const each of happenings) {
    const last = all.at(-1);
    if (last !== undefined && last.stage === each.stage) last.happenings.push(each);
    else all.push({ stage: each.stage, happenings: [each] });
  }
  return all;
}

/** Of these that are shown already; the same person is asked for by the first identifier. */
export const spoken = ({ kind, value }: { kind: string; value: string }): string => (kind === "" ? value : `${kind}=${value}`);
