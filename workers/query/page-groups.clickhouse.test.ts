import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase } from "../../schema/clickhouse/database-for-tests.ts";
import { askerOf, question, rowsOf } from "./ask-for-tests.ts";
import { store } from "./visits-for-tests.ts";

/** A path as it is stored, and its group; what stays as it is has its reason. */
const PATHS: [path: string, group: string][] = [
  ["/", "/"],
  ["/about", "/about"],
  ["/about/", "/about/"],
  ["/a//b", "/a//b"],
  ["/users/123", "/users/:id"],
  ["/users/123/", "/users/:id/"],
  ["/1/2/3", "/:id/:id/:id"],
  ["/users/123/orders/0f8fad5b-d9cb-469f-a165-70867728950e", "/users/:id/orders/:uuid"],
  ["/o/0F8FAD5B-D9CB-469F-A165-70867728950E/edit", "/o/:uuid/edit"],
  ["/p/123.html", "/p/:id"],
  ["/page/2", "/page/:id"],
  // Dates, whole or as folders.
  ["/log/2026-11-24", "/log/:date"],
  ["/log/2026-11", "/log/:date"],
  ["/log/20261124", "/log/:date"],
  ["/log/2026-11-24T10:30:00Z", "/log/:date"],
  ["/blog/2026/11/24/hello", "/blog/:date/hello"],
  ["/blog/2026/11/hello", "/blog/:date/hello"],
  ["/blog/2026/13/hello", "/blog/:id/:id/hello"],
  ["/report/2026", "/report/:id"],
  // Hashes have a digit and a letter.
  ["/commit/a1b2c3d", "/commit/:hash"],
  ["/commit/e83c5163316f89bfbde7d9ab23ca2e25604af290", "/commit/:hash"],
  ["/file/D41D8CD98F00B204E9800998ECF8427E", "/file/:hash"],
  ["/facade", "/facade"],
  ["/defaced", "/defaced"],
  ["/a1b2", "/a1b2"],
  // What a machine has minted.
  ["/watch/dQw4w9WgXcQ", "/watch/:token"],
  ["/r/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/r/:token"],
  ["/n/V1StGXR8_Z5jdHi6B-myT", "/n/:token"],
  ["/c/cjld2cjxh0000qzrmn831i7rn", "/c/:token"],
  ["/k/abcdefghijklmnop7qrstuvw", "/k/:token"],
  ["/t/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w", "/t/:token"],
  ["/u/ada@example.com/mail", "/u/:email/mail"],
  // Titles are pages of their own, however long, and so are short names with a number.
  ["/blog/2026-11-24-we-moved", "/blog/2026-11-24-we-moved"],
  ["/top-10-tips-for-2026", "/top-10-tips-for-2026"],
  [
    "/how-we-cut-our-hosting-bill-by-half-without-anybody-noticing",
    "/how-we-cut-our-hosting-bill-by-half-without-anybody-noticing",
  ],
  ["/windows-11-update-kb5031455", "/windows-11-update-kb5031455"],
  ["/h264-vs-av1-comparison", "/h264-vs-av1-comparison"],
  ["/iphone15promax", "/iphone15promax"],
  ["/docs/v2", "/docs/v2"],
  ["/docs/1.2.3", "/docs/1.2.3"],
  ["/mp3", "/mp3"],
  ["/straße/日本語", "/straße/日本語"],
  ["/@ada", "/@ada"],
  ["/app#/users/12", "/app#/users/:id"],
  ["/it's/(50)%", "/it's/(50)%"],
];

const DATABASE = "query_page_groups";
let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(DATABASE);
  await store(
    database.client,
    PATHS.map(([path], at) => ({ visitor: at, events: [{ at: "2026-03-01T10:00:00Z", path }] })),
  );
});
afterAll(() => database.client.close());

const ask = askerOf(DATABASE);

test("what names one thing among many is replaced, words stay", async () => {
  const rows = await rowsOf(ask(question({ dimensions: ["event:page", "event:page_group"] })));
  expect(new Map(rows.map(([path, group]) => [path, group]))).toEqual(new Map(PATHS));
});

test("groups are filtered by, and rates are those of visits that entered there", async () => {
  const asked = question({
    metrics: ["visitors", "bounce_rate"],
    dimensions: ["event:page_group"],
    filters: [["is", "event:page_group", ["/users/:id", "/watch/:token"]]],
  });
  expect(await rowsOf(ask(asked))).toEqual([
    ["/users/:id", 1, 100],
    ["/watch/:token", 1, 100],
  ]);
});
