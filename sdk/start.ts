/** What both doors share: one tracker for a page, which first hears the calls that were made before it came. */
import type { Call, Footfall, Options, Tracker } from "./api.ts";
import { superProps } from "./emit.ts";
import { guard, listen } from "./guard.ts";
import { isLocal, matches } from "./ignore.ts";
import type { Loader } from "./module.ts";
import { prefix, setOptions } from "./options.ts";
import { read } from "./storage.ts";
import { follow, methods } from "./tracker.ts";
import { setLevel } from "./visitor.ts";

declare global {
  interface Navigator {
    readonly globalPrivacyControl?: boolean;
  }
  interface Document {
    prerendering?: boolean;
  }
}

const calls: Call[] = [];
/** Until the page is followed, calls wait; on a server, where there is no window, this throws and they are lost. */
let take = (call: Call): unknown => window && calls.push(call);
const safely = guard((call: Call) => take(call));

// A call names its method, so name and arguments belong together; where the page got them wrong, it is lost.
const act = ([name, ...args]: Call) => (methods[name] as (...args: unknown[]) => unknown)(...args);

/** Every method gives a promise: that does no harm where none is promised, and flush() has one even when it is ignored. */
export const footfall = { push: async (call: Call) => safely(call) } as Footfall;
for (const name in methods)
  footfall[name as keyof Tracker] = (...args: unknown[]) =>
    footfall.push([name, ...args] as Call) as Promise<void>;

/**
 * Why this browser is not counted, or undefined. A site may include the later reasons; a privacy signal, or somebody who
 * says `localStorage.footfall_ignore = 1`, it may not.
 */
function ignoreReason(include?: string): string | undefined {
  const reasons: Record<string, unknown> = {
    privacy: navigator.globalPrivacyControl || navigator.doNotTrack === "1",
    footfall_ignore: read("footfall_ignore"),
    local: isLocal(location.hostname),
    automation: navigator.webdriver,
    prerender: document.prerendering,
  };
  return Object.keys(reasons).find(
    (reason, index) => reasons[reason] && !(index > 1 && matches(reason, include)),
  );
}

/**
 * Starts the page's tracker, when the page is shown and the browser is one to be counted; else it does nothing. A
 * second start changes nothing, and says so in the console: two trackers would count everything twice.
 */
export function startOnce(options: Options, load: Loader): void {
  const present = window.footfall ?? [];
  if ("track" in present) {
    console.info("footfall: second start");
    return;
  }
  window.footfall = footfall;

  const begin = () => {
    take = act;
    setOptions(options);
    Object.assign(superProps, options.props);
    // What the visitor agreed to before holds until it is taken back.
    setLevel(options.consent ?? (read(prefix) ? "full" : "cookieless"));
    // In their order, and before the first pageview, which some of them shape.
    [...present, ...calls].forEach(safely);
    follow(load);
  };

  const reason = ignoreReason(options.include);
  if (!reason) begin();
  else if (reason === "prerender") listen("prerenderingchange", begin);
  else {
    console.info("footfall: ignored,", reason);
    take = () => {};
  }
}
