import { expect, test } from "vitest";
import type { SiteId, VisitorId } from "../../schema/ids.ts";
import type { RawGroup } from "../../schema/message.ts";
import { composeMessages } from "./messages.ts";

const MAX_BYTES = 128_000 - 100;
const facts = { site: "s" as SiteId, received_at: 1, resend: false, origin: "server" } as const;

const group = (id: string, events: { id: string; title?: string }[]): RawGroup => ({
  visitor: { kind: "persistent", id: id as VisitorId },
  consent: "cookieless",
  automation: false,
  client: { user_agent: "", geo_source: "none" },
  events: events.map((event) => ({ name: "pageview", url: "", at: 0, ...event })),
});

function counter() {
  let n = 0;
  return () => `m${n++}`;
}

test("one message a slot, each with an id of its own", () => {
  const groups = [
    { slot: 1, group: group("a", [{ id: "1" }]) },
    { slot: 2, group: group("b", [{ id: "2" }]) },
    { slot: 1, group: group("c", [{ id: "3" }]) },
  ];
  const messages = composeMessages(groups, facts, true, counter());
  expect(messages.map(({ mid, slot, groups }) => [mid, slot, groups.length])).toEqual([
    ["m0", 1, 2],
    ["m1", 2, 1],
  ]);
});

test("a slot with too much for one message goes in several, nothing lost and nothing twice", () => {
  const groups = Array.from({ length: 20 }, (_, g) => ({
    slot: 7,
    group: group(
      `v${g}`,
      Array.from({ length: 10 }, (_, e) => ({ id: `${g}.${e}`, title: "€".repeat(200 * (e + 1)) })),
    ),
  }));
  const messages = composeMessages(groups, facts, true, counter());
  const sizes = messages.map((message) => Buffer.byteLength(JSON.stringify(message)));
  expect(Math.max(...sizes)).toBeLessThan(MAX_BYTES);
  expect(messages.length).toBe(Math.ceil(sizes.reduce((a, b) => a + b) / 120_000));
  const pairs = (all: RawGroup[]) =>
    all.flatMap(({ visitor, events }) => events.map(({ id }) => [JSON.stringify(visitor), id]));
  expect(pairs(messages.flatMap(({ groups }) => groups))).toEqual(pairs(groups.map(({ group }) => group)));
});
