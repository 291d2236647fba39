import type { ReactNode } from "react";
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from "react-aria-components";

export interface TabDefinition<Id extends string = string> {
  id: Id;
  text: string;
  content: ReactNode;
}

export function Tabs<Id extends string>({ label, tabs, selected, onSelect }: { label: string; tabs: TabDefinition<Id>[]; selected?: Id; onSelect?: (id: Id) => void }) {
  return (
    <AriaTabs className="tabs" {...(selected === undefined ? {} : { selectedKey: selected })} onSelectionChange={(id) => onSelect?.(String(id) as Id)}>
      <TabList aria-label={label} className="tab-list">
        {tabs.map((each) => (
          <Tab key={each.id} id={each.id} className="tab">
            {each.text}
          </Tab>
        ))}
      </TabList>
      {tabs.map((each) => (
        <TabPanel key={each.id} id={each.id}>
          {each.content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
