import { describe, expect, test } from "vitest";
import { correctionsKey, manifestKey } from "../../schema/archive.ts";
import type { SessionId, SiteId, UtcDay } from "../../schema/ids.ts";
import { contentsOf } from "./contents.ts";
import { Merges } from "./visits.ts";

// Brands are put on by hand: nothing here comes from a door.
const [site, date] = ["a-site" as SiteId, "2026-05-20" as UtcDay];
const range = (shard: number, epoch: number, from: number, to: number) => ({ shard, epoch, from, to });
const corrections = (...ranges: ReturnType<typeof range>[]) => ranges.map(correctionsKey);

describe("contents", () => {
  test("ranges come in order of epoch, shard and sequence, with their own manifests", () => {
    const [first, second, third] = [range(0, 1, 1, 9), range(0, 1, 10, 12), range(0, 2, 13, 13)];
    const keys = [third, first, second].map((each) => manifestKey(site, date, each, 0));
    const { ranges, unfinished, gaps } = contentsOf(corrections(third, second, first), keys);
    expect(ranges.map(({ from }) => from)).toEqual([1, 10, 13]);
    expect(ranges[0]?.manifests).toEqual([manifestKey(site, date, first, 0)]);
    expect([unfinished, gaps]).toEqual([[], []]);
  });

  test("events whose range has no corrections yet are unfinished", () => {
    const key = manifestKey(site, date, range(0, 1, 10, 12), 3);
    expect(contentsOf(corrections(range(0, 1, 1, 9)), [key]).unfinished).toEqual([key]);
  });

  test("a hole in a shard's ranges, or before the first, is said", () => {
    const { gaps } = contentsOf(corrections(range(0, 1, 1, 9), range(0, 1, 12, 20), range(1, 1, 5, 6)), []);
    expect(gaps).toEqual([
      "shard 0: ring rows 10 to 11 are missing",
      "shard 1: ring rows 1 to 4 are missing",
    ]);
  });

  test("other objects are none of the archive's", () => {
    const keys = ["v1/corrections/notes.txt", "v1/corrections/0-1-1-2.ndjson.gz.tmp"];
    expect(contentsOf(keys, ["v1/manifests/x.json"])).toEqual({ ranges: [], unfinished: [], gaps: [] });
  });
});

test("merges lead to the last visit, on their own site only, and a circle is an error", () => {
  const merges = new Merges();
  const [one, two, three] = ["1" as SessionId, "2" as SessionId, "3" as SessionId];
  merges.add({ site, id: three, into: two });
  merges.add({ site, id: two, into: one });
  merges.add({ site, id: one, into: one });
  expect(merges.end(site, three)).toBe(one);
  expect(merges.end("other" as SiteId, three)).toBe(three);
  merges.add({ site, id: one, into: three });
  expect(() => merges.end(site, two)).toThrow("circle");
});
