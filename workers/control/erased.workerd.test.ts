import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import createErasures from "../../schema/d1/0003_create_erasures.sql";
import type { SiteId, VisitorId } from "../../schema/ids.ts";
import { erasuresOf } from "./erased.ts";
import { isErased, withoutErased } from "./erasures.ts";

// Brands are put on by hand: nothing here comes from a door.
const [siteA, siteB] = ["a" as SiteId, "b" as SiteId];
const [erased, other] = ["00000000000000aa" as VisitorId, "00000000000000bb" as VisitorId];

const erase = (site: string, visitor: string, before: number) =>
  env.CONTROL.prepare("INSERT INTO erasures (site, visitor_id, before, created_at) VALUES (?, ?, ?, 0)")
    .bind(site, visitor, before)
    .run();

test("I5 an erased visitor's events before the moment of erasure are kept out, and no others", async () => {
  expect((await erasuresOf(env.CONTROL, siteA, 0)).size).toBe(0);
  await env.CONTROL.prepare(createErasures).run();
  await erase(siteA, erased, 1_000);
  // An answer is fresh for ten seconds: the emptiness of a moment ago is not asked again before.
  expect((await erasuresOf(env.CONTROL, siteA, 9_999)).size).toBe(0);
  const erasures = await erasuresOf(env.CONTROL, siteA, 10_000);
  const event = (visitor_id: VisitorId, ts: number) => ({ visitor_id, ts });
  const events = [event(erased, 999), event(erased, 1_000), event(other, 1)];
  expect(withoutErased(events, erasures)).toEqual(events.slice(1));
  expect(isErased(erasures, erased, 999)).toBe(true);
});

test("I4 an erasure holds on its own site only", async () => {
  await erase(siteB, other, 5);
  const erasures = await erasuresOf(env.CONTROL, siteB, 50_000);
  expect(isErased(erasures, other, 4)).toBe(true);
  expect(isErased(erasures, erased, 4)).toBe(false);
});
