import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { viewEntry } from "../views/names.ts";
import { FilterChips } from "./filters.tsx";
import { Header } from "./header.tsx";
import { lazy } from "./lazy.tsx";
import { OpenView } from "./open-view.tsx";
import { ProblemBar } from "./problem-bar.tsx";
import { Truth } from "./truth.tsx";

const FilterDialog = lazy(() => import("./filter-dialog.tsx").then((module) => module.FilterDialog));
const KeysDialog = lazy(() => import("./keys-dialog.tsx").then((module) => module.KeysDialog));
const SnippetDialog = lazy(() => import("./snippet.tsx").then((module) => module.SnippetDialog));
const Palette = lazy(() => import("./palette.tsx").then((module) => module.Palette));

/** What surrounds every view: the header, the filters, the truth in the corner, and the dialogs that any key may open. */
export function Page({ model }: { model: Dashboard }) {
  const { isFiltered } = viewEntry(model.address.value.view);
  const panel = model.panel.value;
  return (
    <div class="page">
      <a class="skip" href="#numbers">
        {t.skip}
      </a>
      <Header model={model} />
      <main id="numbers" tabIndex={-1} aria-busy={model.overview.isWaiting.value}>
        <h1 class="unseen">{model.site.value?.name}</h1>
        <ProblemBar model={model} />
        {isFiltered && <FilterChips model={model} />}
        <OpenView model={model} />
      </main>
      <Truth model={model} />
      {panel === "filter" && <FilterDialog model={model} />}
      {panel === "keys" && <KeysDialog model={model} />}
      {panel === "palette" && <Palette model={model} />}
      {panel === "snippet" && <SnippetDialog model={model} />}
    </div>
  );
}
