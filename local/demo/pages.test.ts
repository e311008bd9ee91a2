import { describe, expect, test } from "vitest";
import { demoFile, demoFiles } from "./pages.ts";

const files = demoFiles("demo.tag");
const pages = files.filter(({ type }) => type.startsWith("text/html"));

describe("the demo pages", () => {
  test("carry the real tracker's tag", () => {
    expect(pages.length).toBeGreaterThan(5);
    const tag =
      '<script defer src="/script.js" data-site="demo.tag" data-include="local automation"></script>';
    for (const { body } of pages) expect(body).toContain(tag);
  });

  test("work under their policy: nothing inline", () => {
    for (const { body } of pages) {
      expect(body).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:/i);
    }
  });

  test("link only to what is there", () => {
    const links = pages.flatMap(({ body }) => [...body.matchAll(/(?:href|src|action)="(\/demo[^"#]*)/g)]);
    expect(links.length).toBeGreaterThan(20);
    for (const [, path = ""] of links) expect(demoFile(path, "demo.tag"), path).not.toBeNull();
  });

  test("hold a form, a download, a link to elsewhere and views that change without loading", () => {
    const all = pages.map(({ body }) => body).join("");
    expect(all).toMatch(/<form /);
    expect(all).toMatch(/<a href="\/demo\/files\/[^"]+" download/);
    expect(all).toMatch(/<a href="https:\/\//);
    expect(all).toMatch(/<a data-view href="\/demo\/app\/week"/);
  });

  test("a key cannot break out of its attribute", () => {
    expect(
      demoFiles('"><script>')
        .map(({ body }) => body)
        .join(""),
    ).not.toContain('data-site=""><script>');
  });
});

describe("what /demo answers", () => {
  test.each([
    ["/demo", 200, "text/html; charset=utf-8"],
    ["/demo/", 200, "text/html; charset=utf-8"],
    ["/demo/app/week", 200, "text/html; charset=utf-8"],
    ["/demo/demo.js", 200, "text/javascript; charset=utf-8"],
    ["/demo/demo.css", 200, "text/css; charset=utf-8"],
  ])("%s", (path, status, type) => {
    const answer = demoFile(path, "demo.tag");
    expect([answer?.status, answer?.headers.get("content-type")]).toEqual([status, type]);
    expect(answer?.headers.get("content-security-policy")).toContain("script-src 'self'");
  });

  test("nothing where nothing is", () => {
    expect(demoFile("/demo/nowhere", "demo.tag")).toBeNull();
  });
});
