/** Errors of the site's scripts: how many, which, and of one of them where and how it happens. */
import type { Questions } from "../../answers.ts";
import { bucketsOf } from "../../buckets.ts";
import { nameDimension } from "../../dimensions.ts";
import { t } from "../../messages/index.ts";
import { words } from "../../messages/views/index.ts";
import type { Dashboard } from "../../model.ts";
import { formatMoment, viewersMoment } from "../../moments.ts";
import { formatCount } from "../../numbers.ts";
import { intervalOf } from "../../series.ts";
import { formatBucket } from "../../times.ts";
import { BreakdownList } from "../../view/breakdown-list.tsx";
import { type Column, DataTable } from "../../view/data-table.tsx";
import { Dialog } from "../../view/dialog.tsx";
import { classesOf, EventList, useEvents } from "../../view/event-list.tsx";
import { MoreRows, useRows } from "../../view/more-rows.tsx";
import { Spark } from "../../view/spark.tsx";
import { TimeBars } from "../../view/time-bars.tsx";
import { useAnswers } from "../../view/use-answers.ts";
import { ViewHead } from "../../view/view-head.tsx";
import { ViewProblem } from "../../view/view-problem.tsx";
import {
  ERROR_ROWS,
  type ErrorGroup,
  errorFilters,
  errorGroups,
  errorQuestions,
  errorsQuestions,
  IS_ERROR,
  lastSeenOf,
  NEWEST_ERRORS,
} from "./questions.ts";
import "../forms.css";
import "../tables.css";
import "./errors.css";

export { words as catalogue };

export function View({ model }: { model: Dashboard }) {
  const site = model.site.value;
  const open = model.address.value.own.error;
  const shown = useRows("", ERROR_ROWS);
  const answers = useAnswers(
    model,
    site === null ? {} : errorsQuestions(model.address.value, site, model.askedAt.value, shown.rows),
  );
  // A share reads no single events: it has the bucket.
  const newest = useEvents(
    model,
    site === null || model.api.isShared()
      ? null
      : {
          site_id: site.id,
          date_range: model.period.value.range,
          filters: [...model.address.value.filters, IS_ERROR],
          traffic: classesOf(model.address.value),
          limit: NEWEST_ERRORS,
        },
  );
  const seen = lastSeenOf(newest.events ?? []);
  const { over, groups, when } = answers.shown.value;
  const buckets = bucketsOf(over?.answer, [0, 0]);
  const rows = errorGroups(groups?.answer, when?.answer, buckets?.labels ?? []);
  const interval = intervalOf(buckets?.labels ?? []);
  const total = groups?.answer.meta.total_rows ?? 0;
  if (rows?.length === 0) return <Empty model={model} />;
  return (
    <div class="view-cards" aria-busy={answers.isWaiting.value}>
      <section class="card view-card answers">
        <ViewHead title={words.t.errors.title} />
        <ViewProblem problem={answers.problem.value} />
        {buckets === null ? (
          <span class="ghost bars-ghost" />
        ) : (
          <TimeBars
            label={words.t.errors.over}
            labels={buckets.labels.map((label) => formatBucket(label, interval))}
            series={[
              { name: words.t.errors.count, tone: "poor", values: buckets.columns[0] ?? [], format: count },
            ]}
            beside={[{ name: t.metrics.visitors, values: buckets.columns[1] ?? [], format: count }]}
            isUnfinished={buckets.isUnfinished}
            file="errors-over-time.csv"
          />
        )}
      </section>
      <section class="card view-card answers">
        <DataTable
          caption={words.t.errors.title}
          columns={columns(model, seen, (label) => formatBucket(label, interval))}
          rows={rows}
          keyOf={({ message }) => message}
          empty={null}
          file="errors.csv"
        />
        <MoreRows {...shown} total={total} />
      </section>
      {open !== undefined && (
        <Dialog title={words.t.errors.one} size="wide" close={() => model.setOwn({ error: "" })}>
          <OneError model={model} message={open} />
        </Dialog>
      )}
    </div>
  );
}

const count = (value: number | null): string => formatCount(value ?? 0);

function columns(
  model: Dashboard,
  seen: ReadonlyMap<string, string>,
  bucketName: (label: string) => string,
): Column<ErrorGroup>[] {
  const w = words.t.errors;
  return [
    {
      name: "message",
      title: w.message,
      value: ({ message }) => message,
      cell: ({ message }) => (
        <button type="button" class="row-link error-message" onClick={() => model.setOwn({ error: message })}>
          {message}
        </button>
      ),
    },
    {
      name: "line",
      title: w.line,
      isMinor: true,
      value: () => null,
      cell: ({ line }) => <Spark values={line} />,
    },
    {
      ...{ name: "count", title: w.count, isNumber: true, definition: w.definitions.count },
      value: ({ events }) => events,
      cell: ({ events }) => <b>{formatCount(events)}</b>,
    },
    {
      ...{ name: "visitors", title: t.metrics.visitors, isNumber: true, definition: w.definitions.visitors },
      value: ({ visitors }) => visitors,
      cell: ({ visitors }) => formatCount(visitors),
    },
    {
      ...{ name: "seen", title: w.lastSeen, isNumber: true, isMinor: true },
      value: ({ message, lastSeen }) => seen.get(message) ?? lastSeen,
      cell: ({ message, lastSeen }) => (
        <LastSeen
          at={seen.get(message)}
          bucket={lastSeen === null ? "–" : bucketName(lastSeen)}
          zone={model.zone.value}
        />
      ),
    },
  ];
}

/** The time itself where it is known, else the bucket that it lies in. */
const LastSeen = ({ at, bucket, zone }: { at: string | undefined; bucket: string; zone: string }) =>
  at === undefined ? (
    <span>{bucket}</span>
  ) : (
    <time dateTime={at} title={viewersMoment(at, zone)}>
      {formatMoment(at, zone, "minute")}
    </time>
  );

/** Its lists, each with what the rows are called and whether they can be filtered by. */
const LISTS = ["event:page", "visit:browser", "visit:os"] as const;
const LIST_ROWS = 5;

function OneError({ model, message }: { model: Dashboard; message: string }) {
  const site = model.site.value;
  const questions: Questions =
    site === null ? {} : errorQuestions(model.address.value, site, model.askedAt.value, message);
  const answers = useAnswers(model, questions);
  const listed = useEvents(
    model,
    site === null
      ? null
      : {
          site_id: site.id,
          date_range: model.period.value.range,
          filters: errorFilters(model.address.value, message),
          traffic: classesOf(model.address.value),
          limit: 20,
        },
  );
  const [numbers] = answers.shown.value.error?.answer.results ?? [];
  const w = words.t.errors;
  return (
    <div class="one-error" aria-busy={answers.isWaiting.value}>
      <p class="error-text" dir="auto">
        {message}
      </p>
      <p class="lead">{w.sum(count(numbers?.metrics[0] ?? null), count(numbers?.metrics[1] ?? null))}</p>
      <div class="cards">
        <BreakdownList
          model={model}
          title={w.where}
          metric={w.count}
          dimension={null}
          answer={answers.shown.value["event:error_file"]?.answer}
          rows={LIST_ROWS}
          join=":"
          level="h3"
        />
        {LISTS.map((dimension) => (
          <BreakdownList
            key={dimension}
            model={model}
            title={nameDimension(dimension)}
            metric={w.count}
            dimension={dimension}
            answer={answers.shown.value[dimension]?.answer}
            rows={LIST_ROWS}
            level="h3"
          />
        ))}
      </div>
      <h3>{w.newest}</h3>
      <EventList model={model} listed={listed} />
    </div>
  );
}

function Empty({ model }: { model: Dashboard }) {
  const isFiltered = model.address.value.filters.length > 0;
  return (
    <section class="card view-card">
      <ViewHead title={words.t.errors.title} />
      <div class="empty">
        <p>{isFiltered ? t.rows.noneFiltered : words.t.errors.empty}</p>
        <code class="tag">data-modules="errors"</code>
        <button type="button" class="pill" onClick={() => model.openView("settings", { section: "snippet" })}>
          {words.t.settings.pages.snippet}
        </button>
      </div>
    </section>
  );
}
