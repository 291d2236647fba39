// The ready mappings of webhooks (webhooks/*.json), to begin with.
import reviews from "../../../../webhooks/reviews.json?raw";
import survey from "../../../../webhooks/survey.json?raw";
import ticket from "../../../../webhooks/ticket.json?raw";
import till from "../../../../webhooks/till.json?raw";

export const mappings = { ticket, survey, reviews, till } as const;
export type MappingName = keyof typeof mappings;
export const mappingNames = Object.keys(mappings) as MappingName[];
