/** Request → Query, closed and complete: every key and word is known, and what cannot be answered is refused here. */
import type { z } from "zod";
import { type AskedQuery, type Query, query } from "../../schema/query.ts";
import { AGGREGATES, PROP_PREFIX } from "../../schema/words.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { RULES } from "./rules.ts";
import { type SavedSegment, withSegments } from "./segments.ts";
import { nearestWord } from "./spelling.ts";

export type Parsed<Value> = { ok: true; value: Value } | { ok: false; refusal: Refusal };

/** Checks a query's shape and words; a refusal says where, what is allowed and what was probably meant. */
export function parseShape(input: unknown): Parsed<AskedQuery> {
  const tooDeep = refuseTooDeep(input);
  return tooDeep === null ? parseWith(query, input) : { ok: false, refusal: tooDeep };
}

/** Puts the segments in, and refuses what cannot be answered. */
export function parseMeaning(asked: AskedQuery, segments: readonly SavedSegment[] = []): Parsed<Query> {
  const parsed = withSegments(asked, segments);
  if (!parsed.ok) return parsed;
  for (const rule of RULES) {
    const refusal = rule(parsed.value);
    if (refusal !== null) return { ok: false, refusal };
  }
  return parsed;
}

/** Both at once, for those who know the segments before they ask. */
export function parseQuery(input: unknown, segments: readonly SavedSegment[] = []): Parsed<Query> {
  const shape = parseShape(input);
  return shape.ok ? parseMeaning(shape.value, segments) : shape;
}

/** Far more than a person nests, far less than a stack holds. */
const MAX_DEPTH = 30;

/** Before any validator follows the nesting. */
function refuseTooDeep(input: unknown): Refusal | null {
  let level = [input];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH)
      return refuse(422, "too_deep", `The query is nested more than ${MAX_DEPTH} levels deep.`);
    level = level.flatMap((value) =>
      typeof value === "object" && value !== null ? Object.values(value) : [],
    );
  }
  return null;
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

/** Likewise of metrics. */
export const ANY_AGGREGATES = AGGREGATES.map((aggregate) => `${aggregate}(${ANY_PROP})`);

function wordsOf(issue: Issue): string[] {
  if (issue.code === "invalid_value") return issue.values.map(String);
  if (issue.code !== "invalid_format" || issue.format !== "template_literal") return [];
  return issue.pattern?.includes("sum") ? ANY_AGGREGATES : [ANY_PROP];
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
