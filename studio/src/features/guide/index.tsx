// What this place will hold; nothing of it is there yet, and the page says so.
import { Link } from "wouter";
import { useTexts } from "../../model/texts";
import { texts } from "./texts";

function Drawing() {
  return (
    <svg viewBox="0 0 300 190" width="300" style={{ maxWidth: "100%" }} aria-hidden className="drawing">
      <g fill="none" stroke="var(--line-strong)" strokeWidth="2">
        <><rect x="20" y="75" width="64" height="40" rx="6" stroke="var(--accent)" strokeWidth="3" /><path d="M84 95 H118" /><path d="M118 95 L140 70 L162 95 L140 120 Z" /><path d="M162 95 H190 V45 H216 M190 95 V145 H216" /><rect x="216" y="25" width="64" height="40" rx="6" /><rect x="216" y="125" width="64" height="40" rx="6" /></>
      </g>
    </svg>
  );
}

export default function Screen() {
  const t = useTexts("guide", texts);
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
      <p className="soft">{t("meanwhile")} <Link href="/">{t("go")}</Link></p>
    </div>
  );
}
