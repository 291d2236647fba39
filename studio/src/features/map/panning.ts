// The map is moved by dragging where nothing stands; what can be pressed is pressed.
import { useMemo, useRef, type PointerEvent } from "react";

export function usePanning() {
  const from = useRef<{ x: number; y: number } | null>(null);
  return useMemo(() => ({
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      const isFree = (event.target as Element).closest("button, a, input, textarea, [role=button]") === null;
      if (isFree && event.button === 0 && event.pointerType === "mouse") from.current = { x: event.clientX, y: event.clientY };
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (from.current === null) return;
      const { x, y } = from.current;
      event.currentTarget.scrollBy(x - event.clientX, y - event.clientY);
      from.current = { x: event.clientX, y: event.clientY };
    },
    onPointerUp: () => { from.current = null; },
    onPointerLeave: () => { from.current = null; },
  }), []);
}
