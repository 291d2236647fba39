// A screen that says what will be there, with a drawing of it, and where to go meanwhile.
import type { ReactNode } from "react";
import { Link } from "wouter";

type Said = "title" | "notYet" | "what" | "first" | "second" | "third" | "meanwhile" | "go";

export function NotYet({ t, drawing, meanwhile }: { t: (key: Said) => string; drawing: ReactNode; meanwhile: string }) {
  return (
    <div className="page" style={{ maxWidth: 720 }}>
      <h1>{t("title")}</h1>
      <p className="chip attention" style={{ width: "fit-content" }}>{t("notYet")}</p>
      <svg viewBox="0 0 300 190" width="300" style={{ maxWidth: "100%" }} aria-hidden className="drawing">
        <g fill="none" stroke="var(--line-strong)" strokeWidth="2">{drawing}</g>
      </svg>
      <p>{t("what")}</p>
      <ul>
        <li>{t("first")}</li>
        <li>{t("second")}</li>
        <li>{t("third")}</li>
      </ul>
      <p className="soft">{t("meanwhile")} <Link href={meanwhile}>{t("go")}</Link></p>
    </div>
  );
}
