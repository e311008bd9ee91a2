/** The door: before anything is set up, who may ask what, and on which host. */
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ADMIN, call, post, siteWithToken, standInForClickHouse, statements } from "./door-for-tests.ts";

beforeAll(() => standInForClickHouse());
beforeEach(() => void statements.splice(0));

const QUESTION = { metrics: ["visitors"], date_range: "7d" };

describe("before anything is set up", () => {
  test("a question and an unknown token are refused, not failed", async () => {
    expect((await post("/v1/query", { ...QUESTION, site_id: "none" }, { token: "ff_nobody" })).status).toBe(
      401,
    );
    expect((await post("/v1/query", { ...QUESTION, site_id: "none" })).status).toBe(403);
  });

  test("the first administrative request sets both databases up", async () => {
    const { status, json } = await call("/v1/sites");
    expect({ status, json }).toEqual({ status: 200, json: { sites: [] } });
    expect(statements.map(({ sql }) => sql.trim().split("\n")[0])).toEqual([
      expect.stringContaining("FROM schema_migrations"),
    ]);
  });
});

describe("who may ask", () => {
  test.each([
    ["no token", null, {}],
    ["an unknown token", "ff_unknown", {}],
    ["another scheme", null, { authorization: "Basic abc" }],
    ["an empty bearer", null, { authorization: "Bearer " }],
  ])("%s is 401 with a typed error", async (_, token, headers) => {
    const { status, json } = await post("/v1/query", { ...QUESTION, site_id: "x" }, { token, headers });
    expect(status).toBe(401);
    expect(json.error).toMatchObject({ code: expect.any(String), message: expect.any(String) });
  });

  test("a token reads its own sites, and of others learns nothing", async () => {
    const [a, b] = [await siteWithToken(["stats:read"]), await siteWithToken(["stats:read"])];
    const ask = (site_id: string) => post("/v1/query", { ...QUESTION, site_id }, { token: a.token });
    expect((await ask(a.site.id)).status).toBe(200);
    const [others, unknown] = [await ask(b.site.id), await ask("000000000000")];
    expect(others.status).toBe(403);
    expect(others.text).toBe(unknown.text);
    expect(
      (await call("/v1/sites", { token: a.token })).json.sites.map(({ id }: { id: string }) => id),
    ).toEqual([a.site.id]);
    const [theirs, none] = [
      await call(`/v1/sites/${b.site.id}`, { token: a.token }),
      await call("/v1/sites/000000000000", { token: a.token }),
    ];
    expect({ status: theirs.status, text: theirs.text }).toEqual({ status: 403, text: none.text });
    expect((await call(`/v1/schema?site_id=${b.site.id}`, { token: a.token })).status).toBe(403);
  });

  test("I4: every statement for a site names that site", async () => {
    const { site, token } = await siteWithToken(["stats:read"]);
    statements.splice(0);
    await post(
      "/v1/query",
      { ...QUESTION, site_id: site.id, filters: [["is", "visit:source", ["x' OR 1=1 --"]]] },
      { token },
    );
    expect(statements.length).toBeGreaterThan(0);
    for (const { sql, params } of statements) {
      const named = [...sql.matchAll(/\bsite = \{(p\d+):String\}/g)].map(([, name]) =>
        params.get(`param_${name}`),
      );
      expect(new Set(named)).toEqual(new Set([site.id]));
      expect(named).toHaveLength([...sql.matchAll(/FROM (events|sessions FINAL|dirty_days)/g)].length);
      expect(sql).not.toContain("OR 1=1");
      expect(params.get("readonly")).toBe("2");
    }
  });

  test("a token without stats:read does not read", async () => {
    const { site, token } = await siteWithToken(["events:write"]);
    expect((await post("/v1/query", { ...QUESTION, site_id: site.id }, { token })).status).toBe(403);
    for (const path of ["/v1/pipeline", "/v1/tokens", "/v1/dead-letters"])
      expect((await call(path, { token })).status).toBe(403);
    for (const path of ["/v1/pipeline/flush", "/v1/pipeline/archive"])
      expect((await post(path, {}, { token })).status).toBe(403);
    expect((await post("/v1/sites", { name: "x" }, { token })).status).toBe(403);
  });

  test("CORS answers any origin and never allows credentials", async () => {
    const preflight = await call("/v1/query", {
      method: "OPTIONS",
      token: null,
      headers: { origin: "https://elsewhere.test", "access-control-request-method": "POST" },
    });
    expect(preflight.headers.get("access-control-allow-origin")).toBe("*");
    expect(preflight.headers.get("access-control-allow-credentials")).toBeNull();
    for (const token of [ADMIN, null]) {
      const { headers } = await call("/v1/sites", { token, headers: { origin: "https://elsewhere.test" } });
      expect(headers.get("access-control-allow-origin")).toBe("*");
      expect(headers.get("access-control-expose-headers")?.toLowerCase()).toContain("retry-after");
      expect(headers.get("access-control-allow-credentials")).toBeNull();
    }
  });
});

describe("questions", () => {
  test("several are answered in their order, each with its answer or its error", async () => {
    const { site } = await siteWithToken(["stats:read"]);
    const { status, json } = await post("/v1/query", {
      queries: [
        { ...QUESTION, site_id: site.id },
        { ...QUESTION, site_id: site.id, metrics: ["visitor"] },
        { ...QUESTION, site_id: "nope" },
      ],
    });
    expect(status).toBe(200);
    expect(
      json.answers.map((answer: { error?: { code: string } }) => answer.error?.code ?? "answered"),
    ).toEqual(["answered", "unknown_word", "no_such_site"]);
    expect(json.answers[1].error.did_you_mean).toBe("visitors");
  });

  test("a body that is not JSON, or too large, is refused", async () => {
    expect((await post("/v1/query", "{")).status).toBe(400);
    expect((await post("/v1/query", JSON.stringify({ a: "x".repeat(1_000_001) }))).status).toBe(413);
    expect((await post("/v1/query", { queries: [] })).status).toBe(422);
  });

  test("in Plausible's clothes: a domain for the id, one sentence for an error, 400 for a bad query", async () => {
    const { token } = await siteWithToken(["stats:read"]);
    const ask = (body: object) =>
      post("/api/v2/query", { ...QUESTION, site_id: "example.com", ...body }, { token });
    expect((await ask({ include: { imports: true } })).status).toBe(200);
    const { status, json } = await ask({ filters: [["is", "badproperty", ["bar"]]] });
    expect({ status, json }).toEqual({
      status: 400,
      json: { error: expect.stringContaining("badproperty") },
    });
    expect((await post("/api/v2/query", {}, { token: null })).status).toBe(401);
  });

  test.each([
    ["427", 422, "invalid_pattern"],
    ["159", 422, "query_too_expensive"],
    ["60", 503, "not_migrated"],
  ])("ClickHouse's error %s is ours to say", async (code, status, word) => {
    const { site } = await siteWithToken(["stats:read"]);
    const failing = () =>
      new Response(`Code: ${code}. DB::Exception: secret words. (SOME_ERROR) (version 26.7.2.1)`, {
        status: 500,
        headers: { "x-clickhouse-exception-code": code },
      });
    standInForClickHouse(failing);
    const answer = await post("/v1/query", { ...QUESTION, site_id: site.id });
    standInForClickHouse();
    expect({ status: answer.status, code: answer.json.error.code }).toEqual({ status, code: word });
    expect(answer.text).not.toContain("secret words");
  });
});

describe("several sites at once", () => {
  test("are read where each of them may be, and else nothing is told of any", async () => {
    const [own, other] = [await siteWithToken(["stats:read"]), await siteWithToken(["stats:read"])];
    const ask = (sites: string[], path = "/v1/query") =>
      post(path, { ...QUESTION, site_id: sites }, { token: own.token });
    expect((await ask([own.site.id])).status).toBe(200);
    const unknown = await ask([own.site.id, "000000000000"]);
    expect([unknown.status, unknown.json.error.code]).toEqual([403, "no_such_site"]);
    statements.splice(0);
    for (const sites of [
      [own.site.id, other.site.id],
      [other.site.id, own.site.id],
    ]) {
      expect((await ask(sites)).text).toBe(unknown.text);
      const search = `site_id=${sites}&metrics=visitors&date_range=7d`;
      for (const format of ["json", "csv"])
        expect((await call(`/v1/query?${search}&format=${format}`, { token: own.token })).text).toBe(
          unknown.text,
        );
      expect((await ask(sites, "/api/v2/query")).status).toBe(400);
      const several = await post(
        "/v1/query",
        { queries: [{ ...QUESTION, site_id: sites }] },
        { token: own.token },
      );
      expect(several.json.answers[0].error.code).toBe("no_such_site");
    }
    expect(statements.filter(({ params }) => params.toString().includes(other.site.id))).toEqual([]);
  });
});

describe("hosts", () => {
  test("only the dashboard's host answers, where one is named", async () => {
    const named = { env: { DASHBOARD_HOST: "dash.test" } };
    expect((await call("/v1/sites", named)).status).toBe(404);
    expect((await call("/v1/sites", { ...named, origin: "https://dash.test" })).status).toBe(200);
  });

  test("unknown endpoints are 404 as JSON; other paths are views of the dashboard", async () => {
    expect((await call("/v1/nothing")).json.error.code).toBe("not_found");
    const asked: string[] = [];
    const ASSETS = {
      async fetch(request: Request) {
        const { pathname } = new URL(request.url);
        asked.push(pathname);
        return pathname === "/"
          ? new Response("<!doctype html>", { headers: { "content-type": "text/html" } })
          : new Response(null, { status: 404 });
      },
    } as unknown as Fetcher;
    const view = await call("/sites/x", { token: null, env: { ASSETS } });
    expect(view.text).toBe("<!doctype html>");
    expect(view.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(view.headers.get("content-security-policy")).not.toContain("unsafe-inline");
    expect(view.headers.get("x-content-type-options")).toBe("nosniff");
    expect((await call("/assets/gone.js", { token: null, env: { ASSETS } })).status).toBe(404);
    expect(asked).toEqual(["/sites/x", "/", "/assets/gone.js"]);
    expect(view.headers.get("x-frame-options")).toBe("DENY");
    const share = await call("/share?embed=1", { token: null, env: { ASSETS } });
    expect(share.headers.get("content-security-policy")).toContain("frame-ancestors *");
    expect(share.headers.get("x-frame-options")).toBeNull();
  });
});
