import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SiteId, VisitorId } from "../../../schema/ids.ts";
import type { EnrichedEvent } from "../../../schema/message.ts";
import type { ShardEntry } from "../../../schema/objects.ts";
import { idTime } from "../admission/lane.ts";
import { entry, event, START_MS, uuid } from "../outbox/world/world.ts";
import { eventKey } from "../ring/key.ts";
import { decodeCall } from "./decode.ts";
import { encodeCall } from "./encode.ts";

const there = (...entries: ShardEntry[]) => decodeCall(encodeCall(entries));
const hash = fc.nat(3).map((number) => number.toString(16).padStart(16, "0") as VisitorId);

const facts = fc.record(
  {
    title: fc.constantFrom("", "Über uns", 'say "hi"\\', "☕ 🫖"),
    country: fc.constantFrom("GB", "DE"),
    asn: fc.nat(2),
    scroll: fc.constantFrom(0, 50),
    hostname: fc.constantFrom("", "www.example.com", "bücher.example"),
    path: fc.constantFrom("", "/", "/a b", "/ü"),
    engagement_ms: fc.constantFrom(0, 1_500),
    previous_visitor_id: hash,
    next_visitor_id: hash,
    props: fc.constantFrom<Record<string, string>>({}, { plan: "business" }),
    traffic_reasons: fc.constantFrom<string[]>([], ["agent"]),
  },
  { requiredKeys: [] },
);
const events = fc.array(
  fc.record({
    facts,
    name: fc.constantFrom("pageview", "engagement", "signup"),
    visitor: hash,
    lag: fc.nat(9),
  }),
  { maxLength: 5 },
);
const calls = fc.array(fc.record({ events, received: fc.nat(1_000), resend: fc.boolean() }), {
  maxLength: 4,
});

function entryOf({
  events,
  received,
  resend,
}: typeof calls extends fc.Arbitrary<(infer One)[]> ? One : never) {
  const all = events.map(
    ({ facts, name, visitor, lag }): EnrichedEvent => ({
      ...event({ name, at: START_MS - lag }),
      ...{ visitor_id: visitor, is_interactive: lag % 2 },
      ...facts,
    }),
  );
  // A fraction of a millisecond: receipts are numbers, times of events are whole.
  return entry(all, { received_at: START_MS + received + 0.5, resend });
}

/** As whoever reads takes it: what is empty is absent. */
function lean(given: EnrichedEvent): object {
  const filled = Object.entries(given).filter(([name, value]) => {
    const isEmpty = value === "" || (typeof value === "object" && Object.keys(value).length === 0);
    return !isEmpty && (name !== "engagement_ms" || value !== 0);
  });
  return Object.fromEntries(filled);
}

describe("a call", () => {
  test("every event comes out as it went in, whatever its neighbours share with it", () => {
    const property = fc.property(calls, (generated) => {
      const entries = generated.map(entryOf);
      const call = there(...entries);
      expect(call.entries.map((each) => each.events.map((told) => told.event))).toEqual(
        entries.map((each) => each.events.map(lean)),
      );
      expect(call.events.map(({ index }) => index)).toEqual(call.events.map((_, index) => index));
    });
    fc.assert(property, { numRuns: 300 });
  });

  test("what admission and visits ask is known without reading the event", () => {
    const id = uuid(START_MS - 5, 77).toUpperCase();
    const { events } = there(entry([{ ...event({ id, name: "engagement" }), path: "/a" }]));
    const [told] = events;
    expect(told).toMatchObject({
      ...{ key: eventKey("site" as SiteId, id), at: START_MS, minted: idTime(id), kind: "engagement" },
      ...{ path: "/a", engaged_ms: 1_000, tie: 77, is_interactive: true },
    });
  });

  test("an id without a time is told so", () => {
    const { events } = there(entry([event({ id: "0b5e0000-0000-4000-8000-000000000000" })]));
    expect(events.map(({ minted }) => minted)).toEqual([null]);
  });

  test("an entry's marks, counts and quarantined events ride along", () => {
    const outcomes = [
      { site: "site" as SiteId, minute: 0, stage: "collector", reason: "no_id", n: 2 } as const,
    ];
    const quarantined = [{ slot: 3, received_at: START_MS, rule: "r", event: event() }];
    const [told] = there(
      entry([], { restored: true, watched: true, resend: true, outcomes, quarantined }),
    ).entries;
    expect(told).toMatchObject({ mid: "message undefined", site: "site", slot: 3, received_at: START_MS });
    expect(told).toMatchObject({ gap_ms: 30 * 60_000, restored: true, watched: true, resend: true });
    expect(told).toMatchObject({ outcomes, quarantined, events: [] });
  });

  test("I5 the links to the day after are not in what the ring stores", () => {
    const call = there(entry([event({ visitor: 1, next: 0xabcdef })]));
    expect(call.events[0]?.next_visitor_id).toBe("0000000000abcdef");
    expect(new TextDecoder().decode(call.stored)).not.toContain("abcdef");
    expect(decodeCall(call.stored).events[0]?.next_visitor_id).toBeUndefined();
  });

  test("refuses a form that it does not know", () => {
    const bytes = encodeCall([entry([event()])]);
    const text = new TextDecoder("latin1").decode(bytes).replace('"v":1', '"v":9');
    const other = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    expect(() => decodeCall(other)).toThrow("version 9");
  });
});
