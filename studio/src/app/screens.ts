// The screens as data: navigation, addresses and what is loaded when. A screen's code comes when it is first opened.
import { BarChart3, Compass, Database, FlaskConical, Lightbulb, Map as MapIcon, Route, Settings, UserRound, type LucideIcon } from "lucide-react";
import { lazy, type ComponentType, type LazyExoticComponent } from "react";

export type ScreenName = "map" | "journeys" | "customer" | "ask" | "insights" | "guide" | "proof" | "sources" | "settings";

export interface Screen {
  name: ScreenName;
  /** Of the address; a pattern of wouter below it. */
  path: string;
  pattern: string;
  icon: LucideIcon;
  component: LazyExoticComponent<ComponentType>;
}

export const screens: Screen[] = [
  { name: "map", path: "/", pattern: "/map/:journey?", icon: MapIcon, component: lazy(() => import("../features/map")) },
  { name: "journeys", path: "/journeys", pattern: "/journeys", icon: Route, component: lazy(() => import("../features/journeys")) },
  { name: "customer", path: "/customer", pattern: "/customer/:name?", icon: UserRound, component: lazy(() => import("../features/customer")) },
  { name: "ask", path: "/ask", pattern: "/ask", icon: BarChart3, component: lazy(() => import("../features/ask")) },
  { name: "insights", path: "/insights", pattern: "/insights", icon: Lightbulb, component: lazy(() => import("../features/insights")) },
  { name: "guide", path: "/guide", pattern: "/guide", icon: Compass, component: lazy(() => import("../features/guide")) },
  { name: "proof", path: "/proof", pattern: "/proof", icon: FlaskConical, component: lazy(() => import("../features/proof")) },
  { name: "sources", path: "/sources", pattern: "/sources", icon: Database, component: lazy(() => import("../features/sources")) },
  { name: "settings", path: "/settings", pattern: "/settings", icon: Settings, component: lazy(() => import("../features/settings")) },
];
