/** The queue: what waits, what is tried again, what arrives once, and what never does. */
import { describe, expect, test } from "vitest";
import {
  answers,
  arrived,
  call,
  context,
  FORMS,
  files,
  flush,
  goto,
  html,
  named,
  openTab,
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

const inLoop = (name: string, count: number) =>
  page.evaluate(
    ([event, times]) => {
      for (let index = 0; index < Number(times); index++)
        if (!Array.isArray(window.footfall)) window.footfall?.track(String(event), { index });
    },
    [name, count],
  );
/** Of pages with this path, what each request that carried one said of being a re-send. */
const resends = (path: string) =>
  requests
    .filter(({ events: [event] }) => event?.name === "pageview" && event.url.endsWith(path))
    .map(({ resend }) => resend);

describe.each(FORMS)("%s: a page that ends", (form) => {
  useTracker(form);

  test("delivers what waits, once", async () => {
    await goto("/a");
    await arrived(1);
    await call("track", "leaving");
    await goto("/b");
    await arrived(1, () => named("leaving"));
    await arrived(2, () => named("pageview"));
    await quiet();
    expect(named("leaving")).toHaveLength(1);
    expect(requests.some(({ resend }) => resend)).toBe(false);
    expect(await stored()).toEqual([]);
  });

  test("does not send again what is under way", async () => {
    let release = () => {};
    answers.push({ status: 202, after: new Promise<void>((done) => (release = done)) });
    await goto("/slow");
    await arrived(1);
    await goto("/b");
    release();
    await arrived(2, () => named("pageview"));
    await quiet();
    expect(paths()).toEqual(["/slow", "/b"]);
  });

  test("after a failure leaves it to the next page, marked", async () => {
    setting.tolerated = "503";
    answers.push({ status: 503 });
    await goto("/a");
    await arrived(1);
    await expect.poll(stored).not.toEqual([]);
    await goto("/b");
    await arrived(2, () => named("pageview").filter(({ url }) => url.endsWith("/a")));
    await arrived(3, () => named("pageview"));
    expect(resends("/a")).toEqual([undefined, true]);
    expect(new Set(named("pageview").map(({ id }) => id)).size).toBe(2);
  });
});

describe.each(FORMS)("%s: a server that", (form) => {
  useTracker(form);

  test("is busy, then not: the same events come again, when it said, marked", async () => {
    setting.tolerated = "503";
    answers.push({ status: 503, headers: { "retry-after": "1" } });
    await goto("/a");
    await arrived(2);
    const [first, second] = requests;
    expect(first?.resend).toBeUndefined();
    expect(second?.resend).toBe(true);
    expect(second?.events).toEqual(first?.events);
    expect(Number(second?.sent_at) - Number(first?.sent_at)).toBeGreaterThanOrEqual(1_000);
    await expect.poll(stored).toEqual([]);
  });

  test("takes the events and whose answer is lost: they come again, marked, with the same ids", async () => {
    setting.tolerated = "ERR_EMPTY_RESPONSE";
    answers.push({ status: 202, isLost: true });
    await goto("/a");
    await arrived(2);
    expect(requests.map(({ resend }) => resend)).toEqual([undefined, true]);
    expect(requests[1]?.events).toEqual(requests[0]?.events);
    await expect.poll(stored).toEqual([]);
  });

  test("never answers: the mark is stored before the first attempt leaves", async () => {
    let release = () => {};
    answers.push({ status: 202, after: new Promise<void>((done) => (release = done)) });
    await goto("/a");
    await arrived(1);
    const kept = await page.evaluate(() => Object.entries(localStorage));
    expect(kept.map(([key]) => key)).toEqual([expect.stringMatching(`^footfall.${SITE}.0`)]);
    expect(JSON.parse(kept[0]?.[1] ?? "{}")).toMatchObject({ resend: true });
    expect(requests[0]?.resend).toBeUndefined();
    release();
    await expect.poll(stored).toEqual([]);
  });

  test("refuses for good is not asked again", async () => {
    setting.tolerated = "403";
    answers.push({ status: 403 });
    await goto("/a");
    await arrived(1);
    await page.waitForTimeout(2_500);
    expect(requests.slice(1)).toEqual([]);
    expect(await stored()).toEqual([]);
  });
});

describe.each(FORMS)("%s: a network that", (form) => {
  useTracker(form);

  /** A page that opens without a network, as one with a service worker does. */
  const openOffline = async (path: string) => {
    await page.route(`**${path}`, (route) => route.fulfill({ contentType: "text/html", body: html(path) }));
    await page.route("**/script.js", (route) =>
      route.fulfill({ contentType: "text/javascript", body: Buffer.from(files.get("script.js") ?? []) }),
    );
    await goto(path);
  };

  test("is gone, the page reloaded, and back: everything arrives once, with its own time and no error", async () => {
    await goto("/a");
    await arrived(1);
    await context.setOffline(true);
    for (let round = 0; round < 10; round++) {
      await inLoop("offline", 20);
      await page.waitForTimeout(5);
    }
    await quiet();
    expect(named("offline")).toEqual([]);
    await openOffline("/b");
    await context.setOffline(false);
    await arrived(200, () => named("offline"));
    await quiet();
    expect(named("offline")).toHaveLength(200);
    expect(new Set(named("offline").map(({ id }) => id)).size).toBe(200);
    expect(new Set(named("offline").map(({ timestamp }) => timestamp)).size).toBeGreaterThan(5);
    expect(await stored()).toEqual([]);
  });

  test("comes back for two tabs with one queue: each event arrives once", async () => {
    // A tab that opens without a network does not know of it at first.
    setting.tolerated = "ERR_INTERNET_DISCONNECTED";
    await goto("/a");
    await arrived(1);
    await context.setOffline(true);
    await inLoop("offline", 50);
    await openOffline("/b");
    const other = await openTab();
    await other.route("**/*", (route) =>
      route.request().url().endsWith("/c")
        ? route.fulfill({ contentType: "text/html", body: html("/c") })
        : route.fulfill({ contentType: "text/javascript", body: Buffer.from(files.get("script.js") ?? []) }),
    );
    await other.goto(`${origin}/c`);
    await other.unroute("**/*");
    await context.setOffline(false);
    await arrived(50, () => named("offline"));
    await arrived(3, () => named("pageview"));
    await quiet();
    expect(named("offline")).toHaveLength(50);
    expect(new Set(named("offline").map(({ id }) => id)).size).toBe(50);
  });
});

describe.each(FORMS)("%s: a clock that", (form) => {
  useTracker(form);
  const shift = (days: number) =>
    page.addInitScript((ms) => {
      const now = Date.now;
      Date.now = () => now() + ms;
    }, days * 86_400_000);

  test.each([-1, 1])("is wrong by %d day says the same of the event and of the sending", async (days) => {
    await shift(days);
    await goto("/a");
    await arrived(1);
    const { sent_at, events } = requests[0] ?? { events: [] };
    expect(Math.abs(Number(events[0]?.timestamp) - Date.now() - days * 86_400_000)).toBeLessThan(60_000);
    expect(Number(sent_at) - Number(events[0]?.timestamp)).toBeLessThan(10_000);
  });

  test("was a day ahead when it stored does not keep the next page from sending", async () => {
    setting.tolerated = "503";
    answers.push({ status: 503, headers: { "retry-after": "3000" } });
    await goto("/a");
    await arrived(1);
    await expect.poll(stored).not.toEqual([]);
    await page.evaluate(() => {
      const [[key, value] = ["", "{}"]] = Object.entries(localStorage);
      localStorage.setItem(key, value.replace(/("(?:u|untilMs)":)\d+/, `$1${Date.now() + 86_400_000}`));
      // The page dies without a word.
      navigator.sendBeacon = () => false;
      addEventListener("pagehide", (event) => event.stopImmediatePropagation(), true);
    });
    const next = await openTab();
    await next.goto(`${origin}/b`);
    await arrived(2, () => named("pageview").filter(({ url }) => url.endsWith("/a")));
    expect(resends("/a")).toEqual([undefined, true]);
  });
});

describe.each(FORMS)("%s: storage that", (form) => {
  useTracker(form);

  test.each(["throws", "is full"])("%s costs nothing", async (how) => {
    await page.addInitScript((way) => {
      if (way === "throws")
        Object.defineProperty(window, "localStorage", {
          get() {
            throw new DOMException("denied", "SecurityError");
          },
        });
      else
        for (let length = 5_300_000; length > 0; length = Math.floor(length / 2))
          try {
            for (let index = 0; index < 3; index++)
              localStorage[`filler${length}${index}`] = "x".repeat(length);
          } catch {}
    }, how);
    await goto("/a");
    await arrived(1);
    await call("track", "later");
    await goto("/b");
    await arrived(1, () => named("later"));
    await arrived(2, () => named("pageview"));
  });

  test("holds nonsense is cleared of it", async () => {
    await page.addInitScript((site) => {
      for (const [index, text] of [
        "{",
        "null",
        "7",
        '"x"',
        "{}",
        '{"events":[]}',
        '{"events":[{"name":"x"}]}',
      ].entries())
        localStorage.setItem(`footfall.${site}.${index}`, text);
      localStorage.setItem(`footfall.${site}`, "{");
      localStorage.setItem("other", "kept");
    }, SITE);
    await goto("/a");
    await arrived(1);
    await expect.poll(stored).toEqual(["other"]);
  });
});

describe.each(FORMS)("%s: ten thousand events in a loop", (form) => {
  useTracker(form);

  test("cost bounded memory and requests", async () => {
    await goto("/a");
    await arrived(1);
    await inLoop("loop", 10_000);
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }).length);
    expect(kept).toBeLessThan(300_000);
    await expect.poll(stored, { timeout: 30_000 }).toEqual([]);
    await flush();
    expect(requests.length).toBeLessThanOrEqual(60);
    expect(named("loop").length).toBeLessThanOrEqual(1_050);
    expect(named("loop").slice(-1)[0]?.props).toEqual({ index: 9_999 });
  });
});
