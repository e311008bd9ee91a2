/** What `/v1/rules` takes and answers. */
import { z } from "zod";
import {
  MAX_RULE_VALUE_CHARACTERS,
  MAX_RULES,
  QUERY_PREFIX,
  RULE_ACTIONS,
  RULE_FIELDS,
  RULE_OPS,
  type Rule,
} from "./rule.ts";

const MAX_PARAMETER_CHARACTERS = 100;

const field = z.union([
  z.enum(RULE_FIELDS),
  z.templateLiteral([QUERY_PREFIX, z.string().min(1).max(MAX_PARAMETER_CHARACTERS)]),
]);
const condition = {
  field,
  op: z.enum(RULE_OPS),
  value: z.string().trim().min(1).max(MAX_RULE_VALUE_CHARACTERS),
};
const settings = {
  ...condition,
  action: z.enum(RULE_ACTIONS),
  /** For people. */
  name: z.string().trim().max(100),
  /** Rank among the site's rules, from 1; beyond the last one it is the last. */
  position: z.number().int().min(1).max(MAX_RULES),
};

/** POST /v1/rules. Without a position it comes last. */
export const newRule = z
  .strictObject({ site_id: z.string().min(1), ...settings })
  .partial({ name: true, position: true });
/** PATCH /v1/rules/:id. */
export const ruleChange = z.strictObject(settings).partial();
/** POST /v1/rules/dry-run. What it would do does not change what it matches. */
export const ruleDryRun = z
  .strictObject({ site_id: z.string().min(1), ...condition, action: settings.action, name: settings.name })
  .partial({ action: true, name: true });

export type RuleChange = z.output<typeof ruleChange>;
export type RuleCondition = Pick<Rule, "field" | "op" | "value">;

export interface RuleAnswer extends Rule {
  site_id: string;
  name: string;
  position: number;
  created_at: string;
  updated_at: string;
}

export interface DryRunAnswer {
  /** The fields of the rule that are not stored, so that nobody can say what it would have matched. */
  cannot_replay: string[];
  /** Events that it would have matched; null when it cannot be replayed. */
  matched: number | null;
  /** All stored events of the time, robots included. */
  events: number;
  /** ISO 8601. */
  date_range: [from: string, to: string];
  /** What it would have matched most. */
  most: { hostname: string; path: string; name: string; events: number }[];
}
