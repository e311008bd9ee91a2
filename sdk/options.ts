/** The options of the page's one tracker. */
import type { Options } from "./api.ts";

export let options: Options;
/** The visitor's entry in the browser's storage, and with a dot what those of the batches begin with. */
export let prefix: string;

export function setOptions(given: Options): void {
  options = given;
  prefix = `footfall.${given.site}`;
}

/** For whoever builds the page: silent unless the site asks for it. */
export function debug(what: unknown, about: unknown): void {
  // As an attribute without a value it is an empty text.
  if (options.debug != null) console.info("footfall:", what, about);
}
