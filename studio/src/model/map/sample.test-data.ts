// A small map for tests: two stages, four touchpoints, a pain with an idea.
import type { JourneyDocument } from "./types";

export const sample: JourneyDocument = {
  schema: "cairn.journey/1",
  id: "jr",
  title: "Shoes",
  channels: [{ id: "store", label: "Store", kind: "offline" }, { id: "web", kind: "online" }],
  stages: [{ id: "buy", label: "Buy", order: 2 }, { id: "see", label: "See", order: 1 }, { id: "use", label: "Use", order: 3 }],
  touchpoints: [
    { id: "ad", label: { en: "Ad", "zh-Hans": "广告" }, stage: "see", order: 1, channel: "web", emotion: { manual: 1 }, bind: { on: { event: "ad" } } },
    { id: "door", label: "Door", stage: "see", order: 2, channel: "store", action: ["Walks in"], bind: { on: "event = enter" } },
    { id: "pay", label: "Pay", stage: "buy", order: 3, channel: "store", pains: ["queue"], bind: { on: { event: ["paid", "receipt"] } } },
    { id: "wear", label: "Wear", stage: "use", order: 4 },
  ],
  links: [{ from: "ad", to: "door" }, { from: "door", to: "pay" }],
  pains: [{ id: "queue", text: "Queue", at: ["pay"] }],
  opportunities: [{ id: "till", text: "Another till", pains: ["queue"] }],
};
