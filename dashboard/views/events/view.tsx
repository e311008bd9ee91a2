/** The explorer: a site's events, one of them over time, its properties, and single events. */
import { useSignal } from "@preact/signals";
import type { QueryAnswer } from "../../../schema/query.ts";
import { bucketsOf } from "../../buckets.ts";
import { t } from "../../messages/index.ts";
import { words } from "../../messages/views/index.ts";
import type { Dashboard } from "../../model.ts";
import { formatCount } from "../../numbers.ts";
import { intervalOf } from "../../series.ts";
import { formatBucket } from "../../times.ts";
import { classesOf, EventList, useEvents } from "../../view/event-list.tsx";
import { useRows } from "../../view/more-rows.tsx";
import { TimeBars } from "../../view/time-bars.tsx";
import { useAnswers } from "../../view/use-answers.ts";
import { ViewHead } from "../../view/view-head.tsx";
import { ViewProblem } from "../../view/view-problem.tsx";
import { Properties } from "./properties.tsx";
import {
  eventFilters,
  explorerQuestions,
  keysOf,
  LISTED_EVENTS,
  type Looking,
  VALUE_ROWS,
} from "./questions.ts";
import "../forms.css";
import "../tables.css";
import "./events.css";

export { words as catalogue };

export function View({ model }: { model: Dashboard }) {
  const site = model.site.value;
  const { event = "", prop = "" } = model.address.value.own;
  const { rows, more } = useRows(`${event} ${prop}`, VALUE_ROWS);
  const looking: Looking = { event, prop, rows };
  const answers = useAnswers(
    model,
    site === null ? {} : explorerQuestions(model.address.value, site, model.askedAt.value, looking),
  );
  const { names, over, values, numbers } = answers.shown.value;
  const mayList = !model.api.isShared();
  const listed = useEvents(
    model,
    site === null || !mayList
      ? null
      : {
          site_id: site.id,
          date_range: model.period.value.range,
          filters: eventFilters(model.address.value, looking),
          traffic: classesOf(model.address.value),
          limit: LISTED_EVENTS,
        },
  );
  const keys = keysOf(listed.events ?? []);
  return (
    <div class="explorer" aria-busy={answers.isWaiting.value}>
      <Names model={model} open={event} answer={names?.answer} />
      <div class="view-cards">
        <ViewProblem problem={answers.problem.value} />
        <section class="card view-card answers">
          <ViewHead title={event === "" ? words.t.events.all : event} />
          <Over answer={over?.answer} name={event} />
        </section>
        {(keys.length > 0 || prop !== "") && (
          <Properties
            model={model}
            keys={keys.map(({ key }) => key)}
            open={prop}
            values={values?.answer}
            numbers={numbers?.answer}
            rows={rows}
            more={more}
          />
        )}
        {mayList && (
          <section class="card view-card">
            <ViewHead title={words.t.events.newest} />
            <EventList model={model} listed={listed} />
          </section>
        )}
      </div>
    </div>
  );
}

interface NamesProps {
  model: Dashboard;
  /** Empty: all. */
  open: string;
  answer: QueryAnswer | undefined;
}

/** All names, with how often each came; a search where they are many. */
function Names({ model, open, answer }: NamesProps) {
  const search = useSignal("");
  const w = words.t.events;
  const rows = answer?.results ?? [];
  const largest = Math.max(...rows.map(({ metrics }) => metrics[0] ?? 0), 1);
  const found = rows.filter(({ dimensions: [name = ""] }) =>
    name.toLowerCase().includes(search.value.toLowerCase()),
  );
  const choose = (event: string) => model.setOwn({ event, prop: "" });
  return (
    <section class="card event-names answers" aria-label={w.title}>
      <input
        type="search"
        aria-label={w.search}
        placeholder={w.search}
        value={search}
        onInput={(event) => {
          search.value = event.currentTarget.value;
        }}
      />
      <ul class="rows">
        <li>
          <button type="button" class="row two" aria-pressed={open === ""} onClick={() => choose("")}>
            <span class="row-name">{w.all}</span>
          </button>
        </li>
        {found.map(({ dimensions: [name = ""], metrics: [events = 0, visitors = 0] }) => (
          <li key={name}>
            <button
              type="button"
              class="row two"
              aria-pressed={open === name}
              title={w.counts(formatCount(events ?? 0), formatCount(visitors ?? 0))}
              onClick={() => choose(name)}
            >
              <span
                class="bar"
                style={{
                  width: `calc((100% - var(--row-numbers)) * ${((events ?? 0) / largest).toFixed(4)})`,
                }}
              />
              <span class="row-name" dir="auto">
                {name}
              </span>
              <span class="count">{formatCount(events ?? 0)}</span>
            </button>
          </li>
        ))}
        {answer !== undefined && found.length === 0 && <li class="none">{t.rows.none}</li>}
      </ul>
    </section>
  );
}

function Over({ answer, name }: { answer: QueryAnswer | undefined; name: string }) {
  const buckets = bucketsOf(answer, [0, 0]);
  const w = words.t.events;
  if (buckets === null) return <span class="ghost bars-ghost" />;
  const interval = intervalOf(buckets.labels);
  const count = (value: number | null) => formatCount(value ?? 0);
  return (
    <TimeBars
      label={w.over(name === "" ? w.all : name)}
      labels={buckets.labels.map((label) => formatBucket(label, interval))}
      series={[{ name: w.events, tone: "accent", values: buckets.columns[0] ?? [], format: count }]}
      beside={[{ name: t.metrics.visitors, values: buckets.columns[1] ?? [], format: count }]}
      isUnfinished={buckets.isUnfinished}
      file={`events-${name}.csv`}
    />
  );
}
