import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { viewEntry } from "../views/names.ts";
import { FilterDialog } from "./filter-dialog.tsx";
import { FilterChips } from "./filters.tsx";
import { Header } from "./header.tsx";
import { KeysDialog } from "./keys-dialog.tsx";
import { OpenView } from "./open-view.tsx";
import { ProblemBar } from "./problem-bar.tsx";
import { SnippetDialog } from "./snippet.tsx";
import { Truth } from "./truth.tsx";

/** What surrounds every view: the header, the filters, the truth in the corner, and the dialogs that any key may open. */
export function Page({ model }: { model: Dashboard }) {
  const { isFiltered } = viewEntry(model.address.value.view);
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
      <FilterDialog model={model} />
      <SnippetDialog model={model} />
      <KeysDialog model={model} />
    </div>
  );
}
