import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { migrateStorage, STORAGE_MIGRATIONS } from "./migrations.ts";

describe("migrations of the storage", () => {
  function database() {
    const db = new DatabaseSync(":memory:");
    const exec = (query: string, ...values: number[]) => {
      const rows = db.prepare(query).all(...values);
      return { toArray: () => rows };
    };
    return { exec };
  }
  const tables = (sql: ReturnType<typeof database>) =>
    sql.exec("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").toArray();

  test("run once, and a second start runs none", () => {
    const sql = database();
    migrateStorage(sql);
    const before = tables(sql);
    migrateStorage(sql);
    expect(tables(sql)).toEqual(before);
    expect(before.map(({ name }) => name)).toEqual(["checkpoint", "outbox", "ring", "storage_version"]);
  });

  test("go on from the version that is stored, with its rows kept", () => {
    const sql = database();
    migrateStorage(sql, STORAGE_MIGRATIONS.slice(0, 1));
    sql.exec("INSERT INTO ring (slot, seq, at, body) VALUES (?, ?, ?, x'01')", 1, 1, 1);
    migrateStorage(sql);
    expect(sql.exec("SELECT seq FROM ring").toArray()).toEqual([{ seq: 1 }]);
  });

  test("refuse storage that a newer version wrote", () => {
    const sql = database();
    migrateStorage(sql, [...STORAGE_MIGRATIONS, "CREATE TABLE later (id INTEGER PRIMARY KEY)"]);
    expect(() => migrateStorage(sql)).toThrow("The shard's storage has version");
  });
});
