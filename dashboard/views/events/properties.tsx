import type { QueryAnswer } from "../../../schema/query.ts";
import { PROP_PREFIX } from "../../../schema/words.ts";
import { t } from "../../messages/index.ts";
import { words } from "../../messages/views/index.ts";
import type { Dashboard } from "../../model.ts";
import { formatCount } from "../../numbers.ts";
import { type Column, DataTable } from "../../view/data-table.tsx";
import { MoreRows } from "../../view/more-rows.tsx";
import { ViewHead } from "../../view/view-head.tsx";
import { WordTabs } from "../../view/word-tabs.tsx";
import { formatAmount } from "./amounts.ts";
import { AGGREGATES_SHOWN } from "./questions.ts";

interface PropertiesProps {
  model: Dashboard;
  keys: readonly string[];
  open: string;
  values: QueryAnswer | undefined;
  numbers: QueryAnswer | undefined;
  rows: number;
  more(): void;
}

type Row = QueryAnswer["results"][number];

/** The properties that events carry; of an open one its values, and what its numbers come to. */
export function Properties({ model, keys, open, values, numbers, rows, more }: PropertiesProps) {
  const w = words.t.events;
  // An open key may not be among the newest events'.
  const offered = open === "" || keys.includes(open) ? keys : [open, ...keys];
  const total = values?.meta.total_rows ?? 0;
  return (
    <section class="card view-card">
      <ViewHead title={w.properties}>
        <WordTabs
          label={w.properties}
          options={offered.map((key) => [key, key] as const)}
          open={open}
          choose={(key) => model.setOwn({ prop: key === open ? "" : key }, "replace")}
        />
      </ViewHead>
      {open === "" ? (
        <p class="faint">{w.chooseProperty}</p>
      ) : (
        <div class="answers">
          <Aggregates answer={numbers} />
          <DataTable<Row>
            caption={open}
            columns={columns(model, open)}
            rows={values?.results ?? null}
            keyOf={({ dimensions: [value = ""] }) => value}
            empty={<p>{t.rows.none}</p>}
            file={`${open}.csv`}
          />
          <MoreRows rows={rows} total={total} more={more} />
        </div>
      )}
    </section>
  );
}

function columns(model: Dashboard, key: string): Column<Row>[] {
  const w = words.t.events;
  return [
    {
      name: "value",
      title: key,
      value: ({ dimensions: [value = ""] }) => value,
      cell: ({ dimensions: [value = ""] }) => (
        <button
          type="button"
          class="row-link prop-value"
          title={t.rows.filterHint(value)}
          onClick={(event) => model.choose(`${PROP_PREFIX}${key}`, value, event.shiftKey)}
        >
          {value}
        </button>
      ),
    },
    {
      ...{ name: "events", title: w.events, isNumber: true },
      value: ({ metrics: [events = null] }) => events,
      cell: ({ metrics: [events] }) => <b>{formatCount(events ?? 0)}</b>,
    },
    {
      ...{ name: "visitors", title: t.metrics.visitors, isNumber: true },
      value: ({ metrics: [, visitors = null] }) => visitors,
      cell: ({ metrics: [, visitors] }) => formatCount(visitors ?? 0),
    },
  ];
}

/** Nothing where no value is a number: then a mean is null. */
function Aggregates({ answer }: { answer: QueryAnswer | undefined }) {
  const metrics = answer?.results[0]?.metrics ?? [];
  const mean = metrics[AGGREGATES_SHOWN.indexOf("avg")] ?? null;
  if (mean === null) return null;
  return (
    <dl class="aggregates">
      {AGGREGATES_SHOWN.map((aggregate, at) => (
        <div key={aggregate}>
          <dt>{words.t.events.aggregates[aggregate]}</dt>
          <dd>{formatAmount(metrics[at] ?? null)}</dd>
        </div>
      ))}
    </dl>
  );
}
