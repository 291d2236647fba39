import { useQuery } from "@tanstack/react-query";
import { MoreHorizontal } from "lucide-react";
import { Link } from "wouter";
import { journey as journeyOf, type JourneyRow, type JourneyStatus } from "../../model/api";
import { day } from "../../model/format";
import { textOf } from "../../model/language";
import { useLanguage, useTexts } from "../../model/texts";
import { Menu, type Action } from "../../ui";
import { Health } from "./Health";
import { isStale, nextStatuses, ownersOf } from "./model";
import { texts } from "./texts";

export interface RowActions {
  derive: (row: JourneyRow, basis: "as-is" | "to-be") => void;
  setStatus: (row: JourneyRow, status: JourneyStatus) => void;
  compare: (row: JourneyRow) => void;
  share: (row: JourneyRow) => void;
  archive: (row: JourneyRow) => void;
  open: (row: JourneyRow) => void;
}

const statusAction = { "in-review": "toReview", approved: "toApproved", published: "toPublished", draft: "toDraft", archived: "putAway" } as const;

function Owners({ row }: { row: JourneyRow }) {
  const t = useTexts("journeys", texts);
  const kept = useQuery({ queryKey: ["atlas", row.id, row.revision], queryFn: () => journeyOf(row.id, row.revision), staleTime: Infinity });
  if (kept.data === undefined) return <span className="soft">–</span>;
  const owners = ownersOf(kept.data.document as Parameters<typeof ownersOf>[0]);
  if (owners.length === 0) return <span className="soft">–</span>;
  return <span title={owners.join(", ")}>{owners[0]}{owners.length > 1 && <span className="soft"> {t("moreOwners", { count: owners.length - 1 })}</span>}</span>;
}

function Discussion({ row }: { row: JourneyRow }) {
  const t = useTexts("journeys", texts);
  const open = [row.open_tasks > 0 ? t("tasks", { count: row.open_tasks }) : "", row.open_comments > 0 ? t("comments", { count: row.open_comments }) : ""].filter(Boolean);
  return open.length === 0 ? <span className="soft">{t("nothingOpen")}</span> : <span>{open.join(" · ")}</span>;
}

/** One journey of the atlas. `origin`: the title of what it was derived from. */
export function Row({ row, origin, actions }: { row: JourneyRow; origin: string | null; actions: RowActions }) {
  const t = useTexts("journeys", texts);
  const language = useLanguage();
  const title = textOf(row.title, language);
  const list: Action[] = [
    { id: "open", text: t("openMap"), run: () => { actions.open(row); } },
    ...nextStatuses(row.status).map((status) => ({ id: status, text: t(statusAction[status]), run: () => { actions.setStatus(row, status); } })),
    { id: "to-be", text: t("deriveToBe"), run: () => { actions.derive(row, "to-be"); } },
    ...(row.basis === "to-be" ? [{ id: "as-is", text: t("deriveAsIs"), run: () => { actions.derive(row, "as-is"); } }] : []),
    { id: "compare", text: t("compare"), run: () => { actions.compare(row); } },
    { id: "share", text: t("share"), run: () => { actions.share(row); } },
    { id: "archive", text: t("putAway"), run: () => { actions.archive(row); } },
  ];
  return (
    <tr role="row">
      <th role="rowheader" scope="row" className={origin === null ? "" : "derived"}>
        <Link href={`/map/${encodeURIComponent(row.id)}`}>{title}</Link>
        <div className="soft">
          {t("size", { stages: row.stages, touchpoints: row.touchpoints, pains: row.pains })}
          {origin !== null && <> · {t("derivedFrom", { title: origin })}</>}
        </div>
      </th>
      <td role="cell" data-label={t("goal")} className="goal">{textOf(row.goal, language) || <span className="soft">–</span>}</td>
      <td role="cell" data-label={t("basis")}><span className="chip">{t(row.basis === "to-be" ? "toBe" : "asIs")}</span></td>
      <td role="cell" data-label={t("status")}><span className="chip">{t(row.status)}</span></td>
      <td role="cell" data-label={t("owner")}><Owners row={row} /></td>
      <td role="cell" data-label={t("health")}>{row.basis === "to-be" ? <span className="soft">–</span> : <Health journey={row.id} revision={row.revision} />}</td>
      <td role="cell" data-label={t("lastChange")}>
        {t("by", { at: day(row.at, language), author: row.author === "" ? t("somebody") : row.author })}
        <div className="soft">{t("revision", { revision: row.revision })}{row.note === "" ? "" : ` · ${row.note}`}</div>
        {isStale(row, new Date()) && <span className="chip attention">{t("stale")}</span>}
      </td>
      <td role="cell" data-label={t("open")}><Discussion row={row} /></td>
      <td role="cell">
        <Menu kind="quiet" label={`${t("actions")}: ${title}`} actions={list}><MoreHorizontal size={18} aria-hidden /></Menu>
      </td>
    </tr>
  );
}
