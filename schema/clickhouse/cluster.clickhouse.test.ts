import { afterAll, describe, expect, test } from "vitest";
import { CLUSTER_SETTINGS, clusterStatements, onCluster } from "./cluster.ts";
import { freshDatabase } from "./database-for-tests.ts";
import { readMigrations } from "./migrate-cli.ts";

const { client } = await freshDatabase("cluster_test");
afterAll(() => client.close());

/** What the engine's parser makes of a statement; throws where it is none. */
async function parsed(statement: string): Promise<string> {
  const answer = await client.query({ query: `EXPLAIN AST ${statement}`, format: "TabSeparatedRaw" });
  return answer.text();
}

describe.each(readMigrations())("$name on a cluster", ({ sql }) => {
  const statements = clusterStatements(sql, "main");

  test("is a replicated table and one that spreads it by site, as the engine reads them", async () => {
    expect(statements).toHaveLength(2);
    const [local = "", spread = ""] = statements;
    expect(await parsed(local)).toMatch(/Function Replicated\w*MergeTree/);
    expect(await parsed(spread)).toContain("Function Distributed");
    expect(spread).toContain("cityHash64(site)");
  });

  test("keeps every column, index and setting of the table it comes from", () => {
    const [local = ""] = statements;
    const own = sql.replace(/^\s*--.*$/gm, "").match(/^ {4}(INDEX )?\w+/gm) ?? [];
    expect(own.length).toBeGreaterThan(2);
    for (const column of own) expect(local).toContain(column);
    expect(local).not.toContain("non_replicated");
    expect(local.includes("replicated_deduplication_window_seconds")).toBe(
      sql.includes("deduplication_window"),
    );
  });
});

test.each([
  ["UPDATE events SET session_id = 1 WHERE site = 'a'", "UPDATE events_local ON CLUSTER `main` SET"],
  ["\nDELETE FROM rollups WHERE site = 'a'", "DELETE FROM rollups_local ON CLUSTER `main` WHERE"],
  ["ALTER TABLE events DELETE WHERE site = 'a'", "ALTER TABLE events_local ON CLUSTER `main` DELETE"],
])("%s changes the rows of all shards", async (statement, expected) => {
  const sent = onCluster(statement, "main");
  expect(sent).toContain(expected);
  expect(await parsed(sent)).not.toBe("");
});

test.each(["SELECT 1", "INSERT INTO events FORMAT Native"])("%s is sent as it is", (statement) => {
  expect(onCluster(statement, "main")).toBe(statement);
});

test.each([
  ["ALTER TABLE events ADD COLUMN x UInt8", 2],
  ["ALTER TABLE events ADD INDEX i x TYPE minmax GRANULARITY 1", 1],
  ["DROP TABLE rollups", 2],
])("%s becomes %i statements that the engine reads", async (sql, count) => {
  const statements = clusterStatements(`-- why\n${sql}`, "main");
  expect(statements).toHaveLength(count);
  for (const statement of statements) expect(await parsed(statement)).not.toBe("");
});

test("a name that is no word is refused", () => {
  expect(() => onCluster("UPDATE a SET b = 1", "x` SELECT")).toThrow("letters");
});

test("the engine knows every setting of a cluster's users", async () => {
  const names = Object.keys(CLUSTER_SETTINGS);
  const answer = await client.query({
    query: "SELECT name FROM system.settings WHERE name IN {names:Array(String)}",
    query_params: { names },
    format: "JSONEachRow",
  });
  expect((await answer.json<{ name: string }>()).map(({ name }) => name).sort()).toEqual([...names].sort());
});
