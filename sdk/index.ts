/** The door for npm: `init()` once, then `track()` and the others, from anywhere and at any time. */
import type { Options } from "./api.ts";
import { guard } from "./guard.ts";
import { footfall, startOnce } from "./start.ts";

export type * from "./api.ts";

/** Starts the page's tracker. On a server, where there is no page, it does nothing. */
export const init: (options: Options) => void = guard((options) => {
  startOnce(options, (name) => (name === "vitals" ? import("./vitals.ts") : import("./errors.ts")));
});

export const { track, page, identify, alias, set, consent, reset, flush } = footfall;
