import { describe, expect, test } from "vitest";
import { MAX_BROWSER_AGE_MS, MAX_FUTURE_MS } from "../../schema/limits.ts";
import { acceptEvent, type RequestFacts } from "./accept.ts";

const NOW = Date.UTC(2026, 10, 24, 12);
const DAY_MS = 86_400_000;
const ID = "01932c07-e2ea-7c3b-9a5e-0123456789ab";
const MINTED = "01932c07-0000-7000-8000-000000000000";

const browser: RequestFacts = {
  isServer: false,
  isOptedOut: false,
  skewMs: 0,
  visitor: undefined,
  isLong: false,
  mintId: () => MINTED,
};
const server: RequestFacts = { ...browser, isServer: true, visitor: { anonymous_id: "someone" } };
const event = { id: ID, name: "pageview", timestamp: NOW, url: "https://example.com/" };

describe("an accepted event", () => {
  test("has its id, its time and nothing that was not asked for", () => {
    const sent = { ...event, title: "Home", secret: 1, element: { text: "Buy", value: "4111" } };
    expect(acceptEvent(sent, browser, NOW)).toEqual({
      ok: true,
      event: { id: ID, name: "pageview", url: event.url, title: "Home", element: { text: "Buy" }, at: NOW },
      visitor: undefined,
      client: undefined,
      isMinted: false,
      warning: undefined,
    });
  });

  test("has a lower-case id, so that copies are equal", () => {
    expect(acceptEvent({ ...event, id: ID.toUpperCase() }, browser, NOW)).toMatchObject({
      event: { id: ID },
    });
  });

  test("gets an id where it has none", () => {
    const { id: _id, ...anonymous } = event;
    expect(acceptEvent(anonymous, browser, NOW)).toMatchObject({ isMinted: true, event: { id: MINTED } });
  });

  test("is not what JSON's prototype tricks make of it", () => {
    const sent = JSON.parse(`{"name":"a","timestamp":0,"url":"","props":{"__proto__":{"x":1},"ok":true}}`);
    expect(acceptEvent(sent, server, NOW)).toMatchObject({ ok: true, event: { props: { ok: true } } });
  });

  test("of a browser says nothing of visitor and client, of a server it does", () => {
    const sent = { ...event, visitor: { user_id: "u" }, client: { ip: "192.0.2.1" } };
    expect(acceptEvent(sent, browser, NOW)).toMatchObject({ visitor: undefined, client: undefined });
    expect(acceptEvent(sent, server, NOW)).toMatchObject({
      visitor: { user_id: "u" },
      client: { ip: "192.0.2.1" },
    });
    expect(acceptEvent({ ...event, visitor: 1 }, browser, NOW).ok).toBe(true);
    expect(acceptEvent({ ...event, visitor: 1 }, server, NOW).ok).toBe(false);
  });
});

describe("time", () => {
  const behindMs = 3 * 3_600_000;
  test.each([
    ["a right clock", NOW - 1_000, 0, NOW - 1_000, undefined],
    ["a clock that is behind", NOW - behindMs - 1_000, behindMs, NOW - 1_000, undefined],
    ["a clock that is years ahead", NOW + 1e11, -1e11, NOW, undefined],
    ["ISO 8601", "2026-11-24T12:59:00+01:00", 0, NOW - 60_000, undefined],
    ["fractions of a millisecond", NOW - 0.4, 0, NOW, undefined],
    ["five minutes ahead", NOW + MAX_FUTURE_MS, 0, NOW + MAX_FUTURE_MS, undefined],
    ["more than five minutes ahead", NOW + MAX_FUTURE_MS + 1, 0, NOW, "future_timestamp"],
    ["the end of time", 1e300, 0, NOW, "future_timestamp"],
    ["eight days ago", NOW - MAX_BROWSER_AGE_MS, 0, NOW - MAX_BROWSER_AGE_MS, undefined],
  ])("%s", (_name, timestamp, skewMs, at, warning) => {
    expect(acceptEvent({ ...event, timestamp }, { ...browser, skewMs }, NOW)).toMatchObject({
      ok: true,
      event: { at },
      warning,
    });
  });

  test("a browser's event older than eight days is refused, a server's is not", () => {
    const old = { ...event, timestamp: NOW - MAX_BROWSER_AGE_MS - 1 };
    expect(acceptEvent(old, browser, NOW)).toMatchObject({
      ok: false,
      reason: "too_old",
      path: ".timestamp",
    });
    expect(acceptEvent(old, server, NOW).ok).toBe(true);
    expect(acceptEvent({ ...event, timestamp: 0 }, server, NOW)).toMatchObject({ event: { at: 0 } });
    expect(acceptEvent({ ...event, timestamp: -1 }, server, NOW)).toMatchObject({
      ok: false,
      reason: "invalid",
    });
  });
});

describe("a server's event needs a visitor", () => {
  const yesterday = Date.UTC(2026, 10, 23);
  const unknown: RequestFacts = { ...server, visitor: undefined };
  const from = (ip: string, timestamp: number) => ({ ...event, timestamp, client: { ip } });
  test.each([
    ["nobody", event, unknown, "no_visitor"],
    ["an empty id", { ...event, visitor: { anonymous_id: "" } }, unknown, "no_visitor"],
    ["a text that is no address", from("localhost", NOW), unknown, "no_visitor"],
    ["an address before yesterday", from("192.0.2.1", yesterday - 1), unknown, "no_visitor"],
    ["an address yesterday", from("192.0.2.1", yesterday), unknown, undefined],
    ["an address today", from("2001:db8::1", NOW), unknown, undefined],
    ["a user long ago", { ...event, timestamp: 0, visitor: { user_id: "u" } }, unknown, undefined],
    ["the request's visitor", { ...event, timestamp: NOW - 400 * DAY_MS }, server, undefined],
  ])("%s", (_name, sent, facts, reason) => {
    const verdict = acceptEvent(sent, facts, NOW);
    expect(verdict.ok ? undefined : verdict.reason).toBe(reason);
  });
});

test("an event that outgrows its message is refused", () => {
  const digits = Object.fromEntries(
    Array.from({ length: 50 }, (_, i) => [`${i}${"k".repeat(290)}`, "v".repeat(2_000)]),
  );
  const sent = { ...event, props: digits };
  expect(acceptEvent(sent, { ...server, isLong: true }, NOW)).toMatchObject({
    ok: false,
    reason: "too_large",
  });
});

test("an opted-out browser's events are refused under their ids", () => {
  expect(acceptEvent(event, { ...browser, isOptedOut: true }, NOW)).toMatchObject({ reason: "gpc", id: ID });
});

test.each([
  [{ ...event, name: undefined }, ".name", ID],
  [{ ...event, name: "" }, ".name", ID],
  [{ ...event, props: { a: null } }, ".props.a", ID],
  [{ ...event, revenue: { amount: 1, currency: "euro" } }, ".revenue.currency", ID],
  [{ ...event, id: "1" }, ".id", undefined],
  [null, "", undefined],
  [[], "", undefined],
])("the refusal of %j names %s", (sent, path, id) => {
  expect(acceptEvent(JSON.parse(JSON.stringify(sent)), browser, NOW)).toMatchObject({
    ok: false,
    reason: "invalid",
    path,
    id,
  });
});
