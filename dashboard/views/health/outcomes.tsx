import { useEffect, useMemo } from "preact/hooks";
import type { OutcomesAnswer } from "../../../schema/outcome-input.ts";
import { formatCount } from "../../numbers.ts";
import { createResource } from "../../resource.ts";
import { formatBucket } from "../../times.ts";
import { TimeBars } from "../../view/time-bars.tsx";
import { ViewHead } from "../../view/view-head.tsx";
import { ViewProblem } from "../../view/view-problem.tsx";
import { WordTabs } from "../../view/word-tabs.tsx";
import { type Figure, Figures } from "./figures.tsx";
import { bucketsOf, outcomesPath, parseSpan, RECEIVED, SPAN_NAMES, TONES } from "./outcome-counts.ts";
import { Reasons } from "./reasons.tsx";
import { shareText } from "./share-text.ts";
import type { SectionProps } from "./view.tsx";
import { words } from "./words.ts";

/** What was received and what became of it, over time and by reason. */
export function Outcomes({ model, site, sections }: SectionProps) {
  const w = words.t.outcomes;
  const span = parseSpan(model.address.value.own.range);
  const outcomes = useMemo(() => createResource<OutcomesAnswer>(model.api), [model]);
  const path = outcomesPath(site.id, span, model.zone.value, model.askedAt.value);
  useEffect(() => void outcomes.read(path), [outcomes, path, model.askedAt.value]);
  const answer = outcomes.value.value;
  return (
    <>
      <ViewHead title={words.t.sections.outcomes} lead={w.lead}>
        <WordTabs
          label={w.range}
          options={SPAN_NAMES.map((name) => [name, w.ranges[name]] as const)}
          open={span}
          choose={(name) => model.setOwn({ range: name === "24h" ? "" : name }, "replace")}
        />
      </ViewHead>
      <ViewProblem problem={outcomes.problem.value} />
      <div aria-busy={outcomes.isWaiting.value}>
        <div class="answers">
          <Figures figures={figuresOf(answer)} />
          <OverTime answer={answer} nowMs={model.askedAt.value} />
          <Reasons model={model} site={site} sections={sections} answer={answer} />
        </div>
      </div>
    </>
  );
}

function figuresOf(answer: OutcomesAnswer | null): Figure[] {
  const w = words.t.outcomes;
  const total = answer?.total ?? null;
  return [
    { name: "received", title: w.names.received, value: total && formatCount(total.received) },
    ...RECEIVED.map((name) => ({
      ...{ name, title: w.names[name], tone: TONES[name] },
      value: total && formatCount(total[name]),
      note: total === null ? "" : shareText(total[name], total.received),
    })),
    {
      ...{ name: "restored", title: w.names.restored, note: w.restoredNote },
      value: total && formatCount(total.restored),
    },
  ];
}

function OverTime({ answer, nowMs }: { answer: OutcomesAnswer | null; nowMs: number }) {
  const w = words.t.outcomes;
  if (answer === null) return <div class="bars-waiting" />;
  const buckets = bucketsOf(answer, nowMs);
  return (
    <TimeBars
      label={w.overTime}
      labels={buckets.map(({ label }) => formatBucket(label, answer.interval))}
      series={RECEIVED.map((name) => ({
        ...{ name: w.names[name], tone: TONES[name] },
        values: buckets.map(({ sums }) => sums[name]),
        format: (value: number | null) => formatCount(value ?? 0),
      }))}
      isUnfinished
      file="outcomes.csv"
    />
  );
}
