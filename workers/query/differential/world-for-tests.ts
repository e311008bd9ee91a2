/**
 * A made-up week of a site for the differential test: every visit with its events, attributes and properties, drawn
 * from few values, so that random filters and dimensions meet. Visits cross midnight, hours and changes of clocks.
 */
import type { GivenEvent, GivenVisit } from "../visits-for-tests.ts";

/** Europe puts its clocks forward on 29 March 2026 at 01:00 UTC. */
export const FIRST_DAY = "2026-03-26";
export const DAYS = 7;
const FIRST_MS = Date.parse(`${FIRST_DAY}T00:00:00Z`);
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

export const PAGES = ["/", "/docs", "/docs/a", "/Docs", "/pricing", "/blog/1", "/blog/22"];
export const HOSTS = ["site.test", "blog.site.test", "Site.test"];
export const NAMES = ["pageview", "pageview", "pageview", "Signup", "Purchase", "click"];
export const PLANS = ["pro", "free", "Pro plus", "7"];
/** Attributes of visits with their values; the empty one is a value too. */
export const ATTRIBUTES = {
  source: ["", "Google", "google", "Hacker News"],
  channel: ["Direct", "Organic Search", "Referral"],
  referrer: ["", "google.com", "news.test/a"],
  utm_source: ["", "newsletter"],
  utm_campaign: ["", "spring", "Spring sale"],
  country: ["", "DE", "US", "NP"],
  region: ["", "DE-BE"],
  browser: ["", "Firefox", "Chrome"],
  browser_version: ["", "142.0", "9.1"],
  os: ["", "Windows", "iOS"],
  device: ["Desktop", "Mobile", ""],
  screen: ["", "1920x1080"],
  language: ["", "de-DE", "en"],
  traffic: ["human", "human", "human", "human", "bot", "ai"],
} as const satisfies Record<string, readonly string[]>;

export type Random = () => number;

export const pick = <Item>(random: Random, items: readonly Item[]): Item => {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error("Nothing to pick from.");
  return item;
};
export const whole = (random: Random, min: number, max: number): number =>
  min + Math.floor(random() * (max - min + 1));

/** mulberry32: the same numbers for the same seed, on every machine. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` visits of the site `site`, by a third as many people. */
export function visitsOf(random: Random, count: number, site: string): GivenVisit[] {
  return Array.from({ length: count }, () => visitOf(random, site, whole(random, 1, Math.ceil(count / 3))));
}

function visitOf(random: Random, site: string, person: number): GivenVisit {
  const start = FIRST_MS + Math.floor(random() * DAYS * DAY_MS);
  const isCookieless = person % 3 !== 0;
  const idAt = (ms: number) =>
    isCookieless ? person * 1_000 + Math.floor((ms - FIRST_MS) / DAY_MS) : person * 1_000 + 999;
  const times = timesOf(random, start);
  const events = times.map((ms) => eventOf(random, ms, idAt(ms)));
  // Engagement alone is no visit; the first thing that a visit does is an event.
  if (events[0] !== undefined && random() < 0.97 && events[0].name === "engagement")
    events[0].name = "pageview";
  const first = times.find((_, at) => events[at]?.name !== "engagement") ?? start;
  const others = [...new Set(times.map(idAt))].filter((id) => id !== idAt(first));
  return {
    site,
    visitor: idAt(first),
    events,
    columns: {
      ...Object.fromEntries(
        Object.entries(ATTRIBUTES).map(([name, values]) => [name, pick<string>(random, values)]),
      ),
      other_visitor_ids: others,
    },
  };
}

/** Most visits are short, some last for hours; to the second, some moments twice. */
function timesOf(random: Random, start: number): number[] {
  const times = [start];
  const steps = random() < 0.25 ? 0 : whole(random, 1, random() < 0.1 ? 25 : 6);
  for (let step = 0; step < steps; step++)
    times.push((times.at(-1) ?? start) + whole(random, 0, 29) * MINUTE_MS * (random() < 0.3 ? 1 : 0.1));
  return times.map((ms) => Math.floor(ms / 1_000) * 1_000);
}

function eventOf(random: Random, ms: number, visitor: number): GivenEvent {
  const isReport = random() < 0.2;
  const name = isReport ? "engagement" : pick(random, NAMES);
  return {
    at: new Date(ms).toISOString(),
    name,
    visitor,
    path: pick(random, PAGES),
    hostname: pick(random, HOSTS),
    interactive: name === "pageview" || random() < 0.7,
    ...(random() < 0.5 && { props: { plan: pick(random, PLANS) } }),
    ...(isReport && {
      engagement: { ms: whole(random, 0, 40_000), scroll: random() < 0.2 ? 255 : whole(random, 0, 100) },
    }),
  };
}
