// Arrow keys in a table whose cells hold things to press: the table is one stop of the Tab key, and the arrows go from
// thing to thing. What can be reached carries data-stop.
//
//   ← →  the cell beside it in the row          ↑ ↓  the next of the same cell, then the row above or below
//   Home End  ends of the row                   Ctrl+Home Ctrl+End  ends of the table
import { useCallback, useEffect, type KeyboardEvent, type FocusEvent, type RefObject } from "react";

const stops = (within: Element) => [...within.querySelectorAll<HTMLElement>("[data-stop]")];
const cellOf = (element: Element) => element.closest<HTMLTableCellElement>("td, th");

/** Where a cell begins, counted in columns. */
function columnOf(cell: HTMLTableCellElement): number {
  let column = 0;
  for (let each = cell.previousElementSibling; each !== null; each = each.previousElementSibling) column += (each as HTMLTableCellElement).colSpan;
  return column;
}

function nearest(row: HTMLTableRowElement, column: number): HTMLTableCellElement | undefined {
  const cells = [...row.cells].filter((cell) => stops(cell).length > 0);
  return cells.sort((a, b) => Math.abs(columnOf(a) - column) - Math.abs(columnOf(b) - column))[0];
}

function beside(from: HTMLElement, step: -1 | 1): HTMLElement | undefined {
  const row = from.closest("tr");
  const cell = cellOf(from);
  if (row === null || cell === null) return undefined;
  const cells = [...row.cells].filter((each) => each === cell || stops(each).length > 0);
  const next = cells[cells.indexOf(cell) + step];
  return next === undefined ? undefined : stops(next)[0];
}

function above(from: HTMLElement, step: -1 | 1): HTMLElement | undefined {
  const cell = cellOf(from);
  const row = from.closest("tr");
  const table = from.closest("table");
  if (cell === null || row === null || table === null) return undefined;
  const own = stops(cell);
  const within = own[own.indexOf(from) + step];
  if (within !== undefined) return within;
  const rows = [...table.rows].filter((each) => each === row || stops(each).length > 0);
  const next = rows[rows.indexOf(row) + step];
  const target = next === undefined ? undefined : nearest(next, columnOf(cell));
  return target === undefined ? undefined : stops(target).at(step < 0 ? -1 : 0);
}

/** Where a key leads from what has the focus; undefined: nowhere. */
export function nextStop(from: HTMLElement, key: string, isControl: boolean): HTMLElement | undefined {
  switch (key) {
    case "ArrowLeft": return beside(from, -1);
    case "ArrowRight": return beside(from, 1);
    case "ArrowUp": return above(from, -1);
    case "ArrowDown": return above(from, 1);
    case "Home":
    case "End": {
      const within = isControl ? from.closest("table") : from.closest("tr");
      return within === null ? undefined : stops(within).at(key === "Home" ? 0 : -1);
    }
    default: return undefined;
  }
}

function stopHere(table: HTMLElement, stop: HTMLElement) {
  for (const each of table.querySelectorAll<HTMLElement>("[data-stop][tabindex='0']")) if (each !== stop) each.tabIndex = -1;
  stop.tabIndex = 0;
}

/** The handlers of such a table. Each stop is rendered with tabIndex -1; one of them is made the table's own. */
export function useGridKeys(table: RefObject<HTMLTableElement | null>) {
  useEffect(() => {
    const { current } = table;
    const first = current?.querySelector<HTMLElement>("[data-stop]");
    if (current && first && current.querySelector("[data-stop][tabindex='0']") === null) first.tabIndex = 0;
  });
  const onKeyDown = useCallback((event: KeyboardEvent<HTMLElement>) => {
    const from = (event.target as HTMLElement).closest<HTMLElement>("[data-stop]");
    if (from === null || from !== event.target || event.altKey || event.metaKey) return;
    const next = nextStop(from, event.key, event.ctrlKey);
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, []);
  const onFocus = useCallback((event: FocusEvent<HTMLElement>) => {
    const stop = (event.target as HTMLElement).closest<HTMLElement>("[data-stop]");
    if (stop !== null) stopHere(event.currentTarget, stop);
  }, []);
  return { onKeyDown, onFocus };
}
