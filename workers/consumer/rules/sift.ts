/**
 * From a message's cleaned events to those that go on: a site's rules drop, set aside and tag, and what was erased
 * stays away. Every event that does not go on is counted. Pure.
 */
import type { EnrichedEvent, RawMessage } from "../../../schema/message.ts";
import { type Fate, minuteOf, type OutcomeCount } from "../../../schema/outcomes.ts";
import type { Quarantined } from "../../../schema/quarantine.ts";
import type { Rule } from "../../../schema/rule.ts";
import { type CompiledRules, compile } from "./compile.ts";
import { factsOf } from "./facts.ts";

export interface Sifted {
  events: EnrichedEvent[];
  quarantined: Quarantined[];
  outcomes: OutcomeCount[];
  /** The events that were dropped, for who watches. */
  dropped: { event: EnrichedEvent; rule: string }[];
}

const compiled = new WeakMap<readonly Rule[], CompiledRules>();

/** `events` are what enrichment made of the message, in its order. */
export function sift(message: RawMessage, events: EnrichedEvent[], rules: readonly Rule[]): Sifted {
  if (rules.length === 0) return { events, quarantined: [], outcomes: [], dropped: [] };
  const { slot, received_at } = message;
  const sifted: Sifted = { events: [], quarantined: [], outcomes: [], dropped: [] };
  const sources = message.groups.flatMap((group) => group.events.map((raw) => ({ raw, group })));
  for (const [index, event] of events.entries()) {
    const source = sources[index];
    if (source === undefined) throw new Error("Enrichment made more events than the message has.");
    const { raw, group } = source;
    const { tags, decision } = compiledOf(rules).judge(factsOf(event, raw, group), group.rules ?? []);
    const tagged = tags.length === 0 ? event : { ...event, rules: tags };
    if (decision === null) sifted.events.push(tagged);
    else if (decision.action === "drop") sifted.dropped.push({ event, rule: decision.rule });
    else sifted.quarantined.push({ slot, received_at, rule: decision.rule, event: tagged });
  }
  sifted.outcomes = [
    ...countsOf(message, "rule_drop", sifted.dropped),
    ...countsOf(message, "rule_quarantine", sifted.quarantined),
  ];
  return sifted;
}

function compiledOf(rules: readonly Rule[]): CompiledRules {
  const known = compiled.get(rules) ?? compile(rules);
  compiled.set(rules, known);
  return known;
}

function countsOf(
  { site, received_at }: RawMessage,
  reason: Fate,
  decided: readonly { rule: string }[],
): OutcomeCount[] {
  const byRule = Map.groupBy(decided, ({ rule }) => rule);
  return [...byRule].map(([rule, { length: n }]) => ({
    ...{ site, minute: minuteOf(received_at), stage: "consumer", reason, rule, n },
  }));
}
