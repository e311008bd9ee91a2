import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { connect } from "./clickhouse.ts";
import { parseConfig } from "./config.ts";
import { sql } from "./sql.ts";

afterEach(() => vi.unstubAllGlobals());

test("a reader of its own asks, with the service token of Access", async () => {
  const sent: Request[] = [];
  vi.stubGlobal("fetch", async (input: RequestInfo, init: RequestInit) => {
    sent.push(new Request(input, init));
    return Response.json({ data: [] });
  });
  const token = { CLICKHOUSE_ACCESS_CLIENT_ID: "id.access", CLICKHOUSE_ACCESS_CLIENT_SECRET: "token" };
  const reader = { CLICKHOUSE_READER_USER: "reader", CLICKHOUSE_READER_PASSWORD: "secret" };
  const config = parseConfig({ ...env, ...token, ...reader });
  expect(await connect(config).select(sql`SELECT 1`, new AbortController().signal)).toMatchObject({
    ok: true,
  });
  const [request] = sent;
  expect(request?.headers.get("cf-access-client-id")).toBe("id.access");
  expect(request?.headers.get("cf-access-client-secret")).toBe("token");
  expect(request?.headers.get("authorization")).toBe(`Basic ${btoa("reader:secret")}`);
});

test.each([
  [{ CLICKHOUSE_ACCESS_CLIENT_ID: "id" }, "CLICKHOUSE_ACCESS_CLIENT_SECRET"],
  [{ ACCESS_AUD: "tag" }, "ACCESS_TEAM_DOMAIN"],
])("half of a pair is refused by name: %o", (half, name) => {
  expect(() => parseConfig({ ...env, ...half })).toThrow(name);
});
