import { beforeEach, expect, test } from "vitest";
import { nextStop } from "./gridKeys";

const stop = (id: string) => `<button data-stop id="${id}"></button>`;
const at = (id: string) => document.getElementById(id) as HTMLElement;
const go = (id: string, key: string, isControl = false) => nextStop(at(id), key, isControl)?.id;

beforeEach(() => {
  document.body.innerHTML = `<table><tbody>
    <tr><th>A</th><td>${stop("a1")}</td><td>${stop("a2")}</td><td>${stop("a3")}</td></tr>
    <tr><th>empty</th><td></td><td></td><td></td></tr>
    <tr><th>B</th><td>${stop("b1")}${stop("b1b")}</td><td></td><td>${stop("b3")}</td></tr>
  </tbody></table>`;
});

test("left and right go from cell to cell, over empty ones", () => {
  expect(go("a1", "ArrowRight")).toBe("a2");
  expect(go("b1b", "ArrowRight")).toBe("b3");
  expect(go("b3", "ArrowLeft")).toBe("b1");
  expect(go("a1", "ArrowLeft")).toBeUndefined();
});

test("up and down go through a cell, then to the nearest cell of the next row that has anything", () => {
  expect(go("a1", "ArrowDown")).toBe("b1");
  expect(go("b1", "ArrowDown")).toBe("b1b");
  expect(go("b1b", "ArrowUp")).toBe("b1");
  expect(go("a3", "ArrowDown")).toBe("b3");
  expect(go("b3", "ArrowUp")).toBe("a3");
  expect(go("b1b", "ArrowDown")).toBeUndefined();
});

test("Home and End go to the ends of the row, with Ctrl of the table", () => {
  expect(go("a2", "Home")).toBe("a1");
  expect(go("a2", "End")).toBe("a3");
  expect(go("b3", "Home", true)).toBe("a1");
  expect(go("a1", "End", true)).toBe("b3");
  expect(go("a1", "x")).toBeUndefined();
});
