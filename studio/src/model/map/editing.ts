// Editing a journey that others edit, too: what is done is seen at once, sent in order, and can be taken back.
//
//   edit ──▶ waiting ──▶ sent ──▶ 200  the server's document, and the edits that undo it
//                             └─▶ 409  nothing was done: theirs beside mine, until somebody chooses
//                             └─▶ else nothing was done: the error, and the rest that waited is dropped
//
// A class without React: it tells whoever listens that its state is another one. Every state is a new object.
import { replaceEqualDeep } from "@tanstack/react-query";
import type { Conflict, Edited } from "../api";
import { ApiError } from "../http";
import { edited, type Edit } from "./edits";
import type { JourneyDocument } from "./types";

export interface OpenConflict {
  edits: Edit[];
  conflicts: Conflict[];
}
export interface EditingState {
  /** With what was done here, sent or not. */
  document: JourneyDocument;
  /** As the server keeps it. */
  saved: JourneyDocument;
  /** Of the server's newest that is known here. */
  revision: number;
  saving: boolean;
  canUndo: boolean;
  canRedo: boolean;
  conflict: OpenConflict | null;
  error: unknown;
}
type Way = "new" | "undo" | "redo";
interface Waiting {
  edits: Edit[];
  way: Way;
}
type Send = (base: number, edits: Edit[]) => Promise<Edited>;

const mostUndone = 200;

function conflictOf(error: unknown): { conflicts: Conflict[]; revision: number; document: JourneyDocument } | null {
  if (!(error instanceof ApiError) || error.status !== 409) return null;
  const body = error.body as { conflicts?: Conflict[]; revision?: number; document?: JourneyDocument } | undefined;
  if (body?.conflicts === undefined || body.revision === undefined || body.document === undefined) return null;
  return { conflicts: body.conflicts, revision: body.revision, document: body.document };
}

export class Editing {
  private kept: { revision: number; document: JourneyDocument };
  private waiting: Waiting[] = [];
  private undos: Edit[][] = [];
  private redos: Edit[][] = [];
  private conflict: OpenConflict | null = null;
  private error: unknown = null;
  private isSending = false;
  private listeners = new Set<() => void>();
  private now: EditingState;

  constructor(private readonly send: Send, start: { revision: number; document: JourneyDocument }) {
    this.kept = start;
    this.now = this.made(start.document);
  }

  readonly state = (): EditingState => this.now;
  readonly listen = (listener: () => void) => {
    this.listeners.add(listener);
    return () => { this.listeners.delete(listener); };
  };

  edit(edits: Edit[]): void {
    if (edits.length > 0) this.add({ edits, way: "new" });
  }

  undo(): void {
    const edits = this.undos.pop();
    if (edits !== undefined) this.add({ edits, way: "undo" });
  }

  redo(): void {
    const edits = this.redos.pop();
    if (edits !== undefined) this.add({ edits, way: "redo" });
  }

  /** What the server has by now, such as another's edit; nothing while something of ours is on its way. */
  newer(revision: number, document: JourneyDocument): void {
    if (revision <= this.kept.revision || this.waiting.length > 0) return;
    this.kept = { revision, document };
    this.tell();
  }

  /** Mine again, on top of theirs; or theirs as they are. */
  choose(which: "mine" | "theirs"): void {
    const open = this.conflict;
    this.conflict = null;
    if (open !== null && which === "mine") this.add({ edits: open.edits, way: "new" });
    else this.tell();
  }

  private add(waiting: Waiting): void {
    this.error = null;
    this.waiting.push(waiting);
    this.tell();
    void this.sendAll();
  }

  private async sendAll(): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
      try {
        this.done(next, await this.send(this.kept.revision, next.edits));
      } catch (error) {
        this.refused(next, error);
      }
      this.tell();
    }
    this.isSending = false;
    this.tell();
  }

  private done({ way }: Waiting, answer: Edited): void {
    this.waiting.shift();
    this.kept = { revision: answer.revision, document: answer.document };
    const back = answer.undo ?? [];
    if (back.length === 0) return;
    if (way === "undo") this.redos.push(back);
    else this.undos = [...this.undos, back].slice(-mostUndone);
    if (way === "new") this.redos = [];
  }

  private refused(refused: Waiting, error: unknown): void {
    const met = conflictOf(error);
    this.waiting = [];
    if (met === null) {
      this.error = error;
      return;
    }
    this.kept = { revision: met.revision, document: met.document };
    this.conflict = { edits: refused.edits, conflicts: met.conflicts };
  }

  private made(before: JourneyDocument): EditingState {
    const { kept, waiting, undos, redos, conflict, error } = this;
    // What is equal stays the same object, so that only what changed is drawn again.
    const document = replaceEqualDeep<JourneyDocument>(before, edited(kept.document, waiting.flatMap(({ edits }) => edits)));
    return { document, saved: kept.document, revision: kept.revision, saving: waiting.length > 0, canUndo: undos.length > 0, canRedo: redos.length > 0, conflict, error };
  }

  private tell(): void {
    this.now = this.made(this.now.document);
    for (const listener of this.listeners) listener();
  }
}
