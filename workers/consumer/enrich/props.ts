/** The site's own properties: every one as text, and those that are numbers a second time as numbers. */
import { MAX_KEY_BYTES, MAX_PROPS, MAX_VALUE_BYTES } from "../../../schema/limits.ts";
import { bounded } from "./text.ts";

export interface PropColumns {
  props: Record<string, string>;
  nums: Record<string, number>;
}

/** A decimal that survives the way through a number: no leading zeros, so that codes and telephones stay text. */
const DECIMAL = /^-?(0|[1-9]\d{0,14})(\.\d{1,9})?$/;

/**
 * Blank values are left out. Attributes in HTML are always text, so text that reads as a plain decimal counts
 * as a number too; it stays in `props` exactly as sent.
 */
export function propColumns(given: unknown): PropColumns {
  const texts: [string, string][] = [];
  const numbers: [string, number][] = [];
  for (const [name, value] of entriesOf(given)) {
    const key = bounded(name, MAX_KEY_BYTES);
    const text = textOf(value);
    if (key === "" || text === "") continue;
    texts.push([key, text]);
    if (typeof value === "number" || (typeof value === "string" && DECIMAL.test(text)))
      numbers.push([key, Number(text)]);
  }
  // fromEntries defines own properties, so a key like __proto__ is a key like any other.
  return { props: Object.fromEntries(texts), nums: Object.fromEntries(numbers) };
}

const entriesOf = (given: unknown): [string, unknown][] =>
  typeof given === "object" && given !== null ? Object.entries(given).slice(0, MAX_PROPS) : [];

function textOf(value: unknown): string {
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  return bounded(value, MAX_VALUE_BYTES);
}
