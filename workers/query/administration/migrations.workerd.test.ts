import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import { D1_MIGRATIONS } from "../../../schema/d1/files.ts";
import { parseConfig } from "../config.ts";
import { migrationRefusal } from "./migrations.ts";

const config = parseConfig(env);

/** A ClickHouse that starts empty, keeps its ledger, and counts what is created; it may be away. */
const server = { isAway: false, hasDatabase: false, ledger: [] as string[], created: [] as string[] };

globalThis.fetch = async (input, init) => {
  const request = new Request(input, init);
  const sql = await request.text();
  const { searchParams } = new URL(request.url);
  if (server.isAway) throw new TypeError("connection refused");
  if (/^CREATE DATABASE/.test(sql)) server.hasDatabase = true;
  else if (!server.hasDatabase) return failure("81", "UNKNOWN_DATABASE");
  if (/^INSERT INTO schema_migrations/.test(sql)) {
    const row = { name: searchParams.get("param_name"), hash: searchParams.get("param_hash") };
    server.ledger.push(`${JSON.stringify(row)}\n`);
  }
  const [, table] = /^CREATE TABLE (events|sessions)/m.exec(sql) ?? [];
  if (table !== undefined) server.created.push(table);
  return new Response(/^SELECT name, hash/.test(sql) ? server.ledger.join("") : "");
};

const failure = (code: string, name: string) =>
  new Response(`Code: ${code}. DB::Exception: words. (${name}) (version 26.7.2.1)`, {
    status: 404,
    headers: { "x-clickhouse-exception-code": code },
  });

beforeEach(() => Object.assign(server, { isAway: false }));

test("a server that is away is 503 with what to do, and the next request tries again", async () => {
  server.isAway = true;
  const refusal = await migrationRefusal(env.CONTROL, config);
  expect(refusal).toMatchObject({ status: 503, error: { code: "not_migrated" } });
  expect(refusal?.error.message).toContain("npm run migrate");
  server.isAway = false;
  expect(await migrationRefusal(env.CONTROL, config)).toBeNull();
  expect(server.created).toEqual(["events", "sessions"]);
});

test("D1 is migrated with it, and remembers the text of what was applied", async () => {
  const { results } = await env.CONTROL.prepare("SELECT name FROM schema_migrations ORDER BY name").all();
  expect(results.map(({ name }) => name)).toEqual(D1_MIGRATIONS.map(({ name }) => name));
  expect(await env.CONTROL.prepare("SELECT count(*) AS n FROM locks").first("n")).toBe(0);
});

test("a ready database is not asked again", async () => {
  server.isAway = true;
  expect(await migrationRefusal(env.CONTROL, config)).toBeNull();
});

test("isolates that come at once apply everything once", async () => {
  const { results: tables } = await env.CONTROL.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
  ).all<{ name: string }>();
  for (const { name } of tables) await env.CONTROL.prepare(`DROP TABLE ${name}`).run();
  Object.assign(server, { hasDatabase: false, ledger: [], created: [] });
  // Another binding object stands for another isolate: what is remembered is remembered by binding.
  const isolates = [0, 1, 2].map(() => new Proxy(env.CONTROL, { get: (target, key) => bound(target, key) }));
  const refusals = await Promise.all(isolates.map((control) => migrationRefusal(control, config)));
  expect(refusals).toEqual([null, null, null]);
  expect(server.created).toEqual(["events", "sessions"]);
});

function bound(target: D1Database, key: string | symbol): unknown {
  const value: unknown = Reflect.get(target, key);
  return typeof value === "function" ? value.bind(target) : value;
}
