import { describe, expect, test } from "vitest";
import { type SiteId, type UtcDay, utcDay } from "../../schema/ids.ts";
import { SLOT_COUNT } from "../../schema/limits.ts";
import type { VisitorHashes } from "../../schema/message.ts";
import type { DaySalts } from "./salts.ts";
import { sipKey } from "./siphash.ts";
import { namedVisitor, routeKey, type Subject, slotOf, subjectOf, tagOf, unnamedVisitor } from "./visitor.ts";

const SITE = "site" as SiteId;
const OTHER = "other" as SiteId;
const TODAY = "2026-11-24" as UtcDay;
const YESTERDAY = "2026-11-23" as UtcDay;
const BEFORE = "2026-11-22" as UtcDay;
const KEY = await routeKey("a secret of the tests");

function saltsOf(...days: UtcDay[]): DaySalts {
  const byDay = new Map(
    days.map((day) => [day, sipKey(Uint8Array.from({ length: 16 }, () => Number(day.slice(8))))]),
  );
  const today = byDay.get(days.at(-1) ?? TODAY);
  if (today === undefined) throw new Error("A set of salts has a current day.");
  return { byDay, today };
}

const slotFor = (subject: Subject) => slotOf(tagOf(KEY, SITE, subject));
const namedOn = (site: SiteId, subject: Subject) => namedVisitor(tagOf(KEY, site, subject));
const hashesOf = (salts: DaySalts, site: SiteId, subject: Subject, days: UtcDay[]) =>
  unnamedVisitor(salts, tagOf(KEY, site, subject), days);

const unnamed = (network = "192.0.2.1", userAgent = "Firefox") =>
  ({ kind: "unnamed", network, userAgent }) as const;

/** The hashes of one day. */
function on(hashes: VisitorHashes, day: UtcDay) {
  if (hashes.kind !== "daily") throw new Error("An unnamed visitor has daily ids.");
  return hashes.days[day];
}

describe("who an event belongs to", () => {
  test.each([
    [{ anonymous_id: "x", user_id: "y" }, false, { kind: "named", name: "a:x" }],
    [{ anonymous_id: "x", user_id: "y" }, true, { kind: "named", name: "a:x" }],
    [{ user_id: "y" }, true, { kind: "named", name: "u:y" }],
    [{ user_id: "y" }, false, unnamed()],
    [{ anonymous_id: "" }, true, unnamed()],
    [undefined, false, unnamed()],
  ])("%j, server %j", (ids, isServer, subject) => {
    expect(subjectOf(ids, "192.0.2.1", "Firefox", isServer)).toEqual(subject);
  });

  test("an anonymous id that looks like a user's is another person", () => {
    const a = subjectOf({ anonymous_id: "u:y" }, "", "", true);
    const b = subjectOf({ user_id: "y" }, "", "", true);
    expect(a).not.toEqual(b);
  });
});

describe("slots", () => {
  test("are even over visitors, and the same for the same visitor", () => {
    const counts = new Array<number>(SLOT_COUNT).fill(0);
    for (let i = 0; i < 6_400; i++) {
      const slot = slotFor(unnamed(`192.0.2.${i}`));
      counts[slot] = (counts[slot] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(50);
    expect(Math.max(...counts)).toBeLessThan(160);
    expect(slotFor(unnamed())).toBe(slotFor(unnamed()));
  });

  test("keep their parts apart", () => {
    const slots = Array.from({ length: 64 }, (_, i) => [
      slotFor(unnamed(`a${i}`, "b")),
      slotFor(unnamed("a", `${i}b`)),
    ]);
    expect(slots.some(([a, b]) => a !== b)).toBe(true);
  });
});

describe("ids of named visitors", () => {
  test("are 64 bits, the same for ever, and other ones on another site", () => {
    const name = { kind: "named", name: "a:x" } as const;
    const here = namedOn(SITE, name);
    expect(here).toEqual({ kind: "persistent", id: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(namedOn(SITE, name)).toEqual(here);
    expect(namedOn(OTHER, name)).not.toEqual(here);
  });
});

describe("ids of unnamed visitors", () => {
  test("today's id carries yesterday's, and yesterday's own event has exactly that one", () => {
    const salts = saltsOf(YESTERDAY, TODAY);
    const hashes = hashesOf(salts, SITE, unnamed(), [YESTERDAY, TODAY]);
    expect(on(hashes, TODAY)?.previous).toBe(on(hashes, YESTERDAY)?.id);
    expect(on(hashes, TODAY)?.id).not.toBe(on(hashes, YESTERDAY)?.id);
  });

  test("yesterday's id has no previous: the salt of the day before is gone", () => {
    const hashes = hashesOf(saltsOf(YESTERDAY, TODAY), SITE, unnamed(), [YESTERDAY]);
    expect(on(hashes, YESTERDAY)?.previous).toBeUndefined();
  });

  test("an event from before yesterday counts on its day and joins nothing", () => {
    const salts = saltsOf(YESTERDAY, TODAY);
    const late = on(hashesOf(salts, SITE, unnamed(), [BEFORE]), BEFORE);
    const then = on(hashesOf(saltsOf(BEFORE), SITE, unnamed(), [BEFORE]), BEFORE);
    const now = on(hashesOf(salts, SITE, unnamed(), [TODAY]), TODAY);
    expect(late).toEqual({ id: expect.any(String) });
    expect([then?.id, now?.id, now?.previous]).not.toContain(late?.id);
  });

  test.each([
    ["network", unnamed("192.0.2.2"), SITE],
    ["user agent", unnamed("192.0.2.1", "Chrome"), SITE],
    ["site", unnamed(), OTHER],
  ])("another %s is another visitor", (_what, subject, site) => {
    const salts = saltsOf(YESTERDAY, TODAY);
    const one = hashesOf(salts, SITE, unnamed(), [TODAY]);
    const two = hashesOf(salts, site, subject, [TODAY]);
    expect(on(two, TODAY)?.id).not.toBe(on(one, TODAY)?.id);
    expect(on(two, TODAY)?.previous).not.toBe(on(one, TODAY)?.previous);
  });

  test("yesterday's id, told today, carries today's; today's never carries tomorrow's", () => {
    const tomorrow = utcDay(Date.parse(TODAY) + 86_400_000);
    const { byDay, today } = saltsOf(YESTERDAY, TODAY, tomorrow);
    const salts = { byDay, today: byDay.get(TODAY) ?? today };
    const hashes = hashesOf(salts, SITE, unnamed(), [YESTERDAY, TODAY]);
    expect(on(hashes, YESTERDAY)?.next).toBe(on(hashes, TODAY)?.id);
    expect(on(hashes, TODAY)?.next).toBeUndefined();
  });

  test("over midnight: what was today is the next day's previous", () => {
    const evening = hashesOf(saltsOf(YESTERDAY, TODAY), SITE, unnamed(), [TODAY]);
    const tomorrow = utcDay(Date.parse(TODAY) + 86_400_000);
    const night = hashesOf(saltsOf(TODAY, tomorrow), SITE, unnamed(), [tomorrow]);
    expect(on(night, tomorrow)?.previous).toBe(on(evening, TODAY)?.id);
  });
});
