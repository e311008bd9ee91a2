import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Database, hashOf, type Migration, migrate, plan } from "./migrate.ts";
import { readMigrations } from "./migrate-cli.ts";

const file = (name: string, hash = name) => ({ name, hash, sql: `SELECT '${name}'` });

describe("plan", () => {
  const files = [file("0001_a"), file("0002_b"), file("0003_c")];

  test("what is not recorded is pending, in order", () => {
    expect(plan(files, [{ name: "0001_a", hash: "0001_a" }])).toEqual({ ok: true, pending: files.slice(1) });
  });

  test.each([
    ["an edited file", [{ name: "0001_a", hash: "other" }], "edited"],
    ["a file that is gone", [{ name: "0000_z", hash: "0000_z" }], "missing"],
    ["a file numbered before one that was applied", [{ name: "0002_b", hash: "0002_b" }], "out_of_order"],
  ])("%s is refused", (_, applied, reason) => {
    expect(plan(files, applied)).toMatchObject({ ok: false, reason });
  });
});

describe("migrate", () => {
  const files: Migration[] = [
    { name: "0001_a", sql: "CREATE TABLE a" },
    { name: "0002_b", sql: "CREATE TABLE b" },
  ];

  /** A database that remembers its tables and its ledger, and may die after a statement. */
  function world(dieAfter = Number.POSITIVE_INFINITY) {
    const tables = new Set<string>();
    const ledger: { name: string; hash: string }[] = [];
    let statements = 0;
    const database: Database = {
      async command(sql, params) {
        if (++statements > dieAfter) throw new Error("connection lost");
        if (sql.startsWith("INSERT")) return void ledger.push(params as { name: string; hash: string });
        if (!sql.startsWith("CREATE TABLE ") || sql.includes("IF NOT EXISTS")) return;
        if (tables.has(sql)) throw Object.assign(new Error("exists"), { code: "57" });
        tables.add(sql);
      },
      rows: async <Row>() => ledger as Row[],
    };
    return { database, tables, ledger, revive: () => (dieAfter = Number.POSITIVE_INFINITY) };
  }

  test("applies once, and a second run applies nothing", async () => {
    const { database, ledger } = world();
    expect(await migrate(database, files)).toEqual(["0001_a", "0002_b"]);
    expect(await migrate(database, files)).toEqual([]);
    expect(ledger[0]?.hash).toBe(await hashOf("CREATE TABLE a"));
  });

  test.each([1, 2, 3, 4])(
    "a run that died after %i statements is finished by the next",
    async (statements) => {
      const { database, tables, ledger, revive } = world(statements);
      await expect(migrate(database, files)).rejects.toThrow("connection lost");
      revive();
      await migrate(database, files);
      expect(tables.size).toBe(2);
      expect(ledger.map(({ name }) => name)).toEqual(["0001_a", "0002_b"]);
    },
  );
});

describe("the folder", () => {
  test("is numbered without gaps and holds one statement a file", () => {
    for (const [index, { name, sql }] of readMigrations().entries()) {
      expect(name).toMatch(new RegExp(`^${String(index + 1).padStart(4, "0")}_[a-z0-9_]+$`));
      expect(sql.replace(/--.*$/gm, "").trim().replace(/;$/, "")).not.toContain(";");
    }
  });

  test.each(["clickhouse", "d1"])("schema/%s/files.ts lists every migration", async (folder) => {
    const { readFileSync } = await import("node:fs");
    const directory = new URL(`../${folder}/`, import.meta.url);
    const names = readdirSync(directory).filter((name) => /^\d{4}_.*\.sql$/.test(name));
    const listed = readFileSync(new URL("files.ts", directory), "utf8").matchAll(/name: "([^"]+)"/g);
    expect([...listed].map(([, name]) => `${name}.sql`)).toEqual(names.sort());
  });
});
