import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { captureRequest, event as eventSchema } from "../../schema/event.ts";
import { Problem } from "./shape.ts";
import { browserEvent, checkEnvelope, serverEvent } from "./wire.ts";

/** Values at and around every limit, of every type that JSON has. */
const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    null,
    true,
    false,
    0,
    -1,
    0.5,
    100,
    101,
    1e20,
    2 ** 53,
    -0,
    [],
    {},
    "",
    "EUR",
    "eur",
    "full",
  ),
  fc.constantFrom("cookieless", "DE", "DEU", [1], { "": "" }, { a: null }, { a: [] }, { constructor: 1 }),
  fc.constantFrom("x".repeat(119), "x".repeat(120), "x".repeat(121), "é".repeat(60), "é".repeat(61)),
  fc.constantFrom("€".repeat(666), "€".repeat(667), "x".repeat(2_000), "x".repeat(2_001), "😀".repeat(500)),
  fc.constantFrom("x".repeat(256), "x".repeat(257), "x".repeat(64), "x".repeat(65), "x".repeat(1_001)),
  fc.constantFrom(
    "01932c07-e2ea-7c3b-9a5e-0123456789ab",
    "01932C07-E2EA-7C3B-9A5E-0123456789AB",
    "1",
    "f".repeat(36),
  ),
  fc.constantFrom("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
  fc.constantFrom("FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "01932c07-e2ea-9c3b-9a5e-0123456789ab"),
  fc.string(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.jsonValue({ maxDepth: 2 }),
);

const time = fc.oneof(
  fc.constantFrom(
    "2024-02-29T00:00:00Z",
    "2023-02-29T00:00:00Z",
    "1900-02-29T00:00:00Z",
    "2000-02-29T23:59:59Z",
  ),
  fc.constantFrom(
    "2024-01-01T00:00:00",
    "2024-01-01T00:00Z",
    "2024-01-01",
    "2024-1-1T00:00:00Z",
    "2024-13-01T00:00:00Z",
  ),
  fc.constantFrom(
    "2024-04-31T00:00:00Z",
    "2024-01-32T00:00:00Z",
    "2024-01-01T24:00:00Z",
    "2024-01-01T00:60:00Z",
  ),
  fc.constantFrom("2024-01-01T00:00:60Z", "2024-01-01T00:00:00.Z", "2024-01-01T00:00:00.123456789+05:30"),
  fc.constantFrom(
    "2024-01-01T00:00:00-00:00",
    "2024-01-01T00:00:00+24:00",
    "2024-01-01T00:00:00+0530",
    "0000-01-01T00:00:00Z",
  ),
  fc.constantFrom(
    "2024-01-01T00:00:00z",
    " 2024-01-01T00:00:00Z",
    "2024-01-01T00:00:00Z\n",
    "+02024-01-01T00:00:00Z",
  ),
  fc
    .tuple(
      fc.integer({ min: 1890, max: 2110 }),
      fc.integer({ min: 0, max: 13 }),
      fc.integer({ min: 0, max: 32 }),
    )
    .map(([y, m, d]) => `${y}-${String(m).padStart(2, "0")}-${String(d).padStart(2, "0")}T12:00:00Z`),
);

const key = fc.oneof(
  fc.constantFrom(
    "__proto__",
    "constructor",
    "toString",
    "",
    "x".repeat(300),
    "x".repeat(301),
    "é".repeat(151),
  ),
  fc.string(),
);
const props = fc.oneof(
  fc.dictionary(key, fc.oneof(fc.string(), fc.boolean(), fc.double(), junk), { maxKeys: 5 }),
  fc
    .integer({ min: 48, max: 52 })
    .map((n) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, i]))),
  fc.constant(JSON.parse('{"__proto__": null, "a": 1}')),
);

const good: Record<string, fc.Arbitrary<unknown>> = {
  id: fc.uuid(),
  name: fc.string({ minLength: 1, maxLength: 20 }),
  timestamp: fc.oneof(fc.integer(), time),
  sent_at: fc.oneof(fc.integer(), time),
  url: fc.webUrl(),
  props,
  traits: props,
  interactive: fc.boolean(),
  automation: fc.boolean(),
  resend: fc.boolean(),
  consent: fc.constantFrom("cookieless", "full"),
  amount: fc.double({ noNaN: true, noDefaultInfinity: true }),
  value: fc.double({ noNaN: true, noDefaultInfinity: true }),
  currency: fc.constantFrom("EUR", "USD"),
  ms: fc.nat(),
  scroll: fc.integer({ min: 0, max: 100 }),
  line: fc.nat(),
  column: fc.nat(),
  country: fc.constantFrom("DE", "us"),
};
const fallback = fc.string({ maxLength: 20 });

/** An object of these fields, most of them right: now and then one is missing, wrong or unknown. */
function some(fields: Record<string, fc.Arbitrary<unknown> | null>): fc.Arbitrary<unknown> {
  const entries = Object.entries(fields).map(([name, inner]): [string, fc.Arbitrary<unknown>] => {
    const right = inner ?? good[name] ?? fallback;
    return [name, fc.oneof({ weight: 60, arbitrary: right }, { weight: 1, arbitrary: junk })];
  });
  const unknown: [string, fc.Arbitrary<unknown>] = ["unknown", junk];
  const whole = fc.record(Object.fromEntries([...entries, unknown]), {
    requiredKeys: ["name", "timestamp", "url"].filter((k) => k in fields),
  });
  return fc.oneof({ weight: 80, arbitrary: whole }, { weight: 1, arbitrary: junk });
}

const nested = {
  revenue: some({ amount: null, currency: null, order_id: null }),
  engagement: some({ ms: null, scroll: null }),
  element: some({ selector: null, text: null, href: null }),
  form: some({ id: fallback, name: null, action: null }),
  file: some({ href: null, extension: null }),
  vital: some({ metric: null, value: null, rating: null, target: null }),
  error: some({ message: null, file: null, line: null, column: null, stack: null }),
  identity: some({ user_id: null, traits: null, previous_id: null }),
};
const plain = {
  id: null,
  name: null,
  timestamp: null,
  url: null,
  referrer: null,
  title: null,
  props: null,
  interactive: null,
};
const visitor = some({ anonymous_id: null, user_id: null, session_id: null });
const client = some({ ip: null, user_agent: null, country: null, region: null, city: null });
const event = some({ ...plain, ...nested, visitor, client });

/** JSON is all that arrives, so all that is compared has been through it. */
const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

/** Ten thousand samples take seconds where other tests run beside. */
const PATIENCE = { timeout: 60_000 };

describe("the hand-written checks and schema/event.ts", () => {
  test("judge every server's event alike, and keep the same of it", PATIENCE, () => {
    const seen = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(event, (generated) => {
        const value = throughJson(generated);
        const schema = eventSchema.safeParse(value);
        const mine = serverEvent(value);
        expect(!(mine instanceof Problem), JSON.stringify(value)).toBe(schema.success);
        if (schema.success && !(mine instanceof Problem)) {
          const { timestamp: _t, ...rest } = schema.data;
          const { timestamp: _mine, ...kept } = mine;
          expect(kept).toEqual(rest);
        }
        seen[schema.success ? "accepted" : "refused"]++;
      }),
      { numRuns: 5_000 },
    );
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(250);
  });

  test("judge a browser's event alike once its visitor and client are taken out", PATIENCE, () => {
    const browserSchema = eventSchema.omit({ visitor: true, client: true });
    fc.assert(
      fc.property(event, (generated) => {
        const value = throughJson(generated);
        const mine = browserEvent(value);
        expect(!(mine instanceof Problem), JSON.stringify(value)).toBe(
          browserSchema.safeParse(value).success,
        );
        if (!(mine instanceof Problem)) expect(Object.keys(mine)).not.toContain("client");
      }),
      { numRuns: 2_000 },
    );
  });

  test("judge the request around the events alike", PATIENCE, () => {
    const request = some({
      site: null,
      sent_at: null,
      consent: null,
      resend: null,
      automation: null,
      visitor,
      context: some({ screen: null, viewport: null, language: null, timezone: null, sdk: null }),
      events: fc.constant([{ name: "a", timestamp: 0, url: "" }]),
    }).filter((value) => Object(value).events === undefined || Array.isArray(Object(value).events));
    fc.assert(
      fc.property(request, (generated) => {
        const value = throughJson(generated);
        const events = Object(value).events;
        if (Array.isArray(events) && events[0]?.name !== "a") return;
        const mine = checkEnvelope(value);
        expect(!(mine instanceof Problem), JSON.stringify(value)).toBe(
          captureRequest.safeParse(value).success,
        );
      }),
      { numRuns: 3_000 },
    );
  });
});
