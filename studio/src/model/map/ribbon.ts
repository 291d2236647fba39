// Dates on a ribbon: where a flag stands between the first and the last day, and which months are marked.
export interface RibbonSpan {
  from: number;
  to: number;
}
export const spanOf = (from: string, to: string): RibbonSpan => ({ from: Date.parse(from), to: Date.parse(to) });

/** 0 to 1; null outside. */
export function placeOf(date: string, { from, to }: RibbonSpan): number | null {
  const at = Date.parse(date);
  return !Number.isFinite(at) || at < from || at > to || to <= from ? null : (at - from) / (to - from);
}

/** The firsts of months within the span, at most `most`: every month, every third, every year. */
export function monthsOf({ from, to }: RibbonSpan, most = 14): string[] {
  if (!(to > from)) return [];
  for (const step of [1, 3, 12]) {
    const months: string[] = [];
    const first = new Date(from);
    for (let month = first.getUTCMonth() + 1; months.length <= most; month += 1) {
      const at = new Date(Date.UTC(first.getUTCFullYear(), month, 1));
      if (at.getTime() > to) return months;
      if (at.getUTCMonth() % step === 0) months.push(at.toISOString().slice(0, 10));
    }
  }
  return [];
}

/** In which line each flag stands, so that none covers another; places ascend, `room` is a flag's width on that scale. */
export function linesOf(places: readonly number[], room: number): number[] {
  const ends: number[] = [];
  return places.map((place) => {
    const free = ends.findIndex((end) => end <= place);
    const line = free < 0 ? ends.length : free;
    ends[line] = place + room;
    return line;
  });
}
