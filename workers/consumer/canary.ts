/**
 * An event a minute through the queue, a shard and ClickHouse, looked for until a query sees it. The shards take turns.
 * Both times stand in the control plane, where `/v1/pipeline` reads them.
 */
import { CANARY_SITE } from "../../schema/canary.ts";
import { utcDay, type VisitorId } from "../../schema/ids.ts";
import { type EnrichedMessage, MESSAGE_VERSION } from "../../schema/message.ts";
import type { ClickHouseSink } from "./sinks/clickhouse.ts";
import { SinkError } from "./sinks/refusal.ts";

export interface CanaryDeps {
  control: D1Database;
  queue: Pick<Queue, "send">;
  sink: Pick<ClickHouseSink, "knownIds">;
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

/** Each look is a query; after half a minute the next canary's run looks on. */
const LOOK_MS = 500;
const LOOKS = 60;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const KEPT_MS = 24 * HOUR_MS;
/** A missed one is looked for no longer than this: it is said to be missed for as long as it is kept. */
const SOUGHT_MS = HOUR_MS;

/** Sends one and waits until it is seen, or long enough. Throws what the queue and the control plane throw. */
export async function sendCanary(deps: CanaryDeps, shardCount: number): Promise<void> {
  const { control, queue, now, sleep } = deps;
  const sent_at = now();
  const message = canaryMessage(Math.floor(sent_at / MINUTE_MS) % shardCount, sent_at);
  await control.batch([
    control.prepare("INSERT INTO canaries (event_id, sent_at) VALUES (?, ?)").bind(message.mid, sent_at),
    control.prepare("DELETE FROM canaries WHERE sent_at < ?").bind(sent_at - KEPT_MS),
  ]);
  await queue.send(message);
  for (let look = 0; look < LOOKS; look++) {
    await sleep(LOOK_MS);
    if ((await see(deps)).has(`${CANARY_SITE} ${message.mid}`)) return;
  }
}

/** Notes all that is seen by now, earlier ones included; answers their keys. */
async function see({ control, sink, now }: CanaryDeps): Promise<ReadonlySet<string>> {
  const { results } = await control
    .prepare("SELECT event_id, sent_at FROM canaries WHERE seen_at IS NULL AND sent_at > ?")
    .bind(now() - SOUGHT_MS)
    .all<{ event_id: string; sent_at: number }>();
  const asked = results.map(({ event_id, sent_at }) => ({ site: CANARY_SITE, id: event_id, at: sent_at }));
  const known = await sink.knownIds(asked).catch(unlessAway);
  const seen = results.filter(({ event_id }) => known.has(`${CANARY_SITE} ${event_id}`));
  const statement = control.prepare("UPDATE canaries SET seen_at = ? WHERE event_id = ?");
  if (seen.length > 0) await control.batch(seen.map(({ event_id }) => statement.bind(now(), event_id)));
  return known;
}

/** ClickHouse away is what a canary is for. */
function unlessAway(error: unknown): ReadonlySet<string> {
  if (error instanceof SinkError) return new Set();
  throw error;
}

/** Slot n lives in shard n, as there are never more shards than slots. */
function canaryMessage(slot: number, sent_at: number): EnrichedMessage {
  const id = eventId(sent_at);
  return {
    ...{
      v: MESSAGE_VERSION,
      kind: "enriched",
      mid: id,
      site: CANARY_SITE,
      slot,
      received_at: sent_at,
      resend: false,
    },
    events: [
      {
        ...{ site: CANARY_SITE, event_id: id, ts: sent_at, name: "canary", lag_ms: 0 },
        ...{ visitor_id: visitorOf(slot, sent_at), is_pageview: 0, is_interactive: 0, traffic: "bot" },
      },
    ],
  };
}

/** One a shard and day, so that its visit is a row a day. */
const visitorOf = (slot: number, at: number): VisitorId =>
  // A brand is put on once, where the id is made.
  (utcDay(at).replaceAll("-", "") + String(slot).padStart(8, "0")) as VisitorId;

/** A UUIDv7, as the fast lane asks for. */
function eventId(ms: number): string {
  const time = ms.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${crypto.randomUUID().slice(15)}`;
}
