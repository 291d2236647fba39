import type { ReactNode } from "react";
import { Button, Tooltip, TooltipTrigger } from "react-aria-components";
import { texts, type GlossaryWord } from "../model/glossary";
import { useTexts } from "../model/texts";

/** Shows what is behind a word or a number, on hover and on focus. */
export function Explained({ children, by }: { children: ReactNode; by: ReactNode }) {
  return (
    <TooltipTrigger delay={300}>
      <Button className="term">{children}</Button>
      <Tooltip className="tooltip">{by}</Tooltip>
    </TooltipTrigger>
  );
}

/** A word of the field that explains itself. */
export function Term({ word, children }: { word: GlossaryWord; children: ReactNode }) {
  const t = useTexts("glossary", texts);
  return <Explained by={t(word)}>{children}</Explained>;
}
