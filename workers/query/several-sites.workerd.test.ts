/** I4 of lists: whoever may read one site of several may not read the others through it. */
import { beforeAll, describe, expect, test } from "vitest";
import { ADMIN, call, post, siteWithToken, standInForClickHouse, statements } from "./door-for-tests.ts";

let own: Awaited<ReturnType<typeof siteWithToken>>;
let other: Awaited<ReturnType<typeof siteWithToken>>;
let share: string;

beforeAll(async () => {
  standInForClickHouse();
  await call("/v1/sites");
  [own, other] = [await siteWithToken(["stats:read", "sites:admin"]), await siteWithToken(["stats:read"])];
  const made = await post("/v1/shares", { site_id: own.site.id, name: "s" }, { token: own.token });
  share = made.json.token;
});

const question = (site_id: unknown) => ({ site_id, metrics: ["visitors"], date_range: "7d" });
const asked = () => JSON.stringify(statements.map(({ sql, params }) => [sql, [...params]]));

describe.each(["/v1/query", "/api/v2/query"])("POST %s", (path) => {
  test("takes a list of sites that the token may read", async () => {
    statements.length = 0;
    const { status, json } = await post(path, question([own.site.id, other.site.id]), { token: ADMIN });
    expect(status).toBe(200);
    expect(json.meta.uniques.identity).toContain("counts once for each of them");
    expect(asked()).toContain(own.site.id);
    expect(asked()).toContain(other.site.id);
  });

  test("refuses one with a site that it may not, whoever asks and wherever it stands", async () => {
    for (const token of [own.token, share])
      for (const site_id of [
        [own.site.id, other.site.id],
        [other.site.id, own.site.id],
        [other.site.id],
        [own.site.id, "nobody"],
      ]) {
        statements.length = 0;
        const { status, text } = await post(path, question(site_id), { token });
        expect(status).toBe(path === "/v1/query" ? 403 : 400);
        expect(text).not.toContain(other.site.name);
        expect(asked()).not.toContain(other.site.id);
      }
  });

  test("and takes a list of its own one", async () => {
    for (const token of [own.token, share])
      expect((await post(path, question([own.site.id]), { token })).status).toBe(200);
  });
});

test("each query of several in one request is looked at by itself", async () => {
  const queries = [question(own.site.id), question([own.site.id, other.site.id])];
  const { json } = await post("/v1/query", { queries }, { token: own.token });
  expect(json.answers[0]).toHaveProperty("results");
  expect(json.answers[1]).toMatchObject({ error: { code: "no_such_site" } });
});

test("a site's weeks begin on Monday until it says otherwise, and only on days that begin one", async () => {
  const path = `/v1/sites/${own.site.id}`;
  expect(own.site.week_start).toBe("monday");
  const changed = await call(path, { method: "PATCH", token: own.token, body: { week_start: "sunday" } });
  expect(changed.json.week_start).toBe("sunday");
  expect((await call(path, { token: own.token })).json.week_start).toBe("sunday");
  const refused = await call(path, { method: "PATCH", token: own.token, body: { week_start: "tuesday" } });
  expect(refused).toMatchObject({
    status: 422,
    json: { error: { path: "week_start", allowed: ["monday", "sunday"] } },
  });
  statements.length = 0;
  await post("/v1/query", { ...question(own.site.id), dimensions: ["time:week"] }, { token: own.token });
  expect(asked()).toContain("toStartOfWeek");
});
