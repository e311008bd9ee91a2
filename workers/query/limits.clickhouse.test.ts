/** What ClickHouse stops, and what of it the asker is told. */
import { createClient } from "@clickhouse/client-web";
import { describe, expect, test } from "vitest";
import { connect } from "./clickhouse.ts";
import { openFile } from "./clickhouse-file.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import { sql } from "./sql.ts";

const access = (limits: Partial<Limits>) => ({
  clickhouse: {
    url: process.env.CLICKHOUSE_URL ?? "",
    username: "default",
    password: "",
    database: "default",
  },
  limits: { ...DEFAULT_LIMITS, ...limits },
});
const UNBOUNDED = Number.MAX_SAFE_INTEGER;
const never = () => new AbortController().signal;

describe.each<[string, Partial<Limits>, ReturnType<typeof sql>]>([
  ["reads too many rows", { queryRows: 1_000 }, sql`SELECT sum(number) FROM numbers(100000)`],
  [
    "takes too long",
    { querySeconds: 1, fileSeconds: 1, queryRows: UNBOUNDED },
    sql`SELECT sum(cityHash64(number)) FROM numbers(1000000000000)`,
  ],
  [
    "needs too much memory",
    { queryMemoryBytes: 20_000_000 },
    sql`SELECT uniqExact(number) FROM numbers(10000000)`,
  ],
])("a question that %s", (_, limits, statement) => {
  test("is refused with what to change", async () => {
    const answered = await connect(access(limits)).select(statement, never());
    expect(answered).toMatchObject({
      ok: false,
      refusal: { status: 422, error: { code: "query_too_expensive" } },
    });
  });

  test("is refused as a file too", async () => {
    const opened = await openFile(access(limits), statement, "csv", never());
    expect(opened).toMatchObject({
      ok: false,
      refusal: { status: 422, error: { code: "query_too_expensive" } },
    });
  });
});

/** Resolves when the server runs a statement with this text, or does not any more. */
async function until(isRunning: boolean, text: string): Promise<void> {
  const client = createClient({ url: process.env.CLICKHOUSE_URL ?? "" });
  const query =
    "SELECT count() AS n FROM system.processes WHERE query LIKE {text:String} AND query NOT LIKE '%system.processes%'";
  const running = async () => {
    const found = await client.query({ query, query_params: { text: `%${text}%` }, format: "JSONEachRow" });
    return Number((await found.json<{ n: string }>())[0]?.n);
  };
  while ((await running()) > 0 !== isRunning) await new Promise((resolve) => setTimeout(resolve, 50));
  await client.close();
}

test("a question whose asker leaves ends on the server", async () => {
  const leaving = new AbortController();
  const endless = sql`SELECT sum(cityHash64(number)) AS left_alone FROM numbers(1000000000000)`;
  const answered = connect(access({ queryRows: UNBOUNDED })).select(endless, leaving.signal);
  await until(true, "left_alone");
  leaving.abort();
  expect(await answered).toMatchObject({ ok: false });
  await until(false, "left_alone");
});

test("a file whose reader leaves ends on the server", async () => {
  const endless = sql`SELECT number AS unread, repeat('x', 1000) FROM numbers(1000000000)`;
  const opened = await openFile(access({}), endless, "csv", never());
  if (!opened.ok) throw new Error(JSON.stringify(opened.refusal));
  const reader = opened.body.getReader();
  expect((await reader.read()).done).toBe(false);
  await until(true, "unread");
  await reader.cancel();
  await until(false, "unread");
});

test("a file tells what had been read when it began", async () => {
  const opened = await openFile(access({}), sql`SELECT count() FROM numbers(1000)`, "csv", never());
  expect(opened).toMatchObject({ ok: true, rowsRead: expect.any(Number), bytesRead: expect.any(Number) });
});
