import { describe, expect, test } from "vitest";
import { parseConfig } from "../config.ts";
import { type ClickHouseAccess, sendData, sendQuery } from "./clickhouse-http.ts";

const ENV = {
  ...{ SHARD_COUNT: "1", CLICKHOUSE_URL: "https://clickhouse.example:8443", CLICKHOUSE_DATABASE: "footfall" },
  ...{ CLICKHOUSE_USER: "writer", CLICKHOUSE_PASSWORD: "secret" },
};
const TOKEN = { CLICKHOUSE_ACCESS_CLIENT_ID: "id.access", CLICKHOUSE_ACCESS_CLIENT_SECRET: "token" };

/** Notes what is sent. */
function noting(access: ClickHouseAccess) {
  const sent: Request[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    sent.push(new Request(input, init));
    return new Response("");
  };
  return { sent, access: { ...access, fetch } };
}

describe("behind Cloudflare Access", () => {
  test("every request carries the service token, and ClickHouse's own user", async () => {
    const { clickhouse, rollups } = parseConfig({ ...ENV, ...TOKEN, CLICKHOUSE_ROLLUP_USER: "cron" });
    const { sent, access } = noting(clickhouse);
    await sendQuery(access, "SELECT 1", {});
    await sendData(access, "INSERT INTO events FORMAT Native", new Uint8Array(1), {});
    await sendQuery({ ...rollups, fetch: access.fetch }, "SELECT 1", {});
    for (const { headers } of sent) {
      expect(headers.get("cf-access-client-id")).toBe("id.access");
      expect(headers.get("cf-access-client-secret")).toBe("token");
    }
    expect(sent.map(({ headers }) => headers.get("x-clickhouse-user"))).toEqual(["writer", "writer", "cron"]);
  });

  test("without a token there is no such header, and half a token is refused by name", async () => {
    const { sent, access } = noting(parseConfig(ENV).clickhouse);
    await sendQuery(access, "SELECT 1", {});
    expect(sent[0]?.headers.has("cf-access-client-id")).toBe(false);
    const half = { ...ENV, CLICKHOUSE_ACCESS_CLIENT_ID: "id" };
    expect(() => parseConfig(half)).toThrow("CLICKHOUSE_ACCESS_CLIENT_SECRET");
  });
});

test("on a cluster, what changes rows goes to the local tables of all shards, and nothing else does", async () => {
  const { sent, access } = noting(parseConfig({ ...ENV, CLICKHOUSE_CLUSTER: "main" }).clickhouse);
  await sendQuery(access, "UPDATE events SET session_id = 1 WHERE 1", {});
  await sendQuery(access, "SELECT count() FROM events", {});
  const statements = await Promise.all(sent.map(async (request) => (await request.formData()).get("query")));
  expect(statements).toEqual([
    "UPDATE events_local ON CLUSTER `main` SET session_id = 1 WHERE 1",
    "SELECT count() FROM events",
  ]);
});
