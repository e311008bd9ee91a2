/** One invented visit: its pages with sensible gaps, how long each was read, and what was done there. */
import type { WireEvent } from "../../schema/event.ts";
import { type Arrival, arrive } from "./arrivals.ts";
import type { Chance } from "./chance.ts";
import { DEMO_HOST } from "./site.ts";
import { nextPage, sectionOf, titleOf } from "./site-map.ts";

export interface VisitEvent extends Omit<WireEvent, "id" | "timestamp" | "visitor" | "client"> {
  /** ms since 1970. */
  at: number;
}

/** Above half an hour a gap would end the visit. */
const MAX_READING_MS = 20 * 60_000;
const MAX_PAGES = 25;

/** How many go on from a page of the section. */
const GOES_ON: Record<string, number> = {
  "": 0.66,
  pricing: 0.55,
  docs: 0.58,
  blog: 0.33,
  stations: 0.62,
  signup: 0.7,
};
/** Half of the readers need less, in seconds. */
const READING_S: Record<string, number> = {
  "": 14,
  docs: 48,
  blog: 75,
  pricing: 30,
  signup: 40,
  stations: 18,
};

/** Events in the order in which they happen, from `at` on. */
export function visitEvents(chance: Chance, at: number, isReturning: boolean): VisitEvent[] {
  const arrival = arrive(chance, isReturning);
  const events: VisitEvent[] = [];
  let path = arrival.landing.split("?")[0] ?? "/";
  let clock = at;
  for (let page = 0; page < MAX_PAGES; page++) {
    const readingMs = readingTime(chance, path);
    events.push(...pageEvents(chance, path, clock, readingMs, page === 0 ? arrival : null));
    clock += readingMs + chance.below(900) + 100;
    if (!chance.is(GOES_ON[sectionOf(path)] ?? 0.4)) break;
    path = nextPage(path, chance);
  }
  return events;
}

const readingTime = (chance: Chance, path: string) =>
  Math.round(Math.min(chance.around((READING_S[sectionOf(path)] ?? 20) * 1_000, 0.9), MAX_READING_MS));

function pageEvents(
  chance: Chance,
  path: string,
  at: number,
  readingMs: number,
  arrival: Arrival | null,
): VisitEvent[] {
  const url = `https://${DEMO_HOST}${arrival?.landing ?? path}`;
  const view: VisitEvent = {
    name: "pageview",
    at,
    url,
    title: titleOf(path),
    ...(arrival?.referrer && { referrer: arrival.referrer }),
  };
  const done = actions(chance, path).map((action, n) => ({
    ...action,
    url,
    at: at + Math.round((readingMs * (n + 1)) / (n + 2)),
  }));
  return [view, ...done, engagement(chance, url, at, readingMs)];
}

/** Sent when the page is left: people also look away, and few read to the end. */
const engagement = (chance: Chance, url: string, at: number, readingMs: number): VisitEvent => ({
  name: "engagement",
  at: at + readingMs,
  url,
  engagement: {
    ms: Math.round(readingMs * (0.55 + 0.45 * chance.next())),
    scroll: Math.min(100, Math.round(chance.around(readingMs > 30_000 ? 75 : 45, 0.45))),
  },
});

type Action = Omit<VisitEvent, "url" | "at">;

/** What people do on pages of a section, and how many of them. */
const ACTIONS: Record<string, readonly (readonly [probability: number, act: (chance: Chance) => Action])[]> =
  {
    welcome: [
      [
        1,
        (chance) => ({ name: "signup", props: { plan: chance.pick(PLANS), method: chance.pick(METHODS) } }),
      ],
      [0.3, purchase],
    ],
    blog: [[0.07, outbound]],
    docs: [
      [0.03, outbound],
      [0.02, () => ({ name: "copy_code", interactive: false })],
    ],
    stations: [[0.08, download]],
    contact: [
      [0.4, () => ({ name: "form_submit", form: { id: "contact", name: "contact", action: "/contact" } })],
    ],
  };

const actions = (chance: Chance, path: string) =>
  (ACTIONS[sectionOf(path)] ?? [])
    .filter(([probability]) => chance.is(probability))
    .map(([, act]) => act(chance));

const PLANS = [
  ["shore", 5],
  ["harbour", 4],
  ["fleet", 1],
] as const;
const METHODS = [
  ["email", 3],
  ["passkey", 2],
] as const;
const TARGETS = [
  ["https://en.wikipedia.org/wiki/Tide", 5],
  ["https://www.noaa.gov/", 3],
  ["https://www.bsh.de/", 2],
] as const;

function purchase(chance: Chance): Action {
  const [plan, amount] = chance.pick([
    [["harbour", 48], 4],
    [["fleet", 228], 1],
  ] as const);
  return {
    name: "purchase",
    props: { plan, period: "year", seats: 1 + chance.below(3) },
    revenue: { amount, currency: "EUR" },
  };
}

function outbound(chance: Chance): Action {
  return {
    name: "outbound_click",
    element: { selector: "main a", text: "More", href: chance.pick(TARGETS) },
  };
}

function download(): Action {
  return { name: "file_download", file: { href: `https://${DEMO_HOST}/files/tides.csv`, extension: "csv" } };
}
