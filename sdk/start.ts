/** What both doors share: one tracker for a page, which first hears the calls that were made before it came. */
import { guard } from "./guard.ts";
import { asksForPrivacy, isAutomated, isLocal } from "./ignore.ts";
import type { Options } from "./options.ts";
import { openStore } from "./storage.ts";
import { startTracker, type Tracker } from "./tracker.ts";

/** The name of a method, and what to give to it. */
export type Call = {
  [Name in keyof Tracker]: [name: Name, ...args: Parameters<Tracker[Name]>];
}[keyof Tracker];

/** The only global. Before the tracker came it may be a plain array of calls; the tracker goes on to take them. */
export interface Footfall extends Tracker {
  push(call: Call): unknown;
}

declare global {
  interface Window {
    footfall?: Footfall | Call[];
  }
  interface Navigator {
    readonly globalPrivacyControl?: boolean;
  }
  interface Document {
    readonly prerendering?: boolean;
  }
}

const METHODS = ["track", "page", "identify", "alias", "set", "consent", "reset", "flush"] as const;
/** These shape the very first pageview, so they are heard before it; the others would come before their page. */
const SETTINGS = ["set", "consent"];

/** Why this browser is not counted, or undefined. `localStorage.footfall_ignore = 1` keeps one's own out. */
function ignoreReason(include: string): string | undefined {
  if (asksForPrivacy(navigator)) return "privacy";
  if (openStore("footfall_").get("ignore")) return "footfall_ignore";
  if (isLocal(location.href) && !include.includes("local")) return "local";
  return isAutomated(navigator) && !include.includes("automation") ? "automation" : undefined;
}

/**
 * Starts the page's tracker, when the page is shown and the browser is one to be counted; else it does nothing. A
 * second start changes nothing, and says so in the console: two trackers would count everything twice.
 */
export function startOnce(options: Options, early: Call[] = []): Footfall {
  const present = window.footfall;
  if (present && !Array.isArray(present)) {
    console.warn("footfall runs already");
    return present;
  }
  const { include = "" } = options;
  const reason = ignoreReason(include);
  let calls = [...(present ?? []), ...early];
  let take = (call: Call): unknown => void calls.push(call);

  const begin = guard(() => {
    const replay = (tracker: Tracker, isSetting: boolean) => {
      // A call names its method, so name and arguments belong together; where the page got them wrong, it is lost.
      take = guard(([name, ...args]: Call) => (tracker[name] as (...args: unknown[]) => unknown)(...args));
      for (const call of calls) if (SETTINGS.includes(call?.[0]) === isSetting) take(call);
    };
    const tracker = startTracker(options, (opened) => replay(opened, true));
    replay(tracker, false);
    calls = [];
  });

  if (reason) {
    console.info("footfall: ignored,", reason);
    take = () => {};
  } else if (document.prerendering && !include.includes("prerender"))
    document.addEventListener("prerenderingchange", begin, { once: true });
  else begin();

  // A promise from every method does no harm where none is promised, and flush() gives one even when it is ignored.
  const push = async (call: Call) => take(call);
  const methods = METHODS.map((name) => [name, (...args: unknown[]) => push([name, ...args] as Call)]);
  window.footfall = Object.assign(Object.fromEntries(methods) as Tracker, { push });
  return window.footfall;
}
