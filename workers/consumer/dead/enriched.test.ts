import { expect, test } from "vitest";
import { MAX_MESSAGE_BYTES } from "../../../schema/limits.ts";
import type { Message } from "../../../schema/message.ts";
import { entry, event } from "../outbox/world/world.ts";
import { enrichedMessages } from "./enriched.ts";
import { withoutUserAgent } from "./user-agents.ts";

const { mid, site, slot, received_at } = entry([]);
const died: Message = { v: 1, kind: "enriched", mid, site, slot, received_at, resend: false, events: [] };

test("a message goes back as a re-send that knows its deaths", () => {
  const events = [event(), event()];
  const [revived, ...rest] = enrichedMessages(died, events, 3);
  expect(revived).toEqual({ ...died, resend: true, deaths: 3, events });
  expect(rest).toEqual([]);
});

test("what cleaning has made too big for the queue is split, and no event is lost", () => {
  const events = Array.from({ length: 100 }, () => ({ ...event(), title: "é".repeat(2_000) }));
  const revived = enrichedMessages(died, events, 1);
  expect(revived.length).toBeGreaterThan(3);
  for (const message of revived)
    expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
  expect(revived.flatMap((message) => message.events)).toEqual(events);
});

const AGENT = "Mozilla/5.0 (X11; Linux x86_64)";

test.each([
  ["a text", AGENT, "(string)"],
  ["nothing", null, "(object)"],
  [
    "a group's client",
    { groups: [{ client: { user_agent: "curl/8", hints: { "": AGENT }, country: "DE" } }] },
    { groups: [{ client: { user_agent: "", country: "DE" } }] },
  ],
  ["a place of its own", { a: [{ b: AGENT }], c: 1 }, { a: [{ b: "" }], c: 1 }],
])("I5 no user agent is left in %s", (_, body, left) => {
  expect(withoutUserAgent(body)).toEqual(left);
});
