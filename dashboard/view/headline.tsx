import { HEADLINE_METRICS, type HeadlineMetric } from "../cards.ts";
import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { changeOf, formatInFull, formatMetric } from "../numbers.ts";

/** The numbers that answer the question; pressing one draws it over time. */
export function Headline({ model }: { model: Dashboard }) {
  return (
    <div class="headline">
      {HEADLINE_METRICS.map((metric, at) => (
        <HeadlineNumber key={metric} model={model} metric={metric} at={at} />
      ))}
    </div>
  );
}

function HeadlineNumber({ model, metric, at }: { model: Dashboard; metric: HeadlineMetric; at: number }) {
  const { headline, headlineBefore } = model.overview.shown.value;
  const value = headline?.answer.results[0]?.metrics[at] ?? null;
  const before = headlineBefore?.answer.results[0]?.metrics[at] ?? null;
  const change = changeOf(metric, value, before);
  return (
    <button
      type="button"
      class="number"
      aria-pressed={model.address.value.metric === metric}
      title={t.definitions[metric]}
      data-metric={metric}
      onClick={() => model.setMetric(metric)}
    >
      <span class="number-name">{t.metrics[metric]}</span>
      <span class="number-value" title={formatInFull(metric, value)}>
        {headline === undefined ? <span class="ghost" /> : formatMetric(metric, value)}
      </span>
      <span
        class={`change ${change?.meaning ?? "same"}`}
        title={before === null ? undefined : t.before(formatInFull(metric, before))}
      >
        {change?.text ?? "\u00a0"}
      </span>
    </button>
  );
}
