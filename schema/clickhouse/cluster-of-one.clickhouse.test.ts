/**
 * The tables of a cluster before the workers' own statements: a cluster of one shard, this engine itself, whose tables are
 * not replicated, because no keeper is there. Every answer must be that of a single server with the same rows.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Child, freePort, startChild } from "../../local/child.ts";
import { GATEWAY } from "../../local/clickhouse-for-tests.ts";
import { rollUpSite } from "../../workers/consumer/rollups/index.ts";
import { createClickHouseSink } from "../../workers/consumer/sinks/clickhouse.ts";
import type { ClickHouseAccess } from "../../workers/consumer/sinks/clickhouse-http.ts";
import { encodeNative } from "../../workers/consumer/sinks/native.ts";
import type { SessionId, SiteId, VisitorId } from "../ids.ts";
import { EVENT_COLUMNS } from "../rows.ts";
import { CLUSTER_SETTINGS, clusterStatements, onCluster } from "./cluster.ts";
import { migrateServer, openServer, readMigrations } from "./migrate-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "footfall-cluster-"));
let child: Child;
let url: string;

/** Without what needs a keeper. */
const alone = (sql: string) =>
  sql
    .replace(" ON CLUSTER `main`", "")
    .replace("ENGINE = Replicated", "ENGINE = ")
    .replace(
      /replicated_deduplication_window = (\d+), replicated_deduplication_window_seconds = \d+/,
      "non_replicated_deduplication_window = $1",
    );

beforeAll(async () => {
  mkdirSync(join(folder, "cwd"));
  const settings = Object.entries(CLUSTER_SETTINGS)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join("");
  const account =
    "<password></password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota>";
  writeFileSync(
    join(folder, "cwd/config.xml"),
    `<clickhouse><users_config>users.xml</users_config><tcp_port>9000</tcp_port><remote_servers><main><shard><replica><host>127.0.0.1</host><port>9000</port></replica></shard></main></remote_servers></clickhouse>`,
  );
  writeFileSync(
    join(folder, "cwd/users.xml"),
    `<clickhouse><profiles><default>${settings}</default></profiles><quotas><default/></quotas><users><default>${account}</default></users></clickhouse>`,
  );
  const port = await freePort();
  child = startChild([process.execPath, GATEWAY, "--path", join(folder, "data"), "--port", String(port)], {
    cwd: join(folder, "cwd"),
  });
  await child.line(/^ready /);
  url = `http://127.0.0.1:${port}`;
  await migrateServer({ url, database: "single" });
  const server = openServer({ url });
  await server.command("CREATE DATABASE spread");
  await server.close();
  const spread = openServer({ url, database: "spread" });
  for (const { sql } of readMigrations())
    for (const statement of clusterStatements(sql, "main")) await spread.command(alone(statement));
  await spread.close();
});
afterAll(async () => {
  await child.end();
  rmSync(folder, { recursive: true, force: true });
});

// Brands are put on by hand: nothing here comes from a door.
const VISITORS = ["a", "b", "c"].map((digit) => digit.repeat(16) as VisitorId);
const AT = Math.floor(Date.now() / 86_400_000) * 86_400_000 - 5 * 86_400_000;
const date = new Date(AT).toISOString().slice(0, 10);
const events = ["s1", "s2"].flatMap((site) =>
  VISITORS.map((visitor_id, index) => ({
    ...{
      site,
      date,
      ts: AT + index * 1_000,
      name: "pageview",
      is_pageview: 1,
      path: `/${index % 2}`,
      batch_id: "b1",
    },
    ...{
      event_id: `01a20c46-adf3-7feb-9d46-00000000${site.replace("s", "0")}0${index}`,
      visitor_id,
      session_id: String(index + 1).repeat(16),
    },
  })),
);

/** What the consumer sends to a database; to the spread one as to a cluster. */
function accessOf(database: string): ClickHouseAccess {
  const fetchAlone: typeof fetch = async (input, init) => {
    const form = init?.body;
    if (form instanceof FormData) form.set("query", alone(String(form.get("query"))));
    return fetch(input, init);
  };
  return {
    url,
    user: "default",
    password: "",
    database,
    ...(database === "spread" && { cluster: "main" }),
    fetch: fetchAlone,
  };
}

describe.each(["single", "spread"])("the sink on %s tables", (database) => {
  test("stores a batch once, finds ids and batches, re-points, and sums days up", async () => {
    const access = accessOf(database);
    const sink = createClickHouseSink(access);
    const body = encodeNative(EVENT_COLUMNS, events);
    expect(await sink.insert("events", body, "b1")).toEqual({ ok: true });
    expect(await sink.insert("events", body, "b1")).toEqual({ ok: true });
    expect(await sink.countBatch("b1", Number(date.replaceAll("-", "").slice(0, 6)))).toBe(6);
    const asked = events.map(({ site, event_id }) => ({ site: site as SiteId, id: event_id, at: AT }));
    expect((await sink.knownIds(asked)).size).toBe(6);
    const ids = { from: "1".repeat(16) as SessionId, to: "9".repeat(16) as SessionId, visitors: VISITORS };
    expect(
      await sink.repoint([{ site: "s1" as SiteId, ...ids, active_from: AT, active_until: AT + 5_000 }]),
    ).toEqual({ ok: true });
    const server = openServer({ url, database });
    const rows = await server.rows(
      "SELECT site, count() AS n FROM events WHERE session_id = 0x9999999999999999 GROUP BY site",
    );
    expect(rows).toEqual([{ site: "s1", n: 1 }]);
    await server.command(`INSERT INTO dirty_days SELECT 's1', '${date}', now64(3) - 3600`);
    await server.close();
    const deps = { clickhouse: access, zoneOf: async () => "UTC", now: () => Date.now() };
    expect(await rollUpSite(deps, "s1" as SiteId, "UTC", 8)).toBe(1);
  });
});

test.each([
  "SELECT site, uniqExact(visitor_id), count() FROM events GROUP BY site ORDER BY site",
  // A join, a set of another question, and FINAL: what questions are made of.
  "SELECT path, uniqExact(e.visitor_id) FROM (SELECT * FROM events WHERE site = 's1') AS e LEFT JOIN (SELECT session_id, source FROM sessions FINAL WHERE site = 's1') AS s USING (session_id) GROUP BY path ORDER BY path",
  "SELECT count() FROM events WHERE site = 's1' AND session_id IN (SELECT session_id FROM events WHERE site = 's1' AND path = '/1')",
  "SELECT dimension, value, sum(events) FROM rollups WHERE site = 's1' GROUP BY ALL ORDER BY ALL",
])("both give the same answer: %s", async (question) => {
  const [single, spread] = await Promise.all(
    ["single", "spread"].map(async (database) => {
      const server = openServer({ url, database });
      const rows = await server.rows(question);
      await server.close();
      return rows;
    }),
  );
  expect(single?.length).toBeGreaterThan(0);
  expect(spread).toEqual(single);
});

test("a statement that changes rows is not taken by a spread table, which is why it is rewritten", async () => {
  const server = openServer({ url, database: "spread" });
  await expect(server.command("UPDATE events SET path = '' WHERE 1")).rejects.toThrow();
  await server.command(alone(onCluster("DELETE FROM rollups WHERE site = 'none'", "main")));
  await server.close();
});
