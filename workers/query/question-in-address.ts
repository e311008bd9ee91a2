/**
 * A question in an address, for programs that can ask for nothing else: data frames, spreadsheets, `curl -G`. The words
 * are those of the JSON; lists have commas between their words, and what is nested is JSON. Pure.
 */
import { z } from "zod";
import { format } from "../../schema/files.ts";
import type { Parsed } from "./parse.ts";
import { refuse } from "./refusal.ts";

const LISTS = new Set(["site_id", "metrics", "dimensions", "date_range", "traffic"]);
/** They are lists, however short. */
const ALWAYS_LISTS = new Set(["metrics", "dimensions"]);
const NESTED = new Set(["filters", "order_by", "include", "compare"]);
const NUMBERS = new Set(["limit", "offset"]);

const text = z.string();
/** For the OpenAPI document: what may stand in the address. */
export const questionSearch = z.object({
  ...{ site_id: text, metrics: text, date_range: text, dimensions: text.optional(), format },
  ...{
    filters: text.optional(),
    order_by: text.optional(),
    include: text.optional(),
    compare: text.optional(),
  },
  ...{ limit: text.optional(), offset: text.optional(), traffic: text.optional() },
  ...{ as_of: text.optional(), exact: text.optional() },
});

/** What the JSON of the same question would hold. Keys that no question has stay: they are refused where JSON is. */
export function questionInAddress(search: Readonly<Record<string, string>>): Parsed<Record<string, unknown>> {
  const entries: [key: string, value: unknown][] = [];
  for (const [key, text] of Object.entries(search)) {
    const value = read(key, text);
    if (value === undefined) {
      const message = `\`${key}\` must be JSON.`;
      return { ok: false, refusal: refuse(422, "invalid", message, { path: key }) };
    }
    entries.push([key, value]);
  }
  const pagination = Object.fromEntries(entries.filter(([key]) => NUMBERS.has(key)));
  const question = Object.fromEntries(entries.filter(([key]) => !NUMBERS.has(key)));
  const isPaged = Object.keys(pagination).length > 0;
  return { ok: true, value: { ...question, ...(isPaged && { pagination }) } };
}

/** Undefined for what should be JSON and is not. */
function read(key: string, text: string): unknown {
  if (NESTED.has(key) || text.startsWith("[")) return jsonOf(text);
  if (NUMBERS.has(key)) return Number(text);
  if (key === "exact") return text === "true" || (text === "false" ? false : text);
  if (key === "as_of" && /^\d+$/.test(text)) return Number(text);
  if (!LISTS.has(key)) return text;
  const words = text.split(",");
  // `traffic=bot` is a list of one, `traffic=all` a word.
  const isList = words.length > 1 || ALWAYS_LISTS.has(key) || (key === "traffic" && text !== "all");
  return isList ? words : text;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
