import type { Props, WireEvent } from "../schema/event.ts";
import type { Consent } from "../schema/words.ts";
import type { PageMode } from "./pages.ts";

export type ConsentLevel = "denied" | Consent;

/** Of `init()`; the tag takes the texts as attributes: `data-site`, `data-session-minutes`. */
export interface Options {
  /** The site's public key, `<id>.<tag>`. */
  site: string;
  /** Where Footfall answers: `https://stats.example.com`. The tag's own origin when it does not say. */
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
  /** Paths not to count, in words: `/admin/* /login`. */
  ignore?: string | undefined;
  /** `auto` (default) follows history; `hash` takes the fragment for part of the page; `manual` waits for `page()`. */
  pages?: PageMode | undefined;
  /** A visit of somebody who agreed ends after this inactivity; as in the site's settings. Default 30. */
  sessionMinutes?: number | undefined;
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
