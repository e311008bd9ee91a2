/** The wire event of `schema/event.ts` once more, in zod/mini: only to be measured. */
import * as z from "zod/mini";
import {
  MAX_ID_BYTES,
  MAX_KEY_BYTES,
  MAX_NAME_BYTES,
  MAX_PROPS,
  MAX_URL_BYTES,
  MAX_VALUE_BYTES,
} from "../../schema/limits.ts";

const utf8 = new TextEncoder();
const text = (maxBytes: number) =>
  z.string().check(z.refine((value) => utf8.encode(value).length <= maxBytes));

const value = text(MAX_VALUE_BYTES);
const id = text(MAX_ID_BYTES);
const count = z.int().check(z.nonnegative());
const props = z
  .record(text(MAX_KEY_BYTES), z.union([value, z.number(), z.boolean()]))
  .check(z.refine((all) => Object.keys(all).length <= MAX_PROPS));

export const miniEvent = z.object({
  id: z.optional(z.uuid()),
  name: text(MAX_NAME_BYTES).check(z.minLength(1)),
  timestamp: z.union([z.number(), z.iso.datetime({ offset: true })]),
  url: text(MAX_URL_BYTES),
  referrer: z.optional(text(MAX_URL_BYTES)),
  title: z.optional(value),
  props: z.optional(props),
  interactive: z.optional(z.boolean()),
  revenue: z.optional(
    z.object({
      amount: z.number(),
      currency: z.string().check(z.regex(/^[A-Z]{3}$/)),
      order_id: z.optional(id),
    }),
  ),
  engagement: z.optional(
    z.object({ ms: z.optional(count), scroll: z.optional(count.check(z.maximum(100))) }),
  ),
  element: z.optional(
    z.object({ selector: z.optional(value), text: z.optional(value), href: z.optional(value) }),
  ),
  form: z.optional(z.object({ id: z.optional(value), name: z.optional(value), action: z.optional(value) })),
  file: z.optional(z.object({ href: z.optional(value), extension: z.optional(text(20)) })),
  vital: z.optional(
    z.object({
      metric: text(20),
      value: z.number(),
      rating: z.optional(text(20)),
      target: z.optional(value),
    }),
  ),
  error: z.optional(
    z.object({
      message: value,
      file: z.optional(value),
      line: z.optional(count),
      column: z.optional(count),
      stack: z.optional(value),
    }),
  ),
  identity: z.optional(z.object({ user_id: id, traits: z.optional(props), previous_id: z.optional(id) })),
});
