/** Keeps what a page gives within the contract: the collector refuses a whole event for one value too long. */
import { MAX_KEY_BYTES, MAX_PROPS, MAX_VALUE_BYTES } from "../schema/limits.ts";
import type { Props } from "./api.ts";

const utf8 = new TextEncoder();
export const bytesOf = (text: string) => utf8.encode(text).length;

/** At most so many bytes of UTF-8; a UTF-16 unit takes up to three. Addresses have the limit of other values. */
export function cutText(text: string, maxBytes = MAX_VALUE_BYTES): string {
  const cut = text.slice(0, maxBytes);
  return bytesOf(cut) > maxBytes ? cut.slice(0, maxBytes / 3) : cut;
}

/** An address without what may be private in it: the query, the fragment, the draft of a mail. */
export const bareUrl = (url: string) => cutText(url.replace(/[?#].*/s, ""));

/**
 * Texts, finite numbers and booleans as they are; other values as JSON, and what JSON has no word for not at all.
 * undefined when nothing is left.
 */
export function cleanProps(props: Readonly<Record<string, unknown>> = {}): Props | undefined {
  let clean: Props | undefined;
  for (const [key, value] of Object.entries(props).slice(0, MAX_PROPS)) {
    const json = JSON.stringify(value ?? undefined);
    const text = typeof value === "object" ? json : value;
    if (json && json !== "null")
      clean = {
        ...clean,
        [cutText(key, MAX_KEY_BYTES)]: typeof text === "string" ? cutText(text) : (text as number | boolean),
      };
  }
  return clean;
}
