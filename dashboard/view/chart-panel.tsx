import { CHART_METRICS } from "../cards.ts";
import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { chartMetricsUnder } from "../questions.ts";
import { formatPeriod } from "../times.ts";
import { INTERVALS } from "../url.ts";
import { ChartTools } from "./chart-tools.tsx";
import { lazy } from "./lazy.tsx";
import { ReadOut, readOutText } from "./read-out.tsx";
import { SeriesTable } from "./series-table.tsx";
import { Unhurried } from "./unhurried.tsx";

/** uPlot is half of the page's code, and the numbers need not wait for it. */
const Chart = lazy(() => import("./chart.tsx").then((module) => module.Chart), { Waiting: EmptyChart });

/** The chart, what its lines are, how finely it is cut, and the table behind it. */
export function ChartPanel({ model }: { model: Dashboard }) {
  const { period, compare, asTable } = model.address.value;
  const metric = model.metric.value;
  const series = model.series.value;
  const table = series && { series, metric, interval: model.interval.value, marks: model.marks.value };
  return (
    <div class="chart-panel">
      <div class="chart-head">
        <MetricPicker model={model} />
        <span class="legend">
          <i class="line" aria-hidden="true" /> {formatPeriod(period)}
        </span>
        {compare !== "off" && period !== "all" && (
          <span class="legend faint">
            <i class="line dashed" aria-hidden="true" /> {t.dates.compared[compare]}
          </span>
        )}
        <div class="chart-choices">
          <IntervalPicker model={model} />
          <ChartTools model={model} />
        </div>
      </div>
      {asTable ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1)
        <section class="chart as-table" tabIndex={0} aria-label={t.chart.table}>
          {table !== null && <SeriesTable {...table} />}
        </section>
      ) : (
        <>
          <Chart
            label={t.chart.label(t.metrics[metric], formatPeriod(period))}
            series={series}
            metric={metric}
            interval={model.interval.value}
            theme={model.theme.value}
            marks={model.marks.value}
            zoom={model.zoom}
            readOut={(at) => <ReadOut model={model} at={at} />}
            readOutText={(at) => readOutText(model, at)}
          />
          <div class="unseen">
            <Unhurried Part={SeriesTable} props={table} />
          </div>
        </>
      )}
    </div>
  );
}

function EmptyChart() {
  return (
    <div class="chart empty">
      <span class="ghost chart-ghost" />
    </div>
  );
}

/** Pressing a number draws it; here are those too that stand nowhere else. */
function MetricPicker({ model }: { model: Dashboard }) {
  const offered = chartMetricsUnder(model.address.value.filters);
  return (
    <select
      class="chart-choice metric-choice"
      aria-label={t.chart.metric}
      value={model.metric.value}
      onChange={(event) => {
        const chosen = CHART_METRICS.find((metric) => metric === event.currentTarget.value);
        model.setMetric(chosen ?? "visitors");
      }}
    >
      {offered.map((metric) => (
        <option key={metric} value={metric}>
          {t.metrics[metric]}
        </option>
      ))}
    </select>
  );
}

function IntervalPicker({ model }: { model: Dashboard }) {
  const shown = model.interval.value;
  const offered = INTERVALS.filter(
    (interval) => interval === shown || model.intervals.value.includes(interval),
  );
  return (
    <select
      class="chart-choice"
      aria-label={t.interval}
      value={shown}
      onChange={(event) => {
        const chosen = offered.find((interval) => interval === event.currentTarget.value);
        model.setInterval(chosen ?? null);
      }}
    >
      {offered.map((interval) => (
        <option key={interval} value={interval}>
          {t.intervals[interval]}
        </option>
      ))}
    </select>
  );
}
