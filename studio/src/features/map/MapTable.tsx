// The map as a table: stages are columns, lanes are rows, with real headers for screen readers and the arrow keys.
import { memo, useRef, type DragEvent, type ReactNode } from "react";
import { useGridKeys } from "../../charts/gridKeys";
import { textOf } from "../../model/language";
import { glyphOf, glyphSigns } from "../../model/map/channels";
import type { Column, Row } from "../../model/map/grid";
import { useLanguage } from "../../model/texts";
import { Term } from "../../ui";
import type { GlossaryWord } from "../../model/glossary";
import { useActions } from "./actions";
import { sameForCells, stageOfElement, type MapData } from "./data";
import type { JourneyDocument } from "../../model/map/types";
import { useEmotion } from "./EmotionCells";
import { rowHeadPx, useT } from "./hooks";
import { GoalsCell, MetricsCell, OpportunitiesCell, OwnersCell, PainsCell, PromiseItem, WordsCell } from "./LaneCells";
import { Adder } from "./Name";
import { DecisionItem, MilestoneItem, StageHead, StageNumbers } from "./StageCells";
import { TouchpointCard, touchpointKind } from "./TouchpointCard";

interface CellProps {
  row: Row;
  column: Column;
  data: MapData;
  open: string | undefined;
}

function Cards({ row, column, data, open }: CellProps) {
  const t = useT();
  const { addTouchpoint, dropTouchpoint } = useActions();
  const here = column.shown.filter((each) => (each.channel ?? "") === row.channel);
  const onDrop = (event: DragEvent) => {
    const moved = event.dataTransfer.getData(touchpointKind);
    if (moved === "") return;
    event.preventDefault();
    dropTouchpoint(moved, column.stage.id, row.channel, null);
  };
  return (
    <div className="map-cards" onDrop={onDrop} onDragOver={(event) => { if (event.dataTransfer.types.includes(touchpointKind)) event.preventDefault(); }}>
      {here.map((each) => {
        const seen = data.seen.touchpoints.get(each.id);
        return (
          <TouchpointCard key={each.id} touchpoint={each} glyph={glyphOf(each.channel, data.channels.get(each.channel ?? ""), each.external)} seen={seen} other={data.ghost?.touchpoints.get(each.id)} deviation={data.deviations.get(each.id)}
            pains={data.painsAt.get(each.id)} painNumbers={data.painNumbers} mostCases={data.mostCases} isAdded={data.added.has(each.id)} isOpen={open === each.id} isQuiet={data.side === "actual" && seen?.events === 0} />
        );
      })}
      <Adder what={t("addTouchpoint")} add={(text) => { addTouchpoint(column.stage.id, row.channel, text); }} />
    </div>
  );
}

/** The blueprint's lanes: the touchpoints on a side of the line of visibility. */
function Sided({ column, side }: { column: Column; side: "front" | "back" | "support" }) {
  const language = useLanguage();
  const { open } = useActions();
  return column.all.filter((each) => (each.visibility ?? "front") === side).map((each) => <button key={each.id} type="button" className="map-words" data-stop tabIndex={-1} onClick={() => { open(each.id); }}>{textOf(each.label, language)}</button>);
}

function contentOf({ row, column, data, open }: CellProps): ReactNode {
  const { stage } = column;
  switch (row.kind) {
    case "numbers": return <StageNumbers stage={stage} seen={data.seen.stages.get(stage.id)} other={data.ghost?.stages.get(stage.id)} counts={data.observed?.counts} />;
    case "milestone": return data.document.milestones?.filter((each) => each.stage === stage.id).map((each) => <MilestoneItem key={each.id} milestone={each} seen={data.observed?.milestones.find(({ id }) => id === each.id)} target={data.over?.milestones?.find(({ id }) => id === each.id)?.target?.share} />);
    case "decision": return data.document.decisions?.filter((each) => column.all.some(({ id }) => id === each.after)).map((each) => <DecisionItem key={each.id} decision={each} seen={data.observed?.decisions.find(({ id }) => id === each.id)} />);
    case "goal": return <GoalsCell column={column} />;
    case "action": return <WordsCell column={column} of={({ action }) => action} />;
    case "thought": return <WordsCell column={column} of={({ thought }) => thought} />;
    case "expectation": return <WordsCell column={column} of={({ expectation }) => expectation} />;
    case "channel": return <Cards row={row} column={column} data={data} open={open} />;
    case "frontstage": return <Sided column={column} side="front" />;
    case "backstage": return <Sided column={column} side="back" />;
    case "support": return <Sided column={column} side="support" />;
    case "promise": return column.all.map((each) => <PromiseItem key={each.id} touchpoint={each} seen={data.promises.get(each.id)} />);
    case "pain": return <PainsCell column={column} data={data} open={open} />;
    case "opportunity": return <OpportunitiesCell column={column} data={data} open={open} />;
    case "metric": return <MetricsCell column={column} />;
    case "owner": return <OwnersCell column={column} data={data} />;
    default: return null;
  }
}

const Cell = memo(contentOf, (a, b) => a.row === b.row && a.column === b.column && a.open === b.open && (a.data === b.data || sameForCells(a.data, b.data)));

const explained: Partial<Record<Row["kind"], GlossaryWord>> = { milestone: "milestone", decision: "decision", emotion: "emotion", pain: "pain", opportunity: "opportunity", promise: "promise" };

const RowHead = memo(function RowHead({ row, channels }: { row: Row; channels: JourneyDocument["channels"] }) {
  const t = useT();
  const language = useLanguage();
  if (row.kind === "channel") {
    const id = row.channel ?? "";
    const channel = channels?.find((each) => each.id === id);
    const glyph = glyphOf(id, channel);
    return <>{id !== "" && <><span aria-hidden>{glyphSigns[glyph]}</span><span className="hidden-text">{t(glyph)}</span></>} {id === "" ? t("anywhere") : textOf(channel?.label, language) || id}</>;
  }
  const word = explained[row.kind];
  return <>{word === undefined ? t(row.kind) : <Term word={word}>{t(row.kind)}</Term>}{row.kind === "emotion" && <span className="map-scale" aria-hidden><span>+2</span><span>0</span><span>−2</span></span>}</>;
});

/** "+4", and where all is shown the way back. */
function Folded({ column }: { column: Column }) {
  const t = useT();
  const { unfold } = useActions();
  const isUnfolded = column.hidden === 0;
  return <button type="button" className="map-more" data-stop tabIndex={-1} aria-expanded={isUnfolded} onClick={() => { unfold(column.stage.id); }}>{isUnfolded ? t("fewer") : t("more", { count: column.hidden })}</button>;
}

export const MapTable = memo(function MapTable({ data, open, mayFold, title }: { data: MapData; open: string | undefined; mayFold: boolean; title: string }) {
  const t = useT();
  const table = useRef<HTMLTableElement>(null);
  const { onKeyDown, onFocus } = useGridKeys(table);
  const { addStage } = useActions();
  const emotion = useEmotion(data);
  const openStage = stageOfElement(data, open);
  const { columns, rows } = data.grid;
  const lastCards = rows.findLastIndex((each) => each.kind === "channel");
  const canFold = (column: Column) => column.hidden > 0 || (mayFold && column.all.length > 5);
  return (
    <table ref={table} className="map-table" style={{ width: rowHeadPx + columns.length * data.columnPx }} onKeyDown={onKeyDown} onFocus={onFocus}>
      <caption className="hidden-text">{title}. {t("tableKeys")}</caption>
      <colgroup><col style={{ width: rowHeadPx }} />{columns.map(({ stage }) => <col key={stage.id} style={{ width: data.columnPx }} />)}</colgroup>
      <thead>
        <tr>
          <th scope="col" className="map-corner"><span>{t("stages")}</span> <Adder what={t("addStage")} add={addStage} /></th>
          {columns.map(({ stage, place }) => <th key={stage.id} scope="col"><StageHead stage={stage} place={place} isOpen={open === stage.id} /></th>)}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, i) => [
          <tr key={row.key} className={`map-lane ${row.kind}`}>
            <th scope="row"><RowHead row={row} channels={data.document.channels} /></th>
            {columns.map((column, place) => <td key={column.stage.id}>{row.kind === "emotion" ? emotion[place] : <Cell row={row} column={column} data={data} open={openStage === column.stage.id ? open : undefined} />}</td>)}
          </tr>,
          i === lastCards && columns.some(canFold) ? (
            <tr key="more" className="map-lane more"><th scope="row"><span className="hidden-text">{t("moreTouchpoints")}</span></th>{columns.map((column) => <td key={column.stage.id}>{canFold(column) && <Folded column={column} />}</td>)}</tr>
          ) : null,
        ])}
      </tbody>
    </table>
  );
});
