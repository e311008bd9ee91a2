import { describe, expect, test } from "vitest";
import type { SiteId, VisitorId } from "../../schema/ids.ts";
import type { EnrichedMessage, RawMessage } from "../../schema/message.ts";
import { minuteOf } from "../../schema/outcomes.ts";
import type { Rule } from "../../schema/rule.ts";
import { DEFAULT_PATH_RULES } from "../../schema/words.ts";
import { NO_ERASURES } from "../control/erasures.ts";
import type { SiteConfig } from "../control/sites.ts";
import { enter, enterDeleted, enterUnreadable } from "./entry.ts";
import { event } from "./outbox/world/world.ts";

const RECEIVED = Date.UTC(2026, 10, 24, 9, 30, 20);
const SITE: SiteConfig = {
  ...{
    id: "site" as SiteId,
    name: "A site",
    domains: [],
    timezone: "UTC",
    week_start: "monday",
    session_minutes: 20,
  },
  ...{ allowed_origins: [], require_origin: false, honour_gpc: true, allowed_query_params: [] },
  ...{ paths: DEFAULT_PATH_RULES, address_rules: [], rules_revision: 1, watched_until: 0 },
  ...{ created_at: 0, updated_at: 0 },
};
const facts = { site: SITE, rules: [], erasures: NO_ERASURES };
const visitor = "00000000000000ab" as VisitorId;
const ERASED = new Map([[visitor, RECEIVED + 1]]);

function raw(change: Partial<RawMessage> = {}): RawMessage {
  const one = (id: string, name: string) => ({ id, at: RECEIVED, name, url: "https://example.com/" });
  const events = [
    one("019ab0c0-0000-7000-8000-000000000001", "pageview"),
    one("019ab0c0-0000-7000-8000-000000000002", "odd"),
  ];
  const client = { user_agent: "Mozilla/5.0", geo_source: "none" } as const;
  const group = { consent: "cookieless", automation: false, client, events } as const;
  return {
    ...{ v: 1, kind: "raw", mid: "m", site: "site" as SiteId, slot: 3, received_at: RECEIVED, resend: false },
    ...{ origin: "browser", groups: [{ ...group, events, visitor: { kind: "persistent", id: visitor } }] },
    ...change,
  };
}

function restored(change: Partial<EnrichedMessage> = {}): EnrichedMessage {
  const { groups: _, origin: __, ...envelope } = raw();
  return { ...envelope, kind: "enriched", resend: true, restored: true, events: [event()], ...change };
}

const told = (n: number, site = "site") =>
  ({ site, minute: RECEIVED, stage: "collector", reason: "too_old", n }) as const;

describe("what a shard is given of a message", () => {
  test("its events, its site's gap, and what the collector counted, by whole minutes", () => {
    const { entry } = enter(raw({ outcomes: [told(2), told(1, "other")] }), facts);
    expect(entry).toMatchObject({ mid: "m", slot: 3, gap_ms: 20 * 60_000, resend: false });
    expect(entry.events.map(({ name }) => name)).toEqual(["pageview", "odd"]);
    expect(entry.outcomes).toEqual([
      { ...told(2), minute: minuteOf(RECEIVED) },
      { ...told(1, "other"), minute: minuteOf(RECEIVED) },
    ]);
  });

  test("a message that only reports has no events", () => {
    const { entry } = enter(raw({ groups: [], outcomes: [told(5)] }), facts);
    expect([entry.events, entry.outcomes?.length]).toEqual([[], 1]);
  });

  test.each([
    ["no site", { site: "" }],
    ["words of two", { reason: "too old" }],
    ["another stage", { stage: "browser" }],
    ["no number", { n: Number.NaN }],
    ["less than one", { n: 0 }],
    ["half of one", { n: 0.5 }],
    ["no minute", { minute: "now" }],
    ["a rule that is no id", { rule: "a b" }],
  ])("a count with %s is left out", (_, change) => {
    const odd = { ...told(1), ...change } as ReturnType<typeof told>;
    expect(enter(raw({ outcomes: [odd] }), facts).entry.outcomes).toBeUndefined();
  });

  test("I5 an erased visitor's events go nowhere, not into the quarantine either, and are counted", () => {
    const rules = [{ id: "r1", field: "name", op: "is", value: "odd", action: "quarantine" }] as Rule[];
    expect(enter(raw(), { ...facts, rules }).entry.quarantined).toHaveLength(1);
    const { entry } = enter(raw(), { ...facts, rules, erasures: ERASED });
    expect([entry.events, entry.quarantined]).toEqual([[], undefined]);
    expect(entry.outcomes).toContainEqual(
      expect.objectContaining({ reason: "erased", stage: "consumer", n: 2 }),
    );
  });

  test("a restored message skips the rules, and what was erased of it is no news", () => {
    const rules = [{ id: "r1", field: "name", op: "is", value: "pageview", action: "drop" }] as Rule[];
    expect(enter(restored(), { ...facts, rules }).entry).toMatchObject({ restored: true, events: [{}] });
    const erased = enter(restored({ events: [{ ...event({ at: RECEIVED }), visitor_id: visitor }] }), {
      ...facts,
      erasures: ERASED,
    });
    expect([erased.entry.events, erased.entry.outcomes]).toEqual([[], undefined]);
  });

  test("of what enrichment cannot read only the count goes on", () => {
    const entry = enterUnreadable(raw({ outcomes: [told(1)] }), SITE);
    expect([entry.events, entry.outcomes?.map(({ reason, n }) => [reason, n])]).toEqual([
      [],
      [
        ["too_old", 1],
        ["unreadable", 2],
      ],
    ]);
  });

  test("of a deleted site nothing goes on but what its message says of others", () => {
    expect(enterDeleted(raw({ outcomes: [told(1)] }))).toBeNull();
    expect(enterDeleted(raw({ outcomes: [told(1), told(2, "other")] }))).toMatchObject({
      events: [],
      outcomes: [{ site: "other", n: 2 }],
    });
  });
});
