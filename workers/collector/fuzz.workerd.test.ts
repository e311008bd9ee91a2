/** I6: whole requests, mutated byte by byte and token by token, are answered by the contract and never by a 5xx. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiError } from "../../schema/error.ts";
import { captureAnswer, event as eventSchema } from "../../schema/event.ts";
import { setClock } from "../clock.ts";
import { parseMessage } from "../consumer/message.ts";
import { ask, insertSite, insertToken, migrate, moveTo, NOW, sent } from "./world-for-tests.ts";

const RUNS = process.env.FOOTFALL_LONG ? 20_000 : 300;
const STATUSES = [202, 400, 401, 403, 413, 415];
let key = "";
let token = "";

beforeAll(async () => {
  await migrate();
  key = await insertSite("fuzzed");
  token = await insertToken("fuzzer", ["events:write"], ["fuzzed"]);
  moveTo(NOW);
});
afterAll(() => setClock(null));

/** A request that has everything. */
const whole = () =>
  JSON.stringify({
    site: key,
    sent_at: NOW,
    consent: "full",
    visitor: { anonymous_id: "a", user_id: "u", session_id: "s" },
    context: {
      screen: "1920x1080",
      viewport: "1280x900",
      language: "en-GB",
      timezone: "Europe/London",
      sdk: "web/1",
    },
    events: ["pageview", "Added to cart", "engagement"].map((name, i) => ({
      id: `019ab0c0-0000-7000-8000-00000000000${i}`,
      name,
      timestamp: NOW - i,
      url: "https://www.example.com/straße?utm_source=x",
      referrer: "https://www.google.com/",
      title: "Zählen 😀 — a title",
      props: { plan: "pro", seats: 5, isMember: true },
      interactive: false,
      revenue: { amount: 49.5, currency: "EUR", order_id: "o-1" },
      engagement: { ms: 4_200, scroll: 80 },
      element: { selector: "a.button", text: "Buy", href: "/buy" },
      form: { id: "f", name: "n", action: "/a" },
      file: { href: "/a.pdf", extension: "pdf" },
      vital: { metric: "LCP", value: 1_200.5, rating: "good", target: "img" },
      error: { message: "m", file: "f.js", line: 1, column: 2, stack: "s" },
      identity: { user_id: "u", traits: { a: 1 }, previous_id: "p" },
      visitor: { anonymous_id: "b" },
      client: { ip: "192.0.2.1", user_agent: "Firefox", country: "DE", region: "BE", city: "Berlin" },
    })),
  });

const utf8 = new TextEncoder();
type Edit = {
  at: number;
  kind: "flip" | "cut" | "repeat" | "insert" | "swap";
  size: number;
  bytes: Uint8Array;
};

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.double({ min: 0, max: 0.999, noNaN: true }),
  kind: fc.constantFrom("flip", "cut", "repeat", "insert", "swap"),
  size: fc.nat(40),
  bytes: fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 8 }),
    fc
      .constantFrom(
        ...[
          "{",
          "}",
          "[",
          "]",
          '"',
          ",",
          ":",
          "null",
          "1e999",
          "-0",
          "9007199254740993",
          "\\ud800",
          "\\u0000",
          "\u0000",
        ],
        ...[
          '"__proto__":{},',
          '"constructor":1,',
          '"events":[],',
          '"id":"x",',
          "[[[[[[",
          "\ufeff",
          "\u2028",
          "true",
          "1e-400",
        ],
      )
      .map((text) => utf8.encode(text)),
  ),
});

function mutated(bytes: Uint8Array, { at, kind, size, bytes: put }: Edit): Uint8Array {
  const i = Math.floor(at * bytes.length);
  const [head, part, tail] = [bytes.subarray(0, i), bytes.subarray(i, i + size), bytes.subarray(i + size)];
  const parts = {
    flip: [head, part.map((byte, k) => byte ^ (put[k % put.length] ?? 0)), tail],
    cut: [head, tail],
    repeat: [head, part, part, tail],
    insert: [head, put, part, tail],
    swap: [head, put, tail],
  }[kind];
  return Uint8Array.from(parts.flatMap((each) => [...each]));
}

/** Values that no sender should write where they land. */
const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1e20,
    Number.MAX_SAFE_INTEGER,
    "",
    [],
    {},
    [[]],
    { a: 1 },
    "x".repeat(2_001),
  ),
  fc.string({ unit: "binary" }),
  fc.double(),
  fc.jsonValue({ maxDepth: 3 }),
);

/** The request with the `at`-th of its values, counted over all of the tree, replaced. */
function withJunk(text: string, at: number, value: unknown): string {
  const places: [Record<string, unknown>, string][] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    // Arrays and objects alike.
    for (const name of Object.keys(node)) {
      places.push([node as Record<string, unknown>, name]);
      visit((node as Record<string, unknown>)[name]);
    }
  };
  const body: unknown = JSON.parse(text);
  visit(body);
  const [owner, name] = places[Math.floor(at * places.length)] ?? [];
  if (owner !== undefined && name !== undefined) owner[name] = value;
  return JSON.stringify(body);
}

async function check(body: Uint8Array, headers: Record<string, string>): Promise<number> {
  moveTo(NOW);
  const init = {
    method: "POST",
    headers: { "Content-Type": "text/plain", ...headers },
    body: Uint8Array.from(body),
  };
  const answer = await ask("/capture?receipt=1", init);
  const told: unknown = await answer.json();
  expect(STATUSES).toContain(answer.status);
  if (answer.status !== 202) {
    const { error } = told as ApiError;
    expect([typeof error.code, typeof error.message]).toEqual(["string", "string"]);
    expect(sent).toEqual([]);
    return answer.status;
  }
  const { accepted } = captureAnswer.parse(told);
  const groups = sent.flatMap(({ groups }) => groups);
  expect(groups.flatMap(({ events }) => events)).toHaveLength(accepted);
  for (const message of sent)
    expect(parseMessage(JSON.parse(JSON.stringify(message)))).toMatchObject({ ok: true });
  // What went on is what the contract says, word for word: time corrected, id there, no stranger's keys.
  for (const { id, at, ...rest } of groups.flatMap(({ events }) => events))
    expect(eventSchema.strict().parse({ id, timestamp: at, ...rest })).toEqual({
      id,
      timestamp: at,
      ...rest,
    });
  return 202;
}

describe.each([
  ["a page", () => ({})],
  ["a server", () => ({ Authorization: `Bearer ${token}` })],
])("a request of %s, mutated", (_who, headers) => {
  test("is answered by the contract", async () => {
    const seen = new Map<number, number>();
    const at = fc.double({ min: 0, max: 0.999, noNaN: true });
    const property = fc.asyncProperty(
      fc.array(fc.tuple(at, junk), { maxLength: 3 }),
      fc.array(edit, { maxLength: 2 }),
      async (values, edits) => {
        const text = values.reduce((all, [place, value]) => withJunk(all, place, value), whole());
        const status = await check(edits.reduce(mutated, utf8.encode(text)), headers());
        seen.set(status, (seen.get(status) ?? 0) + 1);
      },
    );
    await fc.assert(property, { numRuns: RUNS });
    // It exercised both: what still passes, and what does not.
    expect(Math.min(seen.get(202) ?? 0, seen.get(400) ?? 0)).toBeGreaterThan(RUNS / 20);
  }, 1_200_000);

  test("unmutated is accepted whole", async () => {
    await check(utf8.encode(whole()), headers());
    expect(sent.flatMap(({ groups }) => groups.flatMap(({ events }) => events))).toHaveLength(3);
    expect(Object.keys(sent[0]?.groups[0]?.events[0] ?? {})).toHaveLength(16);
  });
});

test("bytes that are anything are answered too", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), async (bytes) => {
      expect(await check(bytes, {})).toBe(400);
    }),
    { numRuns: RUNS },
  );
}, 1_200_000);
