// The library as a whole: what was put away, and journeys that come in files.
import { call } from "../http";
import type { Label } from "../language";
import type { JourneyDocument, JourneyRow } from "./journeys";

export type ImportFormat = "json" | "mermaid" | "csv" | "xlsx";
export type ImportedFile = { format: ImportFormat; name: string; title?: string } & ({ text: string } | { base64: string });

export const archivedJourneys = () => call<{ journeys: JourneyRow[] }>("GET", "/api/journeys?archived=true").then((answer) => answer.journeys);
export const importJourney = (file: ImportedFile) => call<{ id: string; revision: number; document: JourneyDocument; notes: Label[] }>("POST", "/api/journeys/import", { body: file });
