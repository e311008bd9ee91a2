/** Pages of any origin may ask every endpoint with a token, and learn why they were refused; none with a cookie. */
import { beforeAll, expect, test } from "vitest";
import { call, standInForClickHouse } from "./door-for-tests.ts";
import { OPERATIONS } from "./openapi/operations.ts";

const ORIGIN = "https://notebook.example";
const API = OPERATIONS.filter(({ path }) => /^\/(v1|api)\//.test(path));
beforeAll(() => standInForClickHouse());

test.each(API.map(({ method, path }) => [method.toUpperCase(), path.replace(":id", "x")]))(
  "%s %s",
  async (method, path) => {
    const preflight = await call(path, {
      ...{ method: "OPTIONS", token: null },
      headers: {
        ...{ origin: ORIGIN, "access-control-request-method": method },
        "access-control-request-headers": "authorization,content-type,if-none-match",
      },
    });
    expect(preflight.status).toBe(204);
    const allowed = (name: string) =>
      preflight.headers.get(`access-control-allow-${name}`)?.toLowerCase() ?? "";
    expect(allowed("origin")).toBe("*");
    expect(allowed("methods")).toContain(method.toLowerCase());
    for (const header of ["authorization", "content-type", "if-none-match"])
      expect(allowed("headers")).toContain(header);
    // A WebSocket asks without permission, and carries its token itself.
    if (path === "/v1/debug") return;
    const refused = await call(path, { method, token: null, headers: { origin: ORIGIN } });
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(refused.headers.get("access-control-allow-origin")).toBe("*");
    const exposed = refused.headers.get("access-control-expose-headers")?.toLowerCase();
    for (const header of ["retry-after", "ratelimit", "x-rows-read", "etag", "content-disposition"])
      expect(exposed).toContain(header);
    for (const { headers } of [preflight, refused])
      expect(headers.get("access-control-allow-credentials")).toBeNull();
  },
);
