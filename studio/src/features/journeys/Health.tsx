// How a journey does, counted when its row comes into view: atlases are long, and each row is a question.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { conformance, observe } from "../../model/api";
import { count, percent } from "../../model/format";
import { useLanguage, useTexts } from "../../model/texts";
import { texts } from "./texts";

const freshMs = 60_000;

function useSeen() {
  const ref = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (ref.current === null || seen) return;
    const observer = new IntersectionObserver((entries) => { if (entries.some((entry) => entry.isIntersecting)) setSeen(true); });
    observer.observe(ref.current);
    return () => { observer.disconnect(); };
  }, [seen]);
  return { ref, seen };
}

export function Health({ journey, revision }: { journey: string; revision: number }) {
  const t = useTexts("journeys", texts);
  const language = useLanguage();
  const { ref, seen } = useSeen();
  const figures = useQuery({ queryKey: ["health", journey, revision], queryFn: () => observe({ journey }), enabled: seen, staleTime: freshMs, retry: false });
  const fitting = useQuery({ queryKey: ["health", journey, revision, "conformance"], queryFn: () => conformance({ journey }), enabled: figures.data !== undefined && figures.data.cases > 0, staleTime: freshMs, retry: false });
  const share = figures.data !== undefined && figures.data.cases > 0 ? figures.data.reached_goal / figures.data.cases : null;
  const conform = fitting.data !== undefined && fitting.data.cases > 0 ? fitting.data.fitting / fitting.data.cases : null;
  return (
    <div className="atlas-health" ref={ref}>
      {share === null ? (
        <small>{figures.isError || figures.data !== undefined ? t("noFigures") : t("figuresLoad")}</small>
      ) : (
        <>
          <span className="track" aria-hidden><span style={{ width: `${share * 100}%` }} /></span>
          <span>{percent(share, language)}</span>
          <small>{[t("reached"), t("of", { n: count(figures.data?.cases, language) })].join(" · ")}</small>
        </>
      )}
      {conform !== null && <small>{percent(conform, language, 0)} {t("conform")}</small>}
    </div>
  );
}
