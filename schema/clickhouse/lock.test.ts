import { expect, test } from "vitest";
import { MigrationLocked, withMigrationLock } from "./lock.ts";
import type { Database } from "./migrate.ts";

/** A server that knows tables by name, with their comments. */
function server() {
  const tables = new Map<string, string>();
  const refuse = (code: string) => {
    throw Object.assign(new Error(code), { code });
  };
  const database: Database = {
    async command(sql) {
      const [, verb, name = "", to = ""] =
        /^(CREATE|DROP|RENAME) TABLE (?:IF EXISTS )?(\w+)(?: TO (\w+))?/.exec(sql) ?? [];
      if (verb === "CREATE") {
        if (tables.has(name)) refuse("57");
        tables.set(name, /COMMENT '(.*)'/.exec(sql)?.[1] ?? "");
      } else if (verb === "RENAME") {
        if (!tables.has(name)) refuse("60");
        tables.set(to, tables.get(name) ?? "");
        tables.delete(name);
      } else tables.delete(name);
    },
    rows: async <Row>() =>
      (tables.has("migration_lock") ? [{ comment: tables.get("migration_lock") }] : []) as Row[],
  };
  return { database, tables };
}

const NOW = Date.UTC(2026, 10, 24);
const HOUR_MS = 3_600_000;

test("the second is told who migrates and until when, and does nothing", async () => {
  const { database } = server();
  let ran = 0;
  await withMigrationLock(database, "one (process 7)", NOW, async () => {
    const second = withMigrationLock(database, "two", NOW + 1_000, async () => void ran++);
    await expect(second).rejects.toThrow(MigrationLocked);
    await expect(second).rejects.toThrow("one process 7 is migrating this database, until 2026-11-24T00:30");
  });
  expect(ran).toBe(0);
});

test("the lock is given back, also by who fails", async () => {
  const { database, tables } = server();
  const failing = withMigrationLock(database, "one", NOW, () => Promise.reject(new Error("broken")));
  await expect(failing).rejects.toThrow("broken");
  expect(tables.size).toBe(0);
  expect(await withMigrationLock(database, "two", NOW, async () => "done")).toBe("done");
});

test("who died while holding it is replaced after the lease, and nothing of theirs stays", async () => {
  const { database, tables } = server();
  await database.command(
    "CREATE TABLE migration_lock (n UInt8) ENGINE = Memory COMMENT 'dead until 2026-11-23T23:00:00.000Z'",
  );
  expect(await withMigrationLock(database, "two", NOW + HOUR_MS, async () => [...tables.keys()])).toEqual([
    "migration_lock",
  ]);
  expect(tables.size).toBe(0);
});
