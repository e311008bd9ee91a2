import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { SiteId } from "../../schema/ids.ts";
import { MAX_RULES } from "../../schema/rule.ts";
import { rulesOf } from "../control/rules.ts";
import { siteConfig } from "../control/sites.ts";
import { call, post, siteWithToken, standInForClickHouse, statements } from "./door-for-tests.ts";

beforeAll(() => standInForClickHouse());

let site: { id: SiteId };
let token: string;
beforeEach(async () => {
  const made = await siteWithToken(["sites:admin", "stats:read"]);
  [site, token] = [made.site, made.token];
});

const add = (rule: Record<string, unknown>) =>
  post(
    "/v1/rules",
    { site_id: site.id, field: "path", op: "is", value: "/", action: "tag", ...rule },
    { token },
  );
const list = async (): Promise<{ id: string; position: number; value: string }[]> =>
  (await call(`/v1/rules?site_id=${site.id}`, { token })).json.rules;
const patch = (id: string, body: unknown) => call(`/v1/rules/${id}`, { method: "PATCH", token, body });
const known = async () => {
  const config = await siteConfig(env.CONTROL, site.id, Date.now());
  if (config === null) throw new Error("There is no such site.");
  return { config, rules: await rulesOf(env.CONTROL, config) };
};

describe("a site's rules", () => {
  test("are made, read, changed, ordered and deleted", async () => {
    const made = await add({ value: "/a", name: "The first" });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      ...{ id: expect.stringMatching(/^r_/), site_id: site.id, name: "The first", position: 1 },
      ...{ field: "path", op: "is", value: "/a", action: "tag", created_at: expect.any(String) },
    });
    await add({ value: "/b" });
    await add({ value: "/c", position: 1 });
    expect((await list()).map(({ value, position }) => [value, position])).toEqual([
      ["/c", 1],
      ["/a", 2],
      ["/b", 3],
    ]);
    const moved = await patch(made.json.id, { position: 900, value: "/d", op: "glob" });
    expect(moved.json).toMatchObject({ position: 3, value: "/d", op: "glob", name: "The first" });
    expect((await call(`/v1/rules/${made.json.id}`, { token })).json).toMatchObject({ position: 3 });
    expect((await call(`/v1/rules/${made.json.id}`, { method: "DELETE", token })).status).toBe(204);
    expect((await call(`/v1/rules/${made.json.id}`, { token })).status).toBe(403);
    expect((await list()).map(({ value }) => value)).toEqual(["/c", "/b"]);
  });

  test("reach the workers in their order with each change, addresses in the site's own row", async () => {
    expect((await known()).config).toMatchObject({ rules_revision: 0, address_rules: [] });
    expect((await known()).rules).toEqual([]);
    const { id } = (await add({ field: "address", op: "in", value: "203.0.113.9/24", action: "drop" })).json;
    await add({ value: "/x", position: 1 });
    const { config, rules } = await known();
    expect(config.address_rules).toEqual([{ id, cidr: "203.0.113.0/24" }]);
    expect(rules).toMatchObject([
      { value: "/x", op: "is", action: "tag" },
      { id, field: "address" },
    ]);
    expect((await known()).rules).toBe(rules);
    await call(`/v1/rules/${id}`, { method: "DELETE", token });
    expect((await known()).config.address_rules).toEqual([]);
    expect((await known()).rules).toHaveLength(1);
    await call(`/v1/sites/${site.id}`, { method: "PATCH", token, body: { name: "Another name" } });
    expect((await known()).rules).toHaveLength(1);
  });

  test("are at most a thousand", async () => {
    const insert = env.CONTROL.prepare(
      "INSERT INTO rules (site, id, position, field, op, value, action, created_at, updated_at) SELECT ?1, 'r_' || ?1 || value, value, 'name', 'is', 'x', 'tag', 0, 0 FROM json_each(?2)",
    );
    const numbers = JSON.stringify(Array.from({ length: MAX_RULES - 1 }, (_, at) => at + 1));
    await insert.bind(site.id, numbers).run();
    expect((await add({ position: 500 })).json).toMatchObject({ position: 500 });
    expect(await add({})).toMatchObject({ status: 409, json: { error: { code: "too_many_rules" } } });
    expect((await list()).map(({ position }) => position)).toEqual(
      Array.from({ length: MAX_RULES }, (_, at) => at + 1),
    );
  });
});

describe("what a rule may say", () => {
  test.each([
    ["country", "is", "de", "DE"],
    ["asn", "is", "AS3320", "3320"],
    ["asn", "is_not", "3320", "3320"],
    ["hostname", "is", "WWW.Example.com", "example.com"],
    ["hostname", "glob", "*.Example.com", "*.example.com"],
    ["address", "in", "2001:DB8::1/48", "2001:db8::/48"],
    ["query:utm_id", "contains", "Ab", "Ab"],
    ["user_agent", "contains", "HeadlessChrome", "HeadlessChrome"],
    ["name", "is", "Sign up", "Sign up"],
  ])("%s %s %o is kept as %o", async (field, op, value, kept) => {
    expect((await add({ field, op, value })).json).toMatchObject({ field, op, value: kept });
  });

  test.each([
    [{ field: "nonsense" }, "unknown_word", "field"],
    [{ field: "query:" }, "unknown_word", "field"],
    [{ field: "address", op: "is", value: "1.2.3.4" }, "wrong_operator", "op"],
    [{ field: "address", op: "in", value: "1.2.3.400" }, "wrong_value", "value"],
    [{ field: "country", op: "contains", value: "D" }, "wrong_operator", "op"],
    [{ field: "country", op: "is", value: "Germany" }, "wrong_value", "value"],
    [{ field: "asn", op: "is", value: "Telekom" }, "wrong_value", "value"],
    [{ field: "path", op: "in" }, "wrong_operator", "op"],
    [{ op: "equals" }, "unknown_word", "op"],
    [{ action: "delete" }, "unknown_word", "action"],
    [{ value: "" }, "invalid", "value"],
    [{ value: "x".repeat(501) }, "invalid", "value"],
    [{ value: 5 }, "invalid", "value"],
    [{ position: 0 }, "invalid", "position"],
    [{ enabled: true }, "unknown_key", "enabled"],
  ])("%o is refused: %s at %s", async (rule, code, path) => {
    const { status, json } = await add(rule);
    expect([status, json.error.code, json.error.path]).toEqual([422, code, path]);
    const { id } = (await add({})).json;
    if (!("field" in rule) || !("op" in rule)) expect((await patch(id, rule)).status).toBe(422);
  });
});

describe("I4 whose rules, outcomes and quarantine", () => {
  test("a token of another site, or without the scope, gets nothing of this one", async () => {
    const { id } = (await add({})).json;
    const stranger = (await siteWithToken(["sites:admin", "stats:read"])).token;
    const minted = { name: "reads", scopes: ["stats:read"], sites: [site.id] };
    const reader = (await post("/v1/tokens", minted)).json.token as string;
    const rule = { site_id: site.id, field: "path", op: "is", value: "/", action: "tag" };
    for (const other of [stranger, reader]) {
      expect((await post("/v1/rules", rule, { token: other })).status).toBe(403);
      expect((await call(`/v1/rules?site_id=${site.id}`, { token: other })).status).toBe(403);
      for (const [method, body] of [["GET"], ["PATCH", { name: "x" }], ["DELETE"]] as const)
        expect((await call(`/v1/rules/${id}`, { method, token: other, ...(body && { body }) })).status).toBe(
          403,
        );
      expect((await post("/v1/rules/dry-run", rule, { token: other })).status).toBe(403);
      expect((await post("/v1/quarantine/restore", { site_id: site.id }, { token: other })).status).toBe(403);
    }
    expect(await list()).toHaveLength(1);
    for (const path of ["/v1/outcomes", "/v1/quarantine", "/v1/debug"]) {
      expect((await call(`${path}?site_id=${site.id}`, { token: stranger })).status).toBe(403);
      expect((await call(`${path}?site_id=${site.id}`, { token: null })).status).toBe(401);
    }
  });

  test("what names no site is told to administrators of the deployment alone", async () => {
    expect((await call("/v1/outcomes?site_id=-", { token })).status).toBe(403);
    statements.splice(0);
    const { status, json } = await call("/v1/outcomes?site_id=-");
    expect([status, json.site_id, json.timezone]).toEqual([200, "-", "UTC"]);
    expect([...(statements[0]?.params.values() ?? [])]).toContain("-");
  });

  test("every statement for a site names that site, and its values ride beside it", async () => {
    statements.splice(0);
    const evil = "' OR 1=1 --";
    await call(`/v1/outcomes?site_id=${site.id}`, { token });
    const search = new URLSearchParams({ site_id: site.id, search: evil, rule: evil, after: evil });
    await call(`/v1/quarantine?${search}`, { token });
    await post("/v1/quarantine/restore", { site_id: site.id, name: evil }, { token });
    for (const field of ["path", `query:${evil}`])
      await post("/v1/rules/dry-run", { site_id: site.id, field, op: "glob", value: evil }, { token });
    expect(statements).toHaveLength(5);
    for (const { sql, params } of statements) {
      const named = [...sql.matchAll(/\bsite = \{(p\d+):String\}/g)];
      expect(new Set(named.map(([, name]) => params.get(`param_${name}`)))).toEqual(new Set([site.id]));
      expect(named).toHaveLength([...sql.matchAll(/FROM (events|outcomes|quarantine)\b/g)].length);
      expect(sql).not.toContain(evil);
    }
  });

  test.each([
    ["/v1/outcomes?date_range=never", "date_range"],
    ["/v1/outcomes?interval=week", "interval"],
    ["/v1/outcomes?date_range=91d&interval=minute", "interval"],
    ["/v1/quarantine?limit=101", "limit"],
    ["/v1/quarantine?from=yesterday", "from"],
  ])("%s is refused at %s", async (path, at) => {
    const { status, json } = await call(`${path}&site_id=${site.id}`, { token });
    expect([status, json.error.path]).toEqual([422, at]);
  });
});
