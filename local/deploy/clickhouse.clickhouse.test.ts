import { createClient } from "@clickhouse/client-web";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { administratorOf, prepareClickHouse } from "./clickhouse.ts";
import { NO_SECRETS, type Secrets } from "./secrets.ts";
import { NOTHING_KEPT } from "./wishes.ts";

const database = "deploy_test";
const url = process.env.CLICKHOUSE_URL ?? "";
const client = createClient({ url });
const wishes = { ...NOTHING_KEPT, database };
const user = (name: string) => ({ name, password: "" });
const secrets: Secrets = { ...NO_SECRETS, clickhouseUrl: url, administrator: user("default") };

beforeAll(() => client.command({ query: `DROP DATABASE IF EXISTS ${database} SYNC` }));
afterAll(() => client.close());

async function prepare(given: Secrets): Promise<string[]> {
  const said: string[] = [];
  await prepareClickHouse(given, wishes, (line) => said.push(line));
  return said;
}

describe("the deployment's part at ClickHouse", () => {
  test("says what it costs, migrates, and says the second time that nothing is left", async () => {
    const own = { ...secrets, writer: user("w"), reader: user("r"), rollups: user("c") };
    const first = await prepare(own);
    expect(first[0]).toMatch(/^ClickHouse 2\d\.\d+/);
    expect(first).toContain("0001_create_events creates events, costs nothing");
    expect(first.at(-1)).toMatch(/^applied \d+ migrations$/);
    expect(await prepare(own)).toEqual([first[0], "the schema is the newest"]);
  });

  test("makes the users that are its own, or says what to do where the administrator may not", async () => {
    const generated = { ...secrets, writer: { name: "footfall_writer", password: "a secret of this test" } };
    // The embedded engine makes no users; a server of one's own may.
    const outcome = await prepare(generated).then(
      (said) => said.at(-1) ?? "",
      (error: Error) => error.message,
    );
    expect(outcome).toMatch(/^users footfall_writer$|CLICKHOUSE_WRITER_USER and _PASSWORD/);
    expect(outcome).not.toContain("a secret of this test");
  });

  test("a server that is not named, or does not answer, is said before anything is done", async () => {
    expect(() => administratorOf(NO_SECRETS, wishes)).toThrow("CLICKHOUSE_URL");
    await expect(prepare({ ...secrets, clickhouseUrl: "http://127.0.0.1:1" })).rejects.toThrow();
  });
});
