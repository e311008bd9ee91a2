/** All sites side by side, each by its own clock, the most visited first. */
import { useSignal } from "@preact/signals";
import type { ShownParts } from "../../answers.ts";
import type { Site } from "../../api.ts";
import { bucketsOf } from "../../buckets.ts";
import { t } from "../../messages/index.ts";
import { words } from "../../messages/views/index.ts";
import type { Dashboard } from "../../model.ts";
import { changeOf, formatCount, formatMetric } from "../../numbers.ts";
import { intervalOf } from "../../series.ts";
import { formatBucket } from "../../times.ts";
import { About } from "../../view/about.tsx";
import { type Column, DataTable } from "../../view/data-table.tsx";
import { Spark } from "../../view/spark.tsx";
import { TimeBars } from "../../view/time-bars.tsx";
import { useAnswers } from "../../view/use-answers.ts";
import { ViewHead } from "../../view/view-head.tsx";
import { ViewProblem } from "../../view/view-problem.tsx";
import { SITE_METRICS, SITES_A_PAGE, type SiteRow, siteRows, sitesQuestions, TOGETHER } from "./questions.ts";
import "../forms.css";
import "../tables.css";
import "./sites.css";

export { words as catalogue };

export function View({ model }: { model: Dashboard }) {
  const pages = useSignal(1);
  const all = model.session.sites.value;
  const sites = all.slice(0, pages.value * SITES_A_PAGE);
  const w = words.t.sites;
  const answers = useAnswers(model, sitesQuestions(model.address.value, sites, model.askedAt.value));
  return (
    <div class="view-cards" aria-busy={answers.isWaiting.value}>
      <ViewProblem problem={answers.problem.value} />
      {sites.length > 1 && <Together shown={answers.shown.value} />}
      <section class="card view-card answers">
        <ViewHead title={w.title} lead={w.lead}>
          <button type="button" class="pill" onClick={() => model.openView("settings", { section: "sites" })}>
            {words.t.settings.sites.new}
          </button>
        </ViewHead>
        <DataTable
          caption={words.t.sites.title}
          columns={columns(model)}
          rows={siteRows(sites, answers.shown.value)}
          keyOf={({ site }) => site.id}
          empty={<p>{words.t.settings.sites.empty}</p>}
          file="sites.csv"
        />
        {all.length > sites.length && (
          <button
            type="button"
            class="more"
            onClick={() => {
              pages.value += 1;
            }}
          >
            {w.more(formatCount(all.length - sites.length))}
          </button>
        )}
      </section>
    </div>
  );
}

/** What all sites come to together: people who visit two of them count once. */
function Together({ shown }: { shown: ShownParts }) {
  const [row] = shown[`${TOGETHER} sum`]?.answer.results ?? [];
  const buckets = bucketsOf(shown[`${TOGETHER} over`]?.answer, [0, 0]);
  const interval = intervalOf(buckets?.labels ?? []);
  const count = (value: number | null) => formatCount(value ?? 0);
  return (
    <section class="card answers" aria-label={words.t.sites.together}>
      <div class="together">
        {SITE_METRICS.map((metric, at) => (
          <div key={metric} class="number stat">
            <span class="number-name">
              {t.metrics[metric]} <About what={t.metrics[metric]} text={t.definitions[metric]} />
            </span>
            <span class="number-value">
              {row === undefined ? <span class="ghost" /> : formatMetric(metric, row.metrics[at] ?? null)}
            </span>
            <Change
              metric={metric}
              value={row?.metrics[at] ?? null}
              before={row?.comparison?.metrics[at] ?? null}
            />
          </div>
        ))}
      </div>
      <div class="together-over">
        {buckets === null ? (
          <span class="ghost bars-ghost" />
        ) : (
          <TimeBars
            label={words.t.sites.over}
            labels={buckets.labels.map((label) => formatBucket(label, interval))}
            series={[
              { name: t.metrics.visitors, tone: "accent", values: buckets.columns[0] ?? [], format: count },
            ]}
            beside={[{ name: t.metrics.pageviews, values: buckets.columns[1] ?? [], format: count }]}
            isUnfinished={buckets.isUnfinished}
            file="all-sites.csv"
          />
        )}
      </div>
    </section>
  );
}

function columns(model: Dashboard): Column<SiteRow<Site>>[] {
  return [
    {
      name: "site",
      title: words.t.sites.site,
      value: ({ site }) => site.name,
      cell: ({ site }) => (
        <button
          type="button"
          class="row-link site-link"
          onClick={() => {
            model.openSite(site.id);
            model.openView("overview");
          }}
        >
          <span class="mark" aria-hidden="true">
            {[...site.name][0]?.toUpperCase() ?? "·"}
          </span>
          <span>
            {site.name}
            <small>{site.domains.join(", ")}</small>
          </span>
        </button>
      ),
    },
    {
      name: "line",
      title: words.t.sites.line,
      isMinor: true,
      value: () => null,
      cell: ({ line }) => <Spark values={line} />,
    },
    ...SITE_METRICS.map(
      (metric, at): Column<SiteRow<Site>> => ({
        name: metric,
        title: t.metrics[metric],
        definition: t.definitions[metric],
        isNumber: true,
        isMinor: at > 0 && metric !== "pageviews",
        value: ({ numbers }) => numbers?.[at] ?? null,
        cell: ({ numbers, before }) =>
          numbers === null ? (
            <span class="ghost number-ghost" />
          ) : (
            <NumberCell metric={metric} value={numbers[at] ?? null} before={before?.[at] ?? null} />
          ),
      }),
    ),
  ];
}

interface NumberCellProps {
  metric: (typeof SITE_METRICS)[number];
  value: number | null;
  before: number | null;
}

function NumberCell({ metric, value, before }: NumberCellProps) {
  return (
    <span class="site-number">
      {metric === "visitors" ? <b>{formatMetric(metric, value)}</b> : formatMetric(metric, value)}
      <Change metric={metric} value={value} before={before} />
    </span>
  );
}

function Change({ metric, value, before }: NumberCellProps) {
  const change = changeOf(metric, value, before);
  return <small class={`change ${change?.meaning ?? "same"}`}>{change?.text ?? "\u00a0"}</small>;
}
