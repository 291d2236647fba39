// What can be done with the whole map: take back, look at versions, show lanes, export, share, present.
import { Maximize2, Redo2, Undo2 } from "lucide-react";
import { memo } from "react";
import { download } from "../../model/http";
import { laneOrder } from "../../model/map/grid";
import { useLanguage } from "../../model/texts";
import { Button, Menu, toast } from "../../ui";
import { useActions } from "./actions";
import { useT } from "./hooks";

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
  /** Those that are shown, with blanks between. */
  lanes: string;
  saving: boolean;
  canUndo: boolean;
  canRedo: boolean;
  undo: () => void;
  redo: () => void;
  onShow: (what: { what: "versions" | "share" }) => void;
  onPresent: () => void;
}

export const Toolbar = memo(function Toolbar({ id, lanes, saving, canUndo, canRedo, undo, redo, onShow, onPresent }: Props) {
  const t = useT();
  const { showLane, canEdit } = useActions();
  const save = useExport(id);
  const shown = new Set(lanes.split(" "));
  return (
    <>
      <span className="map-push" />
      <span className="soft small" role="status">{saving ? t("saving") : ""}</span>
      {canEdit && (
        <>
          <Button kind="quiet" aria-label={t("undo")} isDisabled={!canUndo} onPress={undo}><Undo2 size={18} aria-hidden /></Button>
          <Button kind="quiet" aria-label={t("redo")} isDisabled={!canRedo} onPress={redo}><Redo2 size={18} aria-hidden /></Button>
          <Menu label={t("lanes")} actions={laneOrder.map((type) => ({ id: type, text: `${shown.has(type) ? "☑" : "☐"} ${t(type)}`, run: () => { showLane(type, !shown.has(type)); } }))} />
        </>
      )}
      <Button onPress={() => { onShow({ what: "versions" }); }}>{t("versions")}</Button>
      <Menu label={t("export")} actions={exportFormats.map((format) => ({ id: format, text: t(`export_${format}`), run: () => { void save(format); } }))} />
      <Button onPress={() => { onShow({ what: "share" }); }}>{t("share")}</Button>
      <Button kind="quiet" aria-label={t("present")} onPress={onPresent}><Maximize2 size={18} aria-hidden /></Button>
    </>
  );
});
