/** Sites and tokens: made, changed, and gone. */
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  ADMIN,
  call,
  ORIGIN,
  post,
  siteWithToken,
  standInForClickHouse,
  statements,
} from "../door-for-tests.ts";

beforeAll(async () => {
  standInForClickHouse();
  // The first administrative request makes the tables.
  await call("/v1/sites");
});
beforeEach(() => void statements.splice(0));

const QUESTION = { metrics: ["visitors"], date_range: "7d" };

describe("sites", () => {
  test("are made with defaults, changed, listed and deleted", async () => {
    const made = await post("/v1/sites", {
      name: "Shop",
      domains: ["Shop.Example"],
      timezone: "Asia/Kathmandu",
      paths: { case: "lower" },
    });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      name: "Shop",
      domains: ["shop.example"],
      session_minutes: 30,
      honour_gpc: true,
      paths: { case: "lower", trailing_slash: "drop", hash: "routes" },
    });
    expect(made.json.key).toMatch(new RegExp(`^${made.json.id}\\.`));
    expect(made.json.snippet).toBe(
      `<script defer src="${ORIGIN}/script.js" data-site="${made.json.key}"></script>`,
    );
    const path = `/v1/sites/${made.json.id}`;
    const changed = await call(path, { method: "PATCH", body: { session_minutes: 60 } });
    expect(changed.json).toMatchObject({ session_minutes: 60, timezone: made.json.timezone });
    expect((await call(path, { method: "DELETE" })).status).toBe(204);
    expect((await call(path)).status).toBe(404);
    expect((await post("/v1/query", { ...QUESTION, site_id: made.json.id })).status).toBe(403);
  });

  test.each([
    [{ name: "x", timezone: "Europe/Nowhere" }, "timezone"],
    [{ name: "x", timezone: "+05:45" }, "timezone"],
    [{ name: "x", session_minutes: 3 }, "session_minutes"],
    [{ name: "x", domains: ["https://example.com/"] }, "domains[0]"],
    [{ domains: [] }, "name"],
    [{ name: "x", colour: "red" }, "colour"],
  ])("%j is refused at %s", async (body, path) => {
    const { status, json } = await post("/v1/sites", body);
    expect(status).toBe(422);
    expect(json.error.path).toBe(path);
  });

  test("are administered by their own token, and by no other", async () => {
    const [own, other] = [await siteWithToken(["sites:admin"]), await siteWithToken(["sites:admin"])];
    const change = (token: string) =>
      call(`/v1/sites/${own.site.id}`, { method: "PATCH", body: { name: "New" }, token });
    expect((await change(own.token)).status).toBe(200);
    expect((await change(other.token)).status).toBe(403);
  });
});

describe("tokens", () => {
  test("are shown once, work at once, and stop when revoked, with those they minted", async () => {
    const parent = await siteWithToken(["sites:admin", "stats:read"]);
    const wanted = { name: "child", scopes: ["stats:read"], sites: [parent.site.id] };
    const child = (await post("/v1/tokens", wanted, { token: parent.token })).json;
    const ask = (token: string) => post("/v1/query", { ...QUESTION, site_id: parent.site.id }, { token });
    expect((await ask(child.token)).status).toBe(200);
    const listed = await call("/v1/tokens", { token: parent.token });
    expect(listed.text).not.toContain(child.token);
    expect(listed.json.tokens.map(({ name }: { name: string }) => name)).toContain("child");
    expect((await call(`/v1/tokens/${parent.tokenId}`, { method: "DELETE" })).status).toBe(204);
    expect((await ask(parent.token)).status).toBe(401);
    expect((await ask(child.token)).status).toBe(401);
  });

  test("mint no more than they may themselves", async () => {
    const own = await siteWithToken(["sites:admin", "stats:read"]);
    const other = await siteWithToken(["stats:read"]);
    const mint = async (token: string, change: object) =>
      (
        await post(
          "/v1/tokens",
          { name: "t", scopes: ["stats:read"], sites: [own.site.id], ...change },
          { token },
        )
      ).json.error?.code ?? "minted";
    expect(await mint(own.token, {})).toBe("minted");
    expect(await mint(own.token, { scopes: ["events:write"] })).toBe("beyond_own_scopes");
    expect(await mint(own.token, { scopes: ["admin"], sites: [] })).toBe("beyond_own_scopes");
    expect(await mint(own.token, { sites: [other.site.id] })).toBe("beyond_own_sites");
    expect(await mint(own.token, { sites: [] })).toBe("sites_or_admin");
    expect(await mint(own.token, { expires_at: "2001-01-01T00:00:00Z" })).toBe("expired");
    expect(await mint(other.token, {})).toBe("forbidden");
    expect(await mint(ADMIN, { sites: ["000000000000"] })).toBe("no_such_site");
    const soon = new Date(Date.now() + 60_000).toISOString();
    const brief = await post("/v1/tokens", {
      name: "t",
      scopes: ["sites:admin", "stats:read"],
      sites: [own.site.id],
      expires_at: soon,
    });
    expect(await mint(brief.json.token, {})).toBe("beyond_own_expiry");
    expect(await mint(brief.json.token, { expires_at: soon })).toBe("minted");
  });
});

test("a token's last use is written down", async () => {
  const { site, token, tokenId } = await siteWithToken(["stats:read"]);
  const lastUse = async () =>
    (await call("/v1/tokens")).json.tokens.find(({ id }: { id: string }) => id === tokenId).last_used_at;
  expect(await lastUse()).toBeNull();
  await post("/v1/query", { ...QUESTION, site_id: site.id }, { token });
  expect(Math.abs(Date.parse(await lastUse()) - Date.now())).toBeLessThan(60_000);
});
