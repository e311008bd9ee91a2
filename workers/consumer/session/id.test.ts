import { expect, test } from "vitest";
import type { SiteId, VisitorId } from "../../../schema/ids.ts";
import { sessionId } from "./id.ts";

// Brands are put on by hand: these come from no door.
const site = "s1" as SiteId;
const visitor = "00000000000000aa" as VisitorId;
const EVENT = "01a20c46-adf3-7feb-9d46-0d9ac43bae71";

test("is 16 hexadecimal digits and the same for ever: stored events carry it", () => {
  expect(sessionId(site, visitor, EVENT)).toBe("a7e829e91bb8ce6a");
});

test("differs with each of its parts", () => {
  const others = [
    sessionId("s2" as SiteId, visitor, EVENT),
    sessionId(site, "00000000000000ab" as VisitorId, EVENT),
    sessionId(site, visitor, EVENT.replace("71", "72")),
  ];
  expect(new Set([sessionId(site, visitor, EVENT), ...others]).size).toBe(4);
});

test("spreads: 50,000 neighbouring ids collide in neither half, but for chance", () => {
  const ids = Array.from({ length: 50_000 }, (_, index) =>
    sessionId(site, visitor, `01a20c46-adf3-7feb-9d46-${index.toString(16).padStart(12, "0")}`),
  );
  expect(new Set(ids).size).toBe(ids.length);
  // 50,000 draws from 2^32 collide 0.3 times.
  for (const half of [0, 8])
    expect(new Set(ids.map((id) => id.slice(half, half + 8))).size).toBeGreaterThan(49_994);
});
