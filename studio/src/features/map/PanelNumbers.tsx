// The numbers of an element with their definitions, the question behind each, and the people.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { people, type Behind, type Filters, type Observed } from "../../model/api";
import { count, day, duration, percent } from "../../model/format";
import { textOf } from "../../model/language";
import { stageFigures, touchpointFigures, type Figure } from "../../model/map/figures";
import { askAddress, dwellQuestion, stageQuestion, touchpointQuestion, type Question } from "../../model/map/questions";
import type { Found, JourneyDocument, Pain } from "../../model/map/types";
import { useLanguage } from "../../model/texts";
import { Button, Empty, Loaded } from "../../ui";
import { figureName, figureText, figureTip } from "./Figure";
import { useT } from "./hooks";

interface Props {
  id: string;
  found: Found;
  document: JourneyDocument;
  observed: Observed | undefined;
  filters: Filters;
}

function figuresOf({ found, observed }: Props): { figures: Figure[]; others: Figure[] } {
  const { id } = found.element;
  const of = (seen: Observed | undefined) => {
    const stage = seen?.stages.find((each) => each.id === id);
    const touchpoint = seen?.touchpoints.find((each) => each.id === id);
    return stage !== undefined ? stageFigures(stage) : touchpoint !== undefined ? touchpointFigures(touchpoint) : [];
  };
  return { figures: of(observed), others: of(observed?.against) };
}

function questionOf({ found, document, filters }: Props, figure: Figure): Question | null {
  const { id } = found.element;
  if (found.list === "stages") return figure.kind === "duration" ? dwellQuestion(document, id, filters) : stageQuestion(document, id, filters);
  const touchpoint = document.touchpoints.find((each) => each.id === id);
  return touchpoint === undefined ? null : touchpointQuestion(document, touchpoint, filters);
}

export function PeopleList({ id, element, what, filters }: { id: string; element: string; what: Behind; filters: Filters }) {
  const t = useT();
  const language = useLanguage();
  const query = useQuery({ queryKey: ["people", id, element, what, filters], queryFn: () => people({ journey: id, element, what, filters, limit: 20 }) });
  return (
    <Loaded query={query}>
      {({ customers, total }) => customers.length === 0 ? <Empty /> : (
        <>
          <p className="soft small">{t("peopleOf", { shown: customers.length, total: count(total, language) })}</p>
          <ul className="map-people">
            {customers.map((each) => <li key={each.name}><Link href={`/customer/${encodeURIComponent(each.name)}`}>{each.value || each.name}</Link> <span className="soft small">{each.kind} · {day(each.at, language)}</span></li>)}
          </ul>
        </>
      )}
    </Loaded>
  );
}

function Number({ props, figure, other, isOpen, onPeople }: { props: Props; figure: Figure; other: Figure | undefined; isOpen: boolean; onPeople: (what: Behind | null) => void }) {
  const t = useT();
  const language = useLanguage();
  const question = questionOf(props, figure);
  const { behind } = figure;
  return (
    <li className="map-number">
      <div className="row"><b>{figureName(figure, t)}</b> <span className="value">{figureText(figure, language)}</span>{other !== undefined && <span className="ghost">{t("against", { value: figureText(other, language) })}</span>}</div>
      <p className="soft small">{figureTip(figure, t, language)}</p>
      <div className="row small">
        {question !== null && <Link href={askAddress(props.id, question)}>{t("questionBehind")}</Link>}
        {behind !== undefined && <Button kind="quiet" aria-expanded={isOpen} onPress={() => { onPeople(isOpen ? null : behind); }}>{t("peopleBehind")}</Button>}
      </div>
      {isOpen && behind !== undefined && <PeopleList id={props.id} element={props.found.element.id} what={behind} filters={props.filters} />}
    </li>
  );
}

/** Where people come from and go to, the busiest ways first. */
function Ways({ element, document, observed }: { element: string; document: JourneyDocument; observed: Observed }) {
  const t = useT();
  const language = useLanguage();
  const names = new Map(document.touchpoints.map((each) => [each.id, textOf(each.label, language)]));
  const ways = (direction: "from" | "to") => observed.links.filter((each) => each[direction] === element && each.count > 0).sort((a, b) => b.count - a.count).slice(0, 5);
  const list = (title: string, direction: "from" | "to") => {
    const found = ways(direction);
    if (found.length === 0) return null;
    return (
      <>
        <h3>{title}</h3>
        <ul className="map-ways">{found.map((each) => { const other = direction === "from" ? each.to : each.from; return <li key={other}>{names.get(other) ?? other} <span className="soft">{count(each.count, language)}{direction === "from" && ` · ${percent(each.share, language, 0)}`} · {duration(each.gap_median, language)}</span></li>; })}</ul>
      </>
    );
  };
  return <>{list(t("cameFrom"), "to")}{list(t("wentTo"), "from")}</>;
}

function PainNumbers({ pain, props }: { pain: Pain; props: Props }) {
  const t = useT();
  const language = useLanguage();
  const seen = props.observed?.pains.find((each) => each.id === pain.id);
  const evidence = props.document.evidence?.filter((each) => pain.evidence?.includes(each.id)) ?? [];
  return (
    <>
      {evidence.map((each) => <blockquote key={each.id} className="map-quote">{textOf(each.quote, language)}{each.n !== undefined && <footer className="soft small">{t("nIs", { n: count(each.n, language) })}</footer>}</blockquote>)}
      {seen !== undefined && (
        <dl className="map-facts">
          <dt>{t("painCases")}</dt><dd>{count(seen.cases, language)} ({percent(seen.share, language)})</dd>
          <dt>{t("reachWith")}</dt><dd>{percent(seen.outcome_with, language)} <span className="soft">{t("nIs", { n: count(seen.cases, language) })}</span></dd>
          <dt>{t("reachWithout")}</dt><dd>{percent(seen.outcome_without, language)} <span className="soft">{t("nIs", { n: count(seen.others, language) })}</span></dd>
          <dt>{t("extraLoss")}</dt><dd>{count(seen.extra_loss, language)}</dd>
        </dl>
      )}
      <h3>{t("peopleBehind")}</h3>
      <PeopleList id={props.id} element={pain.id} what="pain" filters={props.filters} />
    </>
  );
}

export function PanelNumbers(props: Props) {
  const t = useT();
  const [peopleOf, setPeopleOf] = useState<string | null>(null);
  const { found, document, observed } = props;
  const pain = found.list === "pains" ? document.pains?.find((each) => each.id === found.element.id) : undefined;
  if (pain !== undefined) return <PainNumbers pain={pain} props={props} />;
  const { figures, others } = figuresOf(props);
  if (figures.length === 0) return <Empty>{t("noNumbers")}</Empty>;
  return (
    <>
      <ul className="map-number-list">
        {figures.map((each) => <Number key={each.name} props={props} figure={each} other={others.find(({ name }) => name === each.name)} isOpen={peopleOf === each.name} onPeople={(what) => { setPeopleOf(what === null ? null : each.name); }} />)}
      </ul>
      {found.list === "touchpoints" && observed !== undefined && <Ways element={found.element.id} document={document} observed={observed} />}
    </>
  );
}
