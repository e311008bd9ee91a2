/** What became of events, and the rules that decided it. */
import { z } from "zod";
import { OUTCOME_INTERVALS } from "../../../../schema/outcome-input.ts";
import { RULE_ACTIONS, RULE_OPS } from "../../../../schema/rule.ts";
import { count, list, text, time } from "./words.ts";

export const rule = z.strictObject({
  ...{ id: text, site_id: text, name: text, position: count, field: text, op: z.enum(RULE_OPS), value: text },
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
