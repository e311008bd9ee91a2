import { describe, expect, test } from "vitest";
import { DEFAULT_LIMITS } from "./limits.ts";
import { admitRequest, charge, limitHeaders, noCost } from "./spending.ts";

const LIMITS = { ...DEFAULT_LIMITS, tokenRequests: 3, tokenRows: 1_000 };
const admit = (token: string, nowMs: number) => admitRequest(token, LIMITS, nowMs);

describe("a token", () => {
  test("asks so often a minute, and then waits out the minute; others do not", () => {
    for (const at of [0, 10_000, 20_000]) expect(admit("a", at)).toBeNull();
    expect(admit("a", 30_000)).toMatchObject({
      status: 429,
      retryAfterS: 30,
      error: { code: "too_many_requests" },
    });
    expect(admit("b", 30_000)).toBeNull();
    expect(admit("a", 60_000)).toBeNull();
  });

  test("reads so many rows a minute; the question that goes over is still answered", () => {
    expect(admit("rows", 0)).toBeNull();
    charge("rows", { ...noCost(), rows: 5_000 }, LIMITS, 0);
    expect(admit("rows", 1_000)).toMatchObject({
      status: 429,
      retryAfterS: 59,
      error: { code: "over_budget" },
    });
    expect(admit("rows", 60_000)).toBeNull();
  });

  test("pays a twentieth of them for a question that was stopped", () => {
    charge("stopped", { ...noCost(), stopped: 19 }, LIMITS, 0);
    expect(admit("stopped", 0)).toBeNull();
    charge("stopped", { ...noCost(), stopped: 1 }, LIMITS, 0);
    expect(admit("stopped", 0)).toMatchObject({ error: { code: "over_budget" } });
  });

  test("is told what it has left", () => {
    admit("told", 0);
    charge("told", { ...noCost(), rows: 400 }, LIMITS, 0);
    expect(limitHeaders("told", LIMITS, 15_500)).toEqual({
      "ratelimit-policy": '"requests";q=3;w=60, "rows";q=1000;w=60',
      ratelimit: '"requests";r=2;t=45, "rows";r=600;t=45',
    });
    charge("told", { ...noCost(), rows: 4_000 }, LIMITS, 0);
    expect(limitHeaders("told", LIMITS, 15_500).ratelimit).toContain('"rows";r=0');
  });
});
