import type { QueryAnswer } from "../../schema/query.ts";
import { type BreakdownDimension, CARD_ROWS, CARDS, type CardName } from "../cards.ts";
import { isFilteredBy } from "../filters.ts";
import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { formatCount, formatInFull, formatMetric } from "../numbers.ts";
import { nameValue } from "../places.ts";

/** One card of the overview: a dimension's first rows, others of its kind behind tabs, all of them in the details. */
export function Breakdown({ model, card }: { model: Dashboard; card: CardName }) {
  const dimension = model.address.value.tabs[card];
  const answer = model.overview.shown.value[card]?.answer;
  return (
    <section class="card breakdown" aria-label={t.cards[card]} data-card={card}>
      <div class="tabs-line">
        <Tabs model={model} card={card} />
        <span class="column-name">{t.metrics.visitors}</span>
      </div>
      <div role="tabpanel" id={`panel-${card}`} aria-labelledby={`tab-${dimension}`}>
        <Rows model={model} dimension={dimension} answer={answer} />
      </div>
      <More model={model} dimension={dimension} total={answer?.meta.total_rows ?? 0} />
    </section>
  );
}

function Tabs({ model, card }: { model: Dashboard; card: CardName }) {
  const open = model.address.value.tabs[card];
  const dimensions: readonly BreakdownDimension[] = CARDS[card];
  const press = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = dimensions[(dimensions.indexOf(open) + step + dimensions.length) % dimensions.length];
    if (step === 0 || next === undefined) return;
    event.preventDefault();
    model.openTab(card, next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={t.cards[card]} onKeyDown={press}>
      {dimensions.map((dimension) => (
        <button
          key={dimension}
          type="button"
          role="tab"
          id={`tab-${dimension}`}
          aria-selected={dimension === open}
          aria-controls={`panel-${card}`}
          tabIndex={dimension === open ? 0 : -1}
          onClick={() => model.openTab(card, dimension)}
        >
          {t.tabs[dimension]}
        </button>
      ))}
    </div>
  );
}

interface RowsProps {
  model: Dashboard;
  dimension: BreakdownDimension;
  answer: QueryAnswer | undefined;
}

function Rows({ model, dimension, answer }: RowsProps) {
  if (answer === undefined) return <GhostRows />;
  if (answer.results.length === 0) {
    const isFiltered = model.address.value.filters.length > 0;
    return <p class="rows none">{isFiltered ? t.rows.noneFiltered : t.rows.none}</p>;
  }
  const largest = Math.max(...answer.results.map(({ metrics }) => metrics[0] ?? 0), 1);
  // Until the answer to a newly opened tab is here, the rows are still those of the tab before, and filter as such.
  const shown = answer.query.dimensions[0] === dimension ? dimension : null;
  return (
    <ul class="rows">
      {answer.results
        .slice(0, CARD_ROWS)
        .map(({ dimensions: [value = ""], metrics: [visitors = 0, share = null] }) => (
          <li key={value}>
            <Row
              model={model}
              dimension={dimension}
              isReady={shown !== null}
              value={value}
              visitors={visitors ?? 0}
              share={share}
              fraction={(visitors ?? 0) / largest}
            />
          </li>
        ))}
    </ul>
  );
}

interface RowProps {
  model: Dashboard;
  dimension: BreakdownDimension;
  isReady: boolean;
  value: string;
  visitors: number;
  share: number | null;
  fraction: number;
}

function Row({ model, dimension, isReady, value, visitors, share, fraction }: RowProps) {
  const name = nameValue(dimension, value, t.locale, t.rows.notSet);
  return (
    <button
      type="button"
      class="row"
      aria-pressed={isFilteredBy(model.address.value.filters, dimension, value)}
      title={t.rows.filterHint(name.text)}
      disabled={!isReady}
      onClick={(event) => model.choose(dimension, value, event.shiftKey)}
    >
      <span class="bar" style={{ width: `calc((100% - var(--row-numbers)) * ${fraction.toFixed(4)})` }} />
      <RowName name={name} />
      <span class="count" title={formatInFull("visitors", visitors)}>
        {formatCount(visitors)}
      </span>
      <span class="share">{formatMetric("percentage", share)}</span>
    </button>
  );
}

export const RowName = ({ name }: { name: { text: string; badge: string | null } }) => (
  <span class="row-name" dir="auto">
    {name.badge !== null && <span class="badge">{name.badge}</span>}
    {name.text}
  </span>
);

const GHOST_WIDTHS = ["wide", "wide", "middle", "wide", "narrow", "middle", "narrow", "middle"];

const GhostRows = () => (
  <ul class="rows" aria-hidden="true">
    {GHOST_WIDTHS.map((width, at) => (
      <li key={at} class="ghost-row">
        <span class={`ghost ${width}`} />
      </li>
    ))}
  </ul>
);

function More({
  model,
  dimension,
  total,
}: {
  model: Dashboard;
  dimension: BreakdownDimension;
  total: number;
}) {
  return (
    <button
      type="button"
      class={total > CARD_ROWS ? "more" : "more nothing-more"}
      aria-label={t.rows.open(t.tabs[dimension])}
      onClick={() => model.openDetails(dimension)}
    >
      {t.rows.all(formatCount(total))}
    </button>
  );
}
