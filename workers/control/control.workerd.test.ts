import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { D1_MIGRATIONS } from "../../schema/d1/files.ts";
import type { SiteId } from "../../schema/ids.ts";
import { forgetSite, siteConfig } from "./sites.ts";
import { allows, forgetToken, grantFor, hashToken, mintToken, touchToken } from "./tokens.ts";

const NOW = Date.UTC(2026, 10, 24, 12);
const db = env.CONTROL;

beforeAll(async () => {
  for (const { sql } of D1_MIGRATIONS) await db.prepare(sql).run();
});

const insertSite = (id: string) =>
  db
    .prepare("INSERT INTO sites (id, name, domains, created_at, updated_at) VALUES (?, ?, ?, 0, 0)")
    .bind(id, "Example", '["example.com"]')
    .run();

async function insertToken(id: string, scopes: string[], sites: string[], expiresAt: number | null) {
  const token = mintToken();
  const hash = await hashToken(token);
  await db
    .prepare(
      "INSERT INTO tokens (id, hash, name, scopes, sites, created_at, expires_at) VALUES (?, ?, 'of a test', ?, ?, 0, ?)",
    )
    .bind(id, hash, JSON.stringify(scopes), JSON.stringify(sites), expiresAt)
    .run();
  return { token, hash };
}

describe("sites", () => {
  test("a row becomes a configuration with its defaults", async () => {
    await insertSite("site1");
    expect(await siteConfig(db, "site1" as SiteId, NOW)).toMatchObject({
      id: "site1",
      domains: ["example.com"],
      timezone: "UTC",
      week_start: "monday",
      session_minutes: 30,
      allowed_origins: [],
      require_origin: false,
      honour_gpc: true,
      paths: { case: "keep", trailing_slash: "drop", hash: "routes" },
    });
  });

  test("a deleted site is gone within a minute, and at once where it was deleted", async () => {
    const id = "site2" as SiteId;
    await insertSite(id);
    expect(await siteConfig(db, id, NOW)).not.toBeNull();
    await db.prepare("UPDATE sites SET deleted_at = ? WHERE id = ?").bind(NOW, id).run();
    expect(await siteConfig(db, id, NOW + 1)).not.toBeNull();
    expect(await siteConfig(db, id, NOW + 10_000)).toBeNull();
    await db.prepare("UPDATE sites SET deleted_at = NULL WHERE id = ?").bind(id).run();
    forgetSite(db, id);
    expect(await siteConfig(db, id, NOW + 10_001)).not.toBeNull();
  });
});

describe("tokens", () => {
  test("a stored token grants what its row says, on its sites only", async () => {
    const { token } = await insertToken("t1", ["events:write"], ["a"], null);
    const grant = await grantFor(db, undefined, token, NOW);
    expect(grant).toEqual({ id: "t1", scopes: ["events:write"], sites: ["a"], expires_at: null });
    if (grant === null) return;
    expect(allows(grant, "events:write", "a" as SiteId)).toBe(true);
    expect(allows(grant, "events:write", "b" as SiteId)).toBe(false);
    expect(allows(grant, "stats:read", "a" as SiteId)).toBe(false);
    expect(allows(grant, "events:write")).toBe(true);
  });

  test("the environment's token is the whole deployment, where the worker has one", async () => {
    const admin = await grantFor(db, env.ADMIN_TOKEN, env.ADMIN_TOKEN, NOW);
    expect(admin?.scopes).toEqual(["admin"]);
    expect(admin && allows(admin, "sites:admin", "any" as SiteId)).toBe(true);
    for (const none of [undefined, "", "another"]) {
      expect(await grantFor(db, none, env.ADMIN_TOKEN, NOW)).toBeNull();
    }
    expect(await grantFor(db, "", "", NOW)).toBeNull();
  });

  test("an expired, a revoked and an unknown token grant nothing", async () => {
    const { token, hash } = await insertToken("t2", ["stats:read"], ["a"], NOW + 1);
    expect(await grantFor(db, undefined, token, NOW)).not.toBeNull();
    expect(await grantFor(db, undefined, token, NOW + 1)).toBeNull();
    await db.prepare("UPDATE tokens SET revoked_at = 1, expires_at = NULL WHERE id = 't2'").run();
    expect(await grantFor(db, undefined, token, NOW + 60_000)).toBeNull();
    forgetToken(db, hash);
    expect(await grantFor(db, undefined, token, NOW)).toBeNull();
    expect(await grantFor(db, undefined, mintToken(), NOW)).toBeNull();
  });

  test("last use is written at most once a minute", async () => {
    const { token } = await insertToken("t3", ["stats:read"], ["a"], null);
    const grant = await grantFor(db, undefined, token, NOW);
    const lastUse = () => db.prepare("SELECT last_used_at FROM tokens WHERE id = 't3'").first("last_used_at");
    if (grant === null) throw new Error("The token was just inserted.");
    await touchToken(db, grant, NOW);
    await touchToken(db, grant, NOW + 59_999);
    expect(await lastUse()).toBe(NOW);
    await touchToken(db, grant, NOW + 60_000);
    expect(await lastUse()).toBe(NOW + 60_000);
  });
});
