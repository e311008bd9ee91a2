/** Web vitals: the 75th percentile of each, how its values were rated over time, and where. */
import type { QueryAnswer } from "../../../schema/query.ts";
import { bucketsOf } from "../../buckets.ts";
import { nameDimension } from "../../dimensions.ts";
import { t } from "../../messages/index.ts";
import { words } from "../../messages/views/index.ts";
import type { Dashboard } from "../../model.ts";
import { formatCount } from "../../numbers.ts";
import { nameValue } from "../../places.ts";
import { formatShare } from "../../rates.ts";
import { intervalOf } from "../../series.ts";
import { formatBucket } from "../../times.ts";
import { RowName } from "../../view/breakdown.tsx";
import { type Column, DataTable } from "../../view/data-table.tsx";
import { MoreRows, useRows } from "../../view/more-rows.tsx";
import { TimeBars } from "../../view/time-bars.tsx";
import { useAnswers } from "../../view/use-answers.ts";
import { ViewHead } from "../../view/view-head.tsx";
import { ViewProblem } from "../../view/view-problem.tsx";
import { WordTabs } from "../../view/word-tabs.tsx";
import {
  parseVitalDimension,
  VITAL_DIMENSIONS,
  VITAL_ROWS,
  type VitalDimension,
  vitalsQuestions,
} from "./questions.ts";
import { limitsOf, parseVital, ratingOf, VITALS, type Vital } from "./thresholds.ts";
import { formatVital } from "./values.ts";
import "../forms.css";
import "../tables.css";
import "./vitals.css";

export { words as catalogue };

type Metrics = readonly (number | null)[];

export function View({ model }: { model: Dashboard }) {
  const site = model.site.value;
  const vital = parseVital(model.address.value.own.vital);
  const by = parseVitalDimension(model.address.value.own.by);
  const { rows, more } = useRows(`${vital} ${by}`, VITAL_ROWS);
  const answers = useAnswers(
    model,
    site === null ? {} : vitalsQuestions(model.address.value, site, model.askedAt.value, vital, by, rows),
  );
  const { vitals, over, by: broken } = answers.shown.value;
  const byVital = new Map(vitals?.answer.results.map(({ dimensions: [name], metrics }) => [name, metrics]));
  const isEmpty = vitals !== undefined && byVital.size === 0;
  return (
    <div class="view-cards" aria-busy={answers.isWaiting.value}>
      <ViewProblem problem={answers.problem.value} />
      <section class="card answers" aria-label={words.t.vitals.title}>
        <div class="vitals">
          {VITALS.map((name) => (
            <VitalNumber
              key={name}
              vital={name}
              isOpen={name === vital}
              metrics={vitals === undefined ? null : (byVital.get(name) ?? [null, null, null, null, 0])}
              open={() => model.setOwn({ vital: name === "LCP" ? "" : name }, "replace")}
            />
          ))}
        </div>
        {isEmpty ? (
          <Empty model={model} />
        ) : (
          <div class="vital-over">
            <Over model={model} vital={vital} answer={over?.answer} />
          </div>
        )}
      </section>
      {!isEmpty && (
        <section class="card view-card answers">
          <ViewHead title={words.t.vitals.names[vital]} lead={aboutVital(vital)}>
            <WordTabs
              label={words.t.vitals.by}
              options={VITAL_DIMENSIONS.map((word) => [word, dimensionName(word)] as const)}
              open={by}
              choose={(word) => model.setOwn({ by: word === "event:page" ? "" : word }, "replace")}
            />
          </ViewHead>
          <ByTable model={model} vital={vital} by={by} answer={broken?.answer} />
          <MoreRows rows={rows} total={broken?.answer.meta.total_rows ?? 0} more={more} />
        </section>
      )}
    </div>
  );
}

const dimensionName = (dimension: VitalDimension): string =>
  dimension === "event:page_group" || dimension === "event:vital_target"
    ? words.t.vitals.dimensions[dimension]
    : nameDimension(dimension);

function aboutVital(vital: Vital): string {
  const w = words.t.vitals;
  const [goodTo, poorFrom] = limitsOf(vital);
  return `${w.definitions[vital]} ${w.limits(formatVital(vital, goodTo), formatVital(vital, poorFrom))}`;
}

interface NumberProps {
  vital: Vital;
  isOpen: boolean;
  metrics: Metrics | null;
  open(): void;
}

function VitalNumber({ vital, isOpen, metrics, open }: NumberProps) {
  const w = words.t.vitals;
  const [p75 = null, good = null, middling = null, poor = null, reports = 0] = metrics ?? [];
  const rating = ratingOf(vital, p75);
  return (
    <button
      type="button"
      class="number stat vital"
      aria-pressed={isOpen}
      title={aboutVital(vital)}
      onClick={open}
    >
      <span class="number-name">
        {vital} <span class="vital-name">{w.names[vital]}</span>
      </span>
      <span class="number-value">{metrics === null ? <span class="ghost" /> : formatVital(vital, p75)}</span>
      <RatingBar shares={[good, middling, poor]} />
      <span class={`rating ${rating ?? ""}`}>
        {rating === null ? "\u00a0" : w.ratings[rating]}
        <span class="faint"> {reports === 0 ? "" : w.reports(formatCount(reports ?? 0))}</span>
      </span>
    </button>
  );
}

const TONES = ["good", "middling", "poor"] as const;

/** Shares of the ratings, in the same order everywhere: good, middling, poor. */
const RatingBar = ({ shares }: { shares: Metrics }) => (
  <span class="rating-bar" aria-hidden="true">
    {TONES.map((tone, at) => (
      <i key={tone} class={tone} style={{ width: `${shares[at] ?? 0}%` }} />
    ))}
  </span>
);

function Over({ model, vital, answer }: { model: Dashboard; vital: Vital; answer: QueryAnswer | undefined }) {
  const buckets = bucketsOf(answer, [null, null, null, null, 0]);
  if (buckets === null) return <span class="ghost bars-ghost" />;
  const interval = intervalOf(buckets.labels);
  const [p75 = [], ...shares] = buckets.columns;
  return (
    <TimeBars
      label={words.t.vitals.over(vital)}
      labels={buckets.labels.map((label) => formatBucket(label, interval))}
      series={TONES.map((tone, at) => ({
        ...{ name: words.t.vitals.ratings[tone], tone, values: shares[at] ?? [] },
        format: formatShare,
      }))}
      beside={[{ name: "p75", values: p75, format: (value) => formatVital(vital, value) }]}
      isUnfinished={buckets.isUnfinished}
      file={`${model.site.value?.name ?? ""}-${vital}.csv`}
    />
  );
}

interface ByProps {
  model: Dashboard;
  vital: Vital;
  by: VitalDimension;
  answer: QueryAnswer | undefined;
}

type Row = QueryAnswer["results"][number];

function ByTable({ model, vital, by, answer }: ByProps) {
  return (
    <DataTable<Row>
      caption={`${words.t.vitals.names[vital]}, ${dimensionName(by)}`}
      columns={byColumns(model, vital, by)}
      rows={answer?.results ?? null}
      keyOf={({ dimensions: [value = ""] }) => value}
      empty={<p>{t.rows.none}</p>}
      file={`${vital}-${by}.csv`}
    />
  );
}

function byColumns(model: Dashboard, vital: Vital, by: VitalDimension): Column<Row>[] {
  const w = words.t.vitals;
  return [
    {
      name: "value",
      title: dimensionName(by),
      value: ({ dimensions: [value = ""] }) => value,
      cell: ({ dimensions: [value = ""] }) => <Value model={model} by={by} value={value} />,
    },
    {
      ...{ name: "p75", title: "p75", definition: w.p75, isNumber: true },
      value: ({ metrics: [p75 = null] }) => p75,
      cell: ({ metrics: [p75 = null] }) => (
        <b class={`rating ${ratingOf(vital, p75) ?? ""}`}>{formatVital(vital, p75)}</b>
      ),
    },
    {
      ...{ name: "ratings", title: w.ratings.good, isNumber: true },
      value: ({ metrics: [, good = null] }) => good,
      cell: ({ metrics: [, good = null, middling = null, poor = null] }) => (
        <span class="shares">
          {formatShare(good)} <RatingBar shares={[good, middling, poor]} />
        </span>
      ),
    },
    {
      ...{ name: "reports", title: w.count, isNumber: true, isMinor: true },
      value: ({ metrics: [, , , , reports = null] }) => reports,
      cell: ({ metrics: [, , , , reports = null] }) => formatCount(reports ?? 0),
    },
  ];
}

/** What the page can be filtered by filters it. */
function Value({ model, by, value }: { model: Dashboard; by: VitalDimension; value: string }) {
  if (by === "event:page_group" || by === "event:vital_target") {
    return <span dir="auto">{value}</span>;
  }
  const name = nameValue(by, value, t.locale, t.rows.notSet);
  return (
    <button
      type="button"
      class="row-link"
      title={t.rows.filterHint(name.text)}
      onClick={(event) => model.choose(by, value, event.shiftKey)}
    >
      <RowName name={name} />
    </button>
  );
}

function Empty({ model }: { model: Dashboard }) {
  return (
    <div class="empty">
      <p>{words.t.vitals.empty}</p>
      <code class="tag">data-modules="vitals"</code>
      <button type="button" class="pill" onClick={() => model.openView("settings", { section: "snippet" })}>
        {words.t.settings.pages.snippet}
      </button>
    </div>
  );
}
