/**
 * The wire event, version 1: what `POST /capture` takes from browsers and servers.
 *
 * The validators here serve servers, tests and the OpenAPI document. The collector's hot path has a
 * hand-written twin (`workers/collector/accept.ts`), and a property test holds the two together.
 */
import { z } from "zod";
import {
  MAX_ID_BYTES,
  MAX_KEY_BYTES,
  MAX_NAME_BYTES,
  MAX_PROPS,
  MAX_SERVER_EVENTS_PER_REQUEST,
  MAX_URL_BYTES,
  MAX_VALUE_BYTES,
} from "./limits.ts";
import { CONSENTS } from "./words.ts";

const utf8 = new TextEncoder();
const text = (maxBytes: number) =>
  z.string().refine((value) => utf8.encode(value).length <= maxBytes, {
    error: `at most ${maxBytes} bytes of UTF-8`,
  });

const value = text(MAX_VALUE_BYTES);
const id = text(MAX_ID_BYTES);
const count = z.number().int().nonnegative();

/** Milliseconds since 1970, or ISO 8601 with a zone. */
export const timestamp = z.union([z.number().finite(), z.iso.datetime({ offset: true })]);

export const props = z
  .record(text(MAX_KEY_BYTES), z.union([value, z.number().finite(), z.boolean()]))
  .refine((all) => Object.keys(all).length <= MAX_PROPS, { error: `at most ${MAX_PROPS} props` });

/** Whose event it is. Without `anonymous_id` the edge derives a visitor that lives one UTC day. */
export const visitor = z.object({
  anonymous_id: id.optional(),
  user_id: id.optional(),
  session_id: id.optional(),
});

/** What the page knows of its surroundings; `screen` and `viewport` are `WIDTHxHEIGHT` in CSS pixels. */
export const context = z.object({
  screen: text(20).optional(),
  viewport: text(20).optional(),
  language: text(35).optional(),
  timezone: text(64).optional(),
  sdk: text(64).optional(),
});

/** With a token only: the client on whose behalf a server speaks. The address is hashed and forgotten. */
export const client = z.object({
  ip: text(64).optional(),
  user_agent: text(1_000).optional(),
  country: text(2).optional(),
  region: text(200).optional(),
  city: text(200).optional(),
});

export const event = z.object({
  /** UUIDv7, minted once by the sender and equal in every copy: the key of de-duplication. */
  id: z.uuid().optional(),
  name: text(MAX_NAME_BYTES).min(1),
  timestamp,
  url: text(MAX_URL_BYTES),
  referrer: text(MAX_URL_BYTES).optional(),
  title: value.optional(),
  props: props.optional(),
  /** false: does not end a bounce. */
  interactive: z.boolean().optional(),
  revenue: z
    .object({
      amount: z.number().finite(),
      currency: z.string().regex(/^[A-Z]{3}$/),
      order_id: id.optional(),
    })
    .optional(),
  /** Engaged milliseconds since the last report, and the deepest scroll so far in percent. */
  engagement: z.object({ ms: count.optional(), scroll: count.max(100).optional() }).optional(),
  element: z
    .object({ selector: value.optional(), text: value.optional(), href: value.optional() })
    .optional(),
  form: z.object({ id: value.optional(), name: value.optional(), action: value.optional() }).optional(),
  file: z.object({ href: value.optional(), extension: text(20).optional() }).optional(),
  vital: z
    .object({
      metric: text(20),
      value: z.number().finite(),
      rating: text(20).optional(),
      target: value.optional(),
    })
    .optional(),
  error: z
    .object({
      message: value,
      file: value.optional(),
      line: count.optional(),
      column: count.optional(),
      stack: value.optional(),
    })
    .optional(),
  identity: z.object({ user_id: id, traits: props.optional(), previous_id: id.optional() }).optional(),
  /** With a token only. */
  visitor: visitor.optional(),
  client: client.optional(),
});

export const captureRequest = z.object({
  /** `<id>.<tag>`: the site's public key. */
  site: z.string(),
  sent_at: timestamp.optional(),
  consent: z.enum(CONSENTS).default("cookieless"),
  /** MUST be true on every attempt but the first. */
  resend: z.boolean().optional(),
  /** The tracker saw `navigator.webdriver`. */
  automation: z.boolean().optional(),
  visitor: visitor.optional(),
  context: context.optional(),
  events: z.array(event).min(1).max(MAX_SERVER_EVENTS_PER_REQUEST),
});

export type WireEvent = z.infer<typeof event>;
export type CaptureRequest = z.input<typeof captureRequest>;
export type WireVisitor = z.infer<typeof visitor>;
export type WireContext = z.infer<typeof context>;
export type WireClient = z.infer<typeof client>;
export type Props = z.infer<typeof props>;

/** Receipts speak of admission, by event id; always for refused events, for all with `?receipt=1`. */
export const receipt = z.object({
  result: z.enum(["ok", "warning", "drop"]),
  reason: z.string().optional(),
  /** Of a refused event: where in the request, and what to change, in words. */
  path: z.string().optional(),
  message: z.string().optional(),
  /** `none`: the sender gave no id, so a re-send would count again. */
  dedup: z.literal("none").optional(),
});
export type Receipt = z.infer<typeof receipt>;

/** Body of `202` from `POST /capture`. */
export const captureAnswer = z.object({
  accepted: z.number().int(),
  results: z.record(z.string(), receipt).optional(),
});
export type CaptureAnswer = z.infer<typeof captureAnswer>;
