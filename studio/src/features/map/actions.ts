// What can be done on the map, as one object that stays the same: rows that were not touched are not drawn again.
import { createContext, useContext, useMemo, useRef } from "react";
import type { Language } from "../../model/language";
import type { Editing } from "../../model/map/editing";
import { addOpportunity, addPain, addStage, addTouchpoint, moveStage, moveStageBefore, moveTouchpoint, remove, rename, showLane, stepTouchpoint } from "../../model/map/moves";
import type { Edit } from "../../model/map/edits";
import { inOrder, type LaneType } from "../../model/map/types";
import { channelsUsed } from "../../model/map/channels";
import type { SetView } from "./hooks";

export interface MapActions {
  canEdit: boolean;
  open: (id: string) => void;
  unfold: (stage: string) => void;
  edit: (edits: Edit[]) => void;
  rename: (id: string, text: string) => void;
  remove: (id: string) => void;
  stepTouchpoint: (id: string, by: -1 | 1) => void;
  changeChannel: (id: string, by: -1 | 1) => void;
  dropTouchpoint: (id: string, stage: string, channel: string | undefined, before: string | null) => void;
  stepStage: (id: string, by: -1 | 1) => void;
  dropStage: (id: string, before: string | null) => void;
  addStage: (label: string) => void;
  addTouchpoint: (stage: string, channel: string | undefined, label: string) => void;
  addPain: (touchpoint: string, text: string) => void;
  addOpportunity: (pain: string, text: string) => void;
  showLane: (type: LaneType, visible: boolean) => void;
}

const nothing = () => undefined;
/** Of a map that is only looked at. */
export const readOnly: MapActions = {
  canEdit: false, open: nothing, unfold: nothing, edit: nothing, rename: nothing, remove: nothing, stepTouchpoint: nothing, changeChannel: nothing, dropTouchpoint: nothing,
  stepStage: nothing, dropStage: nothing, addStage: nothing, addTouchpoint: nothing, addPain: nothing, addOpportunity: nothing, showLane: nothing,
};
export const ActionsContext = createContext<MapActions>(readOnly);
export const useActions = () => useContext(ActionsContext);

/** An element that was drawn anew elsewhere keeps the focus. */
export function focusAgain(id: string): void {
  requestAnimationFrame(() => { document.querySelector<HTMLElement>(`[data-element="${CSS.escape(id)}"]`)?.focus(); });
}

interface Wanted {
  editing: Editing;
  language: Language;
  setView: SetView;
  unfold: (stage: string) => void;
  canEdit: boolean;
  /** Told after something was taken away, so that undo can be offered. */
  removed: (id: string) => void;
}

export function useMapActions({ editing, language, setView, unfold, canEdit, removed }: Wanted): MapActions {
  const told = useRef(removed);
  told.current = removed; // eslint-disable-line react-hooks/refs
  return useMemo<MapActions>(() => {
    const now = () => editing.state().document;
    const edit = (edits: Edit[]) => { if (canEdit) editing.edit(edits); };
    const open = (id: string) => { setView({ open: id }); };
    const added = ({ id, edits }: { id: string; edits: Edit[] }) => {
      edit(edits);
      open(id);
    };
    const label = (text: string) => ({ [language]: text });
    return {
      canEdit, open, unfold, edit,
      rename: (id, text) => { edit(rename(now(), id, language, text)); },
      remove: (id) => {
        edit(remove(now(), id));
        setView({ open: undefined });
        told.current(id);
      },
      stepTouchpoint: (id, by) => { edit(stepTouchpoint(now(), id, by)); focusAgain(id); },
      changeChannel: (id, by) => {
        const document = now();
        const moved = document.touchpoints.find((each) => each.id === id);
        const channels = channelsUsed(inOrder(document.touchpoints)).filter((each) => each !== "");
        const next = channels[channels.indexOf(moved?.channel ?? "") + by];
        if (moved !== undefined && next !== undefined) edit([{ path: ["touchpoints", id, "channel"], value: next }]);
        focusAgain(id);
      },
      dropTouchpoint: (id, stage, channel, before) => { edit(moveTouchpoint(now(), id, { stage, channel, before })); },
      stepStage: (id, by) => { edit(moveStage(now(), id, by)); focusAgain(id); },
      dropStage: (id, before) => { edit(moveStageBefore(now(), id, before)); },
      addStage: (text) => { added(addStage(now(), label(text))); },
      addTouchpoint: (stage, channel, text) => { added(addTouchpoint(now(), stage, channel, label(text))); },
      addPain: (touchpoint, text) => { added(addPain(now(), touchpoint, label(text))); },
      addOpportunity: (pain, text) => { added(addOpportunity(now(), pain, label(text))); },
      showLane: (type, visible) => { edit(showLane(type, visible)); },
    };
  }, [editing, language, setView, unfold, canEdit]);
}
