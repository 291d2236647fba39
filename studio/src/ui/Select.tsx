import { ChevronDown } from "lucide-react";
import { Button, Label, ListBox, ListBoxItem, Popover, Select as AriaSelect, SelectValue } from "react-aria-components";

export interface Choice<Id extends string = string> {
  id: Id;
  text: string;
}

interface SelectProps<Id extends string> {
  label: string;
  choices: Choice<Id>[];
  value: Id | null;
  onChange: (id: Id) => void;
  placeholder?: string;
  className?: string;
}

/** One of a list, by mouse, keyboard and typing. */
export function Select<Id extends string>({ label, choices, value, onChange, placeholder = "", className = "" }: SelectProps<Id>) {
  return (
    <AriaSelect className={`field ${className}`} value={value} onChange={(key) => { if (key !== null) onChange(String(key) as Id); }} placeholder={placeholder}>
      <Label>{label}</Label>
      <Button className="select-button">
        <SelectValue />
        <ChevronDown size={16} aria-hidden />
      </Button>
      <Popover className="popover">
        <ListBox className="list" items={choices}>
          {(choice) => <ListBoxItem textValue={choice.text}>{choice.text}</ListBoxItem>}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
