/**
 * What a page may ask for, in types that need no other file: they are published with the npm package. `api.test.ts`
 * holds the event to the contract in schema/event.ts.
 */

/** Texts, finite numbers and booleans are kept as they are; other values as JSON. */
export type Props = Record<string, string | number | boolean>;

export type ConsentLevel = "denied" | "cookieless" | "full";

/** What makes a page: see {@link Options.pages}. */
export type PageMode = "auto" | "hash" | "canonical" | "manual";

/** Of `init()`; the tag takes the texts as attributes: `data-site`, `data-session-minutes`. */
export interface Options {
  /** The site's public key, `<id>.<tag>`. */
  site: string;
  /** Where Footfall answers: `https://stats.example.com`. The tag's own folder when it does not say. */
  host: string;
  /**
   * `cookieless` stores nothing on the device but events that wait to be sent; `full` stores a visitor id; `denied`
   * sends and stores nothing. Left out: `full` where the visitor agreed before, else `cookieless`.
   */
  consent?: ConsentLevel | undefined;
  /**
   * Counts what is ignored by default, in words: `local` hosts, `automation`, pages that were only `prerender`ed.
   * Who includes automation asks for it to be counted like people, so the wire's `automation` flag is not set then.
   */
  include?: string | undefined;
  /** What not to count, in words: paths and names of events, `*` at the end stands for the rest: `/admin/* form_*`. */
  ignore?: string | undefined;
  /**
   * `auto` (default) follows history; `hash` takes the fragment for part of the page; `canonical` takes the address
   * that the page declares in `<link rel="canonical">`; `manual` waits for `page()`.
   */
  pages?: PageMode | undefined;
  /** Extensions whose links are downloads, in words. */
  files?: string | undefined;
  /** What to load besides, in words: `vitals`, `errors`. */
  modules?: string | undefined;
  /** A visit of somebody who agreed ends after this inactivity; as in the site's settings. Default 30. */
  sessionMinutes?: number | undefined;
  /** Says in the console what is sent, refused and dropped. */
  debug?: unknown;
  /** Properties of every event. */
  props?: Props | undefined;
  /** Sees every event first; sends what it returns, and nothing for null. */
  beforeSend?: ((event: WireEvent) => WireEvent | null) | undefined;
}

export interface TrackOptions {
  /** `currency` is ISO 4217; an `order_id` keeps an order from counting twice. */
  revenue?: { amount: number; currency: string; order_id?: string };
  /** false: the event does not end a bounce. */
  interactive?: boolean;
}

/** An event as it leaves the page. */
export interface WireEvent {
  id: string;
  name: string;
  timestamp: number;
  url: string;
  referrer?: string | undefined;
  title?: string | undefined;
  props?: Props | undefined;
  interactive?: boolean | undefined;
  revenue?: { amount: number; currency: string; order_id?: string | undefined } | undefined;
  engagement?: { ms?: number; scroll?: number } | undefined;
  element?: { selector?: string; text?: string; href?: string | undefined } | undefined;
  form?: { id?: string | undefined; name?: string | undefined; action?: string | undefined } | undefined;
  file?: { href?: string; extension?: string } | undefined;
  vital?: { metric: string; value: number; rating?: string; target?: string | undefined } | undefined;
  error?:
    | {
        message: string;
        file?: string | undefined;
        line?: number | undefined;
        column?: number | undefined;
        stack?: string | undefined;
      }
    | undefined;
  identity?: { user_id: string; traits?: Props | undefined; previous_id?: string | undefined } | undefined;
}

/** The methods of `window.footfall` and of the package; none throws. */
export interface Tracker {
  /** Counts an event of the site's own. */
  track(name: string, props?: Record<string, unknown>, options?: TrackOptions): void;
  /** Counts a pageview; needed only with `pages: "manual"`. */
  page(): void;
  /** Says whose the following events are, by the site's own id. */
  identify(userId: string, traits?: Record<string, unknown>): void;
  /** Says that `previousId` and `userId` are one person. */
  alias(userId: string, previousId: string): void;
  /** Adds properties to every following event; undefined takes one away. */
  set(props: Record<string, unknown>): void;
  consent(level: ConsentLevel): void;
  /** After signing out: the next event is somebody else's. */
  reset(): void;
  /** Sends at once; resolves when that is done, or has to wait. */
  flush(): Promise<void>;
}

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
}
