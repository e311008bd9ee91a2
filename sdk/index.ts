/** The door for npm: `init()` once, then `track()` and the others, from anywhere and at any time. */
import type { Options } from "./options.ts";
import { type Call, startOnce } from "./start.ts";
import type { Tracker } from "./tracker.ts";

export type { Props, WireEvent } from "../schema/event.ts";
export type { ConsentLevel, Options, TrackOptions } from "./options.ts";
export type { PageMode } from "./pages.ts";
export type { Tracker } from "./tracker.ts";

let tracker: { push(call: Call): unknown; flush(): Promise<void> } | undefined;
const early: Call[] = [];
const push = (call: Call) => void (tracker ?? early).push(call);

/** Starts the page's tracker. On a server, where there is no page, it does nothing. */
export function init(options: Options): void {
  if (typeof window !== "undefined") tracker ??= startOnce(options, early.splice(0));
}

export const track: Tracker["track"] = (...args) => push(["track", ...args]);
export const page: Tracker["page"] = () => push(["page"]);
export const identify: Tracker["identify"] = (...args) => push(["identify", ...args]);
export const alias: Tracker["alias"] = (...args) => push(["alias", ...args]);
export const set: Tracker["set"] = (...args) => push(["set", ...args]);
export const consent: Tracker["consent"] = (...args) => push(["consent", ...args]);
export const reset: Tracker["reset"] = () => push(["reset"]);
export const flush: Tracker["flush"] = async () => tracker?.flush();
