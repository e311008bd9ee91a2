/** The tracker against the real service, from another origin, in a page that trusts nobody. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../local/browser.ts";
import { eventually, theFootfall } from "./footfall.ts";

const footfall = theFootfall();
let browser: Browser;
let server: Server;
let shop: string;
let tag: string;
let complaints: string[] = [];

const BODY = `<h1>A shop</h1><button id="more">More</button><a id="out" href="https://elsewhere.example/">Out</a>
  <a id="get" href="/prices.pdf">Prices</a><button id="join" data-footfall-event="join" data-footfall-event-plan="pro">Join</button>
  <form id="order" action="/order"><input name="mail"><input type="password"></form>`;

beforeAll(async () => {
  browser = await launchBrowser();
  server = createServer((_, response) => {
    const policy = `default-src 'none'; img-src data:; script-src ${footfall.url}; connect-src ${footfall.url}`;
    response.writeHead(200, {
      "content-type": "text/html",
      "content-security-policy": policy,
      "cross-origin-embedder-policy": "require-corp",
    });
    response.end(`<!doctype html><link rel="icon" href="data:,"><title>A shop</title>${BODY}${tag}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  shop = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await browser.close();
  server.close();
});

/** Opens the shop and acts as somebody does: every kind of capture once. */
async function visit(page: Page): Promise<void> {
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.goto(`${shop}/`);
  await page.evaluate(() => addEventListener("click", (event) => event.preventDefault()));
  for (const id of ["more", "out", "get", "join"]) await page.locator(`#${id}`).dispatchEvent("click");
  await page.locator("[type=password]").fill("hunter2");
  await page.waitForTimeout(300);
  await page.goto(`${shop}/next`);
}

const CAPTURED = ["click", "file_download", "form_abandon", "form_start", "join", "outbound_click"];

test.each([
  ["", ""],
  ["/x7k2", ""],
  ["", "pinned"],
])("what is captured is accepted and counted once (folder %j, %s)", async (folder, pinned) => {
  complaints = [];
  const site = await footfall.createSite("A shop", ["127.0.0.1"]);
  const present = (await (await fetch(`${footfall.url}/script/integrity.json`)).json()) as Record<
    string,
    string
  >;
  const address = pinned
    ? `${present.path}" integrity="${present.integrity}" crossorigin="anonymous`
    : "/script.js";
  tag = `<script defer src="${footfall.url}${folder}${address}" data-site="${site.key}" data-modules="vitals errors"
    data-include="local automation"></script>`;
  const page = await browser.newPage();
  await visit(page);
  const ask = () =>
    footfall.query({
      site_id: site.id,
      date_range: "day",
      metrics: ["events"],
      dimensions: ["event:name"],
      filters: [["is", "event:name", CAPTURED]],
    });
  const { results } = await eventually(ask, (answer) => answer.results.length === CAPTURED.length);
  expect(results.map(({ dimensions: [name], metrics: [count] }) => [name, count]).sort()).toEqual(
    CAPTURED.map((name) => [name, 1]),
  );
  await page.close();
  expect(complaints).toEqual([]);
});
