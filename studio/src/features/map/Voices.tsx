// The words that customers wrote at an element, each one press from who wrote them.
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { voices, type Filters } from "../../model/api";
import { count, day, decimal } from "../../model/format";
import { useLanguage } from "../../model/texts";
import { Empty, Loaded } from "../../ui";
import { useT } from "./hooks";

export function Voices({ id, element, filters }: { id: string; element: string; filters: Filters }) {
  const t = useT();
  const language = useLanguage();
  const query = useQuery({ queryKey: ["voices", id, element, filters], queryFn: () => voices({ journey: id, element, filters, limit: 20 }) });
  return (
    <Loaded query={query}>
      {(data) => data.voices.length === 0 ? <Empty>{t("noVoices")}</Empty> : (
        <>
          <p className="soft small">{t("voicesOf", { shown: data.voices.length, total: count(data.total, language) })}</p>
          {data.voices.map((each) => (
            <blockquote key={`${each.customer.name}${each.at}`} className="map-quote">
              {each.text}
              <footer className="soft small">{each.score !== null && `${t("scored", { score: decimal(each.score, language, 0) })} · `}<Link href={`/customer/${encodeURIComponent(each.customer.name)}`}>{each.customer.name}</Link> · {day(each.at, language)}</footer>
            </blockquote>
          ))}
        </>
      )}
    </Loaded>
  );
}
