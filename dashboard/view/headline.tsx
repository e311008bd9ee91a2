import { HEADLINE_METRICS, type HeadlineMetric } from "../cards.ts";
import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { changeOf, formatInFull, formatMetric } from "../numbers.ts";
import { seriesMetrics } from "../questions.ts";
import { columnOfMetric } from "../series.ts";
import { formatPeriod } from "../times.ts";
import { Definition } from "./definition.tsx";
import { Sparkline } from "./sparkline.tsx";

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

interface NumberProps {
  model: Dashboard;
  metric: HeadlineMetric;
  at: number;
}

function HeadlineNumber({ model, metric, at }: NumberProps) {
  const { headline, headlineBefore } = model.overview.shown.value;
  const value = headline?.answer.results[0]?.metrics[at] ?? null;
  const before = headlineBefore?.answer.results[0]?.metrics[at] ?? null;
  const nothingBefore = before === null ? null : model.nothingBefore.value;
  const change = nothingBefore === null ? changeOf(metric, value, before) : null;
  const isDrawn = model.metric.value === metric;
  return (
    <div class={isDrawn ? "number drawn" : "number"} data-metric={metric}>
      <button
        type="button"
        class="number-press"
        aria-pressed={isDrawn}
        onClick={() => model.setMetric(metric)}
      >
        <span class="number-name">{t.metrics[metric]}</span>
        <span class="number-value" title={formatInFull(metric, value)}>
          {headline === undefined ? <span class="ghost" /> : formatMetric(metric, value)}
        </span>
        {nothingBefore === null ? (
          <span
            class={`change ${change?.meaning ?? "same"}`}
            title={before === null ? undefined : t.before(formatInFull(metric, before))}
          >
            {change?.text ?? "\u00a0"}
          </span>
        ) : (
          <span
            class="change same"
            title={t.nothingBefore.why(formatPeriod({ from: nothingBefore, to: nothingBefore }))}
          >
            {t.nothingBefore.text}
          </span>
        )}
        <Trend model={model} metric={metric} />
      </button>
      <Definition model={model} metric={metric} id={headline?.answer.meta.definitions[metric]} />
    </div>
  );
}

/** Of the chart's own answer, which holds every headline metric. */
function Trend({ model, metric }: { model: Dashboard; metric: HeadlineMetric }) {
  const answer = model.overview.shown.value.series?.answer;
  if (answer === undefined) return <span class="sparkline" />;
  return <Sparkline values={columnOfMetric(seriesMetrics(metric), metric, answer)} />;
}
