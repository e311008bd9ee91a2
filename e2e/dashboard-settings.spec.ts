/** What the dashboard keeps and hands out: sites, tokens, share links, goals, segments, annotations. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launchBrowser } from "../local/browser.ts";
import type { QueryAnswer } from "../schema/query.ts";
import { type Opened, openDashboard, openPage, openView, settle } from "./dashboard-page.ts";
import { eventually, theFootfall } from "./footfall.ts";

const footfall = theFootfall();
const DAY = "2026-10-05";
const PERIOD = `period=${DAY},${DAY}`;

let browser: Browser;
let opened: Opened;
let page: Page;
let site: { id: string; key: string };

async function call<Answer = unknown>(method: string, path: string, token = footfall.token, body?: unknown) {
  const response = await fetch(footfall.url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, json: (text === "" ? null : JSON.parse(text)) as Answer };
}

const pageview = (visitor: string, path: string, minute: number, country: string) => ({
  ...{ id: crypto.randomUUID(), name: "pageview", url: `https://kept.test${path}` },
  timestamp: `${DAY}T10:${String(minute).padStart(2, "0")}:00Z`,
  ...{ visitor: { anonymous_id: `kept-${visitor}` }, client: { country } },
});

beforeAll(async () => {
  browser = await launchBrowser();
  site = await footfall.createSite("Kept", ["kept.test"]);
  const signup = { ...pageview("a", "/join", 3, "DE"), name: "Signup" };
  const events = [
    ...["a", "b", "c"].map((visitor, minute) => pageview(visitor, "/", minute, "DE")),
    ...["d", "e"].map((visitor, minute) => pageview(visitor, "/", 10 + minute, "FR")),
    signup,
  ];
  await footfall.record({ site: site.key, events });
  opened = await openDashboard(browser, footfall);
  page = opened.page;
});
afterAll(() => browser.close());

afterEach(() => {
  expect(opened.complaints.filter((text) => !/status of 4\d\d/.test(text))).toEqual([]);
});

const button = (name: string | RegExp) => page.getByRole("button", { name });
const dialog = () => page.getByRole("dialog");

describe("sites", () => {
  test("a new one shows its snippet, and says when its first event has come", async () => {
    await openView(page, footfall, site.id, "view=settings&section=sites");
    await button("New site").click();
    await dialog().getByLabel("Domain").fill("https://Fresh.test/home");
    await dialog().getByRole("button", { name: "Add the site" }).click();
    await page.getByText("No event yet").waitFor();
    expect(new URL(page.url()).searchParams.get("section")).toBe("snippet");
    const { json } = await call<{ sites: { id: string; key: string; domains: string[] }[] }>(
      "GET",
      "/v1/sites",
    );
    const made = json.sites.find(({ id }) => id === new URL(page.url()).searchParams.get("site"));
    expect(made?.domains).toEqual(["fresh.test"]);
    const tag = `<script defer src="${footfall.url}/script.js" data-site="${made?.key}"></script>`;
    expect(await page.locator(".copy-text code").textContent()).toBe(tag);
    await page.getByLabel("Web vitals").check();
    await button("Copy").click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('data-modules="vitals"');
    await footfall.capture({
      site: made?.key ?? "",
      events: [{ ...pageview("x", "/", 0, "DE"), timestamp: Date.now() }],
    });
    await footfall.flush();
    await page.getByText("Events arrive").waitFor();
    expect((await call("DELETE", `/v1/sites/${made?.id}`)).status).toBe(204);
  });

  test("a change is saved when it is said, and what the API refuses is told at its field", async () => {
    await openView(page, footfall, site.id, "view=settings");
    await page.getByLabel("Domains").fill("kept.test\nno host!");
    await button("Save").click();
    await page.locator(".field-problem").waitFor();
    await page.getByLabel("Domains").fill("kept.test\nwww.kept.test");
    await page.getByLabel("Weeks begin on").selectOption("sunday");
    await button("Save").click();
    await page.locator(".save-bar").waitFor({ state: "detached" });
    const { json } = await call<{ domains: string[]; week_start: string }>("GET", `/v1/sites/${site.id}`);
    expect(json).toMatchObject({ domains: ["kept.test", "www.kept.test"], week_start: "sunday" });
  });
});

test("a token is shown once, may what was ticked, and nothing once it is revoked", async () => {
  await openView(page, footfall, site.id, "view=settings&section=tokens");
  await button("New token").click();
  await dialog().getByRole("textbox", { name: "Name" }).fill("reader <b>1</b>");
  await dialog().getByRole("button", { name: "Make the token" }).click();
  const token = (await dialog().locator(".copy-text code").textContent()) ?? "";
  expect(token).toMatch(/^ff_/);
  await button("Done").click();
  await page.reload();
  await page.getByRole("rowheader", { name: "reader <b>1</b>" }).waitFor();
  expect(await page.content()).not.toContain(token);
  const ask = () =>
    call("POST", "/v1/query", token, { site_id: site.id, metrics: ["visitors"], date_range: [DAY, DAY] });
  expect((await ask()).status).toBe(200);
  expect((await call("GET", "/v1/tokens", token)).json).not.toMatchObject({ tokens: [{ token }] });
  expect((await call("PATCH", `/v1/sites/${site.id}`, token, { name: "mine" })).status).toBe(403);
  await button("Revoke reader <b>1</b>").click();
  await dialog().getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("rowheader", { name: "reader <b>1</b>" }).waitFor({ state: "detached" });
  expect((await eventually(ask, ({ status }) => status === 401)).status).toBe(401);
});

describe("a share of a segment", () => {
  let link: string;
  let token: string;

  beforeEach(async () => {
    if (link !== undefined) return;
    const filters = [["is", "visit:country", ["DE"]]];
    await call("POST", "/v1/segments", footfall.token, {
      site_id: site.id,
      name: "Germans",
      kind: "site",
      filters,
    });
    await openView(page, footfall, site.id, "view=settings&section=shares");
    await button("New link").click();
    await dialog().getByLabel("Name").fill("Board");
    await dialog().getByLabel("Shows").selectOption({ label: "Germans" });
    await dialog().getByRole("button", { name: "Make the link" }).click();
    link = (await dialog().locator(".copy-text code").first().textContent()) ?? "";
    token = link.split("#")[1] ?? "";
  });

  const visitors = (of: Page) => of.locator('[data-metric="visitors"] .number-value').textContent();

  test("shows its rows to whoever has the link, and no way to anything else", async () => {
    const guest = await openPage(browser);
    await guest.page.goto(link.replace("/share#", `/share?${PERIOD}#`));
    await settle(guest.page);
    expect(await visitors(guest.page)).toBe("3");
    expect(await guest.context.cookies()).toEqual([]);
    expect(await guest.page.getByRole("link", { name: "Settings" }).count()).toBe(0);
    await guest.page.getByRole("link", { name: "Goals" }).first().click();
    expect(guest.page.url()).toContain(`#${token}`);
    await guest.page.goBack();
    await settle(guest.page);
    expect(await visitors(guest.page)).toBe("3");
    await guest.context.close();
  });

  test.each(["f=is,visit:country,FR", "view=settings&section=tokens", "view=segments", "site=canary"])(
    "is not widened by an address with %s",
    async (search) => {
      const guest = await openPage(browser);
      await guest.page.goto(link.replace("/share#", `/share?${PERIOD}&${search}#`));
      await settle(guest.page);
      const shown = await visitors(guest.page);
      expect(shown).toBe(search.startsWith("f=") ? "0" : "3");
      expect(await guest.page.getByText("Make the token").count()).toBe(0);
      await guest.context.close();
    },
  );

  test("is not widened by asking the API with its token", async () => {
    const ask = (question: object) =>
      call<QueryAnswer>("POST", "/v1/query", token, {
        ...{ site_id: site.id, metrics: ["visitors"], date_range: [DAY, DAY], ...question },
      });
    expect((await ask({})).json.results).toEqual([{ dimensions: [], metrics: [3] }]);
    const or = [
      "or",
      [
        ["is", "visit:country", ["DE"]],
        ["is", "visit:country", ["FR"]],
      ],
    ];
    expect((await ask({ filters: [or] })).json.results[0]?.metrics).toEqual([3]);
    expect((await ask({ dimensions: ["visit:country"] })).json.results).toEqual([
      { dimensions: ["DE"], metrics: [3] },
    ]);
    for (const path of [
      "/v1/sites",
      "/v1/tokens",
      `/v1/shares?site_id=${site.id}`,
      `/v1/segments?site_id=${site.id}`,
    ])
      expect((await call("GET", path, token)).status).toBe(403);
    expect((await call("POST", "/v1/events", token, { site_id: site.id })).status).toBe(403);
    const wider = { site_id: site.id, name: "wider", segment_id: null };
    expect((await call("POST", "/v1/shares", token, wider)).status).toBe(403);
  });

  test("stands in a frame of another page, where the dashboard itself does not", async () => {
    const host = await servePage((path) => {
      const source =
        path === "/own"
          ? `${footfall.url}/`
          : link.replace("/share#", `/share?embed=1&theme=dark&${PERIOD}#`);
      return `<!doctype html><title>Theirs</title><iframe src="${source}" width="1000" height="700"></iframe>`;
    });
    const guest = await openPage(browser);
    await guest.page.goto(`${host.url}/`);
    const frame = guest.page.frameLocator("iframe");
    await frame.getByText("Visitors").first().waitFor();
    expect(await frame.locator("html").getAttribute("data-theme")).toBe("dark");
    expect(await frame.locator(".views").isVisible()).toBe(false);
    await guest.page.goto(`${host.url}/own`);
    await expect.poll(() => guest.complaints.join()).toContain("frame-ancestors 'none'");
    await guest.context.close();
    host.server.close();
  });

  test("goes dark when it is revoked", async () => {
    await openView(page, footfall, site.id, "view=settings&section=shares");
    await button("Revoke Board").click();
    await dialog().getByRole("button", { name: "Revoke" }).click();
    await page.getByRole("rowheader", { name: "Board" }).waitFor({ state: "detached" });
    await eventually(
      () => call("GET", "/v1/sign-in", token),
      ({ status }) => status === 401,
    );
    const guest = await openPage(browser);
    await guest.page.goto(link);
    await guest.page.getByText("This link has ended").waitFor();
    await guest.context.close();
  });
});

describe("what a site keeps", () => {
  test("a goal knows the past, has the API's rate, and is deleted again", async () => {
    await openView(page, footfall, site.id, `view=goals&${PERIOD}`);
    await button("New goal").click();
    await dialog().getByLabel("Name of the event").fill("Signup");
    await dialog().getByLabel("Called").fill("<i>Joined</i>");
    await dialog().getByRole("button", { name: "Make the goal" }).click();
    const row = page.getByRole("row", { name: /<i>Joined<\/i>/ });
    await row.getByText("20.0").waitFor();
    const { results } = await footfall.query({
      ...{ site_id: site.id, metrics: ["visitors", "conversion_rate"], dimensions: ["event:goal"] },
      date_range: [DAY, DAY],
    });
    expect(results).toEqual([{ dimensions: ["<i>Joined</i>"], metrics: [1, 20] }]);
    await button("Delete <i>Joined</i>").click();
    await dialog().getByRole("button", { name: "Delete" }).click();
    await page.getByText("No goals yet").waitFor();
    expect((await call("GET", `/v1/goals?site_id=${site.id}`)).json).toEqual({ goals: [] });
  });

  test("filters become a segment, which puts them in force again", async () => {
    await openView(page, footfall, site.id, `view=segments&f=is,visit:country,FR&${PERIOD}`);
    await button("Save the filters").click();
    await dialog().getByLabel("Name").fill("French");
    await dialog().getByRole("button", { name: "Save" }).click();
    await page.getByRole("rowheader", { name: "French" }).waitFor();
    await openView(page, footfall, site.id, `view=segments&${PERIOD}`);
    await button("Apply French").click();
    await settle(page);
    await expect.poll(() => page.locator('[data-metric="visitors"] .number-value').textContent()).toBe("2");
    expect(new URL(page.url()).searchParams.get("f")).toMatch(/^is,segment,/);
    await page.getByRole("list", { name: "Filters" }).getByText("is French").waitFor();
    await openView(page, footfall, site.id, "view=segments");
    await button("Delete French").click();
    await dialog().getByRole("button", { name: "Delete" }).click();
    await page.getByRole("rowheader", { name: "French" }).waitFor({ state: "detached" });
  });

  test("an annotation is noted on the site's clock, changed and deleted", async () => {
    await openView(page, footfall, site.id, "view=annotations");
    await button("New annotation").click();
    await dialog().getByLabel("What").fill("Launch <script>1</script>");
    await dialog().getByLabel("When").fill("2026-10-05T10:30");
    await dialog().getByRole("button", { name: "Add it" }).click();
    await page.getByText("Launch <script>1</script>").waitFor();
    const { json } = await call<{ annotations: { at: string }[] }>(
      "GET",
      `/v1/annotations?site_id=${site.id}`,
    );
    expect(json.annotations.map(({ at }) => Date.parse(at))).toEqual([Date.parse("2026-10-05T10:30:00Z")]);
    await button("Edit: Launch").click();
    await dialog().getByLabel("What").fill("Relaunch");
    await dialog().getByRole("button", { name: "Save" }).click();
    await page.getByText("Relaunch").waitFor();
    await button("Delete: Relaunch").click();
    await dialog().getByRole("button", { name: "Delete" }).click();
    await page.getByText("Nothing noted yet").waitFor();
  });
});

/** A page of somebody else, on a port of its own. */
async function servePage(html: (path: string) => string): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end(html(request.url ?? "/"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
