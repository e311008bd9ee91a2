/** What has to be true when a world has come to rest: each event once, the right visits, one archive, every count. */
import { parquetReadObjects } from "hyparquet";
import { expect } from "vitest";
import type { VisitorId } from "../../../schema/ids.ts";
import { MARK_SLACK_MS } from "../../../schema/rollups.ts";
import type { ClickHouseForTests, Row } from "./clickhouse-for-tests.ts";
import { SITES, type Traffic } from "./traffic-for-tests.ts";
import { visitDifferences } from "./visits-for-tests.ts";
import { isAtRest, type World } from "./world-for-tests.ts";

export async function expectExact(world: World, traffic: Traffic): Promise<void> {
  const { clickhouse, bucket } = world;
  const sent = [...traffic.sent.keys()];
  expect(differences(clickhouse.events.map(keyOf), sent), "rows in ClickHouse").toEqual([]);
  expect(clickhouse.events.filter((row) => !isAsSent(row, traffic))).toEqual([]);
  const person = (row: Row) => traffic.personOf.get(String(row.visitor_id) as VisitorId) ?? "nobody";
  const gapMs = (site: string) => SITES.find(({ id }) => id === site)?.gapMs ?? 0;
  expect(visitDifferences(clickhouse.events, clickhouse.visits(), person, gapMs)).toEqual([]);
  expect(differences(await archivedKeys(bucket.under("v1/events/")), sent), "rows in the archive").toEqual(
    [],
  );
  expect(bucket.under("dead/")).toEqual([]);
  expect([...clickhouse.changes].filter(isUnmarked(clickhouse.marks)), "days that changed unmarked").toEqual(
    [],
  );
  const { accepted, received } = fatesOf(clickhouse);
  expect(accepted, "counted as accepted").toBe(sent.length);
  // A message that this queue brings again after more than an hour is received twice, and none is forgotten.
  expect(received - receivedOf(traffic), "counted as received").toBeGreaterThanOrEqual(0);
  expect(received - receivedOf(traffic), "received twice").toBeLessThan(received / 20);
  expect(
    (await world.status()).filter((status) => !isAtRest(status)),
    "shards that are not at rest",
  ).toEqual([]);
}

/** A mark stands for what changes within its interval; a run of sums that began later than that is of the changed day. */
const isUnmarked =
  (marks: ReadonlyMap<string, number>) =>
  ([day, changed]: [string, number]): boolean =>
    (marks.get(day) ?? 0) + MARK_SLACK_MS < changed;

/** By the counts: what is in the report, and that with its copies. */
function fatesOf({ outcomes }: ClickHouseForTests): { accepted: number; received: number } {
  let [accepted, received] = [0, 0];
  for (const { reason, n } of outcomes.values()) {
    received += Number(`0x${n}`);
    if (String(reason).startsWith("accepted")) accepted += Number(`0x${n}`);
  }
  return { accepted, received };
}

function receivedOf({ deliveries }: Traffic): number {
  const messages = new Map(deliveries.map(({ body }) => [body.mid, body]));
  return [...messages.values()].flatMap(({ groups }) => groups.flatMap(({ events }) => events)).length;
}

const keyOf = ({ site, event_id }: Row) => `${site} ${event_id}`;

/** What two lists do not share, at most ten of them: `expect` prints a hundred thousand lines. */
function differences(found: readonly string[], wanted: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const each of wanted) counts.set(each, (counts.get(each) ?? 0) - 1);
  for (const each of found) counts.set(each, (counts.get(each) ?? 0) + 1);
  const named = [...counts].filter(([, count]) => count !== 0).map(([each, count]) => `${count} × ${each}`);
  return named.slice(0, 10);
}

function isAsSent(row: Row, { sent }: Traffic): boolean {
  const { site, at, name, path, visitors } = sent.get(keyOf(row)) ?? {};
  return (
    row.site === site &&
    row.ts === at &&
    row.name === name &&
    row.path === path &&
    visitors?.has(String(row.visitor_id) as VisitorId) === true
  );
}

async function archivedKeys(objects: readonly [key: string, body: unknown][]): Promise<string[]> {
  const keys: string[] = [];
  for (const [key, body] of objects) {
    if (!(body instanceof Uint8Array)) throw new Error(`${key} holds no bytes.`);
    const file = body.buffer.slice(body.byteOffset, body.byteOffset + body.byteLength) as ArrayBuffer;
    const rows = await parquetReadObjects({ file, columns: ["site", "event_id"] });
    keys.push(...rows.map(({ site, event_id }) => `${site} ${event_id}`));
  }
  return keys;
}
