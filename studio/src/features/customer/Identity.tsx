// Which identifiers make this customer, why, and what people decided about it.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { identity, setIdentity, type Customer, type Decision, type Evidence, type Identifier } from "../../model/api";
import { spoken } from "../../model/customer/timeline";
import * as format from "../../model/format";
import { useLanguage, useTexts } from "../../model/texts";
import { Button, toast } from "../../ui";
import { texts } from "./texts";

type Rules = Awaited<ReturnType<typeof identity>>;
const plain = ({ kind, value }: Identifier) => ({ kind, value });
const isSame = (a: Decision, b: Decision) => JSON.stringify(a.these.map(plain)) === JSON.stringify(b.these.map(plain)) && a.are === b.are;

/** Adds a decision to the rules, or takes it out; customers follow at once, and it can be taken back. */
function useDeciding() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ decision, isTakenBack }: { decision: Decision; isTakenBack: boolean }) => {
      const rules = (await identity()) as Rules & { decisions?: Decision[] };
      const others = (rules.decisions ?? []).filter((each) => !isSame(each, decision));
      await setIdentity({ ...rules, decisions: isTakenBack ? others : [...others, decision] } as Rules);
    },
    onSuccess: () => queries.invalidateQueries(),
  });
}

function Line({ evidence, action }: { evidence: Evidence; action: { text: string; run: () => void } }) {
  const t = useTexts("customer", texts);
  const language = useLanguage();
  return (
    <li>
      <div><code>{spoken(evidence.a)}</code> — <code>{spoken(evidence.b)}</code></div>
      <div className="soft">{t("seen", { event: evidence.event, source: evidence.source, first: format.time(evidence.first, language) })}</div>
      {evidence.why !== undefined && <div>{evidence.why}</div>}
      <Button kind="quiet" aria-label={action.text} onPress={action.run}>{action.text.split(/[:：]/)[0]}</Button>
    </li>
  );
}

export function Identity({ customer }: { customer: Customer }) {
  const t = useTexts("customer", texts);
  const deciding = useDeciding();
  const decide = (evidence: Evidence, are: "never" | "always", done: string) => {
    const decision: Decision = { these: [plain(evidence.a), plain(evidence.b)], are, by: "studio" };
    deciding.mutate({ decision, isTakenBack: false }, { onSuccess: () => { toast(done, { text: t("undo"), run: () => { deciding.mutate({ decision, isTakenBack: true }); } }); } });
  };
  const pair = (evidence: Evidence) => ({ a: spoken(evidence.a), b: spoken(evidence.b) });
  return (
    <section className="card">
      <h2>{t("identifiers")}</h2>
      <ul className="identifiers">
        {customer.identifiers.map((each) => <li key={spoken(each)} className="chip">{spoken(each)}</li>)}
      </ul>
      {customer.decisions.length > 0 && (
        <>
          <h3>{t("decisions")}</h3>
          <ul className="evidence">
            {customer.decisions.map((each) => (
              <li key={JSON.stringify(each.these)}>
                {t(each.are)}: <code>{spoken(each.these[0])}</code> — <code>{spoken(each.these[1])}</code> <span className="soft">{each.by} {each.note}</span>
                <Button kind="quiet" onPress={() => { deciding.mutate({ decision: each, isTakenBack: true }, { onSuccess: () => { toast(t("undone")); } }); }}>{t("undo")}</Button>
              </li>
            ))}
          </ul>
        </>
      )}
      {customer.why.length > 0 && (
        <details>
          <summary>{t("why")} ({customer.why.length})</summary>
          <ul className="evidence">
            {customer.why.map((each, at) => <Line key={at} evidence={each} action={{ text: t("split", pair(each)), run: () => { decide(each, "never", t("splitDone", pair(each))); } }} />)}
          </ul>
        </details>
      )}
      {customer.refused.length > 0 && (
        <details>
          <summary>{t("refused")} ({customer.refused.length})</summary>
          <ul className="evidence">
            {customer.refused.map((each, at) => <Line key={at} evidence={each} action={{ text: t("join", pair(each)), run: () => { decide(each, "always", t("joinDone", pair(each))); } }} />)}
          </ul>
        </details>
      )}
    </section>
  );
}
