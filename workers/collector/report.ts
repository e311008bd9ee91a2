/** How counted refusals get out: with the next message of the isolate, or ten seconds later in one of their own. */
import type { SiteId } from "../../schema/ids.ts";
import { MESSAGE_VERSION, type RawMessage, type RefusedEvent } from "../../schema/message.ts";
import { now } from "../clock.ts";
import type { Visit } from "./capture.ts";
import type { Config } from "./config.ts";
import { deliver } from "./deliver.ts";
import { mintEventId } from "./event-id.ts";

/** Nothing waits longer, and however much is refused, an isolate sends no more than one message in this time. */
const REPORT_AFTER_MS = 10_000;
/** Of a message that speaks of no site: a name that no site has. */
const REPORT = "_" as SiteId;
/** The live debugger sees refused events that came without any other, one request in this time. */
const SHOW_INTERVAL_MS = 1_000;

/** Gives `messages` to the queue, and all counts with the first. Whether the queue took them. */
export function deliverCounted(config: Config, messages: readonly RawMessage[]): Promise<boolean> {
  const [first] = messages;
  const hasNews = !config.ledger.isEmpty && first !== undefined;
  return hasNews ? deliverWithCounts(config, first, messages) : deliver(config.queue, messages);
}

async function deliverWithCounts(
  { ledger, queue }: Config,
  first: RawMessage,
  messages: readonly RawMessage[],
): Promise<boolean> {
  const outcomes = ledger.take();
  first.outcomes = outcomes;
  const isTaken = await deliver(queue, messages);
  if (!isTaken) ledger.putBack(outcomes);
  return isTaken;
}

/** Sees to it that the counts are sent, soon if no message passes by. Costs nothing when that is seen to already. */
export function reportLater({ config, waitUntil }: Visit): void {
  if (config.ledger.isEmpty || config.ledger.isReportDue) return;
  config.ledger.isReportDue = true;
  waitUntil(reportAfter(REPORT_AFTER_MS, config));
}

async function reportAfter(ms: number, config: Config): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  config.ledger.isReportDue = false;
  // What fails is put back, and goes with the next message or the next refusal.
  while (!config.ledger.isEmpty && (await deliverCounted(config, [emptyMessage(REPORT, now())])));
}

/** Shows a watcher what was refused although nothing of the request was accepted. */
export function showRefused(
  site: SiteId,
  refused: RefusedEvent[],
  { config, nowMs, waitUntil }: Visit,
): void {
  if (nowMs - config.shownAt < SHOW_INTERVAL_MS && nowMs >= config.shownAt) return;
  config.shownAt = nowMs;
  waitUntil(deliverCounted(config, [{ ...emptyMessage(site, nowMs), refused }]));
}

function emptyMessage(site: SiteId, received_at: number): RawMessage {
  const [mid, slot] = [mintEventId(received_at), 0];
  return {
    v: MESSAGE_VERSION,
    kind: "raw",
    mid,
    slot,
    site,
    received_at,
    resend: false,
    origin: "browser",
    groups: [],
  };
}
