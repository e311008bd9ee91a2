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
  await call("/v1/sites");
});

let site: { id: string };
let token: string;
beforeEach(async () => {
  const made = await siteWithToken(["sites:admin", "stats:read"]);
  [site, token] = [made.site, made.token];
});

const make = (path: string, body: object, by = token) =>
  post(path, { site_id: site.id, ...body }, { token: by });
const list = async (kind: string, by = token) =>
  (await call(`/v1/${kind}?site_id=${site.id}`, { token: by })).json[kind] as { id: string; name: string }[];
const patch = (path: string, body: object, by = token) => call(path, { method: "PATCH", body, token: by });
const remove = (path: string, by = token) => call(path, { method: "DELETE", token: by });
const reader = async () =>
  (await post("/v1/tokens", { name: "reader", scopes: ["stats:read"], sites: [site.id] })).json
    .token as string;
const ask = (body: object, by = token) =>
  post("/v1/query", { site_id: site.id, metrics: ["visitors"], date_range: "7d", ...body }, { token: by });
const sent = () =>
  statements.map(({ sql, params }) => `${sql} ${decodeURIComponent(params.toString())}`).join("\n");

describe("goals", () => {
  test("are made, named after themselves, changed and deleted, and questions know them at once", async () => {
    const made = await make("/v1/goals", { page: "/blog/**" });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ name: "Visit /blog/**", event: null, scroll: null, currency: null });
    expect((await make("/v1/goals", { event: "Signup", currency: "eur" })).json).toMatchObject({
      ...{ name: "Signup", currency: "EUR", props: {} },
    });
    expect((await make("/v1/goals", { scroll: 75, page: "/a" })).json.name).toBe("Scroll 75% on /a");
    expect((await list("goals")).map(({ name }) => name)).toEqual([
      "Scroll 75% on /a",
      "Signup",
      "Visit /blog/**",
    ]);
    const filters = [["is", "event:goal", ["Visit /blog/**"]]];
    expect((await ask({ filters })).status).toBe(200);
    expect((await patch(`/v1/goals/${made.json.id}`, { name: "Blog" })).json.name).toBe("Blog");
    expect((await ask({ filters })).json.error).toMatchObject({
      code: "unknown_goal",
      allowed: expect.arrayContaining(["Blog"]),
    });
    expect((await remove(`/v1/goals/${made.json.id}`)).status).toBe(204);
    expect((await call(`/v1/goals/${made.json.id}`, { token })).status).toBe(403);
    expect((await call(`/v1/goals/${made.json.id}`)).status).toBe(404);
  });

  test.each([
    ["two kinds", { event: "Signup", page: "/" }, 422],
    ["no kind", { name: "Nothing" }, 422],
    ["a page that is none", { page: "blog" }, 422],
    ["a depth beyond the page", { scroll: 101 }, 422],
    ["a currency that is none", { event: "a", currency: "euro" }, 422],
    ["a key of nobody's", { event: "a", colour: "red" }, 422],
  ])("of %s are refused", async (_, body, status) => {
    expect((await make("/v1/goals", body)).status).toBe(status);
  });

  test("have names of their own", async () => {
    await make("/v1/goals", { event: "Signup" });
    const second = await make("/v1/goals", { name: "Other", event: "Signup" });
    expect((await make("/v1/goals", { event: "Signup" })).json.error.code).toBe("name_taken");
    expect((await patch(`/v1/goals/${second.json.id}`, { name: "Signup" })).status).toBe(409);
  });

  test("are seen by those who read the site, and kept by its administrators", async () => {
    const { id } = (await make("/v1/goals", { event: "Signup" })).json;
    const by = await reader();
    expect(await list("goals", by)).toHaveLength(1);
    expect((await make("/v1/goals", { event: "Other" }, by)).status).toBe(403);
    expect((await patch(`/v1/goals/${id}`, { name: "x" }, by)).status).toBe(403);
    expect((await remove(`/v1/goals/${id}`, by)).status).toBe(403);
  });
});

describe("segments", () => {
  const filters = [["is", "visit:country", ["DE"]]];

  test("of one's own are nobody else's; those of the site are everybody's", async () => {
    const by = await reader();
    const personal = (await make("/v1/segments", { name: "Mine", filters }, by)).json;
    expect((await make("/v1/segments", { name: "Ours", kind: "site", filters }, by)).status).toBe(403);
    const ours = (await make("/v1/segments", { name: "Ours", kind: "site", filters })).json;
    expect((await list("segments", by)).map(({ name }) => name)).toEqual(["Mine", "Ours"]);
    expect((await list("segments")).map(({ name }) => name)).toEqual(["Ours"]);
    const use = (id: string, who: string) => ask({ filters: [["is", "segment", [id]]] }, who);
    expect((await use(personal.id, by)).status).toBe(200);
    expect((await use(personal.id, token)).json.error.code).toBe("unknown_segment");
    expect((await use(ours.id, by)).status).toBe(200);
    expect((await remove(`/v1/segments/${personal.id}`)).status).toBe(403);
    expect((await patch(`/v1/segments/${ours.id}`, { name: "x" }, by)).status).toBe(403);
    expect((await patch(`/v1/segments/${personal.id}`, { kind: "site" }, by)).status).toBe(403);
  });

  test("reach the question as their filters", async () => {
    const { id } = (await make("/v1/segments", { name: "Germans", filters })).json;
    statements.splice(0);
    await ask({ filters: [["not", ["is", "segment", [id]]]] });
    expect(sent()).toMatch(/NOT .*country IN/);
    await patch(`/v1/segments/${id}`, { filters: [["is", "visit:browser", ["Firefox"]]] });
    statements.splice(0);
    await ask({ filters: [["is", "segment", [id]]] });
    expect(sent()).toMatch(/browser IN/);
  });

  test.each([
    ["another segment", [["is", "segment", ["y"]]]],
    ["what a visit has done to be of a visit", [["has_done", ["is", "visit:country", ["DE"]]]]],
    ["an operator that goals do not have", [["matches", "event:goal", ["."]]]],
    ["nothing", []],
  ])("that ask for %s are not saved, nor changed into it", async (_, wrong) => {
    const { id } = (await make("/v1/segments", { name: "x", filters })).json;
    expect((await make("/v1/segments", { name: "x", filters: wrong })).status).toBe(422);
    expect((await patch(`/v1/segments/${id}`, { filters: wrong })).status).toBe(422);
  });
});

test("annotations are kept by the site's administrators, newest first", async () => {
  const first = (await make("/v1/annotations", { at: "2026-01-01T10:00:00+02:00", text: "Launch" })).json;
  expect(first.at).toBe("2026-01-01T08:00:00.000Z");
  await make("/v1/annotations", { at: "2026-02-01T00:00:00Z", text: "Prices" });
  const texts = async () =>
    (await call(`/v1/annotations?site_id=${site.id}`, { token })).json.annotations.map(
      ({ text }: { text: string }) => text,
    );
  expect(await texts()).toEqual(["Prices", "Launch"]);
  expect((await patch(`/v1/annotations/${first.id}`, { text: "Start" })).json.text).toBe("Start");
  expect((await remove(`/v1/annotations/${first.id}`)).status).toBe(204);
  expect(await texts()).toEqual(["Prices"]);
});

describe("shares", () => {
  const filters = [["is", "visit:country", ["DE"]]];
  const share = async (body: object = {}) => (await make("/v1/shares", { name: "Board", ...body })).json;

  test("are shown once, with a link that carries the token where no server sees it", async () => {
    const made = await share();
    expect(made.token).toMatch(/^fs_[\w-]{43}$/);
    expect(made.link).toBe(`${ORIGIN}/share#${made.token}`);
    const listed = await call(`/v1/shares?site_id=${site.id}`, { token });
    expect(listed.text).not.toContain(made.token);
    expect(listed.json.shares).toEqual([expect.objectContaining({ name: "Board", segment_id: null })]);
  });

  test("read their site through their segment, in every statement, and stop when revoked", async () => {
    const segment = (await make("/v1/segments", { name: "Germans", kind: "site", filters })).json;
    const made = await share({ segment_id: segment.id });
    const questions = [
      { metrics: ["visitors", "bounce_rate", "percentage"], dimensions: ["event:page"], date_range: "all" },
      {
        metrics: ["visits"],
        filters: [["has_done", ["is", "event:name", ["x"]]]],
        compare: { mode: "previous_period" },
      },
    ];
    statements.splice(0);
    for (const question of questions) expect((await ask(question, made.token)).status).toBe(200);
    expect((await call(`/v1/schema?site_id=${site.id}`, { token: made.token })).status).toBe(200);
    // Marks say when a day last changed and nothing of what is in it.
    const reads = statements.filter(({ sql }) => !/ FROM dirty_days /.test(sql));
    expect(reads.length).toBeGreaterThan(5);
    for (const { sql } of reads) expect(sql).toMatch(/country IN/);
    expect((await remove(`/v1/segments/${segment.id}`)).json.error.code).toBe("segment_is_shared");
    expect((await remove(`/v1/shares/${made.id}`)).status).toBe(204);
    expect((await ask(questions[0] ?? {}, made.token)).status).toBe(401);
    expect((await remove(`/v1/segments/${segment.id}`)).status).toBe(204);
  });

  test("show the site's own segments only, and use none in questions", async () => {
    const personal = (await make("/v1/segments", { name: "Mine", filters })).json;
    const refused = await make("/v1/shares", { name: "x", segment_id: personal.id });
    expect(refused.json.error).toMatchObject({ code: "unknown_segment", path: "segment_id" });
    const ours = (await make("/v1/segments", { name: "Ours", kind: "site", filters })).json;
    const made = await share();
    const { json } = await ask({ filters: [["is", "segment", [ours.id]]] }, made.token);
    expect(json.error.code).toBe("unknown_segment");
  });

  test("end in time, and with the token that made them", async () => {
    expect(
      (await make("/v1/shares", { name: "x", expires_at: "2001-01-01T00:00:00Z" })).json.error.code,
    ).toBe("expired");
    const brief = await post("/v1/tokens", {
      ...{ name: "brief", scopes: ["sites:admin", "stats:read"], sites: [site.id] },
      expires_at: new Date(Date.now() + 60_000).toISOString(),
    });
    expect((await make("/v1/shares", { name: "x" }, brief.json.token)).json.error.code).toBe(
      "beyond_own_expiry",
    );
    const lasting = (
      await post("/v1/tokens", { name: "t", scopes: ["sites:admin", "stats:read"], sites: [site.id] })
    ).json;
    const made = (await make("/v1/shares", { name: "x" }, lasting.token)).json;
    expect((await ask({}, made.token)).status).toBe(200);
    await remove(`/v1/tokens/${lasting.id}`, ADMIN);
    expect((await ask({}, made.token)).status).toBe(401);
  });

  test("are known by their last use", async () => {
    const made = await share();
    await ask({}, made.token);
    expect((await call(`/v1/shares/${made.id}`, { token })).json.last_used_at).toEqual(expect.any(String));
  });
});

describe("single events", () => {
  test("are asked for a page at a time, with the question's filters", async () => {
    const id = "0197f5f0-0000-7000-8000-000000000001";
    const row = { id, ms: 1_700_000_000_000, name: "pageview", amount: 0, currency: "", order_id: "" };
    standInForClickHouse((sql) => ({ data: /event_id/.test(sql) ? [row, row] : [] }));
    const { status, json } = await post(
      "/v1/events",
      { site_id: site.id, limit: 1, filters: [["is", "visit:source", ["x"]]] },
      { token },
    );
    expect(status).toBe(200);
    expect(json).toMatchObject({
      events: [{ id, revenue: null, at: "2023-11-14T22:13:20.000Z" }],
      next: `1700000000000_${id}`,
    });
    statements.splice(0);
    expect((await post("/v1/events", { site_id: site.id, after: json.next }, { token })).status).toBe(200);
    expect(sent()).toContain(id);
    standInForClickHouse();
    expect((await post("/v1/events", { site_id: site.id, after: "x' OR 1" }, { token })).status).toBe(422);
  });
});
