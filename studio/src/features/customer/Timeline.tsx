// What one customer did, in bands of stages; more is fetched as it is wanted.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Globe, Headphones, MessageCircle, Smartphone, Store, Truck } from "lucide-react";
import { useState } from "react";
import { ask, journey as fetchJourney, type JourneyDocument, type JourneyRow } from "../../model/api";
import { bands, happening, type Happening } from "../../model/customer/timeline";
import * as format from "../../model/format";
import { textOf as labelText, type Label } from "../../model/language";
import { rowsOf } from "../../model/question/answer";
import { useLanguage, useTexts } from "../../model/texts";
import { Button, Failed, Loading, Select } from "../../ui";
import { texts } from "./texts";

const pageSize = 200;
const alone = "\u0000";

/** What kind of channel it is; its name is the label. */
function Glyph({ channel }: { channel: string }) {
  const how = { size: 16, role: "img", "aria-label": channel };
  if (/wechat|mini|oa_|weixin/.test(channel)) return <MessageCircle {...how} />;
  if (/store|till|shop|pos/.test(channel)) return <Store {...how} />;
  if (/app/.test(channel)) return <Smartphone {...how} />;
  if (/support|service|call|ticket/.test(channel)) return <Headphones {...how} />;
  if (/delivery|logistics|parcel/.test(channel)) return <Truck {...how} />;
  return <Globe {...how} />;
}

interface Elements {
  [id: string]: string;
}
function namesIn(map: JourneyDocument | undefined, language: Parameters<typeof labelText>[1]): Elements {
  const all = [...((map?.stages ?? []) as { id: string; label?: Label }[]), ...((map?.touchpoints ?? []) as { id: string; label?: Label }[])];
  return Object.fromEntries(all.map(({ id, label }) => [id, labelText(label, language) || id]));
}

function Line({ one, names }: { one: Happening; names: Elements }) {
  const t = useTexts("customer", texts);
  const language = useLanguage();
  const properties = Object.entries(one.properties);
  return (
    <li className="happening">
      <time dateTime={one.time} className="soft">{format.time(one.time, language)}</time>
      <Glyph channel={one.channel} />
      <div>
        <span>{names[one.touchpoint] ?? one.event}</span>
        {one.touchpoint !== "" && <span className="soft"> · {one.event}</span>}
        {one.amount !== null && <strong> · {format.money(one.amount, one.currency === "" ? "CNY" : one.currency, language)}</strong>}
        {one.value !== null && <span> · {t("value", { value: format.decimal(one.value, language, 0) })}</span>}
        {properties.length > 0 && (
          <details>
            <summary className="soft">{t("properties")}</summary>
            <dl className="properties">
              {properties.map(([name, value]) => (
                <div key={name}><dt>{name}</dt><dd>{typeof value === "string" ? value : JSON.stringify(value)}</dd></div>
              ))}
            </dl>
          </details>
        )}
      </div>
    </li>
  );
}

export function Timeline({ customer, journeys }: { customer: string; journeys: JourneyRow[] }) {
  const t = useTexts("customer", texts);
  const language = useLanguage();
  const [chosen, setChosen] = useState(journeys[0]?.id ?? alone);
  const journey = useQuery({ queryKey: ["journey", chosen], queryFn: () => fetchJourney(chosen), enabled: chosen !== alone });
  const map = chosen === alone ? undefined : journey.data?.document;
  const isReady = chosen === alone || map !== undefined;
  const events = useInfiniteQuery({
    queryKey: ["timeline", customer, chosen, journey.data?.revision],
    enabled: isReady,
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) => ask({ kind: "customers", customer, limit: pageSize, offset: pageParam, ...(map === undefined ? {} : { map }) }, signal),
    getNextPageParam: (last, pages) => (pages.length * pageSize < Number(last.totals["events"]) ? pages.length * pageSize : undefined),
  });
  const names = namesIn(map, language);
  const happenings = (events.data?.pages ?? []).flatMap((page, number) => rowsOf(page).map((row, at) => happening(row, number * pageSize + at)));
  return (
    <section className="timeline" aria-label={t("timeline")}>
      {journeys.length > 0 && <Select label={t("on")} value={chosen} onChange={setChosen} choices={[...journeys.map(({ id, title }) => ({ id, text: labelText(title, language) })), { id: alone, text: t("noJourney") }]} />}
      {events.isError ? <Failed error={events.error} again={() => void events.refetch()} /> : events.data === undefined ? <Loading /> : null}
      {bands(happenings).map((band) => (
        <div key={band.happenings[0]?.key} className="band">
          {map !== undefined && <h3>{band.stage === "" ? t("outside") : (names[band.stage] ?? band.stage)}</h3>}
          <ol>{band.happenings.map((one) => <Line key={one.key} one={one} names={names} />)}</ol>
        </div>
      ))}
      {events.hasNextPage && <Button isDisabled={events.isFetchingNextPage} onPress={() => void events.fetchNextPage()}>{t("more")}</Button>}
    </section>
  );
}
