// How a channel is told from others at a glance: by a glyph, so that no colour is needed.
import type { Channel, Touchpoint } from "./types";

export type Glyph = "offline" | "online" | "wechat" | "external";

const wechat = /wechat|weixin|wecom|mini-?program|official-?account|公众号|公眾號|小程序|小程式|微信/i;
const offline = new Set(["store", "till", "mall", "delivery", "event", "branch", "counter"]);

export function glyphOf(id: string | undefined, channel: Channel | undefined, isExternal = false): Glyph {
  if (isExternal) return "external";
  if (id !== undefined && wechat.test(id)) return "wechat";
  if (channel?.kind !== undefined) return channel.kind;
  return id !== undefined && offline.has(id) ? "offline" : "online";
}

export const glyphSigns: Record<Glyph, string> = { offline: "◧", online: "▢", wechat: "▣", external: "✕" };

/** The channels of touchpoints, the first that a customer meets first; touchpoints without one come last, as "". */
export function channelsUsed(touchpoints: readonly Touchpoint[]): string[] {
  const used = new Set(touchpoints.flatMap((each) => (each.channel ? [each.channel] : [])));
  return [...used, ...(touchpoints.some((each) => !each.channel) ? [""] : [])];
}
