import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { SALTS_NAME, type SaltsRpc } from "../../schema/objects.ts";

const stub = () => env.SALTS.get(env.SALTS.idFromName(SALTS_NAME));
const rpc = () => stub() as unknown as SaltsRpc;
const NOON = Date.UTC(2026, 4, 20, 12);
const DAY_MS = 86_400_000;
const keys = async () => (await env.ARCHIVE.list({ prefix: "salts/" })).objects.map(({ key }) => key);

beforeEach(async () => {
  const stored = await keys();
  if (stored.length > 0) await env.ARCHIVE.delete(stored);
  await rpc().salts(NOON);
  await evictDurableObject(stub());
  const left = await keys();
  if (left.length > 0) await env.ARCHIVE.delete(left);
});

describe("Salts", () => {
  test("gives yesterday's and today's, 128 bits each, the same to everybody and after eviction", async () => {
    const [first, second] = await Promise.all([rpc().salts(NOON), rpc().salts(NOON)]);
    expect(Object.keys(first)).toEqual(["2026-05-19", "2026-05-20"]);
    for (const salt of Object.values(first)) expect(salt).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(Object.values(first)).size).toBe(2);
    expect(second).toEqual(first);
    await evictDurableObject(stub());
    expect(await rpc().salts(NOON)).toEqual(first);
  });

  test("tomorrow's is minted a day ahead and then stays the same", async () => {
    await rpc().rotate(NOON);
    const ahead = (await rpc().salts(NOON))["2026-05-21" as never];
    expect(ahead).toMatch(/^[0-9a-f]{32}$/);
    expect((await rpc().salts(NOON + DAY_MS))["2026-05-21" as never]).toBe(ahead);
  });

  test("I5 a salt is gone 48 hours after its day began, from storage and from memory", async () => {
    await rpc().salts(NOON);
    await rpc().rotate(NOON);
    const midnight = Date.UTC(2026, 4, 21);
    await rpc().rotate(midnight - 1);
    expect(await keys()).toContain("salts/2026-05-19");
    await rpc().rotate(midnight);
    expect(await keys()).toEqual(["salts/2026-05-20", "salts/2026-05-21", "salts/2026-05-22"]);
    expect(Object.keys(await rpc().salts(midnight))).not.toContain("2026-05-19");
  });
});
