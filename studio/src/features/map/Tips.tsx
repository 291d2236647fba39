// One tooltip for all numbers of the map: what carries data-tip shows it on hover and on focus. A tooltip of each
// number's own would cost more than the numbers.
import { useEffect, useId, useState, type RefObject } from "react";
import { createPortal } from "react-dom";

interface Shown {
  text: string;
  x: number;
  y: number;
  isBelow: boolean;
}
const delayMs = 250;

export function Tips({ within }: { within: RefObject<HTMLElement | null> }) {
  const id = useId();
  const [shown, setShown] = useState<Shown | null>(null);
  useEffect(() => {
    const root = within.current;
    if (root === null) return undefined;
    let timer = 0;
    let described: Element | null = null;
    const hide = () => {
      clearTimeout(timer);
      described?.removeAttribute("aria-describedby");
      described = null;
      setShown(null);
    };
    const show = (element: HTMLElement) => {
      const { left, width, top, bottom } = element.getBoundingClientRect();
      const isBelow = top < 140;
      described = element;
      element.setAttribute("aria-describedby", id);
      setShown({ text: element.dataset["tip"] ?? "", x: Math.min(Math.max(left + width / 2, 180), window.innerWidth - 180), y: isBelow ? bottom + 6 : top - 6, isBelow });
    };
    const soon = (event: Event) => {
      const element = (event.target as Element).closest<HTMLElement>("[data-tip]");
      if (element === described) return;
      hide();
      if (element !== null) timer = window.setTimeout(() => { show(element); }, event.type === "focusin" ? 0 : delayMs);
    };
    const key = (event: KeyboardEvent) => { if (event.key === "Escape") hide(); };
    root.addEventListener("mouseover", soon);
    root.addEventListener("mouseleave", hide);
    root.addEventListener("focusin", soon);
    root.addEventListener("focusout", hide);
    root.addEventListener("scroll", hide, true);
    window.addEventListener("keydown", key);
    return () => {
      clearTimeout(timer);
      root.removeEventListener("mouseover", soon);
      root.removeEventListener("mouseleave", hide);
      root.removeEventListener("focusin", soon);
      root.removeEventListener("focusout", hide);
      root.removeEventListener("scroll", hide, true);
      window.removeEventListener("keydown", key);
    };
  }, [within, id]);
  if (shown === null) return null;
  return createPortal(<div id={id} role="tooltip" className="map-tip" style={{ left: shown.x, top: shown.y, transform: `translate(-50%, ${shown.isBelow ? "0" : "-100%"})` }}>{shown.text}</div>, document.body);
}
