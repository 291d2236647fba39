import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { archivedJourneys, restoreJourney, type JourneyRow } from "../../model/api";
import { day } from "../../model/format";
import { textOf } from "../../model/language";
import { useLanguage, useTexts } from "../../model/texts";
import { Button, Empty, Failed, Loaded, toast } from "../../ui";
import { texts } from "./texts";

/** What was put away, and the way back. */
export function Archive() {
  const t = useTexts("journeys", texts);
  const language = useLanguage();
  const queries = useQueryClient();
  const kept = useQuery({ queryKey: ["journeys", "archived"], queryFn: archivedJourneys });
  const restoring = useMutation({
    mutationFn: (row: JourneyRow) => restoreJourney(row.id),
    onSuccess: (_, row) => { toast(t("wasRestored", { title: textOf(row.title, language) })); void queries.invalidateQueries({ queryKey: ["journeys"] }); },
  });
  return (
    <Loaded query={kept}>
      {(rows) => rows.length === 0 ? <Empty>{t("archiveEmpty")}</Empty> : (
        <>
          {restoring.isError && <Failed error={restoring.error} />}
          <div className="table-wrap">
            <table className="table stacked" role="table">
              <thead><tr role="row"><th role="columnheader" scope="col">{t("name")}</th><th role="columnheader" scope="col">{t("lastChange")}</th><th role="columnheader" scope="col">{t("actions")}</th></tr></thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.id} role="row">
                    <th role="rowheader" scope="row">{textOf(row.title, language)}</th>
                    <td role="cell" data-label={t("lastChange")}>{day(row.at, language)}</td>
                    <td role="cell"><Button isDisabled={restoring.isPending} onPress={() => { restoring.mutate(row); }} aria-label={`${t("restore")}: ${textOf(row.title, language)}`}>{t("restore")}</Button></td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </Loaded>
  );
}
