/** Requests at an even rate, and how long after its 202 each event showed in ClickHouse. */
import type { Server } from "../schema/server.ts";
import type { Dev } from "./dev.ts";
import { HEADERS, request } from "./requests.ts";

const POLL_MS = 50;
const PATIENCE_MS = 30_000;

/** Seconds from accepted to visible, one for each event. @throws when an event does not show in time. */
export async function sendSteadily(
  dev: Dev,
  clickhouse: Server,
  keys: readonly string[],
  perSecond: number,
  seconds: number,
): Promise<number[]> {
  const waiting = new Map<string, number>();
  const visible: number[] = [];
  const since = Date.now();
  const sending = send(dev, keys, perSecond, seconds, waiting);
  let isSending = true;
  void sending.then(() => (isSending = false));
  for (let deadline = Number.POSITIVE_INFINITY; isSending || waiting.size > 0; ) {
    if (!isSending) deadline = Math.min(deadline, Date.now() + PATIENCE_MS);
    if (Date.now() > deadline) throw new Error(`${waiting.size} events did not show.`);
    const rows = await clickhouse.rows<{ id: string }>(
      `SELECT toString(event_id) AS id FROM events WHERE ts > fromUnixTimestamp64Milli(${since - 10_000})`,
    );
    const now = Date.now();
    for (const { id } of rows) {
      const accepted = waiting.get(id);
      if (accepted !== undefined) visible.push((now - accepted) / 1e3);
      waiting.delete(id);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  await sending;
  return visible;
}

async function send(
  { url }: Dev,
  keys: readonly string[],
  perSecond: number,
  seconds: number,
  waiting: Map<string, number>,
): Promise<void> {
  const began = Date.now();
  const answers: Promise<void>[] = [];
  for (let number = 0; number < perSecond * seconds; number++) {
    const early = began + (number / perSecond) * 1e3 - Date.now();
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    answers.push(sendOne(url, keys, number, waiting));
  }
  await Promise.all(answers);
}

async function sendOne(url: string, keys: readonly string[], number: number, waiting: Map<string, number>) {
  const { ids, body } = request(keys, number, Date.now());
  const response = await fetch(`${url}/capture`, { method: "POST", headers: HEADERS, body });
  const text = await response.text();
  if (response.status !== 202) throw new Error(`/capture answered ${response.status}: ${text}`);
  for (const id of ids) waiting.set(id, Date.now());
}
