/** Visitors now: asked every few seconds while somebody looks. */
import { useModel } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { AnswersModel } from "../../answers.ts";
import { bucketsOf } from "../../buckets.ts";
import { t } from "../../messages/index.ts";
import { words } from "../../messages/views/index.ts";
import type { Dashboard } from "../../model.ts";
import { formatCount } from "../../numbers.ts";
import { formatBucket } from "../../times.ts";
import { BreakdownList } from "../../view/breakdown-list.tsx";
import { TimeBars } from "../../view/time-bars.tsx";
import { ViewProblem } from "../../view/view-problem.tsx";
import { WordTabs } from "../../view/word-tabs.tsx";
import { NOW_DIMENSIONS, NOW_ROWS, nowQuestions, parseSpan, type Span } from "./questions.ts";
import "../forms.css";
import "../tables.css";
import "./now.css";

export { words as catalogue };

/** An event takes about two seconds to become visible. */
const POLL_MS = 4_000;

export function View({ model }: { model: Dashboard }) {
  const span = parseSpan(model.address.value.own.minutes);
  const answers = useNow(model, span);
  const { five, thirty, bars } = answers.shown.value;
  const w = words.t.now;
  const buckets = bucketsOf(bars?.answer, [0, 0]);
  const count = (value: number | null) => formatCount(value ?? 0);
  const numberOf = (part: typeof five, at: number) =>
    part === undefined ? null : formatCount(part.answer.results[0]?.metrics[at] ?? 0);
  return (
    <div class="view-cards">
      <ViewProblem problem={answers.problem.value} />
      <section class="card" aria-label={w.title}>
        <div class="now-numbers" aria-live="polite">
          <NowNumber name={w.five} value={numberOf(five, 0)} isLive />
          <NowNumber name={w.thirty} value={numberOf(thirty, 0)} />
          <NowNumber name={w.pageviews} value={numberOf(thirty, 1)} />
          <NowNumber name={w.events} value={numberOf(thirty, 2)} />
        </div>
        <div class="now-bars">
          {buckets === null ? (
            <span class="ghost bars-ghost" />
          ) : (
            <TimeBars
              label={w.over}
              labels={buckets.labels.map((label) => formatBucket(label, "minute"))}
              series={[
                { name: t.metrics.visitors, tone: "accent", values: buckets.columns[0] ?? [], format: count },
              ]}
              beside={[{ name: t.metrics.pageviews, values: buckets.columns[1] ?? [], format: count }]}
              isUnfinished
              file="now.csv"
            />
          )}
        </div>
      </section>
      <div class="now-span">
        <WordTabs
          label={w.span}
          options={[
            ["5", w.lastFive],
            ["30", w.lastThirty],
          ]}
          open={String(span)}
          choose={(word) => model.setOwn({ minutes: word === "5" ? "" : word }, "replace")}
        />
      </div>
      <div class="cards">
        {NOW_DIMENSIONS.map((dimension) => (
          <BreakdownList
            key={dimension}
            model={model}
            title={w.cards[dimension]}
            metric={dimension === "event:name" ? words.t.events.events : t.metrics.visitors}
            dimension={dimension}
            answer={answers.shown.value[dimension]?.answer}
            rows={NOW_ROWS}
          />
        ))}
      </div>
    </div>
  );
}

/** Asks now, and again and again; not while nobody looks. */
function useNow(model: Dashboard, span: Span): InstanceType<typeof AnswersModel> {
  const answers = useModel(() => new AnswersModel(model.api, new Map()));
  const site = model.site.value;
  useEffect(() => {
    if (site === null) return;
    const ask = () => {
      if (document.visibilityState === "visible" && !answers.isPending())
        void answers.load(nowQuestions(site, Date.now(), span), "all");
    };
    ask();
    const timer = setInterval(ask, POLL_MS);
    document.addEventListener("visibilitychange", ask);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", ask);
    };
  }, [site?.id, span]);
  return answers;
}

function NowNumber({
  name,
  value,
  isLive = false,
}: {
  name: string;
  value: string | null;
  isLive?: boolean;
}) {
  return (
    <div class="number stat">
      <span class="number-name">{name}</span>
      <span class="number-value">
        {value === null ? <span class="ghost" /> : value}
        {isLive && value !== null && <i class={value === "0" ? "dot" : "dot live"} aria-hidden="true" />}
      </span>
    </div>
  );
}
