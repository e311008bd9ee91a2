/**
 * The wire contract as the hot path checks it: the twin of the validators in `schema/event.ts`, held to them by a
 * property test. Only shapes; what they mean is decided in `accept.ts`.
 */
import {
  MAX_ID_BYTES,
  MAX_KEY_BYTES,
  MAX_NAME_BYTES,
  MAX_PROPS,
  MAX_URL_BYTES,
  MAX_VALUE_BYTES,
} from "../../schema/limits.ts";
import { CONSENTS } from "../../schema/words.ts";
import {
  bool,
  type Check,
  count,
  finite,
  isObject,
  matching,
  object,
  oneOf,
  optional,
  Problem,
  record,
  type Shaped,
  text,
} from "./shape.ts";

const value = text(MAX_VALUE_BYTES);
const id = text(MAX_ID_BYTES);
const props = record(MAX_PROPS, MAX_KEY_BYTES, MAX_VALUE_BYTES);

/** RFC 9562, or the nil and max ids. */
const UUID =
  /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|0{8}-0{4}-0{4}-0{4}-0{12})$/i;
const MAX_UUID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

export const uuid: Check<string> = (id) =>
  typeof id === "string" && (UUID.test(id) || id === MAX_UUID) ? id : new Problem("must be a UUID");

/** ISO 8601 with seconds and a zone (RFC 3339). Days are checked against the calendar. */
const ISO_TIME =
  /^(\d{4}-(?:0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** Number or text as sent → ms since 1970, not rounded. */
const timestamp: Check<number> = (time) => {
  if (typeof time === "number" && Number.isFinite(time)) return time;
  const parts = typeof time === "string" ? ISO_TIME.exec(time) : null;
  // `Date` takes 30 February for 2 March.
  if (parts === null || new Date(String(parts[1])).getUTCDate() !== Number(parts[2])) {
    return new Problem("must be milliseconds since 1970 or ISO 8601 with seconds and a zone");
  }
  return Date.parse(parts[0]);
};

const visitor = object({
  anonymous_id: optional(id),
  user_id: optional(id),
  session_id: optional(id),
});

const client = object({
  ip: optional(text(64)),
  user_agent: optional(text(1_000)),
  country: optional(text(2)),
  region: optional(text(200)),
  city: optional(text(200)),
});

export const eventName = text(MAX_NAME_BYTES, 1);

const eventFields = {
  id: optional(uuid),
  name: eventName,
  timestamp,
  url: text(MAX_URL_BYTES),
  referrer: optional(text(MAX_URL_BYTES)),
  title: optional(value),
  props: optional(props),
  interactive: optional(bool),
  revenue: optional(
    object({
      amount: finite,
      currency: matching(/^[A-Z]{3}$/, "must be three capital letters (ISO 4217)"),
      order_id: optional(id),
    }),
  ),
  engagement: optional(object({ ms: optional(count()), scroll: optional(count(100)) })),
  element: optional(object({ selector: optional(value), text: optional(value), href: optional(value) })),
  form: optional(object({ id: optional(value), name: optional(value), action: optional(value) })),
  file: optional(object({ href: optional(value), extension: optional(text(20)) })),
  vital: optional(
    object({ metric: text(20), value: finite, rating: optional(text(20)), target: optional(value) }),
  ),
  error: optional(
    object({
      message: value,
      file: optional(value),
      line: optional(count()),
      column: optional(count()),
      stack: optional(value),
    }),
  ),
  identity: optional(object({ user_id: id, traits: optional(props), previous_id: optional(id) })),
};

/** An event of a browser: what it says of visitor and client is an unknown key like any other. */
export const browserEvent = object(eventFields);
/** An event under a token, with its own visitor and client. */
export const serverEvent = object({ ...eventFields, visitor: optional(visitor), client: optional(client) });

const envelopeFields = {
  /** Of any length: a wrong key is refused as such. */
  site: text(Number.POSITIVE_INFINITY),
  sent_at: optional(timestamp),
  consent: optional(oneOf(CONSENTS)),
  resend: optional(bool),
  automation: optional(bool),
  visitor: optional(visitor),
  context: optional(
    object({
      screen: optional(text(20)),
      viewport: optional(text(20)),
      language: optional(text(35)),
      timezone: optional(text(64)),
      sdk: optional(text(64)),
    }),
  ),
};

const envelope = object({
  ...envelopeFields,
  events: ((events) =>
    Array.isArray(events) ? events : new Problem("must be an array of events")) satisfies Check<unknown[]>,
});

export type CheckedEvent = Shaped<typeof eventFields> & {
  visitor?: CheckedVisitor;
  client?: CheckedClient;
};
export type CheckedVisitor = Exclude<ReturnType<typeof visitor>, Problem>;
export type CheckedClient = Exclude<ReturnType<typeof client>, Problem>;
/** The request around the events, which are checked one by one afterwards. */
export type Envelope = Exclude<ReturnType<typeof envelope>, Problem>;

/** The request without its events' insides, or what is wrong with it. */
export const checkEnvelope = (body: unknown): Envelope | Problem =>
  isObject(body) ? envelope(body) : new Problem("the body must be a JSON object");
