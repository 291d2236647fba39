// The screens as data: navigation, addresses and what is loaded when. A screen's code comes when it is first opened.
import { BarChart3, Compass, Database, FlaskConical, Lightbulb, Map as MapIcon, Route, Settings, UserRound, type LucideIcon } from "lucide-react";
import { createElement, lazy, useState, type ComponentType } from "react";

export type ScreenName = "map" | "journeys" | "customer" | "ask" | "insights" | "guide" | "proof" | "sources" | "settings";

export interface Screen {
  name: ScreenName;
  /** Of the address; a pattern of wouter below it. */
  path: string;
  pattern: string;
  icon: LucideIcon;
  component: ComponentType;
  /** Its code, ahead of when it is shown. */
  bring: () => Promise<void>;
}

type Load = () => Promise<{ default: ComponentType }>;

/** A screen that was brought ahead shows at once; React lets 300 ms pass between a waiting state and what it waited for. */
function shownBy(load: Load): Pick<Screen, "component" | "bring"> {
  let brought: ComponentType | null = null;
  const later = lazy(load);
  function Screen() {
    const [shown] = useState(() => brought ?? later);
    return createElement(shown);
  }
  return { component: Screen, bring: async () => { brought = (await load()).default; } };
}

export const screens: Screen[] = [
  { name: "map", path: "/", pattern: "/map/:journey?", icon: MapIcon, ...shownBy(() => import("../features/map")) },
  { name: "journeys", path: "/journeys", pattern: "/journeys", icon: Route, ...shownBy(() => import("../features/journeys")) },
  { name: "customer", path: "/customer", pattern: "/customer/:name?", icon: UserRound, ...shownBy(() => import("../features/customer")) },
  { name: "ask", path: "/ask", pattern: "/ask", icon: BarChart3, ...shownBy(() => import("../features/ask")) },
  { name: "insights", path: "/insights", pattern: "/insights", icon: Lightbulb, ...shownBy(() => import("../features/insights")) },
  { name: "guide", path: "/guide", pattern: "/guide", icon: Compass, ...shownBy(() => import("../features/guide")) },
  { name: "proof", path: "/proof", pattern: "/proof", icon: FlaskConical, ...shownBy(() => import("../features/proof")) },
  { name: "sources", path: "/sources", pattern: "/sources", icon: Database, ...shownBy(() => import("../features/sources")) },
  { name: "settings", path: "/settings", pattern: "/settings", icon: Settings, ...shownBy(() => import("../features/settings")) },
];

export const isAt = ({ path }: Screen, address: string): boolean => (path === "/" ? address === "/" || address.startsWith("/map") : address.startsWith(path));
