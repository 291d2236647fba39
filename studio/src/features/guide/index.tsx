// What this place will hold; nothing of it is there yet, and the page says so.
import { useTexts } from "../../model/texts";
import { NotYet } from "../../ui";
import { texts } from "./texts";

const drawing = <><rect x="20" y="75" width="64" height="40" rx="6" stroke="var(--accent)" strokeWidth="3" /><path d="M84 95 H118" /><path d="M118 95 L140 70 L162 95 L140 120 Z" /><path d="M162 95 H190 V45 H216 M190 95 V145 H216" /><rect x="216" y="25" width="64" height="40" rx="6" /><rect x="216" y="125" width="64" height="40" rx="6" /></>;

export default function Screen() {
  const t = useTexts("guide", texts);
  return <NotYet t={t} drawing={drawing} meanwhile="/" />;
}
