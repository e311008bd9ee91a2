import { expect, test } from "vitest";
import { embedLink, embedText } from "./embed.ts";

test("a frame shows the link without what surrounds the numbers", () => {
  expect(embedLink("https://a.example/share#fs_x")).toBe("https://a.example/share?embed=1#fs_x");
});

test("a link's name cannot end the attribute that it stands in", () => {
  expect(embedText("https://a.example/share#fs_x", `"><script>`)).toContain('title="&quot;>&lt;script>"');
});
