// One customer as a whole: found by any identifier.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation, useParams } from "wouter";
import { customers, journey as fetchJourney, journeys as fetchJourneys, promisesOf, type Customer, type JourneyRow } from "../../model/api";
import * as format from "../../model/format";
import { useLanguage, useTexts } from "../../model/texts";
import { Button, Empty, Field, Loaded } from "../../ui";
import "./customer.css";
import { Identity } from "./Identity";
import { Known } from "./Known";
import { texts } from "./texts";
import { Timeline } from "./Timeline";

function Search({ name }: { name: string }) {
  const t = useTexts("customer", texts);
  const [, go] = useLocation();
  const [text, setText] = useState(name);
  return (
    <form role="search" className="row customer-search" onSubmit={(event) => { event.preventDefault(); if (text.trim() !== "") go(`/customer/${encodeURIComponent(text.trim())}`); }}>
      <Field label={t("search")} type="search" value={text} onChange={setText} autoFocus={name === ""} />
      <Button type="submit" kind="primary">{t("find")}</Button>
    </form>
  );
}

function Whole({ customer, journeys }: { customer: Customer; journeys: JourneyRow[] }) {
  const t = useTexts("customer", texts);
  const language = useLanguage();
  const first = customer.identifiers[0];
  const asked = first?.value ?? customer.name;
  const on = journeys[0]?.id;
  const promises = useQuery({ queryKey: ["promises", asked, on], enabled: on !== undefined, queryFn: async () => promisesOf(asked, (await fetchJourney(on ?? "")).document) });
  const { profile } = customer;
  return (
    <article>
      <h2>{customer.name}</h2>
      <p className="soft">{t("facts", { n: format.count(profile.events, language), from: format.day(profile.first, language), to: format.day(profile.last, language) })}</p>
      <div className="customer">
        <div className="customer-side">
          <Identity customer={customer} />
          <Known customer={{ ...customer, promises: promises.data ?? [] }} />
        </div>
        <Timeline customer={asked} journeys={journeys} />
      </div>
    </article>
  );
}

export default function CustomerScreen() {
  const t = useTexts("customer", texts);
  const { name = "" } = useParams<{ name?: string }>();
  const asked = decodeURIComponent(name);
  const found = useQuery({ queryKey: ["customer", asked], queryFn: () => customers(asked), enabled: asked !== "" });
  const journeys = useQuery({ queryKey: ["journeys"], queryFn: fetchJourneys, retry: false });
  return (
    <div className="page">
      <h1>{t("title")}</h1>
      <Search key={asked} name={asked} />
      {asked === "" ? (
        <Empty>{t("hint")}</Empty>
      ) : (
        <Loaded query={found}>
          {(all) => (
            <>
              {all.length > 1 && <p>{t("several", { n: all.length })}</p>}
              {journeys.isPending ? null : all.map((each) => <Whole key={each.name} customer={each} journeys={journeys.data ?? []} />)}
            </>
          )}
        </Loaded>
      )}
    </div>
  );
}
