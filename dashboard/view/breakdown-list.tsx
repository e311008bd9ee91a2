import type { QueryAnswer } from "../../schema/query.ts";
import type { AskableDimension } from "../dimensions.ts";
import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { formatCount } from "../numbers.ts";
import { nameValue } from "../places.ts";
import { RowName } from "./breakdown.tsx";

interface BreakdownListProps {
  model: Dashboard;
  title: string;
  /** What the numbers are. */
  metric: string;
  /** Null: the rows are of words that nothing is filtered by. */
  dimension: AskableDimension | null;
  /** Its rows have one number. */
  answer: QueryAnswer | undefined;
  /** How many rows have a place, whether or not they are there. */
  rows: number;
  /** Where a row's words are several dimensions. */
  join?: string;
  /** Under which heading it stands. */
  level?: "h2" | "h3";
}

/** The first rows of something, with bars, as on the overview; a press filters the page. */
export function BreakdownList({
  model,
  title,
  metric,
  dimension,
  answer,
  rows,
  join = " ",
  level: Heading = "h2",
}: BreakdownListProps) {
  const results = answer?.results ?? [];
  const largest = Math.max(...results.map(({ metrics }) => metrics[0] ?? 0), 1);
  return (
    <section class="card breakdown list" aria-label={title}>
      <div class="tabs-line">
        <Heading>{title}</Heading>
        <span class="column-names">{metric}</span>
      </div>
      <ul class="rows" style={{ height: `calc(${rows} * var(--row-height))` }}>
        {answer !== undefined && results.length === 0 && <li class="none">{t.rows.none}</li>}
        {results.slice(0, rows).map(({ dimensions, metrics: [count = 0] }) => (
          <li key={dimensions.join("\n")}>
            <ListRow
              model={model}
              dimension={dimension}
              value={dimensions.join(join)}
              count={count ?? 0}
              fraction={(count ?? 0) / largest}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface ListRowProps {
  model: Dashboard;
  dimension: AskableDimension | null;
  value: string;
  count: number;
  fraction: number;
}

function ListRow({ model, dimension, value, count, fraction }: ListRowProps) {
  const name =
    dimension === null ? { text: value, badge: null } : nameValue(dimension, value, t.locale, t.rows.notSet);
  const inside = (
    <>
      <span class="bar" style={{ width: `calc((100% - var(--row-numbers)) * ${fraction.toFixed(4)})` }} />
      <RowName name={name} />
      <span class="count">{formatCount(count)}</span>
    </>
  );
  if (dimension === null) return <div class="row two">{inside}</div>;
  return (
    <button
      type="button"
      class="row two"
      title={t.rows.filterHint(name.text)}
      onClick={(event) => model.choose(dimension, value, event.shiftKey)}
    >
      {inside}
    </button>
  );
}
