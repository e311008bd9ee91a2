/** Sessions of browsers, and who guesses tokens. */
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

beforeAll(async () => {
  standInForClickHouse();
  // The first administrative request makes the tables.
  await call("/v1/sites");
});
beforeEach(() => void statements.splice(0));

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
