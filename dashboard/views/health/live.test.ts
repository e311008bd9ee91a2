import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { LiveEvent, LiveFrame } from "../../../schema/live.ts";
import { stepsOf } from "./installation-steps.ts";
import { type Ear, type Live, watch } from "./live.ts";

const event = (name: string, outcome: LiveEvent["outcome"] = "accepted"): LiveEvent => ({
  ...{ name, outcome, reason: outcome, received_at: "2026-11-24T09:00:00.000Z" },
});

/** A service of which the test is the other end. */
function service() {
  const ears: Ear[] = [];
  const asked: string[] = [];
  const sent: string[] = [];
  let closed = 0;
  const open = (path: string, ear: Ear) => {
    asked.push(path);
    ears.push(ear);
    return { send: (text: string) => sent.push(text), close: () => closed++ };
  };
  const say = (frame: LiveFrame) => ears.at(-1)?.text(JSON.stringify(frame));
  const end = (code = 1006) => ears.at(-1)?.closed(code);
  const begin = () => say({ type: "watching", site_id: "a/b", since: "2026-11-24T09:00:00Z" });
  const show = (events: LiveEvent[], skipped = 0) => say({ type: "events", events, skipped });
  return {
    open,
    asked,
    sent,
    begin,
    show,
    end,
    hear: (text: string) => ears.at(-1)?.text(text),
    closings: () => closed,
  };
}

let there: ReturnType<typeof service>;
let live: Live;
beforeEach(() => {
  vi.useFakeTimers();
  there = service();
  live = watch("a/b", there.open);
});
afterEach(() => {
  live.end();
  vi.useRealTimers();
});

describe("the debugger's connection", () => {
  test("asks for the site, and shows events the newest first, copies too", () => {
    expect(there.asked).toEqual(["/v1/debug?site_id=a%2Fb"]);
    expect(live.state.value).toBe("connecting");
    there.begin();
    there.show([event("first"), event("second")]);
    there.show([event("second", "duplicate")], 7);
    expect(live.state.value).toBe("watching");
    expect(live.seen.value.map(({ event: { name, outcome } }) => `${name} ${outcome}`)).toEqual([
      "second duplicate",
      "second accepted",
      "first accepted",
    ]);
    expect(new Set(live.seen.value.map(({ key }) => key)).size).toBe(3);
    expect(live.skipped.value).toBe(7);
  });

  test("keeps so many as a person can look at", () => {
    there.begin();
    for (let frame = 0; frame < 5; frame++)
      there.show(Array.from({ length: 100 }, (_, at) => event(`${frame} ${at}`)));
    expect(live.seen.value).toHaveLength(200);
    expect(live.seen.value[0]?.event.name).toBe("4 99");
  });

  test("stays open by pings, whose answers are no frames", () => {
    there.begin();
    vi.advanceTimersByTime(61_000);
    expect(there.sent).toEqual(["ping", "ping"]);
    there.hear("pong");
    expect(live.state.value).toBe("watching");
  });

  test("is tried again when it ends, and what was seen stays", () => {
    there.begin();
    there.show([event("before")]);
    there.end();
    expect(live.state.value).toBe("closed");
    vi.advanceTimersByTime(3_000);
    expect(there.asked).toHaveLength(2);
    there.begin();
    expect(live.state.value).toBe("watching");
    expect(live.seen.value).toHaveLength(1);
  });

  test("that never opens is given up", () => {
    for (let attempt = 0; attempt < 3; attempt++) {
      there.end();
      vi.advanceTimersByTime(3_000);
    }
    expect(live.state.value).toBe("refused");
    expect(there.asked).toHaveLength(3);
  });

  test("of a token that was revoked is not tried again, nor is one that was ended here", () => {
    there.begin();
    there.end(4401);
    expect(live.state.value).toBe("refused");
    vi.advanceTimersByTime(60_000);
    expect(there.asked).toHaveLength(1);
    live.end();
    expect(there.closings()).toBe(1);
  });
});

describe("a first event", () => {
  const seen = (...events: LiveEvent[]) => events.map((each, key) => ({ key, event: each }));

  test.each([
    ["before anything came", seen(), null, null, { isReceived: false, isInReport: false }],
    ["that is shown", seen(event("a")), null, null, { isReceived: true, isInReport: false }],
    ["that is looked up", seen(event("a", "waiting")), null, null, { isReceived: true, isInReport: false }],
    ["that is refused", seen(event("a", "refused")), null, null, { isReceived: false, isInReport: false }],
    [
      "that a rule set aside",
      seen(event("a", "quarantined")),
      null,
      null,
      { isReceived: false, isInReport: false },
    ],
    ["that was not shown", seen(), null, "2026-11-24T09:00:00Z", { isReceived: true, isInReport: true }],
    [
      "that is older than this page",
      seen(),
      "2026-11-24T09:00:00Z",
      "2026-11-24T09:00:00Z",
      { isReceived: false, isInReport: false },
    ],
    [
      "of which nothing is known yet",
      seen(),
      undefined,
      "2026-11-24T09:00:00Z",
      { isReceived: false, isInReport: false },
    ],
  ])("%s", (_, events, before, newest, steps) => {
    expect(stepsOf(events, before, newest)).toMatchObject(steps);
  });

  test("is the page's, not the report of engagement that follows it", () => {
    const shown = seen(event("engagement"), event("pageview"));
    expect(stepsOf(shown, null, null).taken?.name).toBe("pageview");
    expect(stepsOf(shown.slice(0, 1), null, null).taken?.name).toBe("engagement");
  });

  test("that was taken stands beside one that was refused", () => {
    const { taken, refused } = stepsOf(
      seen(event("b", "refused"), event("a"), event("c", "refused")),
      null,
      null,
    );
    expect([taken?.name, refused?.name]).toEqual(["a", "b"]);
  });
});
