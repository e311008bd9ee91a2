import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { parquetMetadata } from "hyparquet";
import { describe, expect, test } from "vitest";
import type { Correction, Manifest } from "../../../schema/archive.ts";
import type { SessionId, SiteId, UtcDay, VisitorId } from "../../../schema/ids.ts";
import { type Bucket, createArchiveSink } from "./r2.ts";
import { mayHoldVisitor } from "./visitor-filter.ts";

// Brands are put on by hand: nothing here comes from a door.
const site = "s1" as SiteId;
const date = "2026-05-20" as UtcDay;
const visitor = (number: number) => (number * 0x9e3779b9).toString(16).padStart(16, "0") as VisitorId;
const range = { shard: 3, epoch: 1, from: 42, to: 57 };
const rows = Array.from({ length: 500 }, (_, index) => ({
  site,
  date,
  event_id: `01a20c46-adf3-7feb-9d46-${(500 - index).toString(16).padStart(12, "0")}`,
  visitor_id: visitor(index % 200),
}));

/** A bucket that remembers every put in its order, and may refuse the nth. */
function bucket(refused = Number.POSITIVE_INFINITY) {
  const puts: [string, Uint8Array | string][] = [];
  let tries = 0;
  const fake: Bucket = {
    async put(key, body) {
      if (++tries === refused) throw new Error("10001: internal error");
      puts.push([key, body]);
    },
    head: async (key) => (puts.some(([put]) => put === key) ? {} : null),
  };
  return { puts, sink: createArchiveSink(fake) };
}

describe("events", () => {
  test("go under a key made of the range, their manifest after them", async () => {
    const { puts, sink } = bucket();
    await sink.putEvents(site, date, range, 0, rows);
    expect(puts.map(([key]) => key)).toEqual([
      "v1/events/site=s1/date=2026-05-20/3-1-000000000042-000000000057-0.parquet",
      "v1/manifests/3-1-000000000042-000000000057-s1-2026-05-20-0.json",
    ]);
  });

  test("are described by their manifest", async () => {
    const { puts, sink } = bucket();
    await sink.putEvents(site, date, range, 1, rows);
    const [[key, body] = ["", ""], [, json] = ["", ""]] = puts;
    if (typeof body === "string") throw new Error("Events are bytes.");
    const manifest: Manifest = JSON.parse(String(json));
    expect(manifest).toMatchObject({
      v: 1,
      key,
      site,
      date,
      range,
      encoder: 1,
      rows: 500,
      bytes: body.length,
    });
    expect(manifest.sha256).toBe(createHash("sha256").update(body).digest("hex"));
    expect(manifest.ids).toEqual([rows[499]?.event_id, rows[0]?.event_id]);
    expect(Number(parquetMetadata(Uint8Array.from(body).buffer).num_rows)).toBe(500);
  });

  test("that were finished are not put again: another version of the encoder must not change them", async () => {
    const { puts, sink } = bucket();
    await sink.putEvents(site, date, range, 0, rows);
    await sink.putEvents(site, date, range, 0, structuredClone(rows).reverse());
    expect(puts).toHaveLength(2);
  });

  test("whose manifest was not put are put again, the same bytes under the same key", async () => {
    const { puts, sink } = bucket(2);
    await expect(sink.putEvents(site, date, range, 0, rows)).rejects.toThrow("10001");
    await sink.putEvents(site, date, range, 0, structuredClone(rows));
    expect(puts).toHaveLength(3);
    expect(puts[1]).toEqual(puts[0]);
  });

  test("that could not be put have no manifest, and the failure is thrown", async () => {
    const { puts, sink } = bucket(1);
    await expect(sink.putEvents(site, date, range, 0, rows)).rejects.toThrow("10001");
    expect(puts).toEqual([]);
  });
});

test("the filter misses no visitor of the object, and finds few that are not in it", async () => {
  const { puts, sink } = bucket();
  await sink.putEvents(site, date, range, 0, rows);
  const { visitors }: Manifest = JSON.parse(String(puts[1]?.[1]));
  const held = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => mayHoldVisitor(visitors, visitor(from + index)));
  expect(held(0, 200)).not.toContain(false);
  expect(held(1_000, 6_000).filter(Boolean).length).toBeLessThan(5_000 * 0.03);
});

test("corrections are lines in order of sequence", async () => {
  const { puts, sink } = bucket();
  const id = "0000000000000001" as SessionId;
  const key = { site, start_date: date, visitor_id: visitor(1), id, version: 2, into: id };
  const corrections: Correction[] = [
    { seq: 42, type: "retract", ...key },
    { seq: 43, type: "retract", ...key, version: 3 },
  ];
  await sink.putCorrections(range, corrections);
  const [[name, body] = ["", ""]] = puts;
  expect(name).toBe("v1/corrections/3-1-000000000042-000000000057.ndjson.gz");
  expect(
    gunzipSync(body)
      .toString()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual(corrections);
});
