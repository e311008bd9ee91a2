/** The health view in a real browser: the API's own counts, and what is done there changes the report. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../local/browser.ts";
import type { OutcomesAnswer, QuarantineAnswer } from "../schema/outcome-input.ts";
import type { DryRunAnswer, RuleAnswer } from "../schema/rule-input.ts";
import { type Opened, openDashboard, openPage, openView, settle, violations } from "./dashboard-page.ts";
import { eventually, theFootfall } from "./footfall.ts";

const footfall = theFootfall();
const SECTIONS = ["outcomes", "quarantine", "live", "rules", "pipeline", "installation"];

let browser: Browser;
let opened: Opened;
let page: Page;
let site: { id: string; key: string };
let rule: RuleAnswer;

async function call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(footfall.url + path, {
    method,
    headers: { authorization: `Bearer ${footfall.token}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  // Of what is deleted nothing is answered.
  return (response.status === 204 ? null : await response.json()) as Answer;
}

const event = (path: string, more = {}) => ({
  ...{ id: crypto.randomUUID(), name: "pageview", timestamp: Date.now(), url: `https://health.test${path}` },
  ...more,
});
const send = (key: string, events: object[]) =>
  footfall.capture({
    ...{ site: key, visitor: { anonymous_id: "health" } },
    // What is no event is a part of what is tried.
    events: events as ReturnType<typeof event>[],
  });
const wrong = () => event("/", { name: "wrong", revenue: { amount: 1, currency: "none" } });

beforeAll(async () => {
  browser = await launchBrowser();
  site = await footfall.createSite("Health", ["health.test"]);
  const set = { field: "path", op: "glob", value: "/wp-*", action: "quarantine", name: "<b>Scanners</b>" };
  rule = await call<RuleAnswer>("POST", "/v1/rules", { site_id: site.id, ...set });
  const twice = event("/");
  const scans = ["/wp-login.php", "/wp-login.php?a", "/wp-admin", "/wp-cron.php"];
  await send(site.key, [
    twice,
    event("/pricing"),
    event("/pricing/team"),
    wrong(),
    ...scans.map((path) => event(path)),
  ]);
  await footfall.flush();
  await send(site.key, [twice]);
  await footfall.flush();
  opened = await openDashboard(browser, footfall);
  page = opened.page;
});
afterAll(() => browser.close());
afterEach(() =>
  expect(opened.complaints.splice(0).filter((text) => !/status of 4\d\d/.test(text))).toEqual([]),
);

const open = (section: string, more = "") =>
  openView(page, footfall, site.id, `view=health&section=${section}${more}`);
const button = (name: string | RegExp) => page.getByRole("button", { name });
const dialog = () => page.getByRole("dialog");
const figure = (name: string) => page.locator(`[data-figure="${name}"] b`).textContent();
const outcomes = () =>
  call<OutcomesAnswer>("GET", `/v1/outcomes?site_id=${site.id}&date_range=24h&interval=hour`);
const held = () => call<QuarantineAnswer>("GET", `/v1/quarantine?site_id=${site.id}`);
const pageviews = async () => {
  const question = { site_id: site.id, date_range: "day" as const, metrics: ["pageviews" as const] };
  return (await footfall.query({ ...question, traffic: "all" })).results[0]?.metrics[0];
};

describe("outcomes", () => {
  test("are the API's numbers, in sum, over time and by reason", async () => {
    const { total, reasons } = await eventually(outcomes, (answer) => answer.total.received === 9);
    expect(total).toMatchObject({ received: 9, accepted: 3, duplicate: 1, quarantined: 4, refused: 1 });
    await open("outcomes");
    for (const [name, count] of Object.entries(total)) expect(await figure(name)).toBe(String(count));
    const rows = await page.locator("table.data tbody tr").all();
    const shown = await Promise.all(
      rows.map(async (row) => [
        await row.locator("code").textContent(),
        Number(await row.locator(".depth b").textContent()),
      ]),
    );
    expect(shown.sort()).toEqual(reasons.map(({ reason, n }) => [reason, n]).sort());
    // The table behind the bars.
    const cells = await page.locator(".time-bars tbody tr").all();
    const sums = [0, 0, 0, 0];
    for (const row of cells)
      for (const [at, text] of (await row.locator("td").allTextContents()).entries())
        sums[at] = (sums[at] ?? 0) + Number(text);
    expect(sums).toEqual([total.accepted, total.duplicate, total.quarantined, total.refused]);
  });

  test("say each reason in words, and lead to where something can be done", async () => {
    await open("outcomes");
    await page.getByText("Not shaped as an event must be.").waitFor();
    await button("Quarantine: rule_quarantine").click();
    await settle(page);
    expect(new URL(page.url()).searchParams.get("rule")).toBe(rule.id);
    await page.goBack();
    await button("7 days").click();
    await settle(page);
    expect(await figure("received")).toBe("9");
  });
});

describe("the quarantine", () => {
  test("is chosen by rule and search, and what is brought back is in the report", async () => {
    const before = Number(await pageviews());
    await open("quarantine");
    expect(await page.getByRole("row").count()).toBe(1 + (await held()).total);
    await page.getByLabel("Search").fill("admin");
    await page.getByText("1 are set aside that fit.").waitFor();
    expect(new URL(page.url()).searchParams.get("search")).toBe("admin");
    await button(/^Bring back: /).click();
    await page.getByText(/^1 brought back/).waitFor();
    await footfall.flush();
    expect(await pageviews()).toBe(before + 1);
    await page.getByText("in the report", { exact: true }).waitFor();
    await open("quarantine", `&rule=${rule.id}`);
    expect(await page.getByLabel("Rule").locator("option:checked").textContent()).toBe("<b>Scanners</b>");
    await button("Bring back all 4").click();
    await dialog().getByRole("button", { name: "Bring back" }).click();
    await page.getByText(/^3 brought back: .* 1 stayed/).waitFor();
    await footfall.flush();
    expect(await pageviews()).toBe(before + 4);
    await expect.poll(() => page.getByText("in the report", { exact: true }).count()).toBe(4);
    expect((await held()).events.every(({ is_in_report }) => is_in_report)).toBe(true);
    const { total } = await eventually(outcomes, (answer) => answer.total.restored === 4);
    await open("outcomes");
    expect([await figure("received"), await figure("restored")]).toEqual([String(total.received), "4"]);
  });
});

describe("rules", () => {
  const listed = () => call<{ rules: RuleAnswer[] }>("GET", `/v1/rules?site_id=${site.id}`);
  const tried = (value: string) =>
    call<DryRunAnswer>("POST", "/v1/rules/dry-run", { site_id: site.id, field: "path", op: "glob", value });

  test("show what they would have done before they are saved, are changed, ordered and deleted", async () => {
    await open("rules");
    await button("New rule").click();
    await dialog().getByLabel("Value").fill("/pricing*");
    const { matched, events } = await tried("/pricing*");
    expect(matched).toBe(2);
    await dialog().getByText(`It would have set aside ${matched} of ${events} events.`).waitFor();
    await dialog().getByText("pageview health.test/pricing/team").waitFor();
    await dialog().getByLabel("What happens").selectOption("tag");
    await dialog().getByText(`It would have tagged ${matched} of ${events} events.`).waitFor();
    expect((await listed()).rules).toHaveLength(1);
    await dialog().getByRole("button", { name: "Make the rule" }).click();
    await page.getByRole("cell", { name: "Path matches /pricing*", exact: true }).waitFor();
    expect((await listed()).rules[1]).toMatchObject({
      field: "path",
      op: "glob",
      value: "/pricing*",
      action: "tag",
    });

    await button("Up: Path matches /pricing*").click();
    await expect
      .poll(async () => (await listed()).rules.map(({ action }) => action))
      .toEqual(["tag", "quarantine"]);
    await button("Edit: Path matches /pricing*").click();
    await dialog().getByLabel("Name").fill("Prices");
    await dialog().getByRole("button", { name: "Save" }).click();
    await button("Delete: Prices").click();
    await dialog().getByRole("button", { name: "Delete" }).click();
    await page.getByText("Prices").waitFor({ state: "detached" });
    await expect.poll(async () => (await listed()).rules.map(({ id }) => id)).toEqual([rule.id]);
  });

  test("of what is not stored say so, and what the API refuses is told where one types", async () => {
    await open("rules");
    await button("New rule").click();
    await dialog().getByLabel("Of the event").selectOption("address");
    await dialog().getByLabel("Value").fill("203.0.113.0/24");
    await dialog().getByText("nobody can say what it would have matched").waitFor();
    await dialog().getByLabel("Value").fill("no network");
    await dialog().getByRole("button", { name: "Make the rule" }).click();
    await dialog().locator(".field-problem").waitFor();
    await page.keyboard.press("Escape");
  });
});

test("the debugger shows accepted and refused events while they come", async () => {
  await open("live");
  await page.getByText("Watching.").waitFor();
  const rowsOf = (outcome: string) => page.locator(`.live-row.${outcome}`);
  // Collector and consumer learn within ten seconds that somebody watches.
  const look = async () => {
    // Without an id that tells its age an event would be looked up first.
    await send(site.key, [event("/live", { id: undefined }), wrong()]);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    return Math.min(await rowsOf("accepted").count(), await rowsOf("refused").count());
  };
  expect(await eventually(look, (count) => count > 0, 60_000)).toBeGreaterThan(0);
  await rowsOf("refused").getByText("Not shaped as an event must be.").first().waitFor();
  await rowsOf("accepted").getByText("health.test/live").first().click();
  await page.locator(".live-row[open] dl").waitFor();
  await button("Not in the report").click();
  await rowsOf("accepted").first().waitFor({ state: "detached" });
  await button("Hold").click();
  const count = await rowsOf("refused").count();
  await send(site.key, [wrong()]);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(await rowsOf("refused").count()).toBe(count);
});

test("the installation check sees the first event of a page arrive", async () => {
  const fresh = await footfall.createSite("Fresh", ["fresh.test"]);
  const host = await serveTracked(fresh.key);
  await openView(page, footfall, fresh.id, "view=health&section=installation");
  await page.getByText("Waiting …").waitFor();
  await page.getByText("Nothing arrives?").waitFor();
  expect(await page.locator(".snippet code").textContent()).toContain(fresh.key);
  const visitor = await openPage(browser);
  const visit = async () => {
    await visitor.page.goto(`${host.url}/welcome?${crypto.randomUUID()}`);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    return page.getByText(/pageview of .*\/welcome$/).count();
  };
  expect(await eventually(visit, (count) => count > 0, 60_000)).toBe(1);
  await footfall.flush();
  await expect.poll(() => page.locator(".step.done").count(), { timeout: 20_000 }).toBe(4);
  await visitor.context.close();
  host.server.close();
});

describe("the pipeline", () => {
  interface Pipeline {
    queue: { backlog: number };
    shards: { shard: number; unarchived: number; ring: { used: number; capacity: number } }[];
    dead: { messages: { count: number } };
  }
  const count = (value: number) => value.toLocaleString("en");

  test("shows what the API says of queue, shards and what was put aside, while one looks", async () => {
    await open("pipeline");
    const said = async () => {
      const { queue, shards, dead } = await call<Pipeline>("GET", "/v1/pipeline");
      const rings = shards.map(({ shard, ring }) => `${shard} ${count(ring.used)} / ${count(ring.capacity)}`);
      return [count(queue.backlog), count(dead.messages.count), ...rings];
    };
    const shown = async () => {
      const rows = await page.getByRole("table", { name: "Shards" }).locator("tbody tr").all();
      const rings = rows.map(
        async (row) =>
          `${await row.getByRole("rowheader").textContent()} ${await row.locator(".depth").textContent()}`,
      );
      return [await figure("backlog"), await figure("dead"), ...(await Promise.all(rings))];
    };
    // Every minute a canary goes by.
    const pair = async () => ({ shown: await shown(), said: await said() });
    const last = await eventually(pair, (both) => both.shown.join() === both.said.join(), 30_000);
    expect(last.shown).toEqual(last.said);
  });

  test("says in sentences what is wrong on the way, and offers to send again what was put aside", async () => {
    const status = await call<Pipeline>("GET", "/v1/pipeline");
    const last_error = {
      at: Date.now(),
      sink: "clickhouse",
      code: "away",
      message: "<b>ClickHouse</b> is away.",
    };
    const ill = {
      ...{ ...status, canary: { last_sent_at: null, last_seen_at: null, seconds: null, missed: 3 } },
      shards: [...status.shards.map((shard) => ({ ...shard, last_error })), { shard: 7, error: "gone" }],
      dead: { messages: { count: 1, more: false }, rows: { count: 2, more: false } },
    };
    const letter = {
      key: "dead/messages/2026-11-24/x.json",
      reason: "no such slot",
      bytes: 9,
      replayable: true,
    };
    const letters = { letters: [{ ...letter, at: new Date().toISOString() }], next: null };
    await page.route("**/v1/pipeline", (route) => route.fulfill({ json: ill }));
    await page.route("**/v1/dead-letters", (route) => route.fulfill({ json: letters }));
    await page.route("**/v1/dead-letters/replay", (route) =>
      route.fulfill({ json: { sent: 1, left: [], next: null } }),
    );
    await open("pipeline");
    const sentences = await page.locator(".verdict li").allTextContents();
    expect(sentences).toEqual([
      expect.stringMatching(/^3 canaries of the last hour/),
      expect.stringMatching(/^Shard 0 could not write to ClickHouse: <b>ClickHouse<\/b> is away\./),
      expect.stringMatching(/^Shard 7 does not answer/),
      expect.stringMatching(/^3 were put aside/),
    ]);
    expect(await violations(page)).toEqual([]);
    await page.getByRole("row", { name: /no such slot/ }).waitFor();
    await button("Send them again").click();
    await page.getByText(/^1 sent again/).waitFor();
    await page.unroute("**/v1/pipeline");
    await page.unroute("**/v1/dead-letters");
    await page.unroute("**/v1/dead-letters/replay");
  });

  test("says whom alerts tell, and when", async () => {
    const conditions = { lag: { minutes: 30 }, silence: { site_id: site.id, minutes: 90 } };
    const hook = {
      name: "On call",
      channel: "webhook",
      target: "https://hooks.example.com/secret",
      conditions,
    };
    const { id } = await call<{ id: string }>("POST", "/v1/alerts", hook);
    await open("pipeline");
    const row = page.getByRole("row", { name: /On call/ });
    await row.getByText("webhook · hooks.example.com").waitFor();
    await row.getByText("events wait for 30 min · Health is silent for 90 min").waitFor();
    expect(await row.textContent()).toContain("quiet");
    await call("DELETE", `/v1/alerts/${id}`);
  });

  test("counts what names no site, which stands in no site's outcomes", async () => {
    await send("forged.key", [event("/")]);
    // Takes along what the edge has counted.
    await send(site.key, [event("/")]);
    await footfall.flush();
    const nobodys = () => call<OutcomesAnswer>("GET", "/v1/outcomes?site_id=-");
    const keyed = ({ reasons }: OutcomesAnswer) => reasons.find(({ reason }) => reason === "bad_site_key");
    const counted = keyed(await eventually(nobodys, (answer) => keyed(answer) !== undefined, 60_000));
    await open("pipeline");
    const row = page.getByRole("row", { name: /The site's key was wrong\./ });
    expect(await row.locator(".depth b").textContent()).toBe(String(counted?.n));
  });

  test("is not for those who may only read, nor are rules and what changes the report", async () => {
    const body = { name: "reader", scopes: ["stats:read"], sites: [site.id] };
    const { token } = await call<{ token: string }>("POST", "/v1/tokens", body);
    const reader = await openDashboard(browser, { ...footfall, token });
    await openView(reader.page, footfall, site.id, "view=health&section=pipeline");
    const tabs = reader.page.getByRole("group", { name: "Health" }).getByRole("button");
    await expect
      .poll(() => tabs.allTextContents())
      .toEqual(["Outcomes", "Quarantine", "Debugger", "Installation"]);
    await reader.page.getByRole("heading", { name: "Outcomes" }).waitFor();
    await openView(reader.page, footfall, site.id, "view=health&section=quarantine");
    expect(await reader.page.getByRole("row").count()).toBe(5);
    expect(await reader.page.getByRole("button", { name: /Bring back/ }).count()).toBe(0);
    await reader.context.close();
  });
});

test.each(SECTIONS)(
  "axe finds nothing in %s, in either theme, and nothing is wider than its page",
  async (section) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await open(section);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page)).toEqual([]);
    }
    for (const language of ["ar", "en"]) {
      await page.evaluate((code) => localStorage.setItem("footfall:language", code), language);
      await open(section);
      expect(await page.locator("html").getAttribute("dir")).toBe(language === "ar" ? "rtl" : "ltr");
      for (const width of [320, 820, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        const wider = () =>
          page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(await wider()).toBe(0);
      }
    }
  },
);

/** A page of somebody else that carries the tracker, on a port of its own. */
async function serveTracked(key: string): Promise<{ url: string; server: Server }> {
  const html = `<!doctype html><title>Theirs</title>
    <script defer src="${footfall.url}/script.js" data-site="${key}" data-include="local automation"></script>`;
  const server = createServer((_, response) =>
    response.writeHead(200, { "content-type": "text/html" }).end(html),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
