import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  ADMIN,
  call,
  ORIGIN,
  post,
  siteWithToken,
  standInForClickHouse,
  statements,
} from "./door-for-tests.ts";
import door from "./index.ts";

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

describe("sessions", () => {
  const sameOrigin = { origin: ORIGIN };

  async function signedIn(): Promise<string> {
    const { status, headers } = await post(
      "/v1/sign-in",
      { token: ADMIN },
      { token: null, headers: sameOrigin },
    );
    expect(status).toBe(200);
    return headers.get("set-cookie") ?? "";
  }

  test("a token becomes a cookie that scripts and other sites cannot use", async () => {
    const cookie = await signedIn();
    expect(cookie).toMatch(/^__Host-footfall=/);
    for (const attribute of ["Path=/", "HttpOnly", "SameSite=Strict", "Secure"])
      expect(cookie).toContain(attribute);
  });

  test("over plain http a session is for this machine only, without the prefix that needs https", async () => {
    const at = (origin: string) =>
      post("/v1/sign-in", { token: ADMIN }, { token: null, origin, headers: { origin } });
    const local = await at("http://localhost:8787");
    expect(local.headers.get("set-cookie")).toMatch(
      /^footfall-local=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect((await at("http://footfall.test")).status).toBe(403);
  });

  test("signing out ends it", async () => {
    const { headers } = await call("/v1/sign-in", {
      method: "DELETE",
      token: null,
      headers: { ...sameOrigin, "content-type": "application/json" },
    });
    expect(headers.get("set-cookie")).toMatch(/^__Host-footfall=; Max-Age=0/);
  });

  test.each([
    ["GET from the dashboard", "GET", { "sec-fetch-site": "same-origin" }, 200],
    ["GET from a page of the same site", "GET", { "sec-fetch-site": "same-site" }, 403],
    ["GET from elsewhere", "GET", { "sec-fetch-site": "cross-site" }, 403],
    ["GET without the header", "GET", {}, 403],
    ["POST of JSON from the dashboard", "POST", { origin: ORIGIN, "content-type": "application/json" }, 201],
    ["POST of a form", "POST", { origin: ORIGIN, "content-type": "text/plain" }, 415],
    ["POST from elsewhere", "POST", { origin: "https://evil.test", "content-type": "application/json" }, 403],
    ["POST without Origin", "POST", { "content-type": "application/json" }, 403],
  ])("a cookie's %s", async (_, method, headers, expected) => {
    const [cookie = ""] = (await signedIn()).split(";");
    const body = method === "POST" ? JSON.stringify({ name: "By cookie" }) : undefined;
    const { status } = await call("/v1/sites", {
      method,
      token: null,
      headers: { cookie, ...headers },
      body,
    });
    expect(status).toBe(expected);
  });

  test("nobody signs a person in from another origin, or with a wrong token", async () => {
    const evil = { origin: "https://evil.test" };
    expect((await post("/v1/sign-in", { token: ADMIN }, { token: null, headers: evil })).status).toBe(403);
    expect(
      (await post("/v1/sign-in", { token: "ff_wrong" }, { token: null, headers: sameOrigin })).status,
    ).toBe(401);
  });
});

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

describe("forged tokens", () => {
  /** A control plane that counts what is asked of it. */
  function counting() {
    let reads = 0;
    const prepare = (sql: string) => {
      reads += 1;
      return env.CONTROL.prepare(sql);
    };
    const CONTROL = { prepare, batch: env.CONTROL.batch.bind(env.CONTROL) } as unknown as D1Database;
    return { env: { CONTROL }, reads: () => reads };
  }
  const forged = (at: number) => `${at % 2 ? "ff" : "fs"}_${String(at).padStart(43, "x")}`;

  test.each([
    ["in a header", "2001:db8:1", (token: string) => ({ token })],
    [
      "in a cookie",
      "2001:db8:2",
      (token: string) => ({ token: null, headers: { cookie: `__Host-footfall=${token}` } }),
    ],
  ])("a flood of them %s reads the control plane ten times a minute", async (_, network, carrying) => {
    const counted = counting();
    const statuses = new Map<number, number>();
    for (let at = 0; at < 200; at++) {
      const { headers, ...rest } = { headers: {}, ...carrying(forged(at)) };
      const from = { "cf-connecting-ip": `${network}::${at}`, "sec-fetch-site": "same-origin" };
      const { status } = await call("/v1/sign-in", { ...rest, ...counted, headers: { ...headers, ...from } });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect(Object.fromEntries(statuses)).toEqual({ 401: 10, 429: 190 });
    expect(counted.reads()).toBeLessThanOrEqual(10);
  });

  test("do not hold up a neighbour whose token is known", async () => {
    const { token } = await siteWithToken(["stats:read"]);
    const headers = { "cf-connecting-ip": "192.0.2.77" };
    const ask = (bearer: string) => call("/v1/sites", { token: bearer, headers });
    expect((await ask(token)).status).toBe(200);
    for (let at = 0; at < 20; at++) await ask(forged(at));
    const refused = await ask(forged(99));
    expect([refused.status, refused.json.error.code]).toEqual([429, "too_many_attempts"]);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await ask(token)).status).toBe(200);
    expect((await ask(ADMIN)).status).toBe(200);
  });
});

describe("files", () => {
  const rows = 'visit:source,visitors\n"Google",3\n';
  const asFile = (sql: string) => (/FORMAT CSVWithNames/.test(sql) ? new Response(rows) : { data: [] });

  test("come as attachments, by body and by address, to tokens and to shares", async () => {
    const { site, token } = await siteWithToken(["stats:read", "sites:admin"]);
    const share = (await post("/v1/shares", { site_id: site.id, name: "s" }, { token })).json.token;
    standInForClickHouse(asFile);
    const dates = ["2026-11-01", "2026-11-30"];
    const search = `site_id=${site.id}&metrics=visitors&dimensions=visit:source&date_range=${dates}&format=csv`;
    const body = {
      ...QUESTION,
      site_id: site.id,
      date_range: dates,
      dimensions: ["visit:source"],
      format: "csv",
    };
    for (const bearer of [token, share])
      for (const answer of [
        await call(`/v1/query?${search}`, { token: bearer }),
        await post("/v1/query", body, { token: bearer }),
      ]) {
        expect([answer.status, answer.text]).toEqual([200, rows]);
        expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
        expect(answer.headers.get("content-disposition")).toBe(
          'attachment; filename="numbers_2026-11-01_2026-11-30.csv"',
        );
        expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      }
    standInForClickHouse();
  });

  test("of single events need export:read", async () => {
    const reader = await siteWithToken(["stats:read"]);
    const exporter = await siteWithToken(["export:read"]);
    standInForClickHouse(asFile);
    const ask = ({ site, token }: typeof reader, body: object) =>
      post("/v1/events", { site_id: site.id, ...body }, { token });
    expect((await ask(reader, { format: "csv" })).status).toBe(403);
    expect((await ask(exporter, { format: "csv" })).text).toBe(rows);
    expect((await ask(exporter, {})).status).toBe(403);
    expect((await ask(exporter, { format: "csv", limit: 10 })).json.error.code).toBe("unknown_key");
    standInForClickHouse();
  });

  test("that cannot be begun are refused in the usual shape", async () => {
    const { site, token } = await siteWithToken(["stats:read"]);
    const ask = (body: object) => post("/v1/query", { ...QUESTION, site_id: site.id, ...body }, { token });
    expect((await ask({ format: "xlsx" })).json.error).toMatchObject({
      code: "unknown_word",
      path: "format",
      allowed: ["json", "ndjson", "csv", "parquet"],
    });
    expect((await ask({ format: "csv", metrics: ["visitor"] })).json.error.did_you_mean).toBe("visitors");
    expect((await call(`/v1/query?site_id=${site.id}&filters=x`, { token })).status).toBe(422);
  });
});

describe("limits", () => {
  const read = (rows: number) => () => ({ data: [], statistics: { rows_read: rows, bytes_read: 8 * rows } });

  test("a token is told what its question cost and what it has left, and is stopped at its budget", async () => {
    const { site, token } = await siteWithToken(["stats:read"]);
    standInForClickHouse(read(600));
    const ask = (path: string, body: object) =>
      post(path, body, { token, env: { TOKEN_ROWS_PER_MINUTE: "1000" } as Partial<Env> });
    const one = { ...QUESTION, site_id: site.id };
    const first = await ask("/v1/query", one);
    const cost = Number(first.headers.get("x-rows-read"));
    expect(cost).toBeGreaterThanOrEqual(600);
    expect(Number(first.headers.get("x-bytes-read"))).toBe(8 * cost);
    expect(first.headers.get("ratelimit-policy")).toBe('"requests";q=600;w=60, "rows";q=1000;w=60');
    expect(first.headers.get("ratelimit")).toMatch(/^"requests";r=599;t=\d+, "rows";r=\d+;t=\d+$/);
    await ask("/v1/query", one);
    const over = await ask("/v1/query", one);
    expect([over.status, over.json.error.code]).toEqual([429, "over_budget"]);
    expect(Number(over.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await ask("/api/v2/query", one)).status).toBe(429);
    expect((await ask("/v1/events", { site_id: site.id })).status).toBe(429);
    standInForClickHouse();
    expect((await post("/v1/query", one)).headers.get("ratelimit")).toBeNull();
  });

  test("the platform may count too, and its failure stops nobody", async () => {
    const { token } = await siteWithToken(["stats:read"]);
    const keys: unknown[] = [];
    const ask = (count: () => Promise<{ success: boolean }>) => {
      const limit = (key: unknown) => {
        keys.push(key);
        return count();
      };
      return call("/v1/sites", { token, env: { TOKEN_LIMIT: { limit } } as Partial<Env> });
    };
    expect((await ask(async () => ({ success: true }))).status).toBe(200);
    expect((await ask(async () => Promise.reject(new Error("away")))).status).toBe(200);
    const refused = await ask(async () => ({ success: false }));
    expect([refused.status, refused.json.error.code]).toEqual([429, "too_many_requests"]);
    expect(JSON.stringify(keys)).not.toContain(token);
  });

  test("what a question may cost is told to ClickHouse", async () => {
    const { site, token } = await siteWithToken(["stats:read"]);
    statements.splice(0);
    const env = {
      QUERY_MAX_SECONDS: "7",
      QUERY_MAX_ROWS: "70",
      QUERY_MAX_MEMORY_BYTES: "700",
    } as Partial<Env>;
    await post("/v1/query", { ...QUESTION, site_id: site.id }, { token, env });
    expect(statements.length).toBeGreaterThan(0);
    for (const { params } of statements)
      expect(Object.fromEntries(params)).toMatchObject({
        ...{ max_execution_time: "7", max_rows_to_read: "70", max_memory_usage: "700" },
        ...{ readonly: "2", cancel_http_readonly_queries_on_client_close: "1" },
      });
  });

  test("an asker who leaves takes the question along", async () => {
    const { site } = await siteWithToken(["stats:read"]);
    const leaving = new AbortController();
    const aborted: boolean[] = [];
    const clickhouse = globalThis.fetch;
    globalThis.fetch = (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => {
          aborted.push(true);
          reject(new Error("aborted"));
        });
        leaving.abort();
      });
    const request = new Request(`${ORIGIN}/v1/query`, {
      method: "POST",
      headers: { authorization: `Bearer ${ADMIN}`, "content-type": "application/json" },
      body: JSON.stringify({ ...QUESTION, site_id: site.id }),
      signal: leaving.signal,
    });
    const ctx = createExecutionContext();
    const { status } = await door.fetch(request, env, ctx);
    await waitOnExecutionContext(ctx);
    globalThis.fetch = clickhouse;
    expect(status).toBe(503);
    expect(aborted.length).toBeGreaterThan(0);
  });
});

describe("answers that are held", () => {
  const settled = (sql: string) => {
    if (/^SELECT toUnixTimestamp64Milli\(now64/.test(sql)) return { data: [{ now: Date.now(), newest: 0 }] };
    const rows = /\bm0\b/.test(sql) ? [{ m0: 3 }] : [];
    return { data: rows, statistics: { rows_read: 5, bytes_read: 40 } };
  };

  test("are told again by their tag, to a body as to an address, and to each asker by its own right", async () => {
    const [{ site, token }, other] = [
      await siteWithToken(["stats:read"]),
      await siteWithToken(["stats:read"]),
    ];
    standInForClickHouse(settled);
    const dates = ["2026-10-01", "2026-10-31"];
    const address = `/v1/query?site_id=${site.id}&metrics=visitors&date_range=${dates}`;
    const body = { site_id: site.id, metrics: ["visitors"], date_range: dates };
    const first = await call(address, { token });
    expect(first.json).toMatchObject({
      results: [{ metrics: [3] }],
      meta: { cached: false, data_revision: null },
    });
    expect(first.headers.get("cache-control")).toBe("private, no-cache");
    const tag = first.headers.get("etag") ?? "";
    statements.splice(0);
    const second = await post("/v1/query", body, { token });
    expect(second.json).toMatchObject({ results: [{ metrics: [3] }], meta: { cached: true, rows_read: 0 } });
    expect(statements.filter(({ sql }) => /uniq|count\(DISTINCT/.test(sql))).toEqual([]);
    const headers = { "if-none-match": tag, origin: "https://elsewhere.test" };
    for (const held of [
      await call(address, { token, headers }),
      await post("/v1/query", body, { token, headers }),
    ]) {
      expect([held.status, held.text, held.headers.get("etag")]).toEqual([304, "", tag]);
      expect(held.headers.get("access-control-allow-origin")).toBe("*");
    }
    expect((await call(address, { token: other.token, headers })).status).toBe(403);
    expect((await call(address, { token: null, headers })).status).toBe(401);
    standInForClickHouse();
  });
});
