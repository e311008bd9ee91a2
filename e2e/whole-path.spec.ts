import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../local/browser.ts";
import { eventually, theFootfall } from "./footfall.ts";

const footfall = theFootfall();
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** A customer's page on an origin of its own, with the tag as the snippet prints it. */
async function customerSite(key: string): Promise<{ url: string; server: Server }> {
  const server = createServer((_, response) => {
    response.setHeader("content-type", "text/html");
    response.end(`<!doctype html><title>A shop</title><h1>A shop</h1>
      <script defer src="${footfall.url}/script.js" data-site="${key}" data-include="local automation"></script>`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

describe("from a real page to a number on the dashboard", () => {
  test("a visit of three pages is one visitor, one visit and three pageviews, in the API and on the dashboard", async () => {
    const site = await footfall.createSite("A shop", ["127.0.0.1"]);
    const { url, server } = await customerSite(site.key);
    const page = await browser.newPage();
    await page.goto(`${url}/?utm_source=newsletter&utm_medium=email`);
    await page.goto(`${url}/shoes`);
    await page.evaluate(() => history.pushState({}, "", "/shoes/red"));
    const ask = () =>
      footfall.query({
        site_id: site.id,
        date_range: "day",
        metrics: ["visitors", "visits", "pageviews", "bounce_rate"],
      });
    const totals = await eventually(ask, ({ results }) => results[0]?.metrics[2] === 3);
    expect(totals.results).toEqual([{ dimensions: [], metrics: [1, 1, 3, 0] }]);
    const pages = await footfall.query({
      site_id: site.id,
      date_range: "day",
      metrics: ["pageviews"],
      dimensions: ["event:page"],
    });
    expect(pages.results).toEqual(
      ["/", "/shoes", "/shoes/red"].map((path) => ({ dimensions: [path], metrics: [1] })),
    );
    const sources = await footfall.query({
      site_id: site.id,
      date_range: "day",
      metrics: ["visits"],
      dimensions: ["visit:channel", "visit:browser"],
    });
    expect(sources.results).toEqual([{ dimensions: ["Email", "Chrome"], metrics: [1] }]);

    const dashboard = await browser.newPage();
    await dashboard.goto(`${footfall.url}/?site=${site.id}&period=day#token=${footfall.token}`);
    await dashboard.getByText("/shoes/red").first().waitFor();
    expect(dashboard.url()).not.toContain(footfall.token);
    const headline = await dashboard.locator("[data-metric=pageviews]").textContent();
    expect(headline).toContain("3");
    await page.close();
    await dashboard.close();
    server.close();
  });

  test("a visit to /demo shows in the numbers of the demo site", async () => {
    const response = await fetch(`${footfall.url}/v1/sites`, {
      headers: { authorization: `Bearer ${footfall.token}` },
    });
    const { sites } = (await response.json()) as { sites: { id: string; name: string }[] };
    const demo = sites.find(({ name }) => name === "Demo");
    const ask = async () =>
      (
        await footfall.query({
          site_id: demo?.id ?? "",
          date_range: "day",
          metrics: ["pageviews"],
          filters: [["is", "event:page", ["/demo"]]],
        })
      ).results[0]?.metrics[0] ?? 0;
    const before = await ask();
    const page = await browser.newPage();
    await page.goto(`${footfall.url}/demo`);
    expect(await eventually(ask, (pageviews) => pageviews > before)).toBe(before + 1);
    await page.close();
  });

  test("the demo site has 30 days of traffic", async () => {
    const response = await fetch(`${footfall.url}/v1/sites`, {
      headers: { authorization: `Bearer ${footfall.token}` },
    });
    const { sites } = (await response.json()) as { sites: { id: string; name: string }[] };
    const days = await footfall.query({
      site_id: sites.find(({ name }) => name === "Demo")?.id ?? "",
      date_range: "30d",
      metrics: ["visitors", "pageviews"],
      dimensions: ["time:day"],
    });
    expect(days.results.length).toBeGreaterThanOrEqual(29);
    for (const { metrics } of days.results.slice(1, -1)) expect(metrics[0]).toBeGreaterThan(100);
  });
});
