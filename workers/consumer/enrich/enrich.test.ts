import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type SiteId, utcDay, type VisitorId } from "../../../schema/ids.ts";
import type { RawEvent, RawGroup, RawMessage } from "../../../schema/message.ts";
import { DEFAULT_PATH_RULES } from "../../../schema/words.ts";
import { enrich, type SiteSettings } from "./index.ts";

const AT = Date.UTC(2026, 4, 17, 10, 5, 3);
const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
const SITE: SiteSettings = {
  domains: ["shop.example"],
  allowed_query_params: ["page"],
  paths: DEFAULT_PATH_RULES,
};

const eventOf = (over: Partial<RawEvent> = {}): RawEvent => ({
  id: "0196dd3c-0f00-7000-8000-000000000001",
  name: "pageview",
  at: AT,
  url: "https://www.shop.example/shoes",
  ...over,
});

const groupOf = (over: Partial<RawGroup> = {}): RawGroup => ({
  visitor: { kind: "persistent", id: "00000000000000aa" as VisitorId },
  consent: "cookieless",
  automation: false,
  client: { user_agent: CHROME, geo_source: "none" },
  events: [eventOf()],
  ...over,
});

const messageOf = (over: Partial<RawMessage> = {}): RawMessage => ({
  v: 1,
  kind: "raw",
  mid: "0196dd3c-0f00-7000-8000-0000000000ff",
  site: "shop" as SiteId,
  slot: 3,
  received_at: AT + 250,
  resend: false,
  origin: "browser",
  groups: [groupOf()],
  ...over,
});

describe("a raw message becomes facts of rows", () => {
  test("with agent, acquisition, place and page", () => {
    const message = messageOf({
      groups: [
        groupOf({
          client: {
            user_agent: CHROME,
            geo_source: "cf",
            country: "DE",
            region: "Hamburg",
            city: "Hamburg",
            asn: 3320,
          },
          context: {
            screen: "1920x1080",
            language: "de-de",
            timezone: "Europe/Berlin",
            sdk: "footfall-js/0.1.0",
          },
          events: [
            eventOf({
              url: "https://www.shop.example/Gr%C3%BC%C3%9Fe/?utm_source=newsletter&utm_medium=email&page=2&token=secret",
              referrer: "https://mail.google.com/mail/u/0/?q=secret",
              title: "Grüße",
              props: { price: 12.5, plan: "pro", trial: false },
            }),
          ],
        }),
      ],
    });
    expect(enrich(message, SITE)).toEqual([
      expect.objectContaining({
        site: "shop",
        visitor_id: "00000000000000aa",
        ts: AT,
        lag_ms: 250,
        is_pageview: 1,
        is_interactive: 1,
        hostname: "shop.example",
        path: "/Grüße",
        query: "page=2",
        title: "Grüße",
        referrer: "mail.google.com/mail/u/0",
        source: "Newsletter",
        channel: "Email",
        utm_source: "newsletter",
        browser: "Chrome",
        browser_version: "142.0",
        os: "Windows",
        os_version: "10",
        device: "Desktop",
        country: "DE",
        city: "Hamburg",
        asn: 3320,
        screen: "1920x1080",
        language: "de-DE",
        timezone: "Europe/Berlin",
        traffic: "human",
        traffic_reasons: [],
        props: { price: "12.5", plan: "pro", trial: "false" },
        nums: { price: 12.5 },
      }),
    ]);
  });

  test("without a user agent, an address or a secret of the URL in any column", () => {
    const message = messageOf({
      groups: [
        groupOf({
          events: [
            eventOf({
              url: "https://shop.example/a?email=who@example.org#access_token=secret",
              referrer: "https://other.example/b?session=secret#secret",
              element: { href: "https://third.example/c?key=secret" },
              form: { action: "/send?key=secret" },
              error: {
                message: "failed: https://shop.example/x?key=secret",
                file: "https://shop.example/app.js?key=secret",
                stack: "at f (https://shop.example/app.js?key=secret:1:2)",
              },
            }),
          ],
        }),
      ],
    });
    const stored = JSON.stringify(enrich(message, SITE));
    expect(stored).not.toMatch(/secret|who@example\.org|Mozilla|KHTML/);
    expect(stored).toContain("at f (https://shop.example/app.js");
  });

  test("a daily visitor has the hash of each event's own UTC day, with those of the days around riding along", () => {
    const next = AT + 86_400_000;
    const days = {
      [utcDay(AT)]: {
        id: "0000000000000001" as VisitorId,
        previous: "0000000000000000" as VisitorId,
        next: "0000000000000002" as VisitorId,
      },
      [utcDay(next)]: { id: "0000000000000002" as VisitorId },
    };
    const events = [eventOf(), eventOf({ at: next })];
    const rows = enrich(messageOf({ groups: [groupOf({ visitor: { kind: "daily", days }, events })] }), SITE);
    expect(rows.map((row) => [row.visitor_id, row.previous_visitor_id, row.next_visitor_id])).toEqual([
      ["0000000000000001", "0000000000000000", "0000000000000002"],
      ["0000000000000002", undefined, undefined],
    ]);
  });

  test("a missing hash is a bug of the sender's and says so", () => {
    const group = groupOf({ visitor: { kind: "daily", days: {} } });
    expect(() => enrich(messageOf({ groups: [group] }), SITE)).toThrow("no visitor hash");
  });

  test("engagement never ends a bounce, and other events do unless they say otherwise", () => {
    const events = [
      eventOf({ name: "engagement", engagement: { ms: 5_000, scroll: 80 } }),
      eventOf({ name: "Signup" }),
      eventOf({ name: "impression", interactive: false }),
    ];
    const rows = enrich(messageOf({ groups: [groupOf({ events })] }), SITE);
    expect(rows.map((row) => row.is_interactive)).toEqual([0, 1, 0]);
    expect(rows[0]).toMatchObject({ engagement_ms: 5_000, scroll: 80 });
  });

  test("an import of years ago fits the column of the lag", () => {
    const rows = enrich(messageOf({ groups: [groupOf({ events: [eventOf({ at: 0 })] })] }), SITE);
    expect(rows[0]?.lag_ms).toBe(2_147_483_647);
  });

  test("traits of an identified person become properties", () => {
    const event = eventOf({
      name: "identify",
      identity: { user_id: "u1", traits: { plan: "pro" }, previous_id: "u0" },
    });
    const [row] = enrich(messageOf({ groups: [groupOf({ events: [event] })] }), SITE);
    expect(row).toMatchObject({ user_id: "u1", previous_id: "u0", props: { plan: "pro" } });
  });
});

describe("whatever a sender writes", () => {
  const junk = fc.oneof(
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.string({ maxLength: 60 }).map((text) => `https://${text}`),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.constantFrom(
      "",
      "-",
      "/",
      "//",
      "?",
      "#/a",
      "data:text/html,x",
      "http://",
      "https://a.b:99999/",
      "\ud800",
      "%E0%A4%A",
    ),
  );
  const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined });
  const event = fc.record({
    name: junk,
    at: fc.double({ min: 0, max: 4e12, noNaN: true }),
    url: junk,
    referrer: maybe(junk),
    title: maybe(junk),
    props: maybe(fc.dictionary(junk, fc.oneof(junk, fc.double(), fc.boolean()))),
    engagement: maybe(fc.record({ ms: fc.double(), scroll: fc.double() })),
    revenue: maybe(fc.record({ amount: fc.double(), currency: junk })),
    element: maybe(fc.record({ selector: junk, text: junk, href: junk })),
    file: maybe(fc.record({ href: junk, extension: junk })),
    error: maybe(fc.record({ message: junk, stack: junk, line: fc.double() })),
    vital: maybe(fc.record({ metric: junk, value: fc.double() })),
    identity: maybe(fc.record({ user_id: junk, traits: fc.dictionary(junk, junk) })),
  });
  const client = fc.record({
    user_agent: junk,
    hints: fc.dictionary(
      fc.constantFrom("", "-mobile", "-platform", "-platform-version", "-full-version-list"),
      junk,
    ),
    country: junk,
    city: junk,
  });

  test("enrichment never throws, loses nothing, and leaves well-formed bounded text and finite numbers", () => {
    let longest = 0;
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 3 }), client, junk, (events, facts, context) => {
        const group = groupOf({
          client: { geo_source: "none", ...facts },
          context: { screen: context, language: context, timezone: context },
          events: events.map((one) => eventOf(JSON.parse(JSON.stringify(one)))),
        });
        const rows = enrich(messageOf({ groups: [group] }), SITE);
        expect(rows).toHaveLength(events.length);
        const leaves = rows
          .flatMap((row) => Object.values(row))
          .flatMap((value) => (typeof value === "object" ? Object.entries(value).flat() : [value]));
        expect(leaves.filter((leaf) => typeof leaf === "number" && !Number.isFinite(leaf))).toEqual([]);
        const texts = leaves.filter((leaf) => typeof leaf === "string");
        expect(texts.filter((text) => !text.isWellFormed())).toEqual([]);
        longest = Math.max(longest, ...texts.map((text) => text.length));
      }),
      { numRuns: 300 },
    );
    expect(longest).toBeGreaterThan(50);
    expect(longest).toBeLessThanOrEqual(2_000);
  });
});
