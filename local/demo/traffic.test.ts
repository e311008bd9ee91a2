import { describe, expect, test } from "vitest";
import { captureRequest, type WireEvent } from "../../schema/event.ts";
import { SESSION_GAP_MS } from "../../schema/limits.ts";
import { demoTraffic } from "./traffic.ts";

const NOW = Date.UTC(2026, 10, 24, 15, 30);
const DAY_MS = 86_400_000;
const traffic = (over: Partial<Parameters<typeof demoTraffic>[0]> = {}) => [
  ...demoTraffic({ siteKey: "demo.tag", now: NOW, ...over }),
];
const requests = traffic();
const events = requests.flatMap(({ events }) => events) as (WireEvent & { id: string; timestamp: number })[];
const pageviews = events.filter(({ name }) => name === "pageview");

describe("thirty days of traffic", () => {
  test("are what the wire takes, in few requests of at most a thousand events", () => {
    for (const request of requests) expect(captureRequest.safeParse(request).error).toBeUndefined();
    expect(requests.length).toBeLessThan(events.length / 500);
  });

  test("are between 45,000 and 60,000 events", () => {
    expect(events.length).toBeGreaterThan(45_000);
    expect(events.length).toBeLessThan(60_000);
  });

  test("are the same when they are made again", () => {
    expect(traffic()).toEqual(requests);
  });

  test("have each id once, and a day later mostly the same ones", () => {
    const ids = new Set(events.map(({ id }) => id));
    expect(ids.size).toBe(events.length);
    const later = new Set(traffic({ now: NOW + DAY_MS }).flatMap(({ events }) => events.map(({ id }) => id)));
    const shared = [...ids].filter((id) => later.has(id));
    expect(shared.length).toBeGreaterThan(ids.size * 0.9);
  });

  test("end now, and leave no day out", () => {
    expect(Math.max(...events.map(({ timestamp }) => timestamp))).toBeLessThanOrEqual(NOW);
    const days = new Set(pageviews.map(({ timestamp }) => Math.floor(timestamp / DAY_MS)));
    expect(days.size).toBeGreaterThanOrEqual(31);
  });

  test("have quieter weekends", () => {
    const byWeekday = Array<number>(7).fill(0);
    for (const { timestamp } of pageviews) {
      const day = new Date(timestamp).getUTCDay();
      byWeekday[day] = (byWeekday[day] ?? 0) + 1;
    }
    const [sunday = 0, , tuesday = 0, , , , saturday = 0] = byWeekday;
    expect(Math.max(sunday, saturday)).toBeLessThan(tuesday * 0.9);
  });

  test("have a heavy tail of pages", () => {
    const views = new Map<string, number>();
    for (const { url } of pageviews) {
      const { pathname } = new URL(url);
      views.set(pathname, (views.get(pathname) ?? 0) + 1);
    }
    const ranked = [...views.values()].sort((a, b) => b - a);
    expect(ranked.length).toBeGreaterThan(50);
    expect(ranked.slice(0, 5).reduce((sum, n) => sum + n, 0)).toBeGreaterThan(pageviews.length * 0.4);
  });

  test("have people who come back, and robots, and buyers", () => {
    const visitors = Map.groupBy(events, ({ visitor }) => visitor?.anonymous_id ?? "");
    const returning = [...visitors.values()].filter((own) =>
      own.some(({ timestamp }) => timestamp - (own[0]?.timestamp ?? 0) > DAY_MS),
    );
    expect(returning.length).toBeGreaterThan(500);
    expect(events.filter(({ client }) => client?.user_agent?.includes("GPTBot")).length).toBeGreaterThan(20);
    expect(events.filter(({ revenue }) => revenue).length).toBeGreaterThan(10);
  });

  test("have visits without a gap that would end them", () => {
    const first = Map.groupBy(events, ({ visitor }) => visitor?.anonymous_id ?? "").values();
    let visits = 0;
    for (const own of first) {
      const times = own.map(({ timestamp }) => timestamp).sort((a, b) => a - b);
      visits += 1 + times.slice(1).filter((at, n) => at - (times[n] ?? at) > SESSION_GAP_MS).length;
    }
    const visitEvents = events.length / visits;
    expect(visitEvents).toBeGreaterThan(3);
    expect(visitEvents).toBeLessThan(8);
  });
});
