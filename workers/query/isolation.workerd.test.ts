/** I4: every endpoint of the OpenAPI document, asked about one site by those who may not see it. */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { ADMIN, call, post, siteWithToken, standInForClickHouse, statements } from "./door-for-tests.ts";
import { OPERATIONS, type Operation } from "./openapi/operations.ts";

const ALL_SCOPES = ["stats:read", "sites:admin", "events:write", "export:read"];

/** A site with one thing of each kind, each with a name that must not be seen by others. */
async function furnished(secret: string) {
  const { site, token, tokenId } = await siteWithToken(ALL_SCOPES);
  await call(`/v1/sites/${site.id}`, { method: "PATCH", body: { name: `${secret}-site` } });
  const make = async (path: string, body: object) =>
    (await post(path, { site_id: site.id, ...body }, { token })).json as { id: string; token: string };
  const goal = await make("/v1/goals", { name: `${secret}-goal`, event: "Signup" });
  const filters = [["is", "visit:country", [`${secret}-country`]]];
  const segment = await make("/v1/segments", { name: `${secret}-segment`, kind: "site", filters });
  const annotation = await make("/v1/annotations", { at: "2026-01-01T00:00:00Z", text: `${secret}-text` });
  const share = await make("/v1/shares", { name: `${secret}-share`, segment_id: segment.id });
  const rule = await make("/v1/rules", { field: "path", op: "is", value: `/${secret}`, action: "drop" });
  return {
    site,
    token,
    ids: { sites: site.id, tokens: tokenId, ...idsOf({ goal, segment, annotation, share, rule }) },
    share,
  };
}
const idsOf = (things: Record<string, { id: string }>): Record<string, string> =>
  Object.fromEntries(Object.entries(things).map(([kind, { id }]) => [`${kind}s`, id]));

type Furnished = Awaited<ReturnType<typeof furnished>>;
let own: Furnished;
let other: Furnished;
const bearers = new Map<string, string | null>();

async function tokenOfOther(scopes: string[], change?: string): Promise<string> {
  const { json } = await post("/v1/tokens", { name: "t", scopes, sites: [other.site.id] });
  if (change !== undefined)
    await env.CONTROL.prepare(`UPDATE tokens SET ${change} = 1 WHERE id = ?`).bind(json.id).run();
  return json.token;
}
async function shareOfOther(change?: string): Promise<string> {
  const { json } = await post("/v1/shares", { site_id: other.site.id, name: "s" });
  if (change !== undefined)
    await env.CONTROL.prepare(`UPDATE shares SET ${change} = 1 WHERE id = ?`).bind(json.id).run();
  return json.token;
}

beforeAll(async () => {
  standInForClickHouse();
  await call("/v1/sites");
  [own, other] = [await furnished("own"), await furnished("secret")];
  bearers.set("nobody", null);
  bearers.set("an unknown token", `ff_${"x".repeat(43)}`);
  bearers.set("an unknown share", `fs_${"x".repeat(43)}`);
  bearers.set("a token of another site", own.token);
  bearers.set("a share of another site", own.share.token);
  bearers.set("a token that only writes", await tokenOfOther(["events:write"]));
  bearers.set("an expired token", await tokenOfOther(ALL_SCOPES, "expires_at"));
  bearers.set("a revoked token", await tokenOfOther(ALL_SCOPES, "revoked_at"));
  bearers.set("an expired share", await shareOfOther("expires_at"));
  bearers.set("a revoked share", await shareOfOther("revoked_at"));
});

/** The operation, aimed at the other site and what is its. */
function aimed(
  { method, path, search, body }: Operation,
  token: string | null,
  ids: Record<string, string> = other.ids,
) {
  const kind = path.split("/")[2] ?? "";
  const site_id = ids.sites ?? "";
  const values: Record<string, string> = {
    ...{ site_id, dimension: "event:page", key: "dead/x", metrics: "visitors", date_range: "7d" },
  };
  const keys = Object.keys(search?.shape ?? {}).filter((key) => values[key] !== undefined);
  const query = keys.map((key) => `${key}=${encodeURIComponent(values[key] ?? "")}`).join("&");
  const example = body?.example as Record<string, unknown> | undefined;
  return call(`${path.replace(":id", ids[kind] ?? "x")}${query && `?${query}`}`, {
    ...{ method: method.toUpperCase(), token },
    ...(example && {
      body: {
        ...example,
        ...("site_id" in example && { site_id }),
        ...("sites" in example && { sites: [site_id] }),
      },
    }),
  });
}

/** What nobody but its own may be told. */
const secrets = () => [...Object.values(other.ids), other.site.key, other.token, "secret-"];
const guarded = OPERATIONS.filter(({ needs }) => needs !== "nobody");
/** They name no site: the asker is told of what is the asker's. */
const OF_THE_ASKER = new Set(["get /v1/sites", "get /v1/tokens", "get /v1/sign-in"]);

describe.each([
  ...["nobody", "an unknown token", "an unknown share", "a token of another site", "a share of another site"],
  ...[
    "a token that only writes",
    "an expired token",
    "a revoked token",
    "an expired share",
    "a revoked share",
  ],
])("%s", (who) => {
  test.each(guarded.map((operation) => [`${operation.method} ${operation.path}`, operation] as const))(
    "%s",
    async (name, operation) => {
      statements.splice(0);
      const { status, text } = await aimed(operation, bearers.get(who) ?? null);
      const isSharesOwn = name === "get /v1/sign-in" && who === "a share of another site";
      const mayAnswer = (OF_THE_ASKER.has(name) && /^a token/.test(who)) || isSharesOwn;
      const refused = operation.plausible ? [400, 401] : [401, 403];
      expect(mayAnswer ? [200, 403] : refused, `${status} ${text}`).toContain(status);
      // Nor is a token that only writes told of the site that it writes to by more than its id.
      if (who !== "a token that only writes")
        for (const secret of secrets()) expect(text).not.toContain(secret);
      expect(statements.filter(({ params }) => params.toString().includes(other.site.id))).toEqual([]);
    },
  );
});

test.each(guarded.map((operation) => [`${operation.method} ${operation.path}`, operation] as const))(
  "%s answers of what is another's as of what is not there",
  async (_, operation) => {
    const nothing = Object.fromEntries(Object.keys(other.ids).map((kind) => [kind, "000000000000"]));
    const [theirs, none] = [await aimed(operation, own.token), await aimed(operation, own.token, nothing)];
    expect({ status: theirs.status, text: theirs.text }).toEqual({ status: none.status, text: none.text });
  },
);

describe("a share of the site itself", () => {
  test.each(
    guarded.filter(({ shared }) => !shared).map((one) => [`${one.method} ${one.path}`, one] as const),
  )("does not reach %s", async (_, operation) => {
    const { status, text } = await aimed(operation, other.share.token);
    expect({ status, text }).toMatchObject({ status: 403, text: expect.stringContaining("not_shared") });
  });

  test("is told which site it shows, by name and clock alone", async () => {
    const { id } = other.site;
    const { json } = await call("/v1/sign-in", { token: other.share.token });
    expect(json).toEqual({
      ...{ scopes: ["stats:read"], sites: [id] },
      share: { site: { id, name: "secret-site", timezone: "UTC" } },
    });
  });

  test("is no session", async () => {
    const { status } = await post("/v1/sign-in", { token: other.share.token }, { token: null });
    expect(status).toBe(401);
  });
});

test("and after all that everything is still there", async () => {
  for (const [kind, id] of Object.entries(other.ids))
    if (kind !== "tokens") expect((await call(`/v1/${kind}/${id}`, { token: ADMIN })).status, kind).toBe(200);
  expect((await call(`/v1/goals?site_id=${other.site.id}`, { token: other.token })).status).toBe(200);
});

test("what its own may be told has the shape that the document says", async () => {
  for (const operation of guarded) {
    if (operation.method !== "get" || operation.needs === "admin" || operation.path === "/v1/debug") continue;
    if (/outcomes|quarantine/.test(operation.path)) continue;
    const { status, json } = await aimed(operation, other.token);
    const shape = operation.answers[200];
    expect(shape?.schema.safeParse(json).error, `${operation.path} ${status}`).toBeFalsy();
  }
});
