// The map on a wall: the whole of it, then stage by stage with the arrow keys; Escape ends it.
import { useCallback, useEffect, type KeyboardEvent } from "react";
import { inOrder, type JourneyDocument } from "../../model/map/types";
import type { View } from "../../model/map/view";
import type { SetView } from "./hooks";

export function usePresenting(view: View, setView: SetView, document: JourneyDocument) {
  const start = useCallback(() => {
    setView({ present: true, zoom: "overview", open: undefined });
    void globalThis.document.documentElement.requestFullscreen().catch(() => undefined);
  }, [setView]);
  const stop = useCallback(() => {
    setView({ present: undefined, zoom: "standard", stage: undefined });
    if (globalThis.document.fullscreenElement !== null) void globalThis.document.exitFullscreen();
  }, [setView]);
  const step = useCallback((by: -1 | 1) => {
    const stages = inOrder(document.stages).map((each) => each.id);
    // Before the first stage comes the whole map.
    const place = (view.zoom === "detail" ? stages.indexOf(view.stage ?? stages[0] ?? "") : -1) + by;
    if (place < -1 || place >= stages.length) return;
    const stage = stages[place];
    setView(stage === undefined ? { zoom: "overview", stage: undefined } : { zoom: "detail", stage });
  }, [document, setView, view.stage, view.zoom]);
  const isOn = view.present === true;
  useEffect(() => {
    if (!isOn) return undefined;
    globalThis.document.documentElement.dataset["presenting"] = "true";
    const onKey = (event: globalThis.KeyboardEvent) => { if (event.key === "Escape") stop(); else if (event.key === "PageDown") step(1); else if (event.key === "PageUp") step(-1); };
    window.addEventListener("keydown", onKey);
    return () => {
      delete globalThis.document.documentElement.dataset["presenting"];
      window.removeEventListener("keydown", onKey);
    };
  }, [isOn, stop, step]);
  const onKeyDown = useCallback((event: KeyboardEvent) => {
    if (event.shiftKey && event.key === "ArrowRight") step(1);
    else if (event.shiftKey && event.key === "ArrowLeft") step(-1);
  }, [step]);
  return { start, stop, onKeyDown };
}
