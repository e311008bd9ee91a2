/** Where the demo's visits come from, and on which page they then begin. */
import type { Chance } from "./chance.ts";
import { BLOG, DOCS } from "./site-map.ts";

export interface Arrival {
  /** Path with the campaign's parameters. */
  landing: string;
  referrer?: string;
}

type Arrive = (chance: Chance) => Arrival;

const from =
  (referrer: string, landing: (chance: Chance) => string): Arrive =>
  (chance) => ({ referrer, landing: landing(chance) });
const direct: Arrive = (chance) => ({ landing: chance.is(0.75) ? "/" : chance.pick(DOCS) });

const toReading = (chance: Chance) => (chance.is(0.6) ? chance.pick(DOCS) : chance.pick(BLOG));
const toStart = (chance: Chance) => (chance.is(0.7) ? "/" : toReading(chance));
const toBlog = (chance: Chance) => chance.pick(BLOG);

const campaign = (path: string, source: string, medium: string, name: string, more = "") =>
  `${path}?utm_source=${source}&utm_medium=${medium}&utm_campaign=${name}${more}`;

const ARRIVALS: readonly (readonly [Arrive, number])[] = [
  [direct, 30],
  [from("https://www.google.com/", (chance) => (chance.is(0.35) ? "/" : toReading(chance))), 27],
  [from("https://www.bing.com/", toReading), 3],
  [from("https://duckduckgo.com/", toReading), 4],
  [from("https://search.brave.com/", toReading), 1],
  [from("https://www.ecosia.org/", toReading), 1],
  [from("https://chatgpt.com/", (chance) => `${chance.pick(DOCS)}?utm_source=chatgpt.com`), 4],
  [from("https://www.perplexity.ai/", toReading), 2],
  [from("https://claude.ai/", toReading), 1.5],
  [from("https://news.ycombinator.com/item?id=4178", () => "/blog/age-of-the-tide"), 4],
  [from("https://www.reddit.com/r/sailing/comments/1x/tide_apps/", toBlog), 3],
  [from("https://t.co/4xAbC", toBlog), 1.5],
  [from("https://go.bsky.app/redirect", toBlog), 1.2],
  [from("https://www.linkedin.com/", toStart), 1.6],
  [from("https://l.facebook.com/", toStart), 1.5],
  [from("https://www.youtube.com/watch", toStart), 1],
  [from("https://github.com/topics/tides", toReading), 1.8],
  [from("https://harbourmasters.example/links", toStart), 1.4],
  [from("https://sailing.example/gear/tide-watches", () => "/pricing"), 1.1],
  [() => ({ landing: campaign("/changelog", "newsletter", "email", "november-letter") }), 3],
  [() => ({ landing: campaign("/blog/neap-and-spring", "newsletter", "email", "spring-tides") }), 1.5],
  [
    () => ({
      referrer: "https://www.google.com/",
      landing: campaign("/pricing", "google", "cpc", "tide-tables", "&gclid=demo"),
    }),
    3.5,
  ],
  [() => ({ landing: campaign("/", "facebook", "paid-social", "anglers") }), 1.2],
  [() => ({ landing: campaign("/", "harbour-poster", "qr", "posters") }), 0.6],
];

/** A visitor who knows the site types the address or follows a bookmark more often than not. */
export function arrive(chance: Chance, isReturning: boolean): Arrival {
  return isReturning && chance.is(0.5) ? direct(chance) : chance.pick(ARRIVALS)(chance);
}
