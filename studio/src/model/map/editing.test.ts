import { expect, test, vi } from "vitest";
import type { Change, Edited } from "../api";
import { ApiError } from "../http";
import { edited, type Edit } from "./edits";
import { Editing } from "./editing";
import { sample } from "./sample.test-data";

const title = (text: string): Edit[] => [{ path: ["title"], value: text }];
const settled = () => vi.waitFor(() => undefined, { timeout: 1 }).then(() => new Promise((done) => setTimeout(done, 0)));

/** A server that knows one document, and who was first. */
function server() {
  let kept = { revision: 1, document: sample };
  const sent: { base: number; edits: Edit[] }[] = [];
  const refuse: unknown[] = [];
  const send = async (base: number, edits: Edit[]): Promise<Edited> => {
    await Promise.resolve();
    sent.push({ base, edits });
    const refusal = refuse.shift();
    if (refusal !== undefined) throw refusal as Error;
    const undo: Change[] = [{ path: ["title"], value: kept.document.title }];
    kept = { revision: kept.revision + 1, document: edited(kept.document, edits) };
    return { ...kept, undo };
  };
  return { send, sent, refuse, kept: () => kept };
}

test("an edit is seen at once, and then sent on the newest revision, in order", async () => {
  const { send, sent } = server();
  const editing = new Editing(send, { revision: 1, document: sample });
  editing.edit(title("One"));
  editing.edit(title("Two"));
  expect(editing.state()).toMatchObject({ saving: true, revision: 1, document: { title: "Two" } });
  await settled();
  expect(sent.map(({ base }) => base)).toEqual([1, 2]);
  expect(editing.state()).toMatchObject({ saving: false, revision: 3, document: { title: "Two" } });
  expect(editing.state().document.touchpoints).toBe(sample.touchpoints);
});

test("undo and redo are edits, too; a new edit ends what could be redone", async () => {
  const { send } = server();
  const editing = new Editing(send, { revision: 1, document: sample });
  editing.edit(title("One"));
  await settled();
  expect(editing.state()).toMatchObject({ canUndo: true, canRedo: false });
  editing.undo();
  await settled();
  expect(editing.state()).toMatchObject({ document: { title: "Shoes" }, canUndo: false, canRedo: true, revision: 3 });
  editing.redo();
  await settled();
  expect(editing.state()).toMatchObject({ document: { title: "One" }, canUndo: true, canRedo: false });
  editing.undo();
  await settled();
  editing.edit(title("Three"));
  await settled();
  expect(editing.state().canRedo).toBe(false);
});

test("of a conflict both sides are shown; mine is sent again on theirs", async () => {
  const { send, refuse, sent } = server();
  const theirs = edited(sample, title("Theirs"));
  const conflicts = [{ path: ["title"], yours: "Mine", theirs: "Theirs", author: "Lin", at: "", revision: 5 }];
  refuse.push(new ApiError(409, "conflict", "", "", "", { conflicts, revision: 5, document: theirs }));
  const editing = new Editing(send, { revision: 1, document: sample });
  editing.edit(title("Mine"));
  await settled();
  expect(editing.state()).toMatchObject({ document: { title: "Theirs" }, revision: 5, conflict: { conflicts } });
  editing.choose("mine");
  expect(editing.state().conflict).toBeNull();
  await settled();
  expect(sent.at(-1)).toEqual({ base: 5, edits: title("Mine") });
});

test("a refused edit is gone from the screen, and its reason is told", async () => {
  const { send, refuse } = server();
  const reason = new ApiError(422, "invalid", "no such stage", "touchpoints[0].stage", "");
  refuse.push(reason);
  const editing = new Editing(send, { revision: 1, document: sample });
  const told = vi.fn();
  editing.listen(told);
  editing.edit(title("Mine"));
  await settled();
  expect(editing.state()).toMatchObject({ document: { title: "Shoes" }, error: reason, canUndo: false, saving: false });
  expect(told).toHaveBeenCalled();
});

test("another's newer revision is taken, an older one is not", () => {
  const editing = new Editing(server().send, { revision: 3, document: sample });
  editing.newer(2, edited(sample, title("Old")));
  expect(editing.state().document.title).toBe("Shoes");
  editing.newer(4, edited(sample, title("New")));
  expect(editing.state()).toMatchObject({ revision: 4, document: { title: "New" } });
});
