/**
 * A made-up week of a site for the differential test: every visit with its events, attributes and properties, drawn
 * from few values, so that random filters and dimensions meet. Visits cross midnight, hours and changes of clocks.
 */
import type { Goal } from "../goals.ts";
import type { GivenEvent, GivenVisit } from "../visits-for-tests.ts";

/** Europe puts its clocks forward on 29 March 2026 at 01:00 UTC. */
export const FIRST_DAY = "2026-03-26";
export const DAYS = 7;
const FIRST_MS = Date.parse(`${FIRST_DAY}T00:00:00Z`);
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

export const PAGES = [
  ...["/", "/docs", "/docs/a", "/Docs", "/pricing", "/blog/1", "/blog/22"],
  ...["/blog/2026/11/24/news", "/u/0f8fad5b-d9cb-469f-a165-70867728950e/a1b2c3d", "/top-10-of-2026"],
];
export const HOSTS = ["site.test", "blog.site.test", "Site.test"];
export const NAMES = [
  ...["pageview", "pageview", "pageview", "pageview", "Signup", "Purchase", "click"],
  ...["web_vital", "error"],
];
export const PLANS = ["pro", "free", "Pro plus", "7"];
/** Halves are exact in binary, so that sums are the same in any order; of vitals below likewise. */
export const PRICES = ["10", "2.5", "-3", "100", "free", "0"];
export const RULES = ["r1", "r2", "R3"];
export const TITLES = ["", "Home", "Docs: a"];
export const HREFS = ["https://a.test/", "https://a.test/file.PDF", ""];
export const EXTENSIONS = ["pdf", ""];
export const VITALS = [
  { vital_metric: "LCP", vital_value: 1_200, vital_rating: "good", vital_target: "img.hero" },
  { vital_metric: "LCP", vital_value: 2_600.5, vital_rating: "needs-improvement", vital_target: "" },
  { vital_metric: "LCP", vital_value: 9_000, vital_rating: "poor", vital_target: "img.hero" },
  { vital_metric: "LCP", vital_value: 40, vital_rating: "", vital_target: "" },
  { vital_metric: "CLS", vital_value: 0.125, vital_rating: "good", vital_target: "" },
  { vital_metric: "CLS", vital_value: 0.25, vital_rating: "poor", vital_target: "div" },
];
export const ERRORS = [
  { error_message: "x is undefined", error_file: "https://a.test/app.js", error_line: 7 },
  { error_message: "Script error.", error_file: "", error_line: 0 },
];
const NO_GOAL = { event: null, page: null, scroll: null, props: {}, currency: null };
/** Of each kind; two earn, in different currencies, and two speak of depths of scrolling. */
export const GOALS: readonly Goal[] = [
  { ...NO_GOAL, name: "Signup", event: "Signup" },
  { ...NO_GOAL, name: "Paid", event: "Purchase", currency: "EUR" },
  { ...NO_GOAL, name: "Paid pro", event: "Purchase", props: { plan: "pro" }, currency: "USD" },
  { ...NO_GOAL, name: "Docs", page: "/docs**" },
  { ...NO_GOAL, name: "Deep", scroll: 50 },
  { ...NO_GOAL, name: "Deep in docs", page: "/docs", scroll: 30 },
];
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

/** `count` visits of the site `site`, by a third as many people, whose numbers begin behind `first`. */
export function visitsOf(random: Random, count: number, site: string, first = 0): GivenVisit[] {
  return Array.from({ length: count }, () =>
    visitOf(random, site, first + whole(random, 1, Math.ceil(count / 3))),
  );
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
    props: {
      ...(random() < 0.5 && { plan: pick(random, PLANS) }),
      ...(random() < 0.4 && { price: pick(random, PRICES) }),
    },
    ...(name === "Purchase" && { revenue: revenueOf(random) }),
    columns: {
      title: pick(random, TITLES),
      rules: RULES.filter(() => random() < 0.15),
      ...detailsOf(random, name),
    },
    ...(isReport && {
      engagement: { ms: whole(random, 0, 40_000), scroll: random() < 0.2 ? 255 : whole(random, 0, 100) },
    }),
  };
}

/** An order may be sent twice, and paid back. */
const revenueOf = (random: Random) => ({
  amount: pick(random, [5, 2.5, -2.5, 100]),
  currency: pick(random, ["EUR", "USD"]),
  ...(random() < 0.5 && { order_id: pick(random, ["o1", "o2"]) }),
});

/** What only events of some names carry, as columns. */
function detailsOf(random: Random, name: string): Record<string, unknown> {
  if (name === "web_vital") return pick(random, VITALS);
  if (name === "error") return pick(random, ERRORS);
  return name === "click" ? { href: pick(random, HREFS), file_extension: pick(random, EXTENSIONS) } : {};
}
