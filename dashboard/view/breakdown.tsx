import type { QueryAnswer } from "../../schema/query.ts";
import {
  type BreakdownDimension,
  CARD_ROWS,
  type CardName,
  dimensionOf,
  isPropTab,
  MAP_TAB,
  PROPS_TAB,
  rowMetrics,
  type Tab,
  TRAFFIC_TAB,
} from "../cards.ts";
import { nameDimension } from "../dimensions.ts";
import { isFilteredBy } from "../filters.ts";
import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { formatCount, formatMetric } from "../numbers.ts";
import { nameValue } from "../places.ts";
import { BreakdownTabs } from "./breakdown-tabs.tsx";
import { lazy } from "./lazy.tsx";
import { GhostRows, Row, type RowLook } from "./row.tsx";
import { TrafficRows } from "./traffic-rows.tsx";
import { useAnswer } from "./use-answer.ts";

const WorldMap = lazy(() => import("./world-map.tsx").then((module) => module.WorldMap), {
  Waiting: GhostRows,
});

/** One card of the overview: a dimension's first rows, others of its kind behind tabs, all of them in the details. */
export function Breakdown({ model, card }: { model: Dashboard; card: CardName }) {
  const tab = model.address.value.tabs[card];
  const answer = useAnswer(model, card);
  return (
    <section class="card breakdown" aria-label={t.cards[card]} data-card={card}>
      <div class="tabs-line">
        <BreakdownTabs model={model} card={card} />
        <ColumnNames tab={tab} />
      </div>
      <div role="tabpanel" id={`panel-${card}`} aria-label={tabName(tab)}>
        <Panel model={model} tab={tab} answer={answer} />
      </div>
      <More model={model} tab={tab} total={answer?.meta.total_rows ?? 0} />
    </section>
  );
}

export { RowName } from "./row.tsx";

/** As the tab and the details are called: many, where the dimension is one. */
export const tabName = (tab: Tab): string =>
  isPropTab(tab) ? nameDimension(tab) : (t.tabs[tab as keyof typeof t.tabs] ?? nameDimension(tab as never));

function ColumnNames({ tab }: { tab: Tab }) {
  const dimension = dimensionOf(tab);
  const isCounted = tab === TRAFFIC_TAB || (dimension !== null && rowMetrics(dimension)[1] === "events");
  return (
    <span class="column-names">
      <span>{t.metrics.visitors}</span>
      {isCounted && <span>{t.metrics.events}</span>}
    </span>
  );
}

interface PanelProps {
  model: Dashboard;
  tab: Tab;
  answer: QueryAnswer | undefined;
}

function Panel({ model, tab, answer }: PanelProps) {
  if (tab === TRAFFIC_TAB) return <TrafficRows model={model} />;
  if (tab === PROPS_TAB) return <p class="rows none">{t.rows.noProps}</p>;
  const dimension = dimensionOf(tab);
  if (dimension === null || answer === undefined) return <GhostRows />;
  if (answer.results.length === 0) {
    const isFiltered = model.address.value.filters.length > 0;
    return <p class="rows none">{isFiltered ? t.rows.noneFiltered : t.rows.none}</p>;
  }
  return tab === MAP_TAB ? (
    <WorldMap model={model} answer={answer} />
  ) : (
    <Rows model={model} dimension={dimension} answer={answer} />
  );
}

interface RowsProps {
  model: Dashboard;
  dimension: BreakdownDimension;
  answer: QueryAnswer;
}

function Rows({ model, dimension, answer }: RowsProps) {
  const largest = Math.max(...answer.results.map(({ metrics }) => metrics[0] ?? 0), 1);
  // Until the answer to a newly opened tab is here, the rows are still those of the tab before, and filter as such.
  const isReady = answer.query.dimensions[0] === dimension;
  const isOfEvents = answer.query.metrics[1] === "events";
  return (
    <ul class="rows">
      {answer.results
        .slice(0, CARD_ROWS)
        .map(({ dimensions: [value = ""], metrics: [visitors = 0, second = null] }) => (
          <li key={value}>
            <Row
              look={lookOf(dimension, value, visitors ?? 0, largest)}
              isPressed={isFilteredBy(model.address.value.filters, dimension, value)}
              isReady={isReady}
              count={visitors ?? 0}
              second={isOfEvents ? formatMetric("events", second) : formatMetric("percentage", second)}
              press={(isExcluded) => model.choose(dimension, value, isExcluded)}
            />
          </li>
        ))}
    </ul>
  );
}

function lookOf(dimension: BreakdownDimension, value: string, count: number, largest: number): RowLook {
  const name = nameValue(dimension, value, t.locale, t.rows.notSet);
  return { ...name, hint: t.rows.filterHint(name.text), fraction: count / largest };
}

function More({ model, tab, total }: { model: Dashboard; tab: Tab; total: number }) {
  const dimension = dimensionOf(tab);
  const isShown = dimension !== null && (total > CARD_ROWS || tab === MAP_TAB);
  return (
    <button
      type="button"
      class={isShown ? "more" : "more nothing-more"}
      onClick={() => dimension !== null && model.openDetails(dimension)}
    >
      {t.rows.all(formatCount(total))}
      <span class="unseen"> {tabName(dimension ?? tab)}</span>
    </button>
  );
}
