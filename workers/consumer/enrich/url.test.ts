import { describe, expect, test } from "vitest";
import { DEFAULT_PATH_RULES } from "../../../schema/words.ts";
import { languageOf, sizeOf, timezoneOf } from "./screen.ts";
import { parsePage } from "./url.ts";

describe("a page's address", () => {
  test.each([
    ["https://www.Shop.example/", "shop.example", "/"],
    ["https://shop.example", "shop.example", "/"],
    ["https://shop.example/shoes/", "shop.example", "/shoes"],
    ["https://shop.example/shoes///", "shop.example", "/shoes"],
    ["https://shop.example/a%20b", "shop.example", "/a b"],
    ["https://shop.example/%E2%82%AC/%E0%A4%A", "shop.example", "/€/%E0%A4%A"],
    ["https://shop.example/a%2Fb", "shop.example", "/a%2Fb"],
    ["https://shop.example/docs#install", "shop.example", "/docs"],
    ["https://shop.example/#/cart?id=7", "shop.example", "/#/cart"],
    ["https://shop.example:8443/a", "shop.example", "/a"],
    ["https://user:password@shop.example/a", "shop.example", "/a"],
    ["/only/a/path?x=1", "", "/only/a/path"],
    ["no address at all", "", "/no address at all"],
    ["data:text/html,x", "", "/data:text/html,x"],
    ["", "", "/"],
  ])("%s", (url, hostname, path) => {
    expect(parsePage(url, [])).toMatchObject({ hostname, path });
  });

  test.each([
    [{ case: "lower" }, "https://shop.example/About/", "/about"],
    [{ trailing_slash: "keep" }, "https://shop.example/About/", "/About/"],
    [{ trailing_slash: "keep" }, "https://shop.example", "/"],
    [{ hash: "always" }, "https://shop.example/docs#install", "/docs#install"],
    [{ hash: "always" }, "https://shop.example/docs#", "/docs"],
    [{ hash: "never" }, "https://shop.example/#/cart", "/"],
  ] as const)("a site that says %o", (rules, url, path) => {
    expect(parsePage(url, [], { ...DEFAULT_PATH_RULES, ...rules }).path).toBe(path);
  });

  test("of the query only what the site allows is kept, in its order", () => {
    const url = "https://shop.example/?b=2&email=who%40example.org&a=1&a=3";
    expect(parsePage(url, ["a", "b"]).query).toBe("b=2&a=1&a=3");
    expect(parsePage(url, []).query).toBe("");
  });
});

describe("the surroundings of a page", () => {
  test.each([
    [sizeOf, "1920x1080", "1920x1080"],
    [sizeOf, "0x0", ""],
    [sizeOf, "1920×1080", ""],
    [languageOf, "EN-us", "en-US"],
    [languageOf, "zh_hans_cn", "zh-Hans-CN"],
    [languageOf, "<script>", ""],
    [timezoneOf, "America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"],
    [timezoneOf, "Etc/GMT+5", "Etc/GMT+5"],
    [timezoneOf, "'; DROP", ""],
    [timezoneOf, undefined, ""],
  ])("%o of %s is %s", (clean, value, expected) => {
    expect(clean(value)).toBe(expected);
  });
});
