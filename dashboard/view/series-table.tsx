import type { ChartMetric } from "../cards.ts";
import { t } from "../messages/index.ts";
import { formatInFull } from "../numbers.ts";
import type { Mark, Series } from "../series.ts";
import { formatBucket } from "../times.ts";
import type { Interval } from "../url.ts";

export interface SeriesTableProps {
  series: Series;
  metric: ChartMetric;
  interval: Interval;
  marks: readonly Mark[];
}

/** The chart as a table: each bucket, what it is compared with, and what happened then. */
export function SeriesTable({ series, metric, interval, marks }: SeriesTableProps) {
  const hasPrevious = series.previousLabels.length > 0;
  return (
    <table class="details series-table">
      <caption class="unseen">{t.metrics[metric]}</caption>
      <thead>
        <tr>
          <th scope="col">{t.chart.time}</th>
          <th scope="col">{t.metrics[metric]}</th>
          {hasPrevious && <th scope="col">{t.chart.previous}</th>}
        </tr>
      </thead>
      <tbody>
        {series.labels.map((label, at) => (
          // By place, not by label: when clocks go back two hours have one label
          <tr key={at}>
            <th scope="row">
              {formatBucket(label, interval)}
              {at === series.partialFrom && <small> ({t.chart.unfinished})</small>}
              {marks
                .filter((mark) => mark.at === at)
                .map(({ id, text }) => (
                  <small key={id} dir="auto">
                    {" "}
                    · {text}
                  </small>
                ))}
            </th>
            <td>{formatInFull(metric, series.current[at] ?? null)}</td>
            {hasPrevious && <td>{formatInFull(metric, series.previous[at] ?? null)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
