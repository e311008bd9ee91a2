/**
 * Messages that were put aside: seen, read, and sent again. Admission knows their ids, so one that was sent again
 * twice still counts once.
 */
import { type DeadLetterAnswer, MAX_DEAD_LETTERS } from "../../../schema/administration.ts";
import { DEAD_MESSAGES, type DeadMessage } from "../../../schema/dead.ts";
import { MESSAGE_VERSION, type Message } from "../../../schema/message.ts";
import { type Refusal, refuse } from "../refusal.ts";

type Bucket = Pick<R2Bucket, "list" | "get" | "delete">;
type Sender = { send(message: Message): Promise<unknown> };

/** A page of them in the order of their days. `after`: the last key of the page before. */
export async function listDeadLetters(bucket: Bucket, after: string | undefined): Promise<DeadLetterAnswer> {
  const page = await bucket.list({
    ...{ prefix: DEAD_MESSAGES, limit: MAX_DEAD_LETTERS, include: ["customMetadata"] },
    ...(after !== undefined && { startAfter: after }),
  });
  const letters = page.objects.map(({ key, uploaded, size, customMetadata }) => ({
    ...{ key, at: uploaded.toISOString(), bytes: size },
    reason: customMetadata?.reason ?? "unknown",
    replayable: customMetadata?.replayable === "true",
  }));
  return { letters, next: page.truncated ? (letters.at(-1)?.key ?? null) : null };
}

/** The whole record of one; null when there is none of that key. */
export async function readDeadLetter(bucket: Bucket, key: string): Promise<DeadMessage | null> {
  if (!key.startsWith(DEAD_MESSAGES)) return null;
  const object = await bucket.get(key);
  return object === null ? null : object.json<DeadMessage>();
}

export interface ReplayAnswer {
  /** Messages that are in the queue again, and no longer put aside. */
  sent: number;
  /** Keys of those that are no messages. */
  left: string[];
  /** Where to go on; null: that was all. */
  next: string | null;
}

/** Sends a page of them again. A message leaves the bucket only after the queue has it. */
export async function replayDeadLetters(
  bucket: Bucket,
  queue: Sender,
  { after }: { after?: string | undefined },
): Promise<ReplayAnswer | Refusal> {
  const { letters, next } = await listDeadLetters(bucket, after);
  const left: string[] = [];
  for (const { key } of letters) {
    const message = messageOf(await readDeadLetter(bucket, key));
    if (message === null) left.push(key);
    else {
      if (!(await isTaken(queue, message))) return QUEUE_AWAY;
      await bucket.delete(key);
    }
  }
  return { sent: letters.length - left.length, left, next };
}

const QUEUE_AWAY = refuse(
  503,
  "queue_away",
  "The queue takes no messages now; what is left is still put aside.",
);

const isTaken = (queue: Sender, message: Message): Promise<boolean> =>
  queue.send(message).then(
    () => true,
    () => false,
  );

/** As a re-send, and with its deaths forgotten: somebody looked at it. */
function messageOf(dead: DeadMessage | null): Message | null {
  if (dead === null || !dead.is_replayable) return null;
  // Whoever put it aside found a message in it; the consumer looks again.
  const { deaths: _, ...message } = dead.message as Message;
  return message.v === MESSAGE_VERSION ? { ...message, resend: true } : null;
}
