/** The settings: pages of their own, each in the address, and none that would be refused. */
import { useEffect, useMemo } from "preact/hooks";
import { keptCacheOf } from "../../kept.ts";
import { words } from "../../messages/views/index.ts";
import type { Dashboard } from "../../model.ts";
import { AuditPage } from "./audit-page.tsx";
import { createSettings, type Settings } from "./model.ts";
import { pagesFor, type SettingsPage } from "./pages.ts";
import { PeoplePage } from "./people-page.tsx";
import { SharesPage } from "./shares-page.tsx";
import { SitePage } from "./site-page.tsx";
import { SitesPage } from "./sites-page.tsx";
import { SnippetPage } from "./snippet-page.tsx";
import { TokensPage } from "./tokens-page.tsx";
import "../forms.css";
import "../tables.css";
import "./settings.css";

export { words as catalogue };

export interface SettingsPageProps {
  model: Dashboard;
  settings: Settings;
}

const PAGE_VIEWS = {
  site: SitePage,
  snippet: SnippetPage,
  sites: SitesPage,
  tokens: TokensPage,
  shares: SharesPage,
  people: PeoplePage,
  audit: AuditPage,
} satisfies Record<SettingsPage, (props: SettingsPageProps) => unknown>;

export function View({ model }: { model: Dashboard }) {
  const settings = useMemo(() => createSettings(model.api, keptCacheOf(model.session)), [model]);
  useEffect(() => void settings.loadRights(), [settings]);
  const rights = settings.rights.value;
  const pages = rights === null ? [] : pagesFor(rights);
  const open = pages.find((page) => page === model.address.value.own.section) ?? "site";
  const Page = PAGE_VIEWS[open];
  return (
    <div class="settings">
      <nav class="settings-pages" aria-label={words.t.settings.title}>
        {pages.map((page) => (
          <button
            key={page}
            type="button"
            aria-current={page === open ? "page" : undefined}
            onClick={() => model.setOwn({ section: page === "site" ? "" : page })}
          >
            {words.t.settings.pages[page]}
          </button>
        ))}
      </nav>
      <div class="settings-page">
        {/* Another site is another form. */}
        <Page key={`${open} ${model.site.value?.id}`} model={model} settings={settings} />
      </div>
    </div>
  );
}
