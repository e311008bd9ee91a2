/** A share over the real path: a link's token shows its segment's rows, as a site that was sent nothing else. */
import { beforeAll, describe, expect, test } from "vitest";
import type { EventsAnswer } from "../schema/explore.ts";
import type { QueryAnswer } from "../schema/query.ts";
import { theFootfall } from "./footfall.ts";

const footfall = theFootfall();
const DAY = "2026-03-02";
/** Who came from where and did what: three visits to the docs, two of them from the newsletter. */
const SENT = [
  { visitor: "a", path: "/docs", utm: "newsletter", name: "pageview" },
  { visitor: "a", path: "/docs/install", utm: "", name: "pageview" },
  { visitor: "a", path: "/docs/install", utm: "", name: "Signup" },
  { visitor: "b", path: "/docs", utm: "newsletter", name: "pageview" },
  { visitor: "c", path: "/docs", utm: "", name: "pageview" },
  { visitor: "d", path: "/", utm: "", name: "pageview" },
];

async function call<Answer>(
  path: string,
  token: string,
  body?: unknown,
): Promise<{ status: number; json: Answer }> {
  const response = await fetch(footfall.url + path, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, json: (await response.json()) as Answer };
}
const make = async (path: string, body: unknown) =>
  (await call<{ id: string; token: string; link: string }>(path, footfall.token, body)).json;

async function siteWith(name: string, sent: typeof SENT) {
  const site = await footfall.createSite(name, [`${name}.test`]);
  await make("/v1/goals", { site_id: site.id, event: "Signup" });
  const events = sent.map(({ visitor, path, utm, name: event }, minute) => ({
    ...{
      id: crypto.randomUUID(),
      name: event,
      timestamp: `${DAY}T10:${String(minute).padStart(2, "0")}:00Z`,
    },
    url: `https://share.test${path}${utm && `?utm_source=${utm}`}`,
    visitor: { anonymous_id: `${name}:${visitor}` },
  }));
  expect((await footfall.capture({ site: site.key, events })).body.accepted).toBe(sent.length);
  return site.id;
}

let whole: string;
let part: string;
let share: { id: string; token: string; link: string };
beforeAll(async () => {
  whole = await siteWith("share-whole", SENT);
  part = await siteWith(
    "share-part",
    SENT.filter(({ visitor }) => ["a", "b"].includes(visitor)),
  );
  const filters = [["is", "visit:utm_source", ["newsletter"]]];
  const segment = await make("/v1/segments", { site_id: whole, name: "Newsletter", kind: "site", filters });
  share = await make("/v1/shares", { site_id: whole, name: "Readers", segment_id: segment.id });
  await footfall.flush();
});

describe("a share", () => {
  test.each([
    { metrics: ["visitors", "visits", "pageviews", "bounce_rate"] },
    { metrics: ["visitors", "percentage"], dimensions: ["event:page"] },
    { metrics: ["conversion_rate"], dimensions: ["event:goal"] },
    { metrics: ["visitors"], filters: [["has_not_done", ["is", "event:goal", ["Signup"]]]] },
    { metrics: ["visits"], date_range: "all", include: { total_rows: true } },
  ])("answers %j as the site that was sent its rows", async (question) => {
    const ask = (site_id: string, token: string) =>
      call<QueryAnswer>("/v1/query", token, { site_id, date_range: [DAY, DAY], ...question });
    const [shared, own] = [await ask(whole, share.token), await ask(part, footfall.token)];
    expect(shared.status).toBe(200);
    expect(shared.json.results).toEqual(own.json.results);
    expect(shared.json.query.date_range).toEqual(own.json.query.date_range);
  });

  test("has a link whose token no server sees, and reaches nothing else", async () => {
    expect(share.link).toBe(`${footfall.url}/share#${share.token}`);
    for (const path of ["/v1/sites", `/v1/segments?site_id=${whole}`, `/v1/schema?site_id=${part}`])
      expect((await call(path, share.token)).status).toBe(403);
  });

  test("ends when it is revoked", async () => {
    const response = await fetch(`${footfall.url}/v1/shares/${share.id}`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${footfall.token}` },
    });
    expect(response.status).toBe(204);
    expect((await call(`/v1/schema?site_id=${whole}`, share.token)).status).toBe(401);
  });
});

test("single events come in pages, whole and newest first", async () => {
  const paths: string[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const body = { site_id: whole, date_range: [DAY, DAY], limit: 4, ...(after && { after }) };
    const { json } = await call<EventsAnswer>("/v1/events", footfall.token, body);
    paths.push(...json.events.map(({ page, name }) => `${name} ${page}`));
    after = json.next;
  }
  expect(paths).toEqual([...SENT].reverse().map(({ name, path }) => `${name} ${path}`));
});

test("the OpenAPI document is served to everybody", async () => {
  const response = await fetch(`${footfall.url}/openapi.json`);
  expect(((await response.json()) as { openapi: string }).openapi).toBe("3.1.0");
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
});
