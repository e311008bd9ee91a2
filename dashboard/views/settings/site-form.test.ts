import { describe, expect, test } from "vitest";
import type { SiteAnswer } from "../../../schema/administration.ts";
import { changeOf, draftOf, hostOf, wordsOf } from "./site-form.ts";

const SITE: SiteAnswer = {
  ...{
    id: "s1",
    key: "s1.k",
    name: "Shop",
    domains: ["shop.example"],
    timezone: "UTC",
    session_minutes: 30,
    week_start: "monday",
  },
  ...{ allowed_origins: [], require_origin: false, honour_gpc: true, allowed_query_params: ["ref"] },
  ...{ week_start: "monday", paths: { case: "keep", trailing_slash: "drop", hash: "routes" } },
  ...{ created_at: "2026-11-01T00:00:00Z", updated_at: "2026-11-01T00:00:00Z", snippet: "" },
};

describe("only what differs is sent", () => {
  test("nothing when nothing does", () => expect(changeOf(draftOf(SITE), SITE)).toBeNull());

  test.each([
    [{ name: " Store " }, { name: "Store" }],
    [
      { domains: "https://Shop.example/cart\nwww.shop.example" },
      { domains: ["shop.example", "www.shop.example"] },
    ],
    [
      { allowed_origins: "https://shop.example/, *.shop.example" },
      { allowed_origins: ["https://shop.example", "*.shop.example"] },
    ],
    [{ allowed_query_params: "" }, { allowed_query_params: [] }],
    [{ session_minutes: 60 }, { session_minutes: 60 }],
    [{ paths: { ...SITE.paths, hash: "always" as const } }, { paths: { ...SITE.paths, hash: "always" } }],
  ])("%j becomes %j", (said, sent) => {
    expect(changeOf({ ...draftOf(SITE), ...said }, SITE)).toEqual(sent);
  });

  test("another way of writing the same is no change", () => {
    expect(changeOf({ ...draftOf(SITE), domains: " SHOP.example, shop.example/ " }, SITE)).not.toBeNull();
    expect(changeOf({ ...draftOf(SITE), domains: " shop.example \n" }, SITE)).toBeNull();
  });
});

test("a list is split where people split", () => {
  expect(wordsOf(" a, b\nc  a,")).toEqual(["a", "b", "c"]);
});

test("a host is what an address has of it", () => {
  expect(hostOf(" HTTPS://Shop.Example:8080/x?y#z ")).toBe("shop.example:8080");
});
