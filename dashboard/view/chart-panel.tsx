import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { formatMetric } from "../numbers.ts";
import type { Series } from "../series.ts";
import { formatBucket, formatPeriod } from "../times.ts";
import { INTERVALS } from "../url.ts";
import { Chart } from "./chart.tsx";
import { ReadOut, readOutText } from "./read-out.tsx";

/** The chart, what its lines are, how finely it is cut, and the table behind it. */
export function ChartPanel({ model }: { model: Dashboard }) {
  const { metric, period, compare } = model.address.value;
  const series = model.series.value;
  const interval = model.interval.value;
  return (
    <div class="chart-panel">
      <div class="chart-head">
        <span class="legend">
          <i class="line" aria-hidden="true" /> {formatPeriod(period)}
        </span>
        {compare && period !== "all" && (
          <span class="legend faint">
            <i class="line dashed" aria-hidden="true" /> {t.chart.previous}
          </span>
        )}
        <IntervalPicker model={model} />
      </div>
      <Chart
        label={t.chart.label(t.metrics[metric], formatPeriod(period))}
        series={series}
        metric={metric}
        interval={interval}
        theme={model.theme.value}
        zoom={model.zoom}
        readOut={(at) => <ReadOut model={model} at={at} />}
        readOutText={(at) => readOutText(model, at)}
      />
      <div class="unseen">{series !== null && <SeriesTable model={model} series={series} />}</div>
    </div>
  );
}

function IntervalPicker({ model }: { model: Dashboard }) {
  const shown = model.interval.value;
  const offered = INTERVALS.filter(
    (interval) => interval === shown || model.intervals.value.includes(interval),
  );
  return (
    <select
      class="interval"
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

function SeriesTable({ model, series }: { model: Dashboard; series: Series }) {
  const { metric } = model.address.value;
  const interval = model.interval.value;
  return (
    <table>
      <caption>{t.metrics[metric]}</caption>
      <thead>
        <tr>
          <th scope="col">{t.chart.time}</th>
          <th scope="col">{t.metrics[metric]}</th>
          {series.previousLabels.length > 0 && <th scope="col">{t.chart.previous}</th>}
        </tr>
      </thead>
      <tbody>
        {series.labels.map((label, at) => (
          // By place, not by label: when clocks go back two hours have one label
          <tr key={at}>
            <th scope="row">
              {formatBucket(label, interval)}
              {at === series.partialFrom && ` (${t.chart.unfinished})`}
            </th>
            <td>{formatMetric(metric, series.current[at] ?? null)}</td>
            {series.previousLabels.length > 0 && <td>{formatMetric(metric, series.previous[at] ?? null)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
