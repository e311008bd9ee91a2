/** Accepted means durable (I1): nobody is told "accepted" before the queue has the message. */
import type { RawMessage } from "../../schema/message.ts";
import { utf8Bytes } from "./shape.ts";

const SEND_TIMEOUT_MS = 2_000;
const ATTEMPTS = 2;
/** Of `sendBatch`: 100 messages, 256 KB in all; the margin covers its metadata. */
const MAX_BATCH_MESSAGES = 100;
const MAX_BATCH_BYTES = 240_000;

/**
 * Whether the queue took all messages. Each attempt has two seconds, and the second sends the same messages under the
 * same ids: an attempt that was slow rather than lost becomes a duplicate, which admission removes.
 */
export function deliver(queue: Queue, messages: readonly RawMessage[]): Promise<boolean> {
  return messages.length === 1 ? attempt(() => queue.send(messages[0])) : deliverMany(queue, messages);
}

async function deliverMany(queue: Queue, messages: readonly RawMessage[]): Promise<boolean> {
  const sends = batches(messages).map((batch) => () => queue.sendBatch(batch.map((body) => ({ body }))));
  const answers = await Promise.all(sends.map(attempt));
  return answers.every((isTaken) => isTaken);
}

async function attempt(send: () => Promise<unknown>): Promise<boolean> {
  for (let i = 0; i < ATTEMPTS; i++) if (await isDone(send)) return true;
  return false;
}

/**
 * False when the queue was overloaded, away or slow: the caller says so, and the sender keeps the events. The timer is
 * not cleared, because the runtime drops it with the request, and every request would pay for the call.
 */
function isDone(send: () => Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    setTimeout(resolve, SEND_TIMEOUT_MS, false);
    try {
      send().then(
        () => resolve(true),
        () => resolve(false),
      );
    } catch {
      resolve(false);
    }
  });
}

function batches(messages: readonly RawMessage[]): RawMessage[][] {
  const all: RawMessage[][] = [];
  let room = 0;
  for (const message of messages) {
    const size = utf8Bytes(JSON.stringify(message));
    const last = all.at(-1);
    if (last === undefined || size > room || last.length === MAX_BATCH_MESSAGES) {
      all.push([message]);
      room = MAX_BATCH_BYTES - size;
    } else {
      last.push(message);
      room -= size;
    }
  }
  return all;
}
