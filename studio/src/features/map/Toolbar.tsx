// What can be done with the whole map: take back, look at versions, show lanes, export, share, present.
import { Maximize2, Redo2, Undo2 } from "lucide-react";
import type { ReactNode } from "react";
import { download } from "../../model/http";
import { isLaneShown, laneOrder } from "../../model/map/grid";
import type { EditingState } from "../../model/map/editing";
import type { JourneyDocument } from "../../model/map/types";
import type { View } from "../../model/map/view";
import { useLanguage } from "../../model/texts";
import { Button, Menu, toast } from "../../ui";
import { useActions } from "./actions";
import { Sides } from "./Filters";
import { useT, type SetView } from "./hooks";

export const exportFormats = ["svg", "png", "pdf", "long_png", "mermaid", "csv", "json"] as const;

function useExport(id: string) {
  const language = useLanguage();
  return async (format: (typeof exportFormats)[number]) => {
    try {
      const { blob, name } = await download("GET", `/api/journeys/${encodeURIComponent(id)}/export?format=${format}&language=${language}`);
      const url = URL.createObjectURL(blob);
      const link = Object.assign(globalThis.document.createElement("a"), { href: url, download: name });
      link.click();
      setTimeout(() => { URL.revokeObjectURL(url); }, 60_000);
    } catch (error) {
      toast(error instanceof Error ? error.message : String(error));
    }
  };
}

interface Props {
  id: string;
  document: JourneyDocument;
  state: EditingState;
  view: View;
  setView: SetView;
  undo: () => void;
  redo: () => void;
  onVersions: () => void;
  onShare: () => void;
  onPresent: () => void;
  children: ReactNode;
}

export function Toolbar({ id, document, state, view, setView, undo, redo, onVersions, onShare, onPresent, children }: Props) {
  const t = useT();
  const { showLane, canEdit } = useActions();
  const save = useExport(id);
  return (
    <div className="map-toolbar no-print">
      <Sides side={view.side} onChange={(side) => { setView({ side }); }} />
      {children}
      <span className="map-push" />
      <span className="soft small" role="status">{state.saving ? t("saving") : ""}</span>
      {canEdit && (
        <>
          <Button kind="quiet" aria-label={t("undo")} isDisabled={!state.canUndo} onPress={undo}><Undo2 size={18} aria-hidden /></Button>
          <Button kind="quiet" aria-label={t("redo")} isDisabled={!state.canRedo} onPress={redo}><Redo2 size={18} aria-hidden /></Button>
          <Menu label={t("lanes")} actions={laneOrder.map((type) => { const shown = isLaneShown(document, type); return { id: type, text: `${shown ? "☑" : "☐"} ${t(type)}`, run: () => { showLane(type, !shown); } }; })} />
        </>
      )}
      <Button onPress={onVersions}>{t("versions")}</Button>
      <Menu label={t("export")} actions={exportFormats.map((format) => ({ id: format, text: t(`export_${format}`), run: () => { void save(format); } }))} />
      <Button onPress={onShare}>{t("share")}</Button>
      <Button kind="quiet" aria-label={t("present")} onPress={onPresent}><Maximize2 size={18} aria-hidden /></Button>
    </div>
  );
}
