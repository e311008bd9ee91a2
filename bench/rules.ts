/**
 * What a site's rules cost: processor time an event, for sites of few and of a thousand rules of every kind, none of
 * which matches. Paths that come again are remembered, so it is measured with few paths and with a new one each time.
 *
 *   node bench/rules.ts [--events 200000]
 */
import { parseArgs } from "node:util";
import { MAX_RULES, type Rule, type RuleField } from "../schema/rule.ts";
import { compile } from "../workers/consumer/rules/compile.ts";

const KINDS: readonly [RuleField, Rule["op"], (number: number) => string][] = [
  ["country", "is", (number) => `C${number}`],
  ["path", "is", (number) => `/p/${number}`],
  ["path", "glob", (number) => `/x${number}/*`],
  ["user_agent", "contains", (number) => `bot${number}`],
  ["referrer", "glob", (number) => `*.r${number}.com/*`],
  ["hostname", "is", (number) => `h${number}.com`],
  ["query:ref", "is", (number) => `r${number}`],
  ["name", "is", (number) => `n${number}`],
];
const FEW_PATHS = 50;
const AGENTS = Array.from(
  { length: 300 },
  (_, version) =>
    `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/${100 + version}.0 Safari/537.36`,
);

const { values } = parseArgs({ options: { events: { type: "string", default: "200000" } } });
const events = Number(values.events);
const rows = [8, 100, MAX_RULES].map((count) => {
  const measured = [FEW_PATHS, events].map((paths) => costUs(rulesOf(count), paths).toFixed(1));
  return { rules: count, "µs an event, few paths": measured[0], "each path new": measured[1] };
});
console.table(rows);

function rulesOf(count: number): Rule[] {
  return Array.from({ length: count }, (_, number) => {
    const [field, op, written] = KINDS[number % KINDS.length] ?? ["name", "is", String];
    return { id: `r${number}`, field, op, value: written(number), action: "tag" };
  });
}

/** The second run: the first one warms up. */
function costUs(rules: readonly Rule[], paths: number): number {
  judgeAll(rules, paths);
  const before = process.cpuUsage();
  judgeAll(rules, paths);
  return process.cpuUsage(before).user / events;
}

function judgeAll(rules: readonly Rule[], paths: number): void {
  const { judge } = compile(rules);
  const facts = { country: "DE", referrer: "google.com/", hostname: "example.com", name: "pageview" };
  for (let number = 0; number < events; number++) {
    const all: Record<string, string> = {
      ...facts,
      path: `/page/${number % paths}`,
      user_agent: AGENTS[number % AGENTS.length] ?? "",
    };
    judge((field) => all[field], []);
  }
}
