import { describe, expect, test } from "vitest";
import type { QueryInput } from "../../schema/query.ts";
import { VISITS } from "./answers-world-for-tests.ts";
import { askingOf, rowsIn } from "./ask-for-tests.ts";
import { bucketLabel, bucketOf } from "./buckets.ts";
import type { GivenVisit } from "./visits-for-tests.ts";
import { QUARTER_MS, wallMs } from "./zone.ts";

/** A quarter of an hour apart, around changes of clocks. */
const CLOCKS: GivenVisit[] = Array.from({ length: 4 * 60 }, (_, index) => ({
  site: "clocks",
  visitor: index,
  events: [{ at: new Date(Date.parse("2026-10-03T00:00:00Z") + index * QUARTER_MS).toISOString() }],
}));

const { ask } = askingOf("query_answers_time", [...VISITS, ...CLOCKS]);

describe("time", () => {
  test("a visit counts in every hour that it spans", async () => {
    const dimensions: QueryInput["dimensions"] = ["time:hour"];
    expect(
      rowsIn(
        await ask({ metrics: ["visits", "pageviews"], dimensions, date_range: ["2026-03-01", "2026-03-01"] }),
      ),
    ).toEqual([
      ["2026-03-01 09:00:00", 1, 1],
      ["2026-03-01 10:00:00", 2, 1],
      ["2026-03-01 11:00:00", 1, 0],
      ["2026-03-01 23:00:00", 1, 1],
    ]);
  });

  test("a day's number is the number of a range that is the day", async () => {
    const days = rowsIn(
      await ask({ metrics: ["visitors", "visits", "visit_duration"], dimensions: ["time:day"] }),
    );
    for (const [day, ...numbers] of days) {
      const range: QueryInput["date_range"] = [String(day), String(day)];
      expect(
        rowsIn(await ask({ metrics: ["visitors", "visits", "visit_duration"], date_range: range })),
      ).toEqual([numbers]);
    }
    expect(days).toHaveLength(2);
  });

  test.each([
    ["Australia/Lord_Howe", "2026-10-04"],
    ["Asia/Kathmandu", "2026-10-04"],
    ["America/Havana", "2026-10-04"],
    ["Europe/Berlin", "2026-10-04"],
  ])("ClickHouse and the labels agree on the hours of %s", async (zone, day) => {
    const dimensions: QueryInput["dimensions"] = ["time:hour"];
    const answer = await ask(
      { site_id: "clocks", metrics: ["events"], dimensions, date_range: [day, day] },
      zone,
    );
    const expected = new Map<string, number>();
    for (const { events } of CLOCKS) {
      const label = bucketLabel(
        "time:hour",
        bucketOf("time:hour", wallMs(zone, Date.parse(events[0]?.at ?? "")), "monday"),
        0,
      );
      if (label.startsWith(day)) expected.set(label, (expected.get(label) ?? 0) + 1);
    }
    expect(
      new Map(answer.results.map(({ dimensions: [label = ""], metrics }) => [label, metrics[0]])),
    ).toEqual(expected);
    expect(expected.size).toBeGreaterThan(22);
  });
});
