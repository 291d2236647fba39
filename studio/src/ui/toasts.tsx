// Short messages that go by themselves; with an action, such as undo, they stay longer.
import { create } from "zustand";
import { useTexts } from "../model/texts";
import { Button } from "./Button";
import { texts } from "./texts";

interface Toast {
  id: number;
  text: string;
  action?: { text: string; run: () => void };
  about?: string;
}
const shortMs = 5000;
const longMs = 12000;
let last = 0;
const useToasts = create<{ toasts: Toast[] }>(() => ({ toasts: [] }));

function drop(id: number) {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((each) => each.id !== id) }));
}

/** A message takes the place of an earlier one about the same: an undo that would bring back too much is not offered. */
export function toast(text: string, action?: Toast["action"], about?: string): void {
  const id = ++last;
  const next: Toast = { id, text, ...(action ? { action } : {}), ...(about !== undefined ? { about } : {}) };
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts.filter((each) => about === undefined || each.about !== about), next] }));
  setTimeout(() => { drop(id); }, action ? longMs : shortMs);
}

export function Toasts() {
  const t = useTexts("ui", texts);
  const toasts = useToasts((state) => state.toasts);
  return (
    <div className="toasts no-print" role="status" aria-live="polite">
      {toasts.map(({ id, text, action }) => (
        <div key={id} className="toast">
          <span>{text}</span>
          {action !== undefined && (
            <Button onPress={() => { action.run(); drop(id); }}>{action.text}</Button>
          )}
          <Button kind="quiet" aria-label={t("close")} onPress={() => { drop(id); }}>×</Button>
        </div>
      ))}
    </div>
  );
}
