/** The shapes of answers, for the OpenAPI document and for the tests that hold answers to it. */
import { z } from "zod";
import { OUTCOME_INTERVALS } from "../../../schema/outcome-input.ts";
import { filter } from "../../../schema/query.ts";
import { RULE_ACTIONS, RULE_OPS } from "../../../schema/rule.ts";
import {
  HASH_MODES,
  METRICS,
  NAMED_RANGES,
  PATH_CASES,
  SCOPES,
  SEGMENT_KINDS,
  TRAFFIC_CLASSES,
  TRAILING_SLASHES,
} from "../../../schema/words.ts";

const time = z.iso.datetime({ offset: true });
const text = z.string();
const count = z.number().int().nonnegative();
const list = <Item extends z.ZodType>(name: string, item: Item) => z.strictObject({ [name]: z.array(item) });
const texts = z.record(z.string(), z.string());

export const error = z.strictObject({
  error: z.strictObject({
    code: text,
    message: text,
    path: text.optional(),
    allowed: z.array(text).optional(),
    did_you_mean: text.optional(),
  }),
});
export const plausibleError = z.strictObject({ error: text });
export const health = z.strictObject({ ok: z.literal(true) });

const money = z.strictObject({ value: z.number(), currency: text, short: text, long: text });
const values = z.array(z.union([z.number(), money, z.null()]));
const comparison = z.strictObject({
  dimensions: z.array(text),
  metrics: values,
  change: z.array(z.number().nullable()),
});
export const answer = z.strictObject({
  results: z.array(
    z.strictObject({
      dimensions: z.array(text),
      metrics: values,
      comparison: comparison.nullable().optional(),
    }),
  ),
  meta: z.strictObject({
    time_labels: z.array(text).optional(),
    partial_time_labels: z.array(text).optional(),
    comparison_time_labels: z.array(text).optional(),
    total_rows: count.optional(),
    metric_warnings: z.record(z.string(), z.strictObject({ code: text, warning: text })).optional(),
    timezone: text,
    definitions: texts,
    freshness: time.nullable(),
    uniques: z.looseObject({ method: text, identity: text }),
    rows_read: count,
    bytes_read: count,
  }),
  query: z.record(z.string(), z.unknown()),
});
export const answers = list("answers", z.union([answer, error]));

export const schemaAnswer = z.strictObject({
  site: z.strictObject({ id: text, name: text, timezone: text }),
  metrics: z.array(z.strictObject({ name: z.enum(METRICS), definition: text })),
  dimensions: z.array(text),
  filters: z.strictObject({
    ...{ operators: z.array(text), dimensions: z.array(text), behaviours: z.array(text) },
    ...{ goal_operators: z.array(text), segment: text },
  }),
  date_ranges: z.array(z.enum(NAMED_RANGES)),
  traffic: z.array(z.enum(TRAFFIC_CLASSES)),
  goals: z.array(text),
  events: z.array(z.strictObject({ name: text, events: count })),
  props: z.array(z.strictObject({ key: text, events: count, numeric: count })),
});
export const valuesAnswer = list("values", z.strictObject({ value: text, visitors: count }));

const columns = {
  ...{ id: z.uuid(), name: text, visitor: text, visit: text, hostname: text, page: text, title: text },
  ...{ referrer: text, source: text, channel: text, country: text, region: text, city: text },
  ...{ browser: text, os: text, device: text, traffic: text, user_id: text },
};
export const eventsAnswer = z.strictObject({
  events: z.array(
    z.strictObject({
      ...{ ...columns, at: time, traffic_reasons: z.array(text), rules: z.array(text), props: texts },
      revenue: z.strictObject({ amount: z.number(), currency: text, order_id: text }).nullable(),
    }),
  ),
  next: text.nullable(),
});

export const site = z.strictObject({
  ...{ id: text, key: text, name: text, domains: z.array(text), timezone: text, session_minutes: count },
  ...{ allowed_origins: z.array(text), require_origin: z.boolean(), honour_gpc: z.boolean() },
  allowed_query_params: z.array(text),
  paths: z.strictObject({
    case: z.enum(PATH_CASES),
    trailing_slash: z.enum(TRAILING_SLASHES),
    hash: z.enum(HASH_MODES),
  }),
  ...{ created_at: time, updated_at: time, snippet: text },
});
export const sites = list("sites", site);

const rights = { scopes: z.array(z.enum(SCOPES)), sites: z.array(text) };
const used = { created_at: time, expires_at: time.nullable(), last_used_at: time.nullable() };
export const token = z.strictObject({
  id: text,
  name: text,
  ...rights,
  created_by: text.nullable(),
  ...used,
});
/** The token itself is shown this once. */
export const newTokenAnswer = token.extend({ token: text });
export const tokens = list("tokens", token);
export const signedIn = z.strictObject(rights);
export const signedOut = z.strictObject({ signed_out: z.literal(true) });
export const person = z.strictObject({ id: text, email: text, ...rights, created_at: time });
export const people = list("people", person);

const ofSite = { id: text, site_id: text };
export const goal = z.strictObject({
  ...{ ...ofSite, name: text, event: text.nullable(), page: text.nullable(), scroll: count.nullable() },
  ...{ props: texts, currency: text.nullable(), created_at: time },
});
export const goals = list("goals", goal);
export const segment = z.strictObject({
  ...{ ...ofSite, name: text, kind: z.enum(SEGMENT_KINDS), filters: z.array(filter) },
  ...{ created_at: time, updated_at: time },
});
export const segments = list("segments", segment);
export const annotation = z.strictObject({ ...ofSite, at: time, text, created_at: time });
export const annotations = list("annotations", annotation);
export const share = z.strictObject({ ...ofSite, name: text, segment_id: text.nullable(), ...used });
/** Token and link are shown this once. */
export const newShareAnswer = share.extend({ token: text, link: text });
export const shares = list("shares", share);

export const rule = z.strictObject({
  ...{ ...ofSite, name: text, position: count, field: text, op: z.enum(RULE_OPS), value: text },
  ...{ action: z.enum(RULE_ACTIONS), created_at: time, updated_at: time },
});
export const rules = list("rules", rule);
export const dryRun = z.strictObject({
  ...{ cannot_replay: z.array(text), matched: count.nullable(), events: count },
  date_range: z.tuple([time, time]),
  most: z.array(z.strictObject({ hostname: text, path: text, name: text, events: count })),
});

const sums = z.record(z.string(), count);
export const outcomes = z.strictObject({
  ...{ site_id: text, date_range: z.tuple([time, time]), timezone: text },
  ...{ interval: z.enum(OUTCOME_INTERVALS), total: sums },
  reasons: z.array(
    z.strictObject({ stage: text, reason: text, outcome: text, rule: text.optional(), n: count }),
  ),
  series: z.array(z.looseObject({ time })),
});
export const quarantine = z.strictObject({
  events: z.array(
    z.strictObject({
      ...{ id: z.uuid(), received_at: time, timestamp: time, rule: text, is_in_report: z.boolean() },
      event: z.record(z.string(), z.unknown()),
    }),
  ),
  ...{ total: count, next: text.nullable() },
});
export const restored = z.strictObject({ restored: count, left: count, next: text.nullable() });

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
