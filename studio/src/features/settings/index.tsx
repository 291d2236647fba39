// Everything that is chosen once: for the one who reads, and for the workspace.
import { useSearchParams } from "wouter";
import { useTexts } from "../../model/texts";
import { Tabs, type TabDefinition } from "../../ui";
import { About } from "./About";
import { Calendar } from "./Calendar";
import { General } from "./General";
import { Identity } from "./Identity";
import { Markers } from "./Markers";
import { Personas } from "./Personas";
import { Segments } from "./Segments";
import "./settings.css";
import { texts } from "./texts";

const parts = { general: General, segments: Segments, personas: Personas, identity: Identity, calendar: Calendar, markers: Markers, about: About } as const;
type Part = keyof typeof parts;
const names = Object.keys(parts) as Part[];

export default function Screen() {
  const t = useTexts("settings", texts);
  const [search, setSearch] = useSearchParams();
  const shown = names.find((name) => name === search.get("show")) ?? "general";
  const tabs: TabDefinition<Part>[] = names.map((id) => {
    const Content = parts[id];
    return { id, text: t(id), content: <Content /> };
  });
  return (
    <div className="page">
      <h1>{t("title")}</h1>
      <Tabs<Part> label={t("title")} selected={shown} onSelect={(id) => { setSearch(id === "general" ? {} : { show: id }, { replace: true }); }} tabs={tabs} />
    </div>
  );
}
