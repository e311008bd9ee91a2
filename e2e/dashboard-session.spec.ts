/** The door of the dashboard: in, out, a session that ends, and requests of other pages that ride on its cookie. */
import { request as httpRequest } from "node:http";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../local/browser.ts";
import { openDashboard, openPage, openView, settle } from "./dashboard-page.ts";
import { theFootfall } from "./footfall.ts";

const footfall = theFootfall();
let browser: Browser;
let site: { id: string; key: string };

beforeAll(async () => {
  browser = await launchBrowser();
  site = await footfall.createSite("Behind the door", ["door.test"]);
});
afterAll(() => browser.close());

test("a wrong token is told, a right one opens the page that was asked for, and signing out closes it for good", async () => {
  const { page, context } = await openPage(browser);
  await page.goto(`${footfall.url}/?site=${site.id}&view=segments`);
  const token = page.getByLabel("Access token");
  await token.fill("ff_wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("This token is not valid").waitFor();
  await token.fill(footfall.token);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("No segments yet").waitFor();
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict" });
  expect(await page.evaluate(() => document.cookie)).toBe("");
  await page.keyboard.press("s");
  await page.getByRole("button", { name: "Sign out" }).click();
  await token.waitFor();
  expect(await context.cookies()).toEqual([]);
  await page.reload();
  await token.waitFor();
  await context.close();
});

test.each(["view=goals", "f=is,visit:country,DE&metric=visits"])(
  "a session that ends is told, and signing in again comes back to ?%s",
  async (search) => {
    const { page, context } = await openDashboard(browser, footfall);
    await openView(page, footfall, site.id, `period=7d&${search}`);
    const address = page.url();
    await context.clearCookies();
    await page.keyboard.press("r");
    await page.getByText("Your session has ended").waitFor();
    expect(page.url()).toBe(address);
    await page.getByLabel("Access token").fill(footfall.token);
    await page.getByRole("button", { name: "Sign in" }).click();
    await settle(page);
    expect(page.url()).toBe(address);
    await context.close();
  },
);

describe("what rides on the cookie", () => {
  let cookie: string;
  beforeAll(async () => {
    const { page, context } = await openDashboard(browser, footfall);
    const [kept] = await context.cookies();
    cookie = `${kept?.name}=${kept?.value}`;
    await page.close();
    await context.close();
  });

  const OWN = new URL(footfall.url || "http://localhost").origin;
  const JSON_OF = (origin: string) => ({ "content-type": "application/json", origin });
  const UPGRADE = { connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13" };
  const KEY = { "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==" };

  test.each([
    ["reading from the page itself", "GET", "/v1/sites", { "sec-fetch-site": "same-origin" }, 200],
    ["reading from another site", "GET", "/v1/sites", { "sec-fetch-site": "cross-site" }, 403],
    ["reading from a sister domain", "GET", "/v1/sites", { "sec-fetch-site": "same-site" }, 403],
    ["writing from another page", "POST", "/v1/sites", JSON_OF("https://evil.example"), 403],
    ["writing without an origin", "POST", "/v1/sites", { "content-type": "application/json" }, 403],
    ["writing as a form", "POST", "/v1/sites", { "content-type": "text/plain", origin: OWN }, 415],
    [
      "listening from another page",
      "GET",
      "/v1/debug",
      { ...UPGRADE, ...KEY, origin: "https://evil.example" },
      403,
    ],
    ["listening without an origin", "GET", "/v1/debug", { ...UPGRADE, ...KEY }, 403],
    ["listening from the page itself", "GET", "/v1/debug", { ...UPGRADE, ...KEY, origin: OWN }, 101],
  ])("%s", async (_, method, path, headers, status) => {
    const query = path === "/v1/debug" ? `?site_id=${site.id}` : "";
    expect(await statusOf(method, path + query, { ...headers, cookie })).toBe(status);
  });
});

/** The status alone, with headers that `fetch` would not let a script set. */
const statusOf = (method: string, path: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    const asked = httpRequest(footfall.url + path, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on("upgrade", (response, socket) => {
      socket.destroy();
      resolve(response.statusCode ?? 0);
    });
    asked.on("error", reject);
    asked.end(method === "POST" ? "{}" : undefined);
  });
