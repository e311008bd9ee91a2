/** Whether all is well: what came in, what became of it and why, and what can be done about it. */
import type { ComponentType } from "preact";
import type { Site } from "../../api.ts";
import type { Catalogue } from "../../messages/catalogue.ts";
import { words as shared } from "../../messages/views/index.ts";
import type { Dashboard } from "../../model.ts";
import { useRights } from "../../view/use-rights.ts";
import { WordTabs } from "../../view/word-tabs.tsx";
import { Installation } from "./installation.tsx";
import { LiveDebugger } from "./live-debugger.tsx";
import { Outcomes } from "./outcomes.tsx";
import { Pipeline } from "./pipeline.tsx";
import { Quarantine } from "./quarantine.tsx";
import { Rules } from "./rules.tsx";
import { parseSection, type Section, sectionsFor } from "./sections.ts";
import { reasonWords, words } from "./words.ts";
import "../forms.css";
import "../tables.css";
import "./health.css";

/** Tables and forms bring words of their own. */
export const catalogue: Catalogue<unknown> = {
  t: words.t,
  load: async (language) => {
    await Promise.all([words, reasonWords, shared].map((each) => each.load(language)));
  },
};

export interface SectionProps {
  model: Dashboard;
  site: Site;
  /** Those that the viewer may open. */
  sections: readonly Section[];
}

const PAGES: Record<Section, ComponentType<SectionProps>> = {
  outcomes: Outcomes,
  quarantine: Quarantine,
  live: LiveDebugger,
  rules: Rules,
  pipeline: Pipeline,
  installation: Installation,
};

export function View({ model }: { model: Dashboard }) {
  const { t } = words;
  const site = model.site.value;
  const { rights } = useRights(model);
  const sections = sectionsFor(rights, site?.id);
  const asked = parseSection(model.address.value.own.section);
  const isKnown = rights !== null || sections.includes(asked);
  const open = sections.includes(asked) ? asked : "outcomes";
  const Page = PAGES[open];
  return (
    <section class="card view-card health" aria-label={t.title} aria-busy={!isKnown}>
      <WordTabs
        label={t.title}
        options={sections.map((name) => [name, t.sections[name]] as const)}
        open={open}
        choose={(name) => model.openView("health", name === "outcomes" ? {} : { section: name })}
      />
      {/* Another site is another page. */}
      {isKnown && site !== null && (
        <Page key={`${open} ${site.id}`} model={model} site={site} sections={sections} />
      )}
    </section>
  );
}
