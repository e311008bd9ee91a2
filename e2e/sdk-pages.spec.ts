/** Pageviews and engagement, as they arrive. */
import { describe, expect, test } from "vitest";
import {
  arrived,
  call,
  context,
  cookies,
  events,
  FORMS,
  files,
  flush,
  goto,
  hide,
  html,
  named,
  origin,
  page,
  paths,
  quiet,
  requests,
  SITE,
  setting,
  stored,
  useTracker,
} from "./sdk-page.ts";

describe.each(FORMS)("%s: pageviews", (form) => {
  useTracker(form);

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
      timezone: expect.any(String),
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
    await page.waitForTimeout(50);
    await flush();
    expect(paths()).toEqual(["/a", "/b", "/c?q=1", "/b"]);
    expect(named("pageview")[1]).toMatchObject({ title: "Set after the address", referrer: `${origin}/a` });
  });

  test("the fragment makes a page where the site routes by it", async () => {
    setting.attributes += ' data-pages="hash"';
    await goto("/app#/one");
    await page.evaluate(() => {
      location.hash = "/two";
    });
    await page.waitForTimeout(50);
    await flush();
    expect(paths()).toEqual(["/app#/one", "/app#/two"]);
  });

  test("the declared address is the page where the site relies on it", async () => {
    setting.attributes += ' data-pages="canonical"';
    setting.head = '<link rel="canonical" href="/the-one">';
    await goto("/the-one/print?session=4");
    await arrived(1);
    expect(paths()).toEqual(["/the-one"]);
  });

  test("a page that asks by hand sends none by itself", async () => {
    setting.attributes += ' data-pages="manual"';
    await goto("/a");
    await page.evaluate(() => history.pushState({}, "", "/b"));
    await quiet();
    expect(events()).toEqual([]);
    await call("page");
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
    await flush();
    await arrived(3, () => named("pageview"));
    expect(paths()).toEqual(["/a", "/b", "/a"]);
  });

  test("a page that is only prepared is none, until it is shown", async () => {
    await page.addInitScript(() => {
      let isPrepared = true;
      Object.defineProperty(document, "prerendering", { get: () => isPrepared });
      Object.assign(window, {
        showIt() {
          isPrepared = false;
          document.dispatchEvent(new Event("prerenderingchange"));
        },
      });
    });
    await goto("/prepared");
    await call("track", "early");
    await quiet();
    expect(requests).toEqual([]);
    expect(await stored()).toEqual([]);
    await page.evaluate(() => (window as unknown as { showIt(): void }).showIt());
    await arrived(2);
    expect(paths()).toEqual(["/prepared"]);
  });

  test("a pinned script finds the collector where it lies, in whatever folder", async () => {
    const pinned = JSON.parse(Buffer.from(files.get("script/integrity.json") ?? []).toString());
    await page.route("**/x7k2/**", async (route) => {
      const path = new URL(route.request().url()).pathname.replace("/x7k2/", "");
      const body = Buffer.from(files.get(path) ?? []);
      if (path === "capture") await route.continue({ url: `${origin}/capture` });
      else await route.fulfill({ contentType: "text/javascript", body });
    });
    const tag = `<script defer src="/x7k2${pinned.path}?site=${SITE}" integrity="${pinned.integrity}"`;
    await page.route("**/shop", (route) =>
      route.fulfill({
        contentType: "text/html",
        body: html("/shop").replace(/<script defer src="[^"]+" data-site="[^"]+"/, tag),
      }),
    );
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await goto("/shop");
    await arrived(1);
    expect(asked).toContain("/x7k2/capture");
    expect(requests[0]?.site).toBe(SITE);
  });
});

describe.each(FORMS)("%s: engagement", (form) => {
  useTracker(form);

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

  test("time out of focus does not count", async () => {
    await goto("/read");
    await arrived(1);
    await page.evaluate(() => {
      document.hasFocus = () => false;
      dispatchEvent(new Event("blur"));
    });
    await page.waitForTimeout(1_500);
    await hide();
    await arrived(1, () => named("engagement"));
    expect(named("engagement")[0]?.engagement?.ms).toBeLessThan(1_400);
  });

  test("it belongs to the page that was left, not to the one that came", async () => {
    await goto("/a");
    await page.waitForTimeout(300);
    await page.evaluate(() => history.pushState({}, "", "/b"));
    await flush();
    expect(paths("engagement")).toEqual(["/a"]);
  });
});
