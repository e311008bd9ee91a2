/** A rule's condition in words. */
import { QUERY_PREFIX, type RuleField } from "../../../schema/rule.ts";
import type { RuleCondition } from "../../../schema/rule-input.ts";
import { words } from "./words.ts";

export function fieldText(field: RuleField): string {
  const names: Record<string, string> = words.t.rules.fields;
  return field.startsWith(QUERY_PREFIX)
    ? `${words.t.rules.fields.query} ${field.slice(QUERY_PREFIX.length)}`
    : (names[field] ?? field);
}

/** `Path matches /wp-*`. */
export const ruleText = ({ field, op, value }: RuleCondition): string =>
  `${fieldText(field)} ${words.t.rules.ops[op]} ${value}`;
