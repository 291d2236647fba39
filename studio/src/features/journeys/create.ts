// The ways in which a journey comes to be, as one mutation: what it came to is told, then the map is opened.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { addJourney, importJourney } from "../../model/api";
import type { Label } from "../../model/language";
import { importOf } from "./model";

export type Wanted = { template: string } | { draft: Record<string, unknown> } | { document: unknown } | { file: File };
export interface Made {
  id: string;
  title: Label;
  notes: Label[];
}

/** A file in none of the formats. */
export class UnknownFormat extends Error {}

async function fromFile(file: File) {
  const read = importOf(file.name, new Uint8Array(await file.arrayBuffer()));
  if (read === null) throw new UnknownFormat(file.name);
  // A document needs no import: it is what the library keeps.
  return read.format === "json" && "text" in read ? addJourney({ document: JSON.parse(read.text) as unknown, note: file.name }) : importJourney(read);
}

async function make(wanted: Wanted): Promise<Made> {
  const made = await ("file" in wanted ? fromFile(wanted.file) : addJourney(wanted));
  return { id: made.id, title: made.document.title as Label, notes: made.notes ?? [] };
}

export function useCreate(onMade: (made: Made) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: make,
    onSuccess: (made) => {
      void queries.invalidateQueries({ queryKey: ["journeys"] });
      onMade(made);
    },
  });
}
