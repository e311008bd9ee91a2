/**
 * The fates of events on their way into the table `outcomes`. They become counts in the very step that moves the
 * cursor over their ring rows, and go out as numbered batches, so that each event counts once, whatever is repeated.
 */
import { minuteOf, OUTCOME_COLUMNS, type OutcomeCount } from "../../../schema/outcomes.ts";
import { type Admitted, keyOf, type RingRow, toldOf } from "../ring/row.ts";
import type { ShardState } from "../shard-state.ts";
import { type ClickHouseSink, SinkError } from "../sinks/clickhouse.ts";
import { encodeNative } from "../sinks/native.ts";
import type { ShardIdentity } from "./batches.ts";
import type { CountFlight, Counts } from "./record.ts";

export interface CountDeps {
  identity: ShardIdentity;
  sink: ClickHouseSink;
  now(): number;
}

/** Rows of the table are batches times what differs, so batches are few. */
const COUNT_INTERVAL_MS = 30_000;
/** The outbox's row is rewritten with every step of a drain: it stays small. */
const MAX_COUNTS = 500;

/** `before` and what the rows tell; events whose keys are among `parked` never reached the report. */
export function withCounts(before: Counts, rows: readonly RingRow[], parked: readonly string[]): Counts {
  const counts: Record<string, number> = { ...before };
  const put = new Set(parked);
  const add = ({ site, minute, stage, reason, rule = "", n }: OutcomeCount) => {
    const key = `${site} ${minute} ${stage} ${reason} ${rule}`;
    counts[key] = (counts[key] ?? 0) + n;
  };
  for (const row of rows) {
    for (const count of row.counts ?? []) add(count);
    for (const each of row.admitted) add(countOf(each, put));
  }
  return counts;
}

function countOf(admitted: Admitted, parked: ReadonlySet<string>): OutcomeCount {
  const { received_at } = admitted;
  const isParked = parked.size > 0 && parked.has(keyOf(admitted));
  const reason = isParked ? "parked" : fateOf(admitted);
  return { site: toldOf(admitted).site, minute: minuteOf(received_at), stage: "shard", reason, n: 1 };
}

function fateOf(admitted: Admitted): string {
  if (admitted.restored) return "restored";
  const { traffic } = toldOf(admitted);
  return traffic === "bot" || traffic === "ai" ? `accepted_${traffic}` : "accepted";
}

/** When counts are to be sent, ms: 0 for at once, null for nothing. Pure. */
export function countDueAt({ outbox }: ShardState): number | null {
  if (outbox.counting) return 0;
  const size = Object.keys(outbox.counts ?? {}).length;
  if (size === 0) return null;
  return size >= MAX_COUNTS ? 0 : (outbox.last_count?.at ?? 0) + COUNT_INTERVAL_MS;
}

/** Sends what is due; forced, all there is. @throws SinkError when the server has to be tried again later. */
export async function sendCounts(state: ShardState, deps: CountDeps, isForced: boolean): Promise<void> {
  const due = countDueAt(state);
  if (due === null || (!isForced && due > deps.now())) return;
  const flight = state.outbox.counting ?? freeze(state);
  const answer = await deps.sink.insert("outcomes", encodeNative(OUTCOME_COLUMNS, rowsOf(flight, deps)));
  if (!answer.ok) throw new SinkError(answer);
  state.save({ counting: null, last_count: { number: flight.number, at: deps.now() } });
}

function freeze(state: ShardState): CountFlight {
  const { counts = {}, last_count } = state.outbox;
  const counting = { number: (last_count?.number ?? 0) + 1, counts };
  state.save({ counting, counts: {} });
  return counting;
}

/** The batch is part of the key: repeated, a row replaces itself. */
function rowsOf({ number, counts }: CountFlight, { identity: { shard, epoch } }: CountDeps) {
  const batch_id = `${shard}-${epoch}-${number}`;
  return Object.entries(counts).map(([key, n]) => {
    const [site, minute, stage, reason, rule] = key.split(" ");
    return { site, minute: Number(minute), stage, reason, rule, batch_id, n };
  });
}
