/**
 * Thirty days of traffic of an invented site, as requests of the server-side API. Pure: every visit follows from its
 * day and its ordinal alone, ids included, so that the same days sent again count once.
 */
import type { CaptureRequest, WireContext, WireEvent } from "../../schema/event.ts";
import { MAX_SERVER_EVENTS_PER_REQUEST } from "../../schema/limits.ts";
import { deterministicId } from "../deterministic-id.ts";
import { ROBOTS } from "./browsers.ts";
import { type Chance, chanceOf } from "./chance.ts";
import { type Person, personOf } from "./people.ts";
import { DEMO_HOST } from "./site.ts";
import { BLOG, DOCS } from "./site-map.ts";
import { visitEvents } from "./visit.ts";

export interface TrafficSettings {
  siteKey: string;
  /** ms; nothing happens after it. */
  now: number;
  /** Days before today. */
  days?: number;
  /** Visits of an ordinary weekday at the end. */
  visitsADay?: number;
}

const DAY_MS = 86_400_000;
const VISITS = 2;
const DAYS = 3;
const ROBOT_VISITS = 4;
/** Share of visits by people who were here before. */
const RETURNING = 0.34;
const MAX_ABSENCE_DAYS = 24;
/** Robots come day and night, so many for each visit of a person. */
const ROBOTS_PER_VISIT = 0.07;
/** Slow growth, a day. */
const GROWTH = 0.009;

/** Monday to Sunday. */
const WEEK = [1.02, 1.06, 1.05, 1, 0.92, 0.66, 0.72];
/** Midnight to midnight by the visitor's own clock. */
const HOURS = [5, 3, 2, 1, 1, 2, 6, 14, 26, 38, 44, 42, 36, 40, 44, 43, 40, 36, 32, 32, 34, 32, 24, 12].map(
  (weight, hour) => [hour, weight] as const,
);

/** Requests of at most 1,000 events in the order of their time; each holds people of one context. */
export function* demoTraffic({
  siteKey,
  now,
  days = 30,
  visitsADay = 430,
}: TrafficSettings): Generator<CaptureRequest> {
  const waiting = new Map<string, CaptureRequest & { events: WireEvent[] }>();
  for (const { context, event } of contextualEvents({ siteKey, now, days, visitsADay })) {
    const key = JSON.stringify(context);
    const request = waiting.get(key) ?? { site: siteKey, context, consent: "full", events: [] };
    waiting.set(key, request);
    request.events.push(event);
    if (request.events.length < MAX_SERVER_EVENTS_PER_REQUEST) continue;
    yield request;
    waiting.delete(key);
  }
  yield* waiting.values();
}

interface Contextual {
  context: WireContext;
  event: WireEvent & { timestamp: number };
}

/** Day by day, sorted within the day. */
function* contextualEvents({
  siteKey,
  now,
  days,
  visitsADay,
}: Required<TrafficSettings>): Generator<Contextual> {
  const today = Math.floor(now / DAY_MS);
  for (let day = today - days; day <= today; day++) {
    const count = visitsOn(day, today, visitsADay);
    const events = [
      ...numbers(count).flatMap((ordinal) => visitOf(siteKey, day, ordinal, count)),
      ...numbers(count * ROBOTS_PER_VISIT).map((ordinal) => robotView(siteKey, day, ordinal)),
    ];
    yield* events
      .filter(({ event }) => event.timestamp <= now)
      .sort((one, other) => one.event.timestamp - other.event.timestamp);
  }
}

const numbers = (count: number) => Array.from({ length: Math.round(count) }, (_, n) => n);

/** Day 0 of 1970 was a Thursday. */
function visitsOn(day: number, today: number, visitsADay: number): number {
  const weekday = WEEK[(day + 3) % 7] ?? 1;
  const growth = (1 + GROWTH) ** (day - today);
  return Math.round(visitsADay * weekday * growth * chanceOf(DAYS, day).around(1, 0.05));
}

function visitOf(siteKey: string, day: number, ordinal: number, count: number): Contextual[] {
  const chance = chanceOf(VISITS, day, ordinal);
  const isReturning = chance.is(RETURNING);
  const person = isReturning
    ? personOf(day - 1 - Math.floor(MAX_ABSENCE_DAYS * chance.next() ** 2), chance.below(count))
    : personOf(day, ordinal);
  const at = day * DAY_MS + timeOfDay(chance) - person.group.offsetMinutes * 60_000;
  return visitEvents(chance, at, isReturning).map(({ at: timestamp, ...event }, n) => ({
    context: contextOf(person),
    event: {
      ...event,
      id: deterministicId(siteKey, "visit", day, ordinal, n),
      timestamp,
      visitor: { anonymous_id: person.anonymous_id },
      client: { user_agent: person.kit.userAgent, ...person.city },
      ...(event.revenue && { revenue: { ...event.revenue, order_id: `T-${day}-${ordinal}` } }),
    },
  }));
}

/** ms after midnight. */
const timeOfDay = (chance: Chance) => chance.pick(HOURS) * 3_600_000 + chance.below(3_600_000);

const contextOf = ({ group, kit }: Person): WireContext => ({
  screen: kit.screen,
  viewport: kit.viewport,
  language: group.language,
  timezone: group.timezone,
});

/** Robots read one page and have no context. */
function robotView(siteKey: string, day: number, ordinal: number): Contextual {
  const chance = chanceOf(ROBOT_VISITS, day, ordinal);
  const path = chance.is(0.2) ? "/" : chance.pick(chance.is(0.5) ? DOCS : BLOG);
  const user_agent = chance.pick(ROBOTS);
  const event = {
    id: deterministicId(siteKey, "robot", day, ordinal),
    name: "pageview",
    timestamp: day * DAY_MS + chance.below(DAY_MS),
    url: `https://${DEMO_HOST}${path}`,
    visitor: { anonymous_id: `robot-${day}-${ordinal}` },
    client: { user_agent, country: "US", region: "Virginia", city: "Ashburn" },
  };
  return { context: {}, event };
}
