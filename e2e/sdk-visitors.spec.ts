/** Consent, identity, and who is not counted. */
import { describe, expect, test } from "vitest";
import {
  arrived,
  call,
  FORMS,
  flush,
  goto,
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

const last = () => requests[requests.length - 1];

describe.each(FORMS)("%s: consent", (form) => {
  useTracker(form);

  test("once given it keeps one id and one session over pages and tabs; taken back, it is forgotten", async () => {
    setting.attributes += ' data-consent="full"';
    await goto("/a");
    await arrived(1);
    setting.attributes = 'data-include="local automation"';
    await goto("/b");
    await arrived(2, () => named("pageview"));
    await (await openTab()).goto(`${origin}/c`);
    await arrived(3, () => named("pageview"));
    expect(requests[0]).toMatchObject({ consent: "full", visitor: { anonymous_id: expect.any(String) } });
    for (const { visitor } of requests) expect(visitor).toEqual(requests[0]?.visitor);
    await call("consent", "cookieless");
    await call("track", "after");
    await flush();
    expect(last()?.visitor).toBeUndefined();
    expect(await stored()).toEqual([]);
  });

  test("a session ends with the site's inactivity, the visitor stays", async () => {
    setting.attributes += ' data-consent="full" data-session-minutes="5"';
    await goto("/a");
    await arrived(1);
    const first = requests[0]?.visitor;
    await page.evaluate(() => {
      const now = Date.now;
      Date.now = () => now() + 5 * 60_000 + 1_000;
    });
    await call("track", "later");
    await flush();
    expect(last()?.visitor?.anonymous_id).toBe(first?.anonymous_id);
    expect(last()?.visitor?.session_id).not.toBe(first?.session_id);
  });

  test("raised in mid-visit, the id is stored and not sent before the next visit", async () => {
    await goto("/a");
    await arrived(1);
    await call("consent", "full");
    await call("track", "after");
    await flush();
    expect(last()).toMatchObject({ consent: "full", visitor: { session_id: expect.any(String) } });
    expect(last()?.visitor).not.toHaveProperty("anonymous_id");
    expect(await stored()).toEqual([`footfall.${SITE}`]);
  });

  test("denied: nothing is sent or stored, until it is given", async () => {
    setting.attributes += ' data-consent="denied"';
    await goto("/a");
    await call("track", "secret");
    await quiet();
    expect(requests).toEqual([]);
    expect(await stored()).toEqual([]);
    await call("consent", "cookieless");
    await arrived(1);
    expect(paths()).toEqual(["/a"]);
  });

  test("a level that nobody knows permits nothing", async () => {
    await goto("/a");
    await arrived(1);
    await call("consent", "perhaps");
    await call("track", "secret");
    await quiet();
    expect(named("secret")).toEqual([]);
  });
});

describe.each(FORMS)("%s: identity", (form) => {
  useTracker(form);

  test("who is known rides along, and after signing out no more", async () => {
    await goto("/a");
    await call("identify", "user-7", { plan: "pro", none: null });
    await call("alias", "user-7", "lead-3");
    await call("track", "inside");
    await call("reset");
    await call("track", "outside");
    await flush();
    const visitorOf = (name: string) =>
      requests.find(({ events }) => events.some((event) => event.name === name))?.visitor;
    expect(named("identify")[0]).toMatchObject({
      identity: { user_id: "user-7", traits: { plan: "pro" } },
      interactive: false,
    });
    expect(named("alias")[0]?.identity).toEqual({ user_id: "user-7", previous_id: "lead-3" });
    expect(visitorOf("inside")).toEqual({ user_id: "user-7" });
    expect(visitorOf("outside")).toBeUndefined();
    expect(await stored()).toEqual([]);
  });

  test("with consent, another visitor begins after signing out", async () => {
    setting.attributes += ' data-consent="full"';
    await goto("/a");
    await call("identify", "user-7");
    await flush();
    const before = last()?.visitor;
    expect(before?.user_id).toBe("user-7");
    await call("reset");
    await call("track", "outside");
    await flush();
    expect(last()?.visitor?.user_id).toBeUndefined();
    expect(last()?.visitor?.anonymous_id).not.toBe(before?.anonymous_id);
  });
});

describe.each(FORMS)("%s: who is not counted", (form) => {
  useTracker(form);
  const isNotCounted = async () => {
    await goto("/a");
    await call("track", "never");
    await flush();
    await goto("/b");
    await quiet();
    expect(requests).toEqual([]);
    expect((await stored()).filter((key) => key !== "footfall_ignore")).toEqual([]);
  };

  test("a browser with Global Privacy Control, whatever the site includes", async () => {
    setting.attributes = 'data-include="local automation privacy *"';
    await page.addInitScript(() => Object.defineProperty(navigator, "globalPrivacyControl", { value: true }));
    await isNotCounted();
  });
  test("a browser with Do Not Track", async () => {
    await page.addInitScript(() => Object.defineProperty(navigator, "doNotTrack", { value: "1" }));
    await isNotCounted();
  });
  test("an automated browser", async () => {
    setting.attributes = 'data-include="local"';
    await isNotCounted();
  });
  test("a local page", async () => {
    setting.attributes = 'data-include="automation"';
    await isNotCounted();
  });
  test("a browser that its owner excludes", async () => {
    await page.addInitScript(() => localStorage.setItem("footfall_ignore", "1"));
    await isNotCounted();
  });
  test("pages that the site ignores", async () => {
    setting.attributes += ' data-ignore="/admin/* /b"';
    await goto("/admin/users");
    await goto("/b");
    await goto("/c");
    await arrived(1);
    expect(paths()).toEqual(["/c"]);
  });
});
