/** The deployment's own: people, acts, the way of the events. */
import { z } from "zod";
import { CHANNELS, newAlert } from "../../../../schema/alerts.ts";
import { rights } from "./sites.ts";
import { count, list, text, time } from "./words.ts";

export const health = z.strictObject({ ok: z.literal(true) });
export const person = z.strictObject({ id: text, email: text, ...rights, created_at: time });
export const people = list("people", person);

export const alert = z.strictObject({
  ...{ id: text, name: text, channel: z.enum(CHANNELS), target: text, conditions: newAlert.shape.conditions },
  ...{ cooldown_minutes: count, enabled: z.boolean(), created_at: time },
  ...{ firing: z.record(text, time), last_error: text.nullable() },
});
export const madeAlert = alert.extend({ secret: text });
export const alerts = list("alerts", alert);
export const triedAlert = z.strictObject({ delivered: z.boolean(), reason: text.nullable() });

const heap = z.strictObject({ count, more: z.boolean() });
export const pipeline = z.strictObject({
  queue: z.strictObject({ backlog: count, bytes: count, oldest_at: time.nullable() }),
  shards: z.array(z.looseObject({ shard: count })),
  dead: z.strictObject({ messages: heap, rows: heap }),
  canary: z.strictObject({
    ...{ last_sent_at: time.nullable(), last_seen_at: time.nullable() },
    ...{ seconds: z.number().nullable(), missed: count },
  }),
});
export const flushed = z.union([
  z.strictObject({ flushed: z.literal(true) }),
  z.strictObject({ flushed: z.literal(false), backlog: count, pending: count, oldest: time.nullable() }),
]);
export const archived = z.strictObject({ archived: z.boolean(), unarchived: count });
const letter = { key: text, at: time, bytes: count, reason: text, replayable: z.boolean() };
export const deadLetters = z.strictObject({
  letters: z.array(z.strictObject(letter)),
  next: text.nullable(),
});
export const deadLetter = z.looseObject({});
export const replayed = z.strictObject({ sent: count, left: z.array(text), next: text.nullable() });

export const audit = z.strictObject({
  acts: z.array(
    z.strictObject({
      ...{ id: count, at: time, actor: text, action: text, site: text.nullable(), subject: text.nullable() },
    }),
  ),
  next: count.nullable(),
});
