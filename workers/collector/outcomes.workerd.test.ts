/** What the collector refuses is counted by site, minute and reason, and the counts arrive; what matches at the edge is named. */
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { OutcomeCount, RawMessage } from "../../schema/message.ts";
import { NO_SITE } from "../../schema/outcomes.ts";
import { now, setClock } from "../clock.ts";
import {
  ask,
  bindings,
  insertSite,
  insertToken,
  keyOf,
  migrate,
  moveTo,
  NOW,
  pageview,
  post,
  sent,
  settle,
} from "./world-for-tests.ts";

let key = "";
let closed = "";
let ruled = "";
let watched = "";
let token = "";

beforeAll(async () => {
  await migrate();
  key = await insertSite("counted");
  closed = await insertSite("shut", { allowed_origins: ["https://example.com"], require_origin: true });
  const address_rules = [
    { id: "office", cidr: "192.0.2.0/24" },
    { id: "home", cidr: "2001:db8::/32" },
  ];
  ruled = await insertSite("ruled", { address_rules });
  watched = await insertSite("watched", { watched_until: NOW + 60_000 });
  token = await insertToken("o-writer", ["events:write"], ["ruled"]);
});
beforeEach(() => {
  moveTo(NOW);
  vi.useFakeTimers({ toFake: ["setTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
  setClock(null);
});

/** Ten seconds pass. */
async function tenSeconds(): Promise<void> {
  await vi.advanceTimersByTimeAsync(10_000);
  await settle();
}

const reported = (messages: readonly RawMessage[] = sent): OutcomeCount[] =>
  messages.flatMap(({ outcomes = [] }) => outcomes);
const inShort = () =>
  reported()
    .map(({ site, reason, n }) => `${site} ${reason} ${n}`)
    .toSorted();
const old = () => pageview({ timestamp: NOW - 9 * 86_400_000 });

describe("refusals", () => {
  test("go with the message of the very request", async () => {
    await post({ site: key, events: [pageview(), old(), {}, old()] }, {}, "/capture", bindings());
    expect(sent).toHaveLength(1);
    expect(inShort()).toEqual(["counted invalid 1", "counted too_old 2"]);
    expect(reported()[0]).toMatchObject({ stage: "collector", minute: NOW });
  });

  test("go with the next message of the isolate, whosever it is, once", async () => {
    const bound = bindings();
    await post({ site: closed, events: [pageview(), pageview()] }, {}, "/capture", bound);
    await post("{", {}, "/capture", bound);
    expect(sent).toEqual([]);
    await post({ site: key, events: [pageview()] }, {}, "/capture", bound);
    await post({ site: key, events: [pageview()] }, {}, "/capture", bound);
    expect(inShort()).toEqual([`${NO_SITE} not_json 1`, "shut origin_not_allowed 2"]);
    await tenSeconds();
    expect(sent).toHaveLength(2);
  });

  test("go by themselves after ten seconds when nothing else passes by", async () => {
    const bound = bindings();
    for (let i = 0; i < 20; i++) await post({ site: key, events: [{}] }, {}, "/capture", bound);
    await ask(`/pixel.gif?site=${key}&url=${"x".repeat(2_001)}`, {}, bound);
    expect(sent).toEqual([]);
    await tenSeconds();
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ v: 1, kind: "raw", groups: [], slot: 0, resend: false });
    expect(inShort()).toEqual(["counted invalid 21"]);
    await post({ site: key, events: [{}] }, {}, "/capture", bound);
    await tenSeconds();
    expect(sent).toHaveLength(2);
  });

  test("of keys that nobody gave out are one count a reason", async () => {
    const bound = bindings();
    for (let i = 0; i < 50; i++)
      await post({ site: `site${i}.aaaaaaaaaaaaaaaa`, events: [1, 2] }, {}, "/capture", bound);
    await post({ site: await keyOf("never-was"), events: [1] }, {}, "/capture", bound);
    await tenSeconds();
    expect(inShort()).toEqual([`${NO_SITE} bad_site_key 101`]);
  });

  test("that the queue did not take are told later", async () => {
    let isAway = true;
    const taken: RawMessage[] = [];
    const send = async (message: RawMessage) => {
      if (isAway) throw new Error("Queue is overloaded.");
      taken.push(structuredClone(message));
    };
    const bound = bindings({ EVENTS: { send } });
    const answer = await post({ site: key, events: [pageview(), {}] }, {}, "/capture", bound);
    expect(answer.status).toBe(503);
    await tenSeconds();
    isAway = false;
    await post({ site: key, events: [pageview()] }, {}, "/capture", bound);
    expect(reported(taken)).toMatchObject([{ site: "counted", reason: "invalid", n: 1 }]);
  });
});

describe("rules over addresses", () => {
  const rulesOf = async (address: string) => {
    moveTo(now());
    await post({ site: ruled, events: [pageview()] }, { "CF-Connecting-IP": address });
    return sent[0]?.groups[0]?.rules;
  };

  test("that match are named, and the address is not", async () => {
    expect(await rulesOf("192.0.2.77")).toEqual(["office"]);
    expect(JSON.stringify(sent)).not.toContain("192.0.2.77");
    expect(await rulesOf("2001:db8:1::2")).toEqual(["home"]);
    expect(await rulesOf("198.51.100.1")).toBeUndefined();
  });

  test("are asked of the client for whom a server speaks", async () => {
    const events = ["192.0.2.5", "198.51.100.5"].map((ip) => pageview({ client: { ip } }));
    await post(
      { site: ruled, events },
      { Authorization: `Bearer ${token}`, "CF-Connecting-IP": "192.0.2.9" },
    );
    expect(sent.flatMap(({ groups }) => groups.map(({ rules }) => rules)).toSorted()).toEqual([
      ["office"],
      undefined,
    ]);
  });
});

describe("the live debugger", () => {
  test("sees a few refused events of a site that is watched, and no other's", async () => {
    const bound = bindings();
    const bad = Array.from({ length: 20 }, () => ({ name: "bad" }));
    await post({ site: watched, events: [pageview(), ...bad] }, {}, "/capture", bound);
    expect(sent[0]?.refused).toHaveLength(5);
    expect(sent[0]?.refused?.[0]).toEqual({
      name: "bad",
      reason: "invalid",
      path: "events[1].timestamp",
      message: "is missing",
    });
    await post({ site: key, events: [pageview(), ...bad] }, {}, "/capture", bound);
    expect(sent[1]?.refused).toBeUndefined();
  });

  test("sees what came without any good event once a second", async () => {
    const bound = bindings();
    for (let i = 0; i < 30; i++) await post({ site: watched, events: [{}] }, {}, "/capture", bound);
    expect(sent).toHaveLength(1);
    setClock(NOW + 1_500);
    await post({ site: watched, events: [{}] }, {}, "/capture", bound);
    expect(sent).toHaveLength(2);
    expect(sent.map(({ groups, refused }) => [groups.length, refused?.length])).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });
});
