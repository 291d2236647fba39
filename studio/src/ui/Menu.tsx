import type { ReactNode } from "react";
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { Button, type ButtonKind } from "./Button";

export interface Action {
  id: string;
  text: string;
  run: () => void;
  isDisabled?: boolean;
}

/** A button that opens a list of actions. */
export function Menu({ label, actions, kind = "plain", children }: { label: string; actions: Action[]; kind?: ButtonKind; children?: ReactNode }) {
  return (
    <MenuTrigger>
      <Button kind={kind} aria-label={label}>
        {children ?? label}
      </Button>
      <Popover className="popover">
        <AriaMenu className="list" onAction={(id) => actions.find((each) => each.id === id)?.run()} disabledKeys={actions.filter((each) => each.isDisabled).map((each) => each.id)}>
          {actions.map((each) => (
            <MenuItem key={each.id} id={each.id}>
              {each.text}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
