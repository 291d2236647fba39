// What is known of a customer besides what happened.
import type { ReactNode } from "react";
import type { Customer, Liking } from "../../model/api";
import * as format from "../../model/format";
import { textOf as labelText } from "../../model/language";
import { textOf } from "../../model/question/answer";
import { useLanguage, useTexts } from "../../model/texts";
import { texts } from "./texts";

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="known-group">
      <h3>{title}</h3>
      {children}
    </div>
  );
}

const Chips = ({ of }: { of: string[] }) => <div className="row">{of.map((each) => <span key={each} className="chip">{each}</span>)}</div>;
const named = (likings: Liking[]) => likings.map(({ about, value }) => `${value} (${about})`);
const states = ["open", "running", "kept", "broken", "expired", "late"] as const;

export function Known({ customer }: { customer: Customer }) {
  const t = useTexts("customer", texts);
  const language = useLanguage();
  const { profile, promises = [] } = customer;
  const { lifecycle, membership, points, purchases } = profile;
  const preferred = typeof profile.preferred_channel === "string" ? profile.preferred_channel : profile.preferred_channel?.channel;
  const stateOf = (state: string) => {
    const known = states.find((each) => each === state);
    return known === undefined ? t("state_other", { state }) : t(`state_${known}`);
  };
  return (
    <section className="card known">
      {lifecycle !== null && <Group title={t("lifecycle")}>{labelText(lifecycle.title, language)} <span className="soft">{t("since", { time: format.day(lifecycle.since, language) })}</span></Group>}
      {profile.segments.length > 0 && <Group title={t("segments")}><Chips of={profile.segments} /></Group>}
      {profile.personas.length > 0 && <Group title={t("personas")}><Chips of={profile.personas} /></Group>}
      {profile.tags.held.length > 0 && <Group title={t("tags")}><Chips of={profile.tags.held.map((each) => (typeof each === "string" ? each : each.tag))} /></Group>}
      <Group title={t("purchases")}>
        {t("orders", { n: format.count(purchases.count, language) })} {purchases.totals.map(({ amount, currency }) => format.money(amount, currency, language)).join(", ")}
      </Group>
      <Group title={t("membership")}>
        {membership.is_member ? t("member", { time: format.day(membership.since, language) }) : t("noMember")}
        {points.balance !== 0 && <> · {t("points", { n: format.count(points.balance, language) })}</>}
      </Group>
      {profile.traits.length > 0 && (
        <Group title={t("traits")}>
          <dl className="properties">
            {profile.traits.map((trait) => (
              <div key={trait.name}><dt>{labelText(trait.title, language) || trait.name}</dt><dd>{textOf(trait.value)} {trait.source !== undefined && <span className="soft">{trait.source}, {format.day(trait.time, language)}</span>}</dd></div>
            ))}
          </dl>
        </Group>
      )}
      {(profile.likes.length > 0 || preferred !== undefined) && <Group title={t("likes")}>{preferred !== undefined && <p>{t("preferred", { channel: preferred })}</p>}<Chips of={named(profile.likes.slice(0, 8))} /></Group>}
      {profile.dislikes.length > 0 && <Group title={t("dislikes")}><Chips of={named(profile.dislikes.slice(0, 8))} /></Group>}
      <Group title={t("consent")}>
        {profile.consent.standings.length === 0 ? <span className="soft">{t("none")}</span> : (
          <ul>{profile.consent.standings.map((each) => <li key={`${each.channel} ${each.purpose}`}>{each.channel}, {each.purpose}: <strong>{each.allowed ? t("allowed") : t("notAllowed")}</strong> <span className="soft">{each.reason}</span></li>)}</ul>
        )}
      </Group>
      {promises.length > 0 && (
        <Group title={t("promises")}>
          <ul>{promises.map((each, at) => <li key={at}>{labelText(each.terms, language)} {each.of !== undefined && <span className="soft">{each.of}</span>}: <strong>{stateOf(each.state)}</strong>{each.deadline !== undefined && <span className="soft"> {t("until", { time: format.day(each.deadline, language) })}</span>}</li>)}</ul>
        </Group>
      )}
    </section>
  );
}
