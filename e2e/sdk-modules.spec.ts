/** What is loaded only when it is asked for. */
import { describe, expect, test } from "vitest";
import {
  arrived,
  bodies,
  FORMS,
  files,
  flush,
  goto,
  hide,
  named,
  origin,
  page,
  quiet,
  setting,
  useTracker,
} from "./sdk-page.ts";

describe.each(FORMS)("%s: lazy modules", (form) => {
  useTracker(form);
  const isLoaded = (name: string) =>
    page.waitForResponse((response) => response.url().includes(`/script/${name}.`));

  test("none is loaded by a page that asks for none", async () => {
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await goto("/a");
    await arrived(1);
    expect(asked.filter((path) => path.startsWith("/script"))).toEqual(["/script.js"]);
    expect([...files.keys()].filter((path) => /vitals|errors/.test(path))).toHaveLength(2);
  });

  test("errors that nobody caught, each once, ten at most, without queries", async () => {
    setting.attributes += ' data-modules="errors"';
    const loaded = isLoaded("errors");
    page.removeAllListeners("pageerror");
    await goto("/a");
    await loaded;
    await page.waitForTimeout(50);
    await page.evaluate(() => {
      const report = (message: string) =>
        dispatchEvent(
          new ErrorEvent("error", {
            message,
            filename: `${location.origin}/app.js?token=secret`,
            lineno: 3,
            colno: 7,
            error: Object.assign(new Error(message), {
              stack: `Error: ${message}\n    at pay (${location.origin}/app.js?token=secret:3:7)\n    at run (x.js:1:1)`,
            }),
          }),
        );
      report("broken");
      report("broken");
      for (let index = 0; index < 20; index++) report(`again ${index}`);
    });
    await flush();
    expect(named("error")).toHaveLength(10);
    expect(named("error")[0]).toMatchObject({
      interactive: false,
      error: { message: "broken", file: `${origin}/app.js`, line: 3, column: 7 },
    });
    expect(named("error")[0]?.error?.stack).toBe(`at pay (${origin}/app.js:3:7)\nat run (x.js:1:1)`);
    expect(bodies.join()).not.toContain("secret");
  });

  test("a promise that nobody caught", async () => {
    setting.attributes += ' data-modules="errors"';
    setting.tolerated = "lost";
    const loaded = isLoaded("errors");
    await goto("/a");
    await loaded;
    await page.waitForTimeout(50);
    await page.evaluate(() => void setTimeout(() => Promise.reject(new Error("lost"))));
    await page.waitForTimeout(50);
    await flush();
    expect(named("error")[0]?.error?.message).toBe("Unhandled: Error: lost");
  });

  test("web vitals, of the page that was loaded", async () => {
    setting.attributes += ' data-modules="vitals"';
    setting.body = "<h1>Large</h1><button>Press</button>";
    const loaded = isLoaded("vitals");
    await goto("/a?q=1");
    await loaded;
    await page.waitForTimeout(100);
    await page.locator("button").click();
    await page.waitForTimeout(100);
    await hide();
    await quiet();
    await goto("/b");
    await arrived(1, () => named("web_vital").filter(({ vital }) => vital?.metric === "LCP"));
    const metrics = named("web_vital").map(({ vital }) => vital?.metric);
    expect(new Set(metrics).size).toBe(metrics.length);
    expect(metrics).toEqual(expect.arrayContaining(["TTFB", "FCP", "LCP"]));
    for (const { url, vital, interactive } of named("web_vital")) {
      expect(url).toBe(`${origin}/a?q=1`);
      expect(vital).toMatchObject({ value: expect.any(Number), rating: expect.any(String) });
      expect(interactive).toBe(false);
    }
  });

  test("a module that is not there costs nothing", async () => {
    setting.attributes += ' data-modules="vitals"';
    setting.tolerated = "404";
    await page.route("**/script/vitals*", (route) => route.fulfill({ status: 404, body: "" }));
    await goto("/a");
    await arrived(1);
  });
});
