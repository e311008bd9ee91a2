/** Request → Query, closed and complete: every key and word is known, and what cannot be answered is refused here. */
import type { z } from "zod";
import { type Query, query } from "../../schema/query.ts";
import { type Metric, PROP_PREFIX } from "../../schema/words.ts";
import { countBuckets } from "./buckets.ts";
import { eventValue, isEventDimension, isTimeDimension } from "./dimensions.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { nearestWord } from "./spelling.ts";

export type Parsed<Value> = { ok: true; value: Value } | { ok: false; refusal: Refusal };

/** Checks a query's shape and words; a refusal says where, what is allowed and what was probably meant. */
export function parseQuery(input: unknown): Parsed<Query> {
  const parsed = parseWith(query, input);
  if (!parsed.ok) return parsed;
  for (const rule of RULES) {
    const refusal = rule(parsed.value);
    if (refusal !== null) return { ok: false, refusal };
  }
  return parsed;
}

/** The same for any validator: the first problem, as one sentence. */
export function parseWith<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): Parsed<z.output<Schema>> {
  const result = schema.safeParse(input, { reportInput: true });
  if (result.success) return { ok: true, value: result.data };
  const issue = result.error.issues[0];
  if (issue === undefined) throw new Error("zod refused without an issue.");
  return { ok: false, refusal: toRefusal(mostTelling(issue, [])) };
}

type Issue = z.core.$ZodIssue;
interface Located {
  issue: Issue;
  path: PropertyKey[];
  /** All words that any alternative would have taken at this place. */
  allowed: string[];
}

/** Of the alternatives of a union, the one that got furthest; at one place their allowed words are joined. */
function mostTelling(issue: Issue, prefix: PropertyKey[]): Located {
  const path = [...prefix, ...issue.path];
  if (issue.code !== "invalid_union" || issue.errors.length === 0)
    return { issue, path, allowed: wordsOf(issue) };
  const tries = issue.errors.flatMap(([first]) => (first === undefined ? [] : [mostTelling(first, path)]));
  const [best, ...others] = tries.sort((a, b) => comparePaths(b.path, a.path));
  if (best === undefined) return { issue, path, allowed: [] };
  const same = others.filter((other) => comparePaths(other.path, best.path) === 0);
  return { ...best, allowed: [...new Set([best, ...same].flatMap(({ allowed }) => allowed))] };
}

/** Deeper and further to the right is later. */
function comparePaths(a: PropertyKey[], b: PropertyKey[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = rank(a[at]) - rank(b[at]);
    if (difference !== 0) return difference;
  }
  return 0;
}

const rank = (key: PropertyKey | undefined): number =>
  key === undefined ? -1 : typeof key === "number" ? key : 0;

/** How a refusal writes the word that stands for many. */
export const ANY_PROP = `${PROP_PREFIX}<key>`;

function wordsOf(issue: Issue): string[] {
  if (issue.code === "invalid_value") return issue.values.map(String);
  return issue.code === "invalid_format" && issue.format === "template_literal" ? [ANY_PROP] : [];
}

function toRefusal({ issue, path, allowed }: Located): Refusal {
  if (issue.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    return refuse(422, "unknown_key", `There is no key \`${key}\` here.`, { path: written([...path, key]) });
  }
  const at = written(path);
  const place = at === "" ? "The request" : `\`${at}\``;
  if (allowed.length > 0) {
    const meant = typeof issue.input === "string" ? nearestWord(issue.input, allowed) : undefined;
    const got = issue.input === undefined ? "nothing" : JSON.stringify(issue.input).slice(0, 100);
    return refuse(422, "unknown_word", `${place} must be one of the allowed words, not ${got}.`, {
      ...{ path: at, allowed },
      ...(meant !== undefined && { did_you_mean: meant }),
    });
  }
  const isMissing = issue.code === "invalid_type" && issue.input === undefined;
  const message = isMissing ? `${place} is missing.` : `${place}: ${issue.message}.`;
  return refuse(422, isMissing ? "missing" : "invalid", message, { path: at });
}

/** `filters[0][1]`. */
const written = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    return text === "" ? String(key) : `${text}.${String(key)}`;
  }, "");

type Rule = (query: Query) => Refusal | null;

const isUnique: Rule = ({ metrics, dimensions }) => {
  for (const [key, words] of Object.entries<readonly string[]>({ metrics, dimensions })) {
    const twice = words.find((word, at) => words.indexOf(word) !== at);
    if (twice !== undefined)
      return refuse(422, "repeated", `\`${twice}\` is asked for twice.`, { path: key });
  }
  return null;
};

const hasOneTime: Rule = ({ dimensions }) =>
  dimensions.filter(isTimeDimension).length > 1
    ? refuse(422, "two_times", "A query can have one time dimension.", { path: "dimensions" })
    : null;

const isOrderedByItself: Rule = ({ order_by = [], metrics, dimensions }) => {
  const allowed: string[] = [...metrics, ...dimensions];
  const at = order_by.findIndex(([by]) => !allowed.includes(by));
  if (at === -1) return null;
  const message = "A query can be ordered only by the metrics and dimensions that it asks for.";
  return refuse(422, "order_not_asked", message, { path: `order_by[${at}][0]`, allowed });
};

/** Facts of whole visits; an event's name or property does not say whose they are. */
const VISIT_RATES: readonly Metric[] = ["bounce_rate", "visit_duration", "views_per_visit"];

const hasNoVisitRateByEvent: Rule = ({ metrics, dimensions }) => {
  const at = metrics.findIndex((metric) => VISIT_RATES.includes(metric));
  const by = dimensions.find((name) => isEventDimension(name) && eventValue(name).entry === null);
  if (at === -1 || by === undefined) return null;
  const message = `\`${metrics[at]}\` belongs to visits and cannot be told by \`${by}\`.`;
  return refuse(422, "visit_metric_by_event", message, { path: `metrics[${at}]` });
};

const isReversed = ([first, last]: readonly [string, string]): boolean =>
  Date.parse(first) > Date.parse(last);

const hasOrderedRange: Rule = ({ date_range }) =>
  typeof date_range !== "string" && isReversed(date_range)
    ? refuse(422, "range_reversed", "The range ends before it begins.", { path: "date_range" })
    : null;

const comparesWithRange: Rule = ({ compare, date_range }) => {
  if (compare === undefined) return null;
  const isCustom = compare.mode === "custom";
  const at = "compare.date_range";
  if (isCustom !== (compare.date_range !== undefined)) {
    const message = isCustom
      ? "A custom comparison needs its `date_range`."
      : `Only a custom comparison has a \`date_range\`.`;
    return refuse(422, isCustom ? "missing" : "invalid", message, { path: at });
  }
  if (!isCustom && date_range === "all") {
    return refuse(422, "nothing_before", "Before `all` there is nothing to compare with.", {
      path: "compare",
    });
  }
  return compare.date_range !== undefined && isReversed(compare.date_range)
    ? refuse(422, "range_reversed", "The range ends before it begins.", { path: at })
    : null;
};

const RULES: readonly Rule[] = [
  comparesWithRange,
  isUnique,
  hasOneTime,
  isOrderedByItself,
  hasNoVisitRateByEvent,
  hasOrderedRange,
];

/** Labels are written out for every bucket, so there is a bound; about a week of minutes or a year of hours. */
const MAX_TIME_BUCKETS = 11_000;

/** Known only when the range is resolved. */
export function refuseTooManyBuckets(plan: {
  interval: Parameters<typeof countBuckets>[0] | null;
  range: Parameters<typeof countBuckets>[1];
}): Refusal | null {
  if (plan.interval === null || countBuckets(plan.interval, plan.range) <= MAX_TIME_BUCKETS) return null;
  const message = `\`${plan.interval}\` cuts this range into more than ${MAX_TIME_BUCKETS} buckets. Ask for a longer interval.`;
  return refuse(422, "too_many_buckets", message, { path: "dimensions" });
}
