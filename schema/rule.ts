/**
 * A site's rules: who or what is dropped, set aside or tagged before it reaches the report. No zod here: the consumer
 * bundles this file; `rule-input.ts` is what the API takes.
 */

/** `query:<name>` besides: a query parameter of the page, as it was sent. */
export const RULE_FIELDS = [
  /** Of the sender; judged at the edge, which keeps it to itself. */
  "address",
  /** ISO 3166-1 alpha-2. */
  "country",
  "region",
  /** Number of the sender's network. */
  "asn",
  /** The four below as they are stored: cleaned. */
  "hostname",
  "path",
  "referrer",
  /** Of the event. */
  "name",
  "user_agent",
] as const;
export const QUERY_PREFIX = "query:";
export type RuleField = (typeof RULE_FIELDS)[number] | `${typeof QUERY_PREFIX}${string}`;

/** `glob`: `*` stands for any text, also none. `in`: the address lies in that network. */
export const RULE_OPS = ["is", "is_not", "contains", "glob", "in"] as const;
export type RuleOp = (typeof RULE_OPS)[number];

/** `drop`: counted and gone. `quarantine`: set aside for 30 days. `tag`: into the report, marked with the rule's id. */
export const RULE_ACTIONS = ["drop", "quarantine", "tag"] as const;
export type RuleAction = (typeof RULE_ACTIONS)[number];

const TEXT_OPS: readonly RuleOp[] = ["is", "is_not", "contains", "glob"];
const OPS: Partial<Record<RuleField, readonly RuleOp[]>> = {
  address: ["in"],
  country: ["is", "is_not"],
  asn: ["is", "is_not"],
};
/** What a field can be asked. */
export const opsOf = (field: RuleField): readonly RuleOp[] => OPS[field] ?? TEXT_OPS;

const CASELESS = new Set<RuleField>(["country", "region", "hostname", "referrer", "user_agent"]);
/** Whether the field is compared without regard to case; both sides are then in lower case. */
export const isCaseless = (field: RuleField): boolean => CASELESS.has(field);

export const MAX_RULES = 1_000;
export const MAX_RULE_VALUE_CHARACTERS = 500;

export interface Rule {
  id: string;
  field: RuleField;
  op: RuleOp;
  value: string;
  action: RuleAction;
}
