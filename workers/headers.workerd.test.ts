/** What every answer says about itself, on every address that there is. */
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import all from "./index.ts";
import { standInForClickHouse } from "./query/door-for-tests.ts";
import { app } from "./query/index.ts";

const HOST = "https://stats.test";
const ASSETS = {
  fetch: async () => new Response("<!doctype html>", { headers: { "content-type": "text/html" } }),
};

beforeAll(() => standInForClickHouse());

async function ask(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  settings: object = {},
): Promise<Response> {
  const ctx = createExecutionContext();
  const body = method === "GET" || method === "HEAD" || method === "OPTIONS" ? {} : { body: "{}" };
  const request = new Request(HOST + path, {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...body,
  });
  // Of the assets only `fetch` is used.
  const response = await all.fetch(
    request as Request<unknown, IncomingRequestCfProperties>,
    { ...env, ASSETS, ...settings } as unknown as Env,
    ctx,
  );
  // The collector's is busy with what it has to tell the queue.
  if (method === "GET" && path.startsWith("/v1/")) await waitOnExecutionContext(ctx);
  return response;
}

const routes = [
  ...new Set(
    app.routes
      // The collector answers /health.
      .filter(({ method, path }) => path !== "/health" && method !== "ALL" && !path.includes("*"))
      .map(({ method, path }) => `${method} ${path.replace(/:\w+/g, "some-id")}`),
  ),
];
const ADMIN = { authorization: `Bearer ${env.ADMIN_TOKEN}` };

describe.each(routes)("%s", (route) => {
  const [method = "", path = ""] = route.split(" ");

  test.each([
    ["nobody", {}],
    ["an administrator", ADMIN],
    ["a page elsewhere", { origin: "https://elsewhere.example" }],
  ])(
    "asked by %s is sniffed by nobody, kept by no cache in between, and lent to no other page with a cookie",
    async (_, headers) => {
      const response = await ask(method, path, headers);
      await response.body?.cancel();
      expect(response.status).not.toBe(500);
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
      expect(response.headers.get("referrer-policy")).toBe("no-referrer");
      expect(response.headers.get("strict-transport-security")).toMatch(/^max-age=\d{8}/);
      expect(response.headers.has("access-control-allow-credentials")).toBe(false);
      expect(response.headers.get("access-control-allow-origin") ?? "*").toBe("*");
      expect(response.headers.get("cache-control") ?? "").not.toMatch(/public|s-maxage/);
      if (path.startsWith("/v1/")) expect(response.headers.get("cache-control")).toMatch(/no-store|private/);
      if (!path.startsWith("/v1/sign-in")) expect(response.headers.has("set-cookie")).toBe(false);
    },
  );
});

test.each(["/", "/settings", "/share", "/assets/x.js"])(
  "the dashboard's %s runs its own code alone, and in nobody's frame but a share's",
  async (path) => {
    const { headers } = await ask("GET", path);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe");
    expect(headers.get("x-frame-options")).toBe(path === "/share" ? null : "DENY");
    expect(policy).toContain(path === "/share" ? "frame-ancestors *" : "frame-ancestors 'none'");
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  },
);

test.each([
  ["POST", "/capture"],
  ["OPTIONS", "/capture"],
  ["GET", "/pixel.gif"],
  ["GET", "/health"],
  ["GET", "/a/capture"],
])("the collector's %s %s lends no cookie and sets none", async (method, path) => {
  const { headers } = await ask(method, path, { origin: "https://customer.example" });
  expect(headers.has("access-control-allow-credentials")).toBe(false);
  expect(headers.has("set-cookie")).toBe(false);
  expect(headers.get("x-content-type-options") ?? "nosniff").toBe("nosniff");
});

test.each(["/", "/v1/query", "/v1/sign-in", "/openapi.json", "/api/v2/query"])(
  "on a customer's host %s is nothing, with the same headers",
  async (path) => {
    const response = await ask("GET", path, ADMIN, { DASHBOARD_HOST: "dashboard.test" });
    expect(response.status).toBe(404);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.has("set-cookie")).toBe(false);
  },
);
