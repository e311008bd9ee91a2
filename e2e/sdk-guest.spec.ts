/** A guest in somebody else's page: what it brings, what it takes, and what it never does. */
import { describe, expect, test } from "vitest";
import {
  answers,
  arrived,
  bodies,
  call,
  EVERYWHERE,
  events,
  FORMS,
  flush,
  goto,
  named,
  page,
  quiet,
  SITE,
  setting,
  useTracker,
} from "./sdk-page.ts";

describe.each(FORMS)("%s: a guest in the page", (form) => {
  useTracker(form);

  test("brings one global", async () => {
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
      document.dispatchEvent(new Event("click"));
      dispatchEvent(new Event("submit"));
      return true;
    });
    expect(survived).toBe(true);
  });

  test("a second tag says so once, and counts nothing twice", async () => {
    setting.head = `<script defer src="/script.js" data-site="${SITE}" ${EVERYWHERE}></script>`;
    const lines: string[] = [];
    page.on("console", (message) => lines.push(message.text()));
    await goto("/a");
    await arrived(1);
    await quiet();
    expect(events().map(({ name }) => name)).toEqual(["pageview"]);
    expect(lines).toEqual(["footfall: second start"]);
  });

  test("hears calls from before it came, in their order and before the first page", async () => {
    setting.head = '<script src="/early.js"></script>';
    await page.route("**/early.js", (route) =>
      route.fulfill({
        contentType: "text/javascript",
        body: 'window.footfall = [["track", "early", { plan: "pro" }], null, ["set", { team: "red" }]]',
      }),
    );
    await goto("/");
    await call("push", ["track", "late", { seats: 3, none: null }, { interactive: false }]);
    await call("set", { team: undefined });
    await call("track", "bare");
    await flush();
    expect(events().map(({ name, props, interactive }) => ({ name, props, interactive }))).toEqual([
      { name: "early", props: { plan: "pro" }, interactive: undefined },
      { name: "pageview", props: { team: "red" }, interactive: undefined },
      { name: "late", props: { team: "red", seats: 3 }, interactive: false },
      { name: "bare", props: undefined, interactive: undefined },
    ]);
  });

  test("tells revenue as it is given", async () => {
    await goto("/");
    const revenue = { amount: 12.5, currency: "EUR", order_id: "o-1" };
    await call("track", "order", { items: 2 }, { revenue });
    await flush();
    expect(named("order")[0]).toMatchObject({ props: { items: 2 }, revenue });
  });

  test("in debug mode it says what the server refused, else it says nothing", async () => {
    setting.tolerated = "403";
    const lines: string[] = [];
    page.on("console", (message) => message.type() !== "error" && lines.push(message.text()));
    // The second request is the farewell of the first page.
    answers.push({ status: 403 }, { status: 202 }, { status: 403 });
    await goto("/a");
    await arrived(1);
    await quiet();
    expect(lines).toEqual([]);
    setting.attributes += " data-debug";
    await goto("/b");
    await arrived(1, () => named("pageview").filter(({ url }) => url.endsWith("/b")));
    await expect.poll(() => lines).toEqual([expect.stringMatching(/^footfall: 403 /)]);
  });

  test("a page that handles no network shows nothing of it", async () => {
    await page.route("**/capture", (route) => route.abort("internetdisconnected"));
    setting.tolerated = "ERR_INTERNET_DISCONNECTED";
    await page.addInitScript(() => Object.defineProperty(navigator, "onLine", { value: false }));
    await goto("/a");
    await call("track", "never");
    await quiet();
    expect(bodies).toEqual([]);
  });
});
