import { expect, test } from "vitest";
import type { ClickHouseSink } from "../sinks/clickhouse.ts";
import { FakeClickHouse } from "./world/fake-clickhouse.ts";
import { entry, event, World } from "./world/world.ts";

/** The first insert's answer is lost, and of its rows all but one are said to be stored. */
function halfStored(isSpread: boolean) {
  const fake = new FakeClickHouse();
  let inserts = 0;
  const sink: ClickHouseSink = {
    isSpread,
    insert: async (...insert) => {
      const answer = await fake.insert(...insert);
      const isLost = insert[0] === "events" && inserts++ === 0;
      return isLost
        ? { ok: false, kind: "transient", code: "NO_ANSWER", message: "The answer was lost." }
        : answer;
    },
    countBatch: async (batchId) => (await fake.countBatch(batchId)) - 1,
    knownIds: (...asked) => fake.knownIds(...asked),
    visits: (...asked) => fake.visits(...asked),
    repoint: (...moves) => fake.repoint(...moves),
  };
  return { fake, world: new World({ sink }) };
}

async function afterAnHour(isSpread: boolean) {
  const { fake, world } = halfStored(isSpread);
  world.ingest(entry([event({ visitor: 1 }), event({ visitor: 2 })]));
  await world.drain();
  world.evict();
  await world.heal();
  return { stored: fake.events.length, unflushed: world.state.unflushed };
}

test("I2 on a cluster a batch of which a part is stored is sent again under its token, and counts once", async () => {
  expect(await afterAnHour(true)).toEqual({ stored: 2, unflushed: 0 });
});

test("on one server a part of a batch cannot be stored: it waits for somebody to look", async () => {
  expect(await afterAnHour(false)).toMatchObject({ unflushed: 2 });
});
