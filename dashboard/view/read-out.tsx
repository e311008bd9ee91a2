import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { changeOf, formatInFull } from "../numbers.ts";
import { formatBucket } from "../times.ts";

/** What the pointer, or an arrow key, points at. */
export function ReadOut({ model, at }: { model: Dashboard; at: number }) {
  const series = model.series.value;
  if (series === null) return null;
  const metric = model.metric.value;
  const interval = model.interval.value;
  const [value = null, before = null] = [series.current[at], series.previous[at]];
  const [label, labelBefore] = [series.labels[at], series.previousLabels[at]];
  const change = at < series.partialFrom ? changeOf(metric, value, before) : null;
  return (
    <dl>
      {label !== undefined && (
        <div>
          <dt>
            {formatBucket(label, interval)}
            {at === series.partialFrom && <small> {t.chart.unfinished}</small>}
          </dt>
          <dd>{formatInFull(metric, value)}</dd>
        </div>
      )}
      {labelBefore !== undefined && (
        <div class="faint">
          <dt>{formatBucket(labelBefore, interval)}</dt>
          <dd>{formatInFull(metric, before)}</dd>
        </div>
      )}
      {change !== null && <div class={`change ${change.meaning}`}>{change.text}</div>}
      {model.marks.value
        .filter((mark) => mark.at === at)
        .map(({ id, text }) => (
          <div key={id} class="mark-text" dir="auto">
            {text}
          </div>
        ))}
    </dl>
  );
}

/** The same in one sentence, for whoever does not see it. */
export function readOutText(model: Dashboard, at: number): string {
  const series = model.series.value;
  const metric = model.metric.value;
  const label = series?.labels[at];
  if (series === null || label === undefined) return "";
  const value = formatInFull(metric, series.current[at] ?? null);
  const happened = model.marks.value.filter((mark) => mark.at === at).map((mark) => mark.text);
  return [`${formatBucket(label, model.interval.value)}: ${value}`, ...happened].join(". ");
}
