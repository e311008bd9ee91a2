import { CARD_NAMES } from "../cards.ts";
import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { Breakdown } from "./breakdown.tsx";
import { ChartPanel } from "./chart-panel.tsx";
import { Headline } from "./headline.tsx";
import { lazy } from "./lazy.tsx";

const Waiting = lazy(() => import("./snippet.tsx").then((module) => module.Waiting));
const Details = lazy(() => import("./details-dialog.tsx").then((module) => module.Details));

/** The numbers of a site, or what to do while it has none. */
export function Overview({ model }: { model: Dashboard }) {
  if (model.freshness.value === null) return <Waiting model={model} />;
  const { details } = model.address.value;
  return (
    <>
      <section class="card answers" aria-label={t.headline}>
        <Headline model={model} />
        <ChartPanel model={model} />
      </section>
      <div class="cards answers">
        {CARD_NAMES.map((card) => (
          <Breakdown key={card} model={model} card={card} />
        ))}
      </div>
      {details !== null && <Details key={details} model={model} dimension={details} />}
    </>
  );
}
