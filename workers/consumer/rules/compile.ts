/**
 * A site's rules made fast: equality is a look-up, whatever else is tested in turn, and what a value matched is
 * remembered, because a site's events share most of their values. Pure, but for that memory.
 */
import { isCaseless, type Rule, type RuleAction, type RuleField, type RuleOp } from "../../../schema/rule.ts";
import { globOf } from "./glob.ts";

/** What a rule may ask of an event. Absent: the event has no such thing. */
export type FactOf = (field: RuleField) => string | undefined;

export interface Verdict {
  /** Ids of the rules that tagged the event. */
  tags: string[];
  /** The first rule that takes the event out of the report. */
  decision: { action: Exclude<RuleAction, "tag">; rule: string } | null;
}

export interface CompiledRules {
  /** `atEdge`: ids of the rules that matched in the collector. */
  judge(fact: FactOf, atEdge: readonly string[]): Verdict;
}

/** Rules by their places in the site's order, ascending within each value. */
interface FieldTests {
  equal: Map<string, number[]>;
  others: { place: number; test: (text: string) => boolean }[];
  seen: Map<string, readonly number[]>;
}

/** Remembered per field, short texts only; forgotten all at once. */
const MAX_SEEN = 500;
const MAX_SEEN_CHARACTERS = 300;
/** Fewer tests are as fast as remembering. */
const MIN_TESTS_TO_REMEMBER = 10;
const PASSED: Verdict = { tags: [], decision: null };

/** `rules` in their order. */
export function compile(rules: readonly Rule[]): CompiledRules {
  const fields = new Map<RuleField, FieldTests>();
  const places = new Map(rules.map(({ id }, place) => [id, place]));
  for (const [place, rule] of rules.entries()) if (rule.field !== "address") addTo(fields, rule, place);
  return {
    judge(fact, atEdge) {
      const matched = atEdge.flatMap((id) => places.get(id) ?? []);
      for (const [field, tests] of fields) matched.push(...matchesOf(tests, field, fact(field)));
      return matched.length === 0 ? PASSED : verdictOf(matched, rules);
    },
  };
}

function addTo(fields: Map<RuleField, FieldTests>, { field, op, value }: Rule, place: number): void {
  const tests: FieldTests = fields.get(field) ?? { equal: new Map(), others: [], seen: new Map() };
  fields.set(field, tests);
  const wanted = isCaseless(field) ? value.toLowerCase() : value;
  if (op === "is") tests.equal.set(wanted, [...(tests.equal.get(wanted) ?? []), place]);
  else tests.others.push({ place, test: testOf(op, wanted) });
}

function testOf(op: Exclude<RuleOp, "is">, wanted: string): (text: string) => boolean {
  switch (op) {
    case "is_not":
      return (text) => text !== wanted;
    case "contains":
      return (text) => text.includes(wanted);
    case "glob":
      return globOf(wanted);
    case "in":
      throw new Error("Only an address lies in a network.");
  }
}

/** A query parameter that is absent is an empty text, as every other field may be. */
function matchesOf(tests: FieldTests, field: RuleField, fact: string | undefined): readonly number[] {
  const text = fact === undefined ? "" : isCaseless(field) ? fact.toLowerCase() : fact;
  const known = tests.seen.get(text);
  if (known !== undefined) return known;
  const others = tests.others.filter(({ test }) => test(text)).map(({ place }) => place);
  const matched = [...(tests.equal.get(text) ?? []), ...others];
  if (tests.others.length >= MIN_TESTS_TO_REMEMBER && text.length <= MAX_SEEN_CHARACTERS) {
    if (tests.seen.size >= MAX_SEEN) tests.seen.clear();
    tests.seen.set(text, matched);
  }
  return matched;
}

/** Tags add up until a rule decides. */
function verdictOf(matched: number[], rules: readonly Rule[]): Verdict {
  const tags: string[] = [];
  for (const place of matched.sort((a, b) => a - b)) {
    const rule = rules[place];
    if (rule === undefined) throw new Error(`There is no rule ${place}.`);
    if (rule.action !== "tag") return { tags, decision: { action: rule.action, rule: rule.id } };
    tags.push(rule.id);
  }
  return { tags, decision: null };
}
