/** A rule as a form holds it. Pure. */
import {
  opsOf,
  QUERY_PREFIX,
  RULE_FIELDS,
  type Rule,
  type RuleAction,
  type RuleField,
  type RuleOp,
} from "../../../schema/rule.ts";
import type { RuleCondition } from "../../../schema/rule-input.ts";

/** What can be chosen; of `query` the parameter's name is typed besides. */
export const DRAFT_FIELDS = [...RULE_FIELDS, "query"] as const;
export type DraftField = (typeof DRAFT_FIELDS)[number];

export interface RuleDraft {
  name: string;
  field: DraftField;
  /** Of `query`. */
  parameter: string;
  op: RuleOp;
  value: string;
  action: RuleAction;
}

export const NEW_RULE: RuleDraft = {
  name: "",
  field: "path",
  parameter: "",
  op: "glob",
  value: "",
  action: "quarantine",
};

export const draftOf = ({
  name,
  field,
  op,
  value,
  action,
}: Omit<Rule, "id"> & { name: string }): RuleDraft =>
  field.startsWith(QUERY_PREFIX)
    ? { name, field: "query", parameter: field.slice(QUERY_PREFIX.length), op, value, action }
    : // Every other field is one that can be chosen.
      { name, field: field as DraftField, parameter: "", op, value, action };

export const fieldOf = ({ field, parameter }: RuleDraft): RuleField =>
  field === "query" ? `${QUERY_PREFIX}${parameter.trim()}` : field;

/** What may be asked of the draft's field. */
export const opsFor = (draft: RuleDraft): readonly RuleOp[] => opsOf(fieldOf(draft));

/** Another field keeps the operator where it can be asked so too. */
export function withField(draft: RuleDraft, field: DraftField): RuleDraft {
  const next = { ...draft, field };
  const [first = draft.op] = opsFor(next);
  return opsFor(next).includes(draft.op) ? next : { ...next, op: first };
}

/** What POST /v1/rules/dry-run takes; null while something is missing. */
export function conditionOf(draft: RuleDraft): RuleCondition | null {
  const value = draft.value.trim();
  const isNamed = draft.field !== "query" || draft.parameter.trim() !== "";
  return value === "" || !isNamed ? null : { field: fieldOf(draft), op: draft.op, value };
}

/** What POST and PATCH /v1/rules take besides the site; null while something is missing. */
export function ruleBody(draft: RuleDraft): (RuleCondition & { action: RuleAction; name: string }) | null {
  const condition = conditionOf(draft);
  return condition === null ? null : { ...condition, action: draft.action, name: draft.name.trim() };
}
