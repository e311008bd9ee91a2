import { CARD_NAMES } from "../cards.ts";
import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { Breakdown } from "./breakdown.tsx";
import { ChartPanel } from "./chart-panel.tsx";
import { DetailsDialog } from "./details-dialog.tsx";
import { FilterDialog } from "./filter-dialog.tsx";
import { FilterChips } from "./filters.tsx";
import { Header } from "./header.tsx";
import { Headline } from "./headline.tsx";
import { KeysDialog } from "./keys-dialog.tsx";
import { ProblemBar } from "./problem-bar.tsx";
import { SnippetDialog, Waiting } from "./snippet.tsx";
import { Truth } from "./truth.tsx";

export function Overview({ model }: { model: Dashboard }) {
  const isEmpty = model.freshness.value === null;
  return (
    <div class="page">
      <a class="skip" href="#numbers">
        {t.skip}
      </a>
      <Header model={model} />
      <main id="numbers" tabIndex={-1} aria-busy={model.overview.isWaiting.value}>
        <h1 class="unseen">{model.site.value?.name}</h1>
        <ProblemBar model={model} />
        {isEmpty ? <Waiting model={model} /> : <Numbers model={model} />}
      </main>
      <Truth model={model} />
      <DetailsDialog model={model} />
      <FilterDialog model={model} />
      <SnippetDialog model={model} />
      <KeysDialog model={model} />
    </div>
  );
}

function Numbers({ model }: { model: Dashboard }) {
  return (
    <>
      <FilterChips model={model} />
      <section class="card answers" aria-label={t.headline}>
        <Headline model={model} />
        <ChartPanel model={model} />
      </section>
      <div class="cards answers">
        {CARD_NAMES.map((card) => (
          <Breakdown key={card} model={model} card={card} />
        ))}
      </div>
    </>
  );
}
