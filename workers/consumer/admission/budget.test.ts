import { describe, expect, test } from "vitest";
import type { SiteId } from "../../../schema/ids.ts";
import { decodeCall } from "../call/decode.ts";
import { encodeCall } from "../call/encode.ts";
import { entry, event, START_MS, World } from "../outbox/world/world.ts";
import { deferredOf, fairShare, MAX_WAITING_OF_SITE } from "./budget.ts";

/** Against hanging only. */
const TIMEOUT_MS = 60_000;

const waiting = (counts: Record<string, number>) => ({
  waitingOf: (site: SiteId) => counts[site] ?? 0,
  slot: () => ({ horizon: 0 }),
});

describe("the slow lane's budget", () => {
  const full = waiting({ flood: MAX_WAITING_OF_SITE });
  const of = (site: string, resend: boolean) => entry([event({ site })], { site: site as SiteId, resend });

  test("defers what would wait of a site that has used it up, and nothing else", () => {
    const { entries } = decodeCall(encodeCall([of("flood", true), of("flood", false), of("calm", true)]));
    expect(deferredOf(full, entries, START_MS)).toEqual([0]);
    expect(deferredOf(waiting({ flood: MAX_WAITING_OF_SITE - 1 }), entries, START_MS)).toEqual([]);
  });

  test.each<[string, string[], number, number, string[]]>([
    ["alone, a site has the whole batch", ["a 1", "a 2", "a 3"], 1, 2, ["a 1", "a 2"]],
    ["two have half each", ["a 1", "a 2", "a 3", "a 4", "b 1", "b 2"], 2, 4, ["a 1", "a 2", "b 1", "b 2"]],
    [
      "what one does not need goes to who came first",
      ["a 1", "a 2", "a 3", "b 1"],
      2,
      4,
      ["a 1", "a 2", "a 3", "b 1"],
    ],
    ["never more than the limit", ["a 1", "b 1", "c 1"], 3, 2, ["a 1", "b 1"]],
    ["nothing waits", [], 0, 2, []],
  ])("%s", (_, keys, sites, limit, expected) => {
    expect([...fairShare(keys, sites, limit)].sort()).toEqual(expected);
  });

  test(
    "I2 I7 a flood is taken in as it drains, others are not held up, and nothing is lost",
    async () => {
      const world = new World();
      world.now = START_MS + 60_000;
      const flood = Array.from({ length: MAX_WAITING_OF_SITE / 1_000 + 2 }, (_, call) =>
        entry(
          Array.from({ length: 1_000 }, () => event({ site: "flood" })),
          { site: "flood" as SiteId, resend: true, received_at: world.now, mid: `flood ${call}` },
        ),
      );
      const deferred = flood.filter((each) => {
        const answer = world.ingest(each);
        return answer.ok && answer.deferred !== undefined;
      });
      expect(deferred).toHaveLength(2);
      const calm = event({ site: "calm" });
      const late = { site: "calm" as SiteId, resend: true, received_at: world.now, mid: "calm" };
      expect(world.ingest(entry([calm], late), ...deferred)).toEqual({ ok: true, deferred: [1, 2] });
      await world.drain();
      expect(world.clickhouse.events.map(({ site }) => site)).toContain("calm");
      for (const each of deferred) expect(world.ingest(each)).toEqual({ ok: true });
      await world.heal();
      expect(world.clickhouse.events).toHaveLength(flood.length * 1_000 + 1);
      expect(world.state.memory.waitingOf("flood" as SiteId)).toBe(0);
    },
    TIMEOUT_MS,
  );

  test("what waits is counted again by whoever starts from the ring", () => {
    const world = new World();
    world.ingest(entry([event(), event()], { resend: true }));
    world.evict();
    expect(world.state.memory.waitingOf("site" as SiteId)).toBe(2);
  });
});
