/** People who come through Cloudflare Access: keys made here, published by a stand-in for the team's address. */
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { verifyAssertion } from "./access.ts";
import { call, ORIGIN, post, siteWithToken, standInForClickHouse } from "./door-for-tests.ts";

const HOST = "team.cloudflareaccess.test";
const AUDIENCE = "a".repeat(64);
const NOW_MS = Date.parse("2026-11-24T12:00:00Z");
const HOUR_MS = 3_600_000;
const RSA = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  modulusLength: 2_048,
  publicExponent: new Uint8Array([1, 0, 1]),
};

async function keyPair(kid: string) {
  const pair = (await crypto.subtle.generateKey(RSA, true, ["sign", "verify"])) as CryptoKeyPair;
  const { n, e } = (await crypto.subtle.exportKey("jwk", pair.publicKey)) as JsonWebKey;
  return { kid, private: pair.privateKey, jwk: { kid, kty: "RSA", alg: "RS256", use: "sig", n, e } };
}
type Key = Awaited<ReturnType<typeof keyPair>>;

let first: Key;
let second: Key;
let forger: Key;
beforeAll(async () => {
  [first, second] = [await keyPair("first"), await keyPair("second")];
  forger = { ...(await keyPair("first")) };
});

/** The team's address answers with these; null: not at all. */
let published: object[] | null = [];
let asked = 0;
beforeEach(() => {
  standInForClickHouse();
  const clickhouse = globalThis.fetch;
  published = [first.jwk];
  asked = 0;
  globalThis.fetch = async (input, init) => {
    const { pathname, host } = new URL(new Request(input, init).url);
    if (!host.endsWith(HOST)) return clickhouse(input, init);
    expect(pathname).toBe("/cdn-cgi/access/certs");
    asked += 1;
    if (published === null) throw new Error("The team's address is away.");
    return Response.json({ keys: published });
  };
});

const base64url = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const part = (value: object) => base64url(new TextEncoder().encode(JSON.stringify(value)));
let teams = 0;
/** A team of its own for each test: keys are kept in memory. */
const newTeam = () => `https://t${++teams}.${HOST}`;

async function assertion(team: string, change: object = {}, key = first, head: object = {}): Promise<string> {
  const claims = {
    ...{ iss: team, aud: [AUDIENCE], email: "Ada@Example.com", sub: "x", type: "app" },
    ...{ exp: NOW_MS / 1_000 + 600, nbf: NOW_MS / 1_000 - 10, iat: NOW_MS / 1_000 - 10 },
  };
  const text = `${part({ alg: "RS256", kid: key.kid, typ: "JWT", ...head })}.${part({ ...claims, ...change })}`;
  const signature = await crypto.subtle.sign(
    "RSASSA-PKCS1-v1_5",
    key.private,
    new TextEncoder().encode(text),
  );
  return `${text}.${base64url(new Uint8Array(signature))}`;
}
const verify = (text: string, team: string, nowMs = NOW_MS) =>
  verifyAssertion(text, { team, audience: AUDIENCE }, nowMs);

describe("an assertion", () => {
  test("that the team's key made for this application vouches for a person", async () => {
    const team = newTeam();
    expect(await verify(await assertion(team), team)).toEqual({ ok: true, email: "ada@example.com" });
    expect(await verify(await assertion(team, { aud: AUDIENCE }), team)).toMatchObject({ ok: true });
  });

  const seconds = NOW_MS / 1_000;
  test.each<[string, object, object]>([
    ["is over", { exp: seconds - 61 }, {}],
    ["has not begun", { nbf: seconds + 61 }, {}],
    ["is for another application", { aud: ["b".repeat(64)] }, {}],
    ["is of another team", { iss: `https://evil.${HOST}` }, {}],
    ["names nobody", { email: undefined, common_name: "a service" }, {}],
    ["has no end", { exp: undefined }, {}],
    ["says it needs no signature", {}, { alg: "none" }],
    ["says it is signed by a secret", {}, { alg: "HS256" }],
    ["is of an unknown key", {}, { kid: "third" }],
  ])("that %s is not believed", async (_, change, head) => {
    const team = newTeam();
    expect(await verify(await assertion(team, change, first, head), team)).toEqual({
      ok: false,
      reason: "invalid",
    });
  });

  test("of somebody else's key, changed, or cut is not believed", async () => {
    const team = newTeam();
    const [head = "", body = "", signature = ""] = (await assertion(team)).split(".");
    const [, forged = ""] = (await assertion(team, { email: "root@example.com" })).split(".");
    const texts = [
      await assertion(team, {}, forger),
      `${head}.${forged}.${signature}`,
      `${head}.${body}`,
      `${head}.${body}.`,
      "",
      "a.b.c",
      `${head}.${body}.*`,
    ];
    for (const text of texts) expect(await verify(text, team)).toEqual({ ok: false, reason: "invalid" });
  });

  test("a clock that is a minute off does no harm", async () => {
    const team = newTeam();
    expect(await verify(await assertion(team, { exp: seconds - 59, nbf: seconds + 59 }), team)).toMatchObject(
      { ok: true },
    );
  });
});

describe("the team's keys", () => {
  test("are read once, and again for a key that is new", async () => {
    const team = newTeam();
    for (let time = 0; time < 5; time++) await verify(await assertion(team), team);
    expect(asked).toBe(1);
    published = [first.jwk, second.jwk];
    const rotated = await assertion(team, {}, second);
    // Forged ones must not have us ask for each.
    for (let time = 0; time < 5; time++) await verify(rotated, team);
    expect(asked).toBe(1);
    expect(await verify(rotated, team, NOW_MS + 61_000)).toMatchObject({ ok: true });
    expect(asked).toBe(2);
  });

  test("that are withdrawn are no longer believed within the hour", async () => {
    const team = newTeam();
    const lasting = { exp: NOW_MS / 1_000 + 86_400 };
    await verify(await assertion(team, lasting), team);
    published = [second.jwk];
    expect(await verify(await assertion(team, lasting), team, NOW_MS + HOUR_MS)).toEqual({
      ok: false,
      reason: "invalid",
    });
  });

  test("that cannot be read are used as they were, or missed", async () => {
    const team = newTeam();
    published = null;
    expect(await verify(await assertion(team), team)).toEqual({ ok: false, reason: "keys_away" });
    published = [first.jwk];
    const lasting = { exp: NOW_MS / 1_000 + 86_400 };
    expect(await verify(await assertion(team, lasting), team)).toMatchObject({ ok: true });
    published = null;
    const later = async (ms: number) => verify(await assertion(team, { exp: 9e9 }), team, NOW_MS + ms);
    expect(await later(2 * HOUR_MS)).toMatchObject({ ok: true });
    expect(await later(25 * HOUR_MS)).toEqual({ ok: false, reason: "keys_away" });
  });
});

describe("people", () => {
  const settings = (team: string) =>
    ({ ACCESS_TEAM_DOMAIN: team.replace("https://", ""), ACCESS_AUD: AUDIENCE }) as Partial<Env>;
  const now = () => Date.now() / 1_000;
  const current = (team: string, email: string) =>
    assertion(team, { email, exp: now() + 600, nbf: now() - 10 });
  const reads = { "sec-fetch-site": "same-origin" };

  async function come(team: string, email: string, more: object = {}) {
    const headers = { "cf-access-jwt-assertion": await current(team, email), ...reads };
    return call("/v1/sites", { token: null, headers, env: settings(team), ...more });
  }

  test("are let in by an administrator, see what they may, and are shut out with all that they made", async () => {
    const team = newTeam();
    const { site } = await siteWithToken(["stats:read"]);
    expect((await come(team, "ada@example.com")).json.error.code).toBe("unknown_person");
    const rights = { scopes: ["stats:read", "sites:admin"], sites: [site.id] };
    const person = await post("/v1/people", { email: "Ada@example.com", ...rights });
    expect(person.status).toBe(201);
    expect((await post("/v1/people", { email: "ada@example.com", ...rights })).json.error.code).toBe(
      "known_person",
    );
    const { status, json } = await come(team, "ADA@example.com");
    expect({ status, sites: json.sites.map(({ id }: { id: string }) => id) }).toEqual({
      status: 200,
      sites: [site.id],
    });
    const headers = { "cf-access-jwt-assertion": await current(team, "ada@example.com"), origin: ORIGIN };
    const minted = await post(
      "/v1/tokens",
      { name: "hers", ...rights },
      { token: null, headers, env: settings(team) },
    );
    expect(minted.status).toBe(201);
    expect((await call(`/v1/people/${person.json.id}`, { method: "DELETE" })).status).toBe(204);
    expect((await come(team, "ada@example.com")).status).toBe(403);
    expect((await call("/v1/sites", { token: minted.json.token })).status).toBe(401);
  });

  test("ride on what their browser sends: the rules of the cookie hold for them", async () => {
    const team = newTeam();
    await post("/v1/people", { email: "eve@example.com", scopes: ["admin"], sites: [] });
    const assertionOfEve = { "cf-access-jwt-assertion": await current(team, "eve@example.com") };
    const knock = (method: string, headers: Record<string, string>) =>
      call("/v1/sites", {
        ...{ method, token: null, env: settings(team), headers: { ...assertionOfEve, ...headers } },
        ...(method === "POST" && { body: JSON.stringify({ name: "x" }) }),
      });
    expect((await knock("GET", {})).status).toBe(403);
    expect((await knock("GET", { "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await knock("GET", reads)).status).toBe(200);
    expect((await knock("POST", { origin: "https://evil.test" })).status).toBe(403);
    expect((await knock("POST", { origin: ORIGIN, "content-type": "text/plain" })).status).toBe(415);
    expect((await knock("POST", { origin: ORIGIN })).status).toBe(201);
  });

  test("come only where Access stands in front, and are told when its keys are away", async () => {
    const team = newTeam();
    const headers = { "cf-access-jwt-assertion": await current(team, "eve@example.com"), ...reads };
    expect((await call("/v1/sites", { token: null, headers })).json.error.code).toBe("no_token");
    published = null;
    expect((await come(team, "eve@example.com")).json.error.code).toBe("access_away");
    published = [first.jwk];
    const wrong = { "cf-access-jwt-assertion": "a.b.c", ...reads };
    expect(
      (await call("/v1/sites", { token: null, headers: wrong, env: settings(team) })).json.error.code,
    ).toBe("bad_assertion");
  });
});
