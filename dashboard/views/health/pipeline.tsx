import { useEffect, useMemo } from "preact/hooks";
import { formatCount, NOTHING } from "../../numbers.ts";
import { createResource } from "../../resource.ts";
import { formatAge } from "../../times.ts";
import { ViewHead } from "../../view/view-head.tsx";
import { ViewProblem } from "../../view/view-problem.tsx";
import { Alerts } from "./alerts.tsx";
import { DeadLetters } from "./dead-letters.tsx";
import { type Figure, Figures } from "./figures.tsx";
import { Nobodys } from "./nobodys.tsx";
import { type Concern, concernsOf, type PipelineStatus } from "./pipeline-status.ts";
import { Shards } from "./shards.tsx";
import type { SectionProps } from "./view.tsx";
import { words } from "./words.ts";

const ASK_EVERY_MS = 5_000;

/** From the queue to ClickHouse and the archive, as it stands now; asked again while somebody looks. */
export function Pipeline({ model }: SectionProps) {
  const w = words.t.pipeline;
  const read = useMemo(() => createResource<PipelineStatus>(model.api), [model]);
  useEffect(() => {
    const ask = () => void read.read("/v1/pipeline");
    ask();
    const timer = setInterval(ask, ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [read]);
  const status = read.value.value;
  const nowMs = Date.now();
  const deadCount = status === null ? 0 : status.dead.messages.count;
  return (
    <>
      <ViewHead title={words.t.sections.pipeline} lead={w.lead} />
      <ViewProblem problem={read.problem.value} />
      <Verdict concerns={status === null ? null : concernsOf(status, nowMs)} />
      <Figures figures={figuresOf(status, model.freshness.value ?? null, nowMs)} />
      <Shards shards={status?.shards ?? null} nowMs={nowMs} />
      {deadCount > 0 && <DeadLetters model={model} />}
      <Nobodys model={model} />
      <Alerts model={model} />
    </>
  );
}

/** In a sentence, before any number. */
function Verdict({ concerns }: { concerns: readonly Concern[] | null }) {
  const w = words.t.pipeline;
  if (concerns === null) return <p class="verdict">{"\u00a0"}</p>;
  return (
    <div class={concerns.length === 0 ? "verdict" : "verdict wrong"} role="status">
      {concerns.length === 0 ? (
        <p>
          <i class="dot live" aria-hidden="true" /> {w.well}
        </p>
      ) : (
        <ul>
          {concerns.map((concern) => (
            <li key={JSON.stringify(concern)}>{sentenceOf(concern)}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function sentenceOf(concern: Concern): string {
  const { concerns: w, sinks } = words.t.pipeline;
  switch (concern.about) {
    case "canary":
      return w.canary(formatCount(concern.missed));
    case "queue":
      return w.queue(formatAge(concern.ageMs));
    case "silent":
      return w.silent(String(concern.shard));
    case "sink":
      return w.sink(String(concern.shard), sinks[concern.sink], concern.message);
    case "ring":
      return w.ring(String(concern.shard), `${concern.percent}\u00a0%`);
    case "late":
      return w.late(String(concern.shard), formatAge(concern.ageMs));
    case "dead":
      return w.dead(formatCount(concern.count));
  }
}

function figuresOf(status: PipelineStatus | null, newest: string | null, nowMs: number): Figure[] {
  const w = words.t.pipeline;
  const age = (at: string | null) => (at === null ? NOTHING : formatAge(nowMs - Date.parse(at)));
  const { canary, queue, dead } = status ?? {};
  const seconds = canary?.seconds ?? null;
  const oldest = queue?.oldest_at ?? null;
  const heap = ({ count, more }: PipelineStatus["dead"]["rows"]) => formatCount(count) + (more ? "+" : "");
  return [
    {
      ...{ name: "canary", title: w.canary, isWrong: (canary?.missed ?? 0) > 0 },
      value: status === null ? null : seconds === null ? NOTHING : formatAge(seconds * 1000),
      note: canary === undefined ? "" : w.missed(formatCount(canary.missed)),
    },
    {
      ...{ name: "backlog", title: w.backlog },
      value: queue === undefined ? null : formatCount(queue.backlog),
      note: oldest === null ? "" : w.oldestFor(age(oldest)),
    },
    {
      ...{ name: "freshness", title: w.fresh },
      value: status === null ? null : age(newest),
    },
    {
      ...{ name: "dead", title: w.putAside },
      value: dead === undefined ? null : heap(dead.messages),
      note: dead === undefined ? "" : w.rows(heap(dead.rows)),
    },
  ];
}
