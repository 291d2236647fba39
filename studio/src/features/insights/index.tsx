// What this place will hold; nothing of it is there yet, and the page says so.
import { useTexts } from "../../model/texts";
import { NotYet } from "../../ui";
import { texts } from "./texts";

const drawing = <><rect x="20" y="20" width="260" height="150" rx="6" /><path d="M40 150 V40 M40 150 H260" /><circle stroke="var(--accent)" strokeWidth="3" cx="80" cy="70" r="14" /><circle cx="130" cy="100" r="9" /><circle cx="180" cy="60" r="18" stroke="var(--accent)" strokeWidth="3" /><circle cx="220" cy="125" r="7" /><circle cx="95" cy="128" r="6" /></>;

export default function Screen() {
  const t = useTexts("insights", texts);
  return <NotYet t={t} drawing={drawing} meanwhile="/ask" />;
}
