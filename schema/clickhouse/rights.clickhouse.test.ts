/**
 * The users of `users.ts` do their work and nothing else: an engine whose only user has exactly their
 * rights runs what the workers send.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@clickhouse/client-web";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Child, freePort, startChild } from "../../local/child.ts";
import { GATEWAY } from "../../local/clickhouse-for-tests.ts";
import { rollUpSite } from "../../workers/consumer/rollups/index.ts";
import { createClickHouseSink } from "../../workers/consumer/sinks/clickhouse.ts";
import { encodeNative } from "../../workers/consumer/sinks/native.ts";
import type { SessionId, SiteId, VisitorId } from "../ids.ts";
import { EVENT_COLUMNS } from "../rows.ts";
import { migrateServer } from "./migrate-cli.ts";
import { rightsOf, SERVICE_USERS, type ServiceUser, userStatements } from "./users.ts";

const DATABASE = "footfall";
const folder = mkdtempSync(join(tmpdir(), "footfall-rights-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The embedded gateway hands an insert's data over in a file. */
const OF_THE_GATEWAY = ["READ ON FILE"];

/** The engine on the one data folder, as the user with these rights; null: as the administrator. */
async function engineFor(user: ServiceUser | null): Promise<{ url: string; child: Child }> {
  const cwd = join(folder, user ?? "administrator");
  mkdirSync(cwd, { recursive: true });
  const grants = user === null ? [] : [...rightsOf(user, { database: DATABASE }), ...OF_THE_GATEWAY];
  const queries = grants.map((right) => `<query>GRANT ${right}</query>`).join("");
  const rights = user === null ? "<access_management>1</access_management>" : `<grants>${queries}</grants>`;
  const account = `<password></password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota>${rights}`;
  writeFileSync(join(cwd, "config.xml"), `<clickhouse><users_config>users.xml</users_config></clickhouse>`);
  writeFileSync(
    join(cwd, "users.xml"),
    `<clickhouse><profiles><default/></profiles><quotas><default/></quotas><users><default>${account}</default></users></clickhouse>`,
  );
  const port = await freePort();
  const command = [process.execPath, GATEWAY, "--path", join(folder, "data"), "--port", String(port)];
  const child = startChild(command, { cwd });
  await child.line(/^ready /);
  return { url: `http://127.0.0.1:${port}`, child };
}

// Brands are put on by hand: nothing here comes from a door.
const SITE = "site" as SiteId;
const VISITOR = "a".repeat(16) as VisitorId;
const AT = Math.floor(Date.now() / 86_400_000) * 86_400_000 - 5 * 86_400_000;
const event = {
  ...{ site: SITE, date: new Date(AT).toISOString().slice(0, 10), ts: AT, name: "pageview", is_pageview: 1 },
  ...{ event_id: "01a20c46-adf3-7feb-9d46-000000000001", visitor_id: VISITOR, session_id: "1".repeat(16) },
  batch_id: "b1",
};

beforeAll(async () => {
  const { url, child } = await engineFor(null);
  await migrateServer({ url });
  await child.end();
});

describe.each(SERVICE_USERS)("the statements that make the user %s", (user) => {
  test.each([null, "main"])("are read by the engine, on the cluster %s", async (cluster) => {
    const server = createClient({ url: process.env.CLICKHOUSE_URL ?? "" });
    const about = { database: DATABASE, name: `footfall_${user}`, hash: "ab".repeat(32), cluster };
    for (const statement of userStatements(user, { ...about, memory: "low" }))
      await server.query({ query: `EXPLAIN AST ${statement}`, format: "TabSeparatedRaw" });
    await server.close();
  });
});

/** What a user must not: each answers ACCESS_DENIED. */
const FORBIDDEN: Record<ServiceUser, string[]> = {
  writer: [
    "SELECT path FROM events",
    "DELETE FROM events WHERE 1",
    "DROP TABLE events",
    "SELECT n FROM outcomes",
  ],
  reader: ["UPDATE events SET path = '' WHERE 1", "DROP TABLE events", "DELETE FROM rollups WHERE 1"],
  rollups: ["UPDATE events SET path = '' WHERE 1", "DELETE FROM events WHERE 1", "DROP TABLE rollups"],
  migrations: ["CREATE DATABASE other", "SELECT * FROM system.users"],
};

describe("each user", () => {
  let url: string;
  const as = async (user: ServiceUser, work: () => Promise<unknown>) => {
    const engine = await engineFor(user);
    url = engine.url;
    try {
      await work();
      for (const right of rightsOf(user, { database: DATABASE }))
        expect(await said(`CHECK GRANT ${right}`), right).toBe("1");
      for (const statement of FORBIDDEN[user]) expect(await codeOf(statement), statement).toBe("497");
    } finally {
      await engine.child.end();
    }
  };
  const access = () => ({ url, user: "default", password: "", database: DATABASE });
  const codeOf = async (query: string): Promise<string> => {
    const response = await fetch(`${url}/?database=${DATABASE}`, { method: "POST", body: query });
    await response.text();
    return response.headers.get("x-clickhouse-exception-code") ?? "";
  };

  const said = async (query: string): Promise<string> =>
    (await (await fetch(`${url}/?database=${DATABASE}`, { method: "POST", body: query })).text()).trim();

  test("the writer inserts, asks for admission, and re-points", () =>
    as("writer", async () => {
      const sink = createClickHouseSink(access());
      expect(await sink.insert("events", encodeNative(EVENT_COLUMNS, [event]), "b1")).toEqual({ ok: true });
      expect(await sink.countBatch("b1", Number(event.date.replaceAll("-", "").slice(0, 6)))).toBe(1);
      const known = await sink.knownIds([{ site: SITE, id: event.event_id, at: AT }]);
      expect([...known]).toEqual([`${SITE} ${event.event_id}`]);
      expect(await sink.visits([{ site: SITE, visitors: [VISITOR], from: AT, to: AT }])).toEqual([]);
      const ids = { from: "1".repeat(16) as SessionId, to: "2".repeat(16) as SessionId, visitors: [VISITOR] };
      const move = { site: SITE, ...ids, active_from: AT, active_until: AT };
      expect(await sink.repoint([move])).toEqual({ ok: true });
      const mark = `INSERT INTO dirty_days SELECT '${SITE}', '${event.date}', now64(3) - 3600`;
      expect(await codeOf(mark)).toBe("");
    }));

  test("the reader reads", () =>
    as("reader", async () => {
      expect(await codeOf("SELECT count(), max(path) FROM events, sessions FINAL, rollups, outcomes")).toBe(
        "",
      );
    }));

  test("the cron's user sums days up", () =>
    as("rollups", async () => {
      const deps = { clickhouse: access(), zoneOf: async () => "UTC", now: () => Date.now() };
      await expect(rollUpSite(deps, SITE, "UTC", 8)).resolves.toBe(1);
      expect(await codeOf("SELECT site, max(minute) FROM outcomes GROUP BY site")).toBe("");
      expect(await codeOf("DELETE FROM rollups WHERE site = 'none'")).toBe("");
    }));

  test("whoever deploys migrates", () =>
    as("migrations", async () => {
      expect(await migrateServer({ url })).toEqual([]);
      expect(await codeOf("CREATE TABLE something (n UInt8) ENGINE = MergeTree ORDER BY n")).toBe("");
      expect(await codeOf("ALTER TABLE something ADD COLUMN m UInt8")).toBe("");
      expect(await codeOf("DROP TABLE something SYNC")).toBe("");
    }));
});
