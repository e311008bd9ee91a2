/** Keeps what a page gives within the contract: the collector refuses a whole event for one value too long. */
import type { Props } from "../schema/event.ts";
import { MAX_KEY_BYTES, MAX_PROPS, MAX_VALUE_BYTES } from "../schema/limits.ts";

export const bytesOf = (text: string) => new TextEncoder().encode(text).length;

/** At most so many bytes of UTF-8; a UTF-16 unit takes up to three. */
export function cutText(text: string, maxBytes = MAX_VALUE_BYTES): string {
  const cut = text.slice(0, maxBytes);
  return bytesOf(cut) > maxBytes ? cut.slice(0, maxBytes / 3) : cut;
}

/** Texts, finite numbers and booleans as they are; other values as JSON, and what JSON has no word for not at all. */
export function cleanProps(props: Readonly<Record<string, unknown>>): Props {
  const clean: Props = {};
  for (const [key, value] of Object.entries(props).slice(0, MAX_PROPS)) {
    const json = JSON.stringify(value ?? undefined);
    if (json && json !== "null")
      clean[cutText(key, MAX_KEY_BYTES)] =
        typeof value === "number" || typeof value === "boolean"
          ? value
          : cutText(typeof value === "string" ? value : json);
  }
  return clean;
}
