import { afterAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../../../schema/clickhouse/database-for-tests.ts";
import { createClickHouseSink } from "../sinks/clickhouse.ts";
import { entry, event, START_MS, World } from "./world/world.ts";

const database = "drain_test";
const { url, client } = await freshDatabase(database);
const sink = createClickHouseSink({ url, user: "default", password: "", database });
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

afterAll(() => client.close());

async function row(query: string): Promise<number[]> {
  const [first = []] = await (await client.query({ query, format: "JSONCompactEachRow" })).json<
    (string | number)[]
  >();
  return first.map(Number);
}

const visits = (site: string) =>
  `SELECT count(), sum(events), sum(pageviews) FROM sessions FINAL WHERE site = '${site}'`;

describe("a shard before a real server", () => {
  test("I2 I3 an import of days, delivered twice and out of order, is stored once, its visits whole", async () => {
    const world = new World({ sink });
    world.ingest(entry([event({ site: "import", visitor: 9_999 })]));
    await world.drain();
    // A visit of three pages, ten minutes apart, for each of 40 visitors on each of 30 days.
    const times = Array.from({ length: 30 * 40 * 3 }, (_, index) => {
      const [day, visitor, page] = [Math.floor(index / 120), Math.floor((index % 120) / 3), index % 3];
      return { visitor, at: START_MS - (day + 2) * DAY + (visitor * 7 + page * 10) * MINUTE };
    });
    const events = times.map(({ visitor, at }) => event({ site: "import", visitor, at }));
    const shuffled = events.toSorted((a, b) => a.event_id.slice(-3).localeCompare(b.event_id.slice(-3)));
    for (const copies of [shuffled.slice(0, 2_000), shuffled.slice(1_000), events])
      for (let start = 0; start < copies.length; start += 500)
        world.ingest(entry(copies.slice(start, start + 500), { resend: true }));
    await world.drain();
    expect(await row("SELECT count(), uniqExact(event_id) FROM events WHERE site = 'import'")).toEqual([
      3_601, 3_601,
    ]);
    expect(await row(visits("import"))).toEqual([1_201, 3_601, 3_601]);
    world.evict();
    world.ingest(entry(events.slice(0, 500), { resend: true }));
    await world.drain();
    expect(await row("SELECT count() FROM events WHERE site = 'import'")).toEqual([3_601]);
  });

  test("I3 a late event that joins two stored visits re-points their events", async () => {
    const world = new World({ sink });
    const at = (minutes: number) => event({ site: "late", at: START_MS + minutes * MINUTE });
    world.ingest(entry([at(0)]), entry([at(45)]));
    await world.drain();
    world.now += 4 * 60 * MINUTE;
    world.ingest(entry([event({ site: "late", visitor: 2, at: world.now })], { received_at: world.now }));
    await world.drain();
    world.ingest(entry([at(25)], { received_at: world.now }));
    await world.drain();
    expect(await row(visits("late"))).toEqual([2, 4, 4]);
    expect(await row("SELECT uniqExact(session_id) FROM events WHERE site = 'late'")).toEqual([2]);
  });

  test("I2 I7 a row that the server refuses is put aside with its reason, and harms no other", async () => {
    await client.command({ query: "ALTER TABLE events ADD CONSTRAINT no_poison CHECK name != 'poison'" });
    const world = new World({ sink });
    const good = Array.from({ length: 20 }, (_, index) => event({ site: "refused", visitor: index }));
    const bad = event({ site: "refused", visitor: 99, name: "poison" });
    world.ingest(entry([...good.slice(0, 7), bad, ...good.slice(7)]));
    await world.drain();
    expect(await row("SELECT count(), countIf(name = 'poison') FROM events WHERE site = 'refused'")).toEqual([
      20, 0,
    ]);
    expect(world.dead).toMatchObject([
      { table: "events", code: "VIOLATED_CONSTRAINT", row: { event_id: bad.event_id } },
    ]);
    expect(world.dead[0]?.reason).not.toContain(bad.event_id);
    // Nobody waits for it, and a re-send of it is known.
    world.ingest(entry([bad], { resend: true }));
    await world.drain(true);
    expect([world.dead.length, world.state.unflushed, world.state.memory.pending.size]).toEqual([1, 0, 0]);
    await client.command({ query: "ALTER TABLE events DROP CONSTRAINT no_poison" });
  });
});
