// What this place will hold; nothing of it is there yet, and the page says so.
import { Link } from "wouter";
import { useTexts } from "../../model/texts";
import { texts } from "./texts";

function Drawing() {
  return (
    <svg viewBox="0 0 300 190" width="300" style={{ maxWidth: "100%" }} aria-hidden className="drawing">
      <g fill="none" stroke="var(--line-strong)" strokeWidth="2">
        <><rect x="20" y="20" width="260" height="150" rx="6" /><path d="M40 150 V40 M40 150 H260" /><circle stroke="var(--accent)" strokeWidth="3" cx="80" cy="70" r="14" /><circle cx="130" cy="100" r="9" /><circle cx="180" cy="60" r="18" stroke="var(--accent)" strokeWidth="3" /><circle cx="220" cy="125" r="7" /><circle cx="95" cy="128" r="6" /></>
      </g>
    </svg>
  );
}

export default function Screen() {
  const t = useTexts("insights", texts);
  return (
    <div className="page" style={{ maxWidth: 720 }}>
      <h1>{t("title")}</h1>
      <p className="chip attention" style={{ width: "fit-content" }}>{t("notYet")}</p>
      <Drawing />
      <p>{t("what")}</p>
      <ul>
        <li>{t("first")}</li>
        <li>{t("second")}</li>
        <li>{t("third")}</li>
      </ul>
      <p className="soft">{t("meanwhile")} <Link href="/ask">{t("go")}</Link></p>
    </div>
  );
}
