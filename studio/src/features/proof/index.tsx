// What this place will hold; nothing of it is there yet, and the page says so.
import { useTexts } from "../../model/texts";
import { NotYet } from "../../ui";
import { texts } from "./texts";

const drawing = <><path d="M30 160 H280 M30 160 V25" /><path stroke="var(--accent)" strokeWidth="3" d="M70 60 V110 M60 60 H80 M60 110 H80" /><circle stroke="var(--accent)" strokeWidth="3" cx="70" cy="85" r="6" /><path d="M150 85 V140 M140 85 H160 M140 140 H160" /><circle cx="150" cy="112" r="6" /><path stroke="var(--accent)" strokeWidth="3" d="M230 40 V80 M220 40 H240 M220 80 H240" /><circle stroke="var(--accent)" strokeWidth="3" cx="230" cy="60" r="6" /><path d="M30 112 H280" strokeDasharray="4 5" /></>;

export default function Screen() {
  const t = useTexts("proof", texts);
  return <NotYet t={t} drawing={drawing} meanwhile="/ask" />;
}
