/** Answers to questions: numbers, the words of a site, single events. */
import { z } from "zod";
import { AGGREGATES, METRICS, NAMED_RANGES, TRAFFIC_CLASSES } from "../../../../schema/words.ts";
import { error } from "./refusals.ts";
import { count, list, text, texts, time } from "./words.ts";

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
    adds_up: z.array(text).optional(),
    freshness: time.nullable(),
    uniques: z.looseObject({ method: text, identity: text }),
    cached: z.boolean().optional(),
    data_revision: time.nullable().optional(),
    rows_read: count,
    bytes_read: count,
  }),
  query: z.record(z.string(), z.unknown()),
});
export const answers = list("answers", z.union([answer, error]));

export const schemaAnswer = z.strictObject({
  site: z.strictObject({ id: text, name: text, timezone: text }),
  metrics: z.array(z.strictObject({ name: z.enum(METRICS), definition: text })),
  aggregates: z.strictObject({
    words: z.array(z.strictObject({ name: z.enum(AGGREGATES), definition: text })),
    of: z.array(text),
  }),
  dimensions: z.array(text),
  filters: z.strictObject({
    numeric_operators: z.array(text),
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
      error: z
        .strictObject({ message: text, file: text, line: count, column: count, stack: text })
        .nullable(),
    }),
  ),
  next: text.nullable(),
});
