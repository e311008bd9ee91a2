/** The built tracker in a real Chromium, before a collector that only listens: what it is sent, and what it is not. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launchBrowser } from "../local/browser.ts";
import { bundleTracker } from "../local/build/tracker.ts";
import type { CaptureRequest, WireEvent } from "../schema/event.ts";
import { captureRequest } from "../schema/event.ts";

const SITE = "site1.tag";
const SCRIPT = join(import.meta.dirname, "../sdk/script.ts");

interface Answer {
  status: number;
  headers?: Record<string, string>;
  /** Answers only when this resolves. */
  after?: Promise<unknown>;
}

let requests: CaptureRequest[];
let cookies: (string | undefined)[];
let answers: Answer[];
let attributes: string;
let extraHead: string;
let origin: string;
let script: Uint8Array;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let complaints: string[];
/** The browser itself writes a line for a refused request. */
let tolerated: string;

const html = (path: string) => `<!doctype html><html><head><title>Page ${path}</title>${extraHead}
  <script defer src="/script.js" data-site="${SITE}" ${attributes}></script></head>
  <body style="height: 4000px"><a id="next" href="/next">next</a><input type="password"></body></html>`;

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? "", origin);
  if (pathname === "/script.js") {
    response.writeHead(200, { "content-type": "text/javascript" }).end(script);
  } else if (pathname === "/capture") {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    requests.push(captureRequest.parse(JSON.parse(Buffer.concat(chunks).toString())));
    cookies.push(request.headers.cookie);
    const { status, headers, after } = answers.shift() ?? { status: 202 };
    await after;
    response.writeHead(status, { "content-type": "application/json", ...headers }).end("{}");
  } else if (pathname === "/favicon.ico") {
    response.writeHead(204).end();
  } else {
    const csp = `default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'unsafe-inline'`;
    response
      .writeHead(200, { "content-type": "text/html", "content-security-policy": csp })
      .end(html(pathname));
  }
}

const server = createServer((request, response) => void answer(request, response));

beforeAll(async () => {
  script = await bundleTracker(SCRIPT);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  browser = await launchBrowser({ ignoreDefaultArgs: ["--disable-back-forward-cache"] });
});
afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
});
beforeEach(async () => {
  requests = [];
  cookies = [];
  answers = [];
  complaints = [];
  tolerated = "";
  attributes = 'data-include="local automation"';
  extraHead = "";
  await open();
});
afterEach(async () => {
  await context.close();
  expect(complaints.filter((text) => !tolerated || !text.includes(tolerated))).toEqual([]);
});

async function open(): Promise<void> {
  context = await browser.newContext();
  page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
}

const events = (): WireEvent[] => requests.flatMap((request) => request.events as WireEvent[]);
const named = (name: string) => events().filter((event) => event.name === name);
const paths = (name = "pageview") => named(name).map(({ url }) => url.replace(origin, ""));
const stored = () => page.evaluate(() => Object.keys(localStorage));
const flush = () =>
  page.evaluate(async () => {
    if (!Array.isArray(window.footfall)) await window.footfall?.flush();
  });
const arrived = (count: number, of = events) =>
  expect.poll(() => of().length, { timeout: 10_000 }).toBe(count);
/** Long enough for a batch to leave by itself. */
const quiet = () => page.waitForTimeout(800);
const goto = (path: string) => page.goto(origin + path);
/** Another tab comes to the front. */
const hide = () =>
  page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });

describe("pageviews", () => {
  test("a page that loads is one, and arrives without being asked for", async () => {
    await goto("/first?utm_source=mail#part");
    await arrived(1);
    await quiet();
    expect(events()).toHaveLength(1);
    const [request] = requests;
    const [event] = events();
    expect(event).toMatchObject({
      name: "pageview",
      title: "Page /first",
      url: `${origin}/first?utm_source=mail`,
    });
    expect(event?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Math.abs(Number(event?.timestamp) - Date.now())).toBeLessThan(60_000);
    expect(request).toMatchObject({ site: SITE, consent: "cookieless" });
    expect(request?.context).toMatchObject({
      viewport: "1280x720",
      language: "en-US",
      sdk: expect.stringMatching(/^footfall-js/),
    });
  });

  test("an ordinary pageview carries nothing that it need not", async () => {
    await context.addCookies([{ name: "private", value: "1", url: origin }]);
    await goto("/");
    await arrived(1);
    expect(cookies).toEqual([undefined]);
    expect(Object.keys(requests[0] ?? {}).sort()).toEqual([
      "consent",
      "context",
      "events",
      "sent_at",
      "site",
    ]);
    expect(Object.keys(events()[0] ?? {}).sort()).toEqual(["id", "name", "timestamp", "title", "url"]);
    expect(await stored()).toEqual([]);
  });

  test("history makes more; the same address again does not", async () => {
    await goto("/a");
    await page.evaluate(() => {
      history.pushState({}, "", "/b");
      document.title = "Set after the address";
    });
    await page.waitForTimeout(20);
    await page.evaluate(() => {
      history.replaceState({ some: "state" }, "", "/b");
      history.pushState({}, "", "/b#fragment");
    });
    await page.evaluate(() => history.replaceState({}, "", "/c?q=1"));
    await page.goBack();
    await page.evaluate(() => new Promise((done) => setTimeout(done, 100)));
    await flush();
    expect(paths()).toEqual(["/a", "/b", "/c?q=1", "/b"]);
    expect(named("pageview")[1]).toMatchObject({ title: "Set after the address", referrer: `${origin}/a` });
  });

  test("the fragment makes a page where the site routes by it", async () => {
    attributes += ' data-pages="hash"';
    await goto("/app#/one");
    await page.evaluate(() => {
      location.hash = "/two";
    });
    await page.waitForTimeout(50);
    await flush();
    expect(paths()).toEqual(["/app#/one", "/app#/two"]);
  });

  test("a page that asks by hand sends none by itself", async () => {
    attributes += ' data-pages="manual"';
    await goto("/a");
    await page.evaluate(() => history.pushState({}, "", "/b"));
    await quiet();
    expect(events()).toEqual([]);
    await page.evaluate(() => !Array.isArray(window.footfall) && window.footfall?.page());
    await arrived(1);
    expect(paths()).toEqual(["/b"]);
  });

  test("a return from the back-forward cache is one", async () => {
    await goto("/a");
    await arrived(1);
    await page.evaluate(() =>
      addEventListener("pageshow", ({ persisted }) =>
        document.documentElement.toggleAttribute("data-restored", persisted),
      ),
    );
    await goto("/b");
    await arrived(2, () => named("pageview"));
    await page.evaluate(() => history.back());
    await page.waitForSelector("[data-restored]");
    await arrived(3, () => named("pageview"));
    expect(paths()).toEqual(["/a", "/b", "/a"]);
  });
});

describe("engagement", () => {
  test("a page that is hidden tells how long it was attended to and how far it was scrolled", async () => {
    await goto("/read");
    await page.evaluate(() => scrollTo(0, 1280));
    await page.waitForTimeout(400);
    await hide();
    await arrived(1, () => named("engagement"));
    const [{ url, engagement } = { url: "", engagement: undefined }] = named("engagement");
    expect(url).toBe(`${origin}/read`);
    expect(engagement?.scroll).toBe(50);
    expect(engagement?.ms).toBeGreaterThanOrEqual(350);
    expect(engagement?.ms).toBeLessThan(20_000);
  });

  test("it belongs to the page that was left, not to the one that came", async () => {
    await goto("/a");
    await page.waitForTimeout(300);
    await page.evaluate(() => history.pushState({}, "", "/b"));
    await flush();
    expect(paths("engagement")).toEqual(["/a"]);
  });
});

describe("delivery", () => {
  test("events of the site's own arrive with their page, those from before the tracker loaded too", async () => {
    extraHead = '<script src="/early.js"></script>';
    await page.route("**/early.js", (route) =>
      route.fulfill({
        contentType: "text/javascript",
        body: 'window.footfall = [["track", "early", { plan: "pro" }], ["set", { team: "red" }]]',
      }),
    );
    await goto("/");
    await page.evaluate(() => {
      if (window.footfall)
        (window.footfall as unknown[]).push([
          "track",
          "late",
          { seats: 3, none: null },
          { interactive: false },
        ]);
    });
    await flush();
    expect(events().map(({ name, props, interactive }) => ({ name, props, interactive }))).toEqual([
      { name: "pageview", props: { team: "red" }, interactive: undefined },
      { name: "early", props: { team: "red", plan: "pro" }, interactive: undefined },
      { name: "late", props: { team: "red", seats: 3 }, interactive: false },
    ]);
  });

  test("a page that ends delivers what waits, once", async () => {
    await goto("/a");
    await arrived(1);
    await page.evaluate(() => !Array.isArray(window.footfall) && window.footfall?.track("leaving"));
    await goto("/b");
    await arrived(1, () => named("leaving"));
    await arrived(2, () => named("pageview"));
    await quiet();
    expect(named("leaving")).toHaveLength(1);
    expect(requests.some(({ resend }) => resend)).toBe(false);
    expect(await stored()).toEqual([]);
  });

  test("a page that ends while a request is under way does not send it again", async () => {
    let release = () => {};
    answers = [{ status: 202, after: new Promise<void>((done) => (release = done)) }];
    await goto("/slow");
    await arrived(1);
    await goto("/b");
    release();
    await arrived(2, () => named("pageview"));
    await quiet();
    expect(paths()).toEqual(["/slow", "/b"]);
  });

  test("busy, then not: the same events come again, marked as such", async () => {
    tolerated = "503";
    answers = [{ status: 503, headers: { "retry-after": "1" } }];
    await goto("/a");
    await expect.poll(() => requests.length, { timeout: 10_000 }).toBe(2);
    const [first, second] = requests;
    expect(first?.resend).toBeUndefined();
    expect(second?.resend).toBe(true);
    expect(second?.events).toEqual(first?.events);
    expect(Number(second?.sent_at) - Number(first?.sent_at)).toBeGreaterThanOrEqual(1_000);
    await expect.poll(stored).toEqual([]);
  });

  test("busy, and the page ends: the next page delivers it, marked", async () => {
    tolerated = "503";
    answers = [{ status: 503 }];
    await goto("/a");
    await expect.poll(() => requests.length).toBe(1);
    await expect.poll(stored).not.toEqual([]);
    await goto("/b");
    await expect.poll(() => paths().filter((path) => path === "/a").length, { timeout: 15_000 }).toBe(2);
    expect(
      requests
        .filter(({ events: [event] }) => event?.name === "pageview" && event.url.endsWith("/a"))
        .map(({ resend }) => resend),
    ).toEqual([undefined, true]);
  });

  test("what the server refuses for good is not repeated", async () => {
    tolerated = "403";
    answers = [{ status: 403 }];
    await goto("/a");
    await expect.poll(() => requests.length).toBe(1);
    await page.waitForTimeout(2_500);
    expect(requests.slice(1)).toEqual([]);
    expect(await stored()).toEqual([]);
  });

  test("offline, reloaded, online again: everything arrives once, with its own time and without an error", async () => {
    await goto("/a");
    await arrived(1);
    await context.setOffline(true);
    await page.evaluate(async () => {
      for (let index = 0; index < 200; index++) {
        if (!Array.isArray(window.footfall)) window.footfall?.track("offline", { index });
        if (index % 20 === 0) await new Promise((done) => setTimeout(done, 5));
      }
    });
    await quiet();
    expect(named("offline")).toEqual([]);
    await page.route("**/b", (route) => route.fulfill({ contentType: "text/html", body: html("/b") }));
    await page.route("**/script.js", (route) =>
      route.fulfill({ contentType: "text/javascript", body: Buffer.from(script) }),
    );
    await goto("/b");
    await context.setOffline(false);
    await arrived(200, () => named("offline"));
    await quiet();
    expect(new Set(named("offline").map(({ id }) => id)).size).toBe(200);
    expect(named("offline")).toHaveLength(200);
    expect(new Set(named("offline").map(({ timestamp }) => timestamp)).size).toBeGreaterThan(5);
  });

  test("ten thousand events in a loop cost bounded memory and requests", async () => {
    await goto("/a");
    await arrived(1);
    await page.evaluate(() => {
      for (let index = 0; index < 10_000; index++)
        if (!Array.isArray(window.footfall)) window.footfall?.track("loop", { index });
    });
    await expect.poll(stored, { timeout: 20_000 }).toEqual([]);
    expect(requests.length).toBeLessThanOrEqual(55);
    expect(named("loop").slice(-1)[0]?.props).toEqual({ index: 9_999 });
  });

  test.each(["throws", "full"])("storage that is blocked or full (%s) costs nothing", async (how) => {
    await page.addInitScript((way) => {
      if (way === "throws")
        Object.defineProperty(window, "localStorage", {
          get() {
            throw new DOMException("denied", "SecurityError");
          },
        });
      else
        Storage.prototype.setItem = () => {
          throw new DOMException("full", "QuotaExceededError");
        };
    }, how);
    await goto("/a");
    await arrived(1);
    await page.evaluate(() => !Array.isArray(window.footfall) && window.footfall?.track("later"));
    await goto("/b");
    await arrived(1, () => named("later"));
  });
});

describe("consent", () => {
  test("once given it keeps one id and one session over pages; taken back, it is forgotten", async () => {
    attributes += ' data-consent="full"';
    await goto("/a");
    await arrived(1);
    attributes = 'data-include="local automation"';
    await goto("/b");
    await arrived(2, () => named("pageview"));
    const [first, second] = [requests[0], requests[requests.length - 1]];
    expect(first).toMatchObject({ consent: "full", visitor: { anonymous_id: expect.any(String) } });
    expect(second?.visitor).toEqual(first?.visitor);
    await page.evaluate(() => !Array.isArray(window.footfall) && window.footfall?.consent("cookieless"));
    await flush();
    expect(await stored()).toEqual([]);
  });

  test("raised in mid-visit, the id is stored and not sent before the next visit", async () => {
    await goto("/a");
    await arrived(1);
    await page.evaluate(() => {
      if (Array.isArray(window.footfall)) return;
      window.footfall?.consent("full");
      window.footfall?.track("after");
    });
    await flush();
    expect(requests[requests.length - 1]).toMatchObject({
      consent: "full",
      visitor: { session_id: expect.any(String) },
    });
    expect(requests[requests.length - 1]?.visitor).not.toHaveProperty("anonymous_id");
    expect(await stored()).toEqual([`footfall.${SITE}.visitor`]);
  });

  test("denied: nothing is sent or stored, until it is given", async () => {
    attributes += ' data-consent="denied"';
    await goto("/a");
    await page.evaluate(() => !Array.isArray(window.footfall) && window.footfall?.track("secret"));
    await quiet();
    expect(requests).toEqual([]);
    expect(await stored()).toEqual([]);
    await page.evaluate(() => !Array.isArray(window.footfall) && window.footfall?.consent("cookieless"));
    await arrived(1);
    expect(paths()).toEqual(["/a"]);
  });
});

describe("who is not counted", () => {
  const isNotCounted = async () => {
    await goto("/a");
    await page.evaluate(() => !Array.isArray(window.footfall) && window.footfall?.track("never"));
    await flush();
    await goto("/b");
    await quiet();
    expect(requests).toEqual([]);
    expect((await stored()).filter((key) => key !== "footfall_ignore")).toEqual([]);
  };

  test("a browser with Global Privacy Control", async () => {
    await page.addInitScript(() => Object.defineProperty(navigator, "globalPrivacyControl", { value: true }));
    await isNotCounted();
  });
  test("a browser with Do Not Track", async () => {
    await page.addInitScript(() => Object.defineProperty(navigator, "doNotTrack", { value: "1" }));
    await isNotCounted();
  });
  test("an automated browser", async () => {
    attributes = 'data-include="local"';
    await isNotCounted();
  });
  test("a local page", async () => {
    attributes = 'data-include="automation"';
    await isNotCounted();
  });
  test("a browser that its owner excludes", async () => {
    await page.addInitScript(() => localStorage.setItem("footfall_ignore", "1"));
    await isNotCounted();
  });
  test("pages that the site ignores", async () => {
    attributes += ' data-ignore="/admin/* /b"';
    await goto("/admin/users");
    await goto("/b");
    await goto("/c");
    await arrived(1);
    expect(paths()).toEqual(["/c"]);
  });
});

describe("a guest in the page", () => {
  test("brings one global, and hides nothing of history", async () => {
    const globals = () => page.evaluate(() => Object.keys(window).sort());
    await page.route("**/script.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
    await goto("/a");
    const before = await globals();
    await page.unroute("**/script.js");
    await goto("/a?2");
    expect((await globals()).filter((name) => !before.includes(name))).toEqual(["footfall"]);
  });

  test("never throws, whatever it is given", async () => {
    await goto("/a");
    const survived = await page.evaluate(() => {
      const loop: Record<string, unknown> = {};
      loop.self = loop;
      const footfall = window.footfall as unknown as Record<string, (...args: unknown[]) => unknown>;
      footfall.track?.(undefined, loop);
      footfall.track?.("big", { n: 1n });
      footfall.identify?.(null, 3);
      footfall.push?.(null);
      footfall.push?.(["nonsense"]);
      footfall.consent?.("perhaps");
      return true;
    });
    expect(survived).toBe(true);
  });

  test("a second tag says so once, and counts nothing twice", async () => {
    extraHead = `<script defer src="/script.js" data-site="${SITE}" data-include="local automation"></script>`;
    const warnings: string[] = [];
    page.on("console", (message) => message.type() === "warning" && warnings.push(message.text()));
    await goto("/a");
    await arrived(1);
    await quiet();
    expect(events()).toHaveLength(1);
    expect(warnings).toEqual([expect.stringContaining("footfall")]);
  });
});
