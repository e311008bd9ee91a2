import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { ADMIN, call, post, siteWithToken, standInForClickHouse } from "../door-for-tests.ts";

beforeAll(async () => {
  standInForClickHouse();
  await call("/v1/sites");
});

describe("acts", () => {
  const acts = async (search = "") => (await call(`/v1/audit${search}`)).json;

  test("are written down with who did them, and what was sent is not", async () => {
    const { site, token, tokenId } = await siteWithToken(["sites:admin", "stats:read"]);
    const goal = (await post("/v1/goals", { site_id: site.id, name: "a secret plan", event: "x" }, { token }))
      .json;
    await call(`/v1/goals/${goal.id}`, { method: "PATCH", body: { name: "another" }, token });
    await call(`/v1/goals/${goal.id}`, { method: "DELETE", token });
    await call(`/v1/goals/${goal.id}`, { method: "DELETE", token });
    await post("/v1/query", { site_id: site.id, metrics: ["visitors"], date_range: "7d" }, { token });
    const { acts: written } = await acts();
    expect(
      written
        .slice(0, 3)
        .map(({ actor, action, subject }: Record<string, string>) => [actor, action, subject]),
    ).toEqual([
      [tokenId, "DELETE /v1/goals/:id", goal.id],
      [tokenId, "PATCH /v1/goals/:id", goal.id],
      [tokenId, "POST /v1/goals", goal.id],
    ]);
    expect(written[3]).toMatchObject({ actor: "environment", action: "POST /v1/tokens", subject: tokenId });
    expect(JSON.stringify(written)).not.toMatch(/a secret plan|ff_/);
    expect((await call("/v1/audit", { token })).status).toBe(403);
  });

  test("come in pages", async () => {
    const insert = env.CONTROL.prepare("INSERT INTO audit (at, actor, action) VALUES (1, 'a', 'POST /v1/x')");
    await env.CONTROL.batch(Array.from({ length: 250 }, () => insert));
    const page = await acts();
    expect(page.acts).toHaveLength(200);
    const rest = await acts(`?after=${page.next}`);
    expect(rest.acts.length).toBeGreaterThanOrEqual(50);
    expect(rest.next).toBeNull();
    expect(new Set([...page.acts, ...rest.acts].map(({ id }) => id)).size).toBe(
      page.acts.length + rest.acts.length,
    );
  });
});

test("an address that tries ten tokens to sign in waits, and others do not", async () => {
  const knock = (address: string, token: string) =>
    post("/v1/sign-in", { token }, { token: null, headers: { "cf-connecting-ip": address } });
  for (let time = 0; time < 10; time++)
    expect((await knock("203.0.113.7", `ff_wrong_${time}`)).status).toBe(401);
  const refused = await knock("203.0.113.7", "ff_wrong");
  expect(refused.json.error.code).toBe("too_many_attempts");
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await knock("203.0.113.8", ADMIN)).status).toBe(200);
});
