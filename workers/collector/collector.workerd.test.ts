import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { ApiError } from "../../schema/error.ts";
import { type CaptureAnswer, captureAnswer } from "../../schema/event.ts";
import type { RawMessage } from "../../schema/message.ts";
import { now, setClock } from "../clock.ts";
import {
  ask,
  bindings,
  DAY_MS,
  insertSite,
  migrate,
  moveTo,
  NOW,
  pageview,
  post,
  saltsObject,
  sent,
} from "./world-for-tests.ts";

const OPEN = "open";
const CLOSED = "closed";
const keys: Record<string, string> = {};

beforeAll(async () => {
  await migrate();
  keys[OPEN] = await insertSite(OPEN);
  const origins = ["https://www.example.com", "*.example.org"];
  keys[CLOSED] = await insertSite(CLOSED, {
    allowed_origins: origins,
    require_origin: true,
    honour_gpc: false,
  });
});

beforeEach(() => moveTo(NOW));
afterEach(() => setClock(null));

const payload = (over: object = {}) => ({ site: keys[OPEN], sent_at: now(), events: [pageview()], ...over });

const firstGroup = () => {
  const group = sent[0]?.groups[0];
  if (group === undefined) throw new Error("Nothing was sent.");
  return group;
};

describe("POST /capture from a page", () => {
  test("becomes one message with all that the edge knows, and no address", async () => {
    const answer = await ask("/capture", {
      method: "POST",
      headers: { "Content-Type": "text/plain", "Sec-CH-UA": '"Chromium"', "Sec-CH-UA-Mobile": "?0" },
      body: JSON.stringify(
        payload({ automation: true, resend: true, visitor: { session_id: "s" }, secret: 1 }),
      ),
      cf: { country: "DE", region: "Berlin", city: "Berlin", asn: 3320, asOrganization: "Telekom" },
    });
    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({ accepted: 1 });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      v: 1,
      kind: "raw",
      origin: "browser",
      site: OPEN,
      resend: true,
    });
    expect(sent[0]?.slot).toBeGreaterThanOrEqual(0);
    expect(sent[0]?.slot).toBeLessThan(64);
    expect(firstGroup()).toMatchObject({
      automation: true,
      consent: "cookieless",
      session_id: "s",
      client: {
        user_agent: "Firefox",
        geo_source: "cf",
        country: "DE",
        city: "Berlin",
        asn: 3320,
        hints: { "-mobile": "?0" },
      },
      // Sent and received at once by a clock that runs on: the skew is what passed in between.
      events: [{ name: "pageview", at: sent[0]?.received_at }],
    });
    expect(JSON.stringify(sent)).not.toContain("192.0.2.1");
    expect(JSON.stringify(sent)).not.toContain("secret");
  });

  test("says what became of each event: refused ones always, all when asked", async () => {
    const id = "01932c07-e2ea-7c3b-9a5e-0123456789ab";
    const body = payload({
      events: [
        pageview({ id }),
        { name: 1 },
        pageview({ id: id.replace("ab", "ac"), timestamp: now() + DAY_MS }),
      ],
    });
    const plain: CaptureAnswer = await (await post(body)).json();
    expect(plain.accepted).toBe(2);
    expect(Object.keys(plain.results ?? {})).toEqual(["events[1]", id.replace("ab", "ac")]);
    const asked = captureAnswer.parse(await (await post(body, {}, "/capture?receipt=1")).json());
    expect(asked.results?.[id]).toEqual({ result: "ok" });
    expect(asked.results?.["events[1]"]).toMatchObject({
      result: "drop",
      reason: "invalid",
      path: "events[1].name",
    });
  });

  test("keeps a given anonymous id out of the days, and a user's id out of the hash", async () => {
    await post(payload({ visitor: { anonymous_id: "a", user_id: "u" } }));
    expect(firstGroup()).toMatchObject({ user_id: "u", visitor: { kind: "persistent" } });
    await post(payload());
    await post(payload({ visitor: { user_id: "u" } }));
    expect(sent[2]?.groups[0]?.visitor).toEqual(sent[1]?.groups[0]?.visitor);
    expect(sent[2]?.slot).toBe(sent[1]?.slot);
  });

  test("an IPv6 household is one visitor", async () => {
    for (const ip of ["2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "2001:db8:0:2::1"])
      await post(payload(), { "CF-Connecting-IP": ip });
    const [one, two, other] = sent.map(({ slot, groups }) => JSON.stringify([slot, groups[0]?.visitor]));
    expect(two).toBe(one);
    expect(other).not.toBe(one);
  });

  test("a half surrogate pair does no harm", async () => {
    const text = JSON.stringify(payload({ events: [pageview({ title: "TITLE" })] })).replace(
      "TITLE",
      "\\ud800!",
    );
    expect((await post(text)).status).toBe(202);
    expect(firstGroup().events[0]?.title).toBe("\ufffd!");
  });

  test("what a page writes may grow in JSON and still fits its messages", async () => {
    const props = (i: number) =>
      Object.fromEntries(Array.from({ length: 50 }, (_, k) => [`${i}.${k}`, 1e20]));
    const events = Array.from({ length: 80 }, (_, i) => pageview({ props: props(i) }));
    const text = JSON.stringify(payload({ events })).replaceAll("100000000000000000000", "1e20");
    expect(text.length).toBeLessThan(64_000);
    expect((await post(text)).status).toBe(202);
    expect(sent.length).toBeGreaterThan(1);
    for (const message of sent) expect(JSON.stringify(message).length).toBeLessThan(128_000 - 100);
    expect(sent.flatMap(({ groups }) => groups.flatMap(({ events }) => events))).toHaveLength(80);
  });

  test("I6: a browser that sends Sec-GPC is honoured where the site asks", async () => {
    const answer: CaptureAnswer = await (await post(payload(), { "Sec-GPC": "1" })).json();
    expect(answer).toMatchObject({
      accepted: 0,
      results: { "events[0]": { result: "drop", reason: "gpc" } },
    });
    expect(sent).toEqual([]);
    const other = payload({ site: keys[CLOSED] });
    expect((await post(other, { "Sec-GPC": "1", Origin: "https://www.example.com" })).status).toBe(202);
    expect(sent).toHaveLength(1);
  });
});

describe("midnight", () => {
  test("the evening's id is the next day's previous, in the same slot", async () => {
    moveTo(Date.UTC(2026, 10, 24, 23, 59, 59));
    await post(payload());
    const evening = sent[0];
    moveTo(Date.UTC(2026, 10, 25, 0, 0, 1));
    await post(payload());
    const night = sent[0];
    expect(night?.slot).toBe(evening?.slot);
    const before = evening?.groups[0]?.visitor;
    const after = night?.groups[0]?.visitor;
    if (before?.kind !== "daily" || after?.kind !== "daily")
      throw new Error("Ids without consent are daily.");
    expect(Object.values(after.days)[0]?.previous).toBe(Object.values(before.days)[0]?.id);
    expect(Object.values(after.days)[0]?.id).not.toBe(Object.values(before.days)[0]?.id);
  });

  test("a batch over midnight has an id for each of its days", async () => {
    moveTo(Date.UTC(2026, 10, 25, 0, 0, 1));
    await post(payload({ events: [pageview(), pageview({ timestamp: now() - 5_000 })] }));
    const { visitor } = firstGroup();
    expect(visitor.kind === "daily" && Object.keys(visitor.days)).toEqual(["2026-11-25", "2026-11-24"]);
  });

  test("tomorrow's salt is at hand before midnight, so that an outage over midnight hurts nobody", async () => {
    const asked = { n: 0, away: false };
    const bound = bindings({ SALTS: saltsObject(asked) });
    moveTo(Date.UTC(2026, 10, 24, 23, 59, 59));
    expect((await post(payload(), {}, "/capture", bound)).status).toBe(202);
    asked.away = true;
    moveTo(Date.UTC(2026, 10, 25, 0, 0, 1));
    expect((await post(payload(), {}, "/capture", bound)).status).toBe(202);
    expect(asked.n).toBe(1);
  });

  test("without a salt of the day an unnamed visitor is told to wait, a named one is not", async () => {
    const bound = bindings({ SALTS: saltsObject({ n: 0, away: true }) });
    const answer = await post(payload(), {}, "/capture", bound);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("Retry-After")).toMatch(/^\d+$/);
    expect(sent).toEqual([]);
    const named = payload({ visitor: { anonymous_id: "a" } });
    expect((await post(named, {}, "/capture", bound)).status).toBe(202);
  });
});

describe("I1: accepted means durable", () => {
  const failing = (...plan: ("ok" | "fail" | "hang")[]) => {
    const tried: RawMessage[] = [];
    const send = async (message: RawMessage) => {
      tried.push(message);
      const fate = plan[tried.length - 1];
      if (fate === "hang") await new Promise(() => undefined);
      if (fate === "fail") throw new Error("Queue is overloaded. Please back off.");
    };
    return { tried, bound: bindings({ EVENTS: { send } }) };
  };

  test.each([
    [["fail", "ok"], 202],
    [["fail", "fail"], 503],
    [["hang", "ok"], 202],
    [["hang", "hang"], 503],
  ] as const)("sends that go %j answer %i, under one message id", async (plan, status) => {
    const { tried, bound } = failing(...plan);
    const answer = await post(payload(), {}, "/capture", bound);
    expect(answer.status).toBe(status);
    expect(tried).toHaveLength(2);
    expect(tried[1]).toEqual(tried[0]);
    expect(answer.headers.has("Retry-After")).toBe(status === 503);
  });

  test("when D1 is away and the site is not known, the sender is told to wait", async () => {
    const control = {
      prepare: () => ({ bind: () => ({ first: () => Promise.reject(new Error("D1_ERROR")) }) }),
    };
    const answer = await post(payload(), {}, "/capture", bindings({ CONTROL: control }));
    expect(answer.status).toBe(503);
    expect(answer.headers.get("Access-Control-Expose-Headers")).toBe("Retry-After");
  });
});

describe("origins", () => {
  test.each([
    ["https://www.example.com", 202],
    ["https://a.example.org", 202],
    ["https://example.org", 403],
    ["https://www.example.com.evil.test", 403],
    ["https://evilexample.org", 403],
    ["http://www.example.com", 403],
    ["null", 403],
    [undefined, 403],
  ])("%s on a site with a list: %s", async (origin, status) => {
    const answer = await post(
      payload({ site: keys[CLOSED] }),
      origin === undefined ? {} : { Origin: origin },
    );
    expect(answer.status).toBe(status);
    expect(answer.headers.get("Access-Control-Allow-Origin")).toBe("*");
  });

  test("a preflight may send JSON and no token, and nothing allows credentials", async () => {
    const answer = await ask("/capture", {
      method: "OPTIONS",
      headers: { Origin: "https://www.example.com" },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("Access-Control-Allow-Headers")).toBe("Content-Type");
    for (const each of [answer, await post(payload())]) {
      expect(each.headers.has("Access-Control-Allow-Credentials")).toBe(false);
    }
  });
});

describe("the other paths", () => {
  test("GET /health", async () => {
    const answer = await ask("/health", {});
    expect([answer.status, await answer.json()]).toEqual([200, { status: "ok" }]);
  });

  test("GET /pixel.gif counts a pageview of the page that shows it", async () => {
    const answer = await ask(`/pixel.gif?site=${keys[OPEN]}&title=Mail`, {
      headers: { Referer: "https://www.example.com/mail" },
    });
    expect([answer.status, answer.headers.get("Content-Type")]).toEqual([200, "image/gif"]);
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(20);
    expect(sent[0]).toMatchObject({
      origin: "pixel",
      groups: [{ events: [{ name: "pageview", url: "https://www.example.com/mail", title: "Mail" }] }],
    });
  });

  test("HEAD /pixel.gif answers like GET and counts nothing", async () => {
    const answer = await ask(`/pixel.gif?site=${keys[OPEN]}&url=https://a.test/`, { method: "HEAD" });
    expect([answer.status, answer.headers.get("Content-Type")]).toEqual([200, "image/gif"]);
    expect(sent).toEqual([]);
  });

  test.each([
    ["/pixel.gif", 401],
    ["/pixel.gif?site=x.y", 401],
  ])("GET %s: %i", async (path, status) => {
    expect((await ask(path, {})).status).toBe(status);
  });

  test("a pixel with too long an address is refused", async () => {
    const answer = await ask(`/pixel.gif?site=${keys[OPEN]}&url=https://a.test/${"x".repeat(2_000)}`, {});
    expect([answer.status, ((await answer.json()) as ApiError).error.path]).toEqual([400, "url"]);
  });

  test("scripts come from the static assets", async () => {
    const bound = bindings({
      ASSETS: { fetch: async (request: Request) => new Response(new URL(request.url).pathname) },
    });
    for (const path of ["/script.js", "/script/0123abcd.js"]) {
      expect(await (await ask(path, {}, bound)).text()).toBe(path);
      expect(await (await ask(`/x7k2${path}`, {}, bound)).text()).toBe(path);
    }
  });

  test.each([
    ["GET", "/", 404],
    ["GET", "/capture/", 404],
    ["POST", "/capture/", 404],
    ["GET", "/script", 404],
    ["GET", "/x7k2/capture", 405],
    ["GET", "/x7k2/y/capture", 404],
    ["GET", "/capture", 405],
    ["PUT", "/capture", 405],
    ["POST", "/health", 405],
    ["POST", "/pixel.gif", 405],
    ["DELETE", "/script.js", 405],
  ])("%s %s: %i", async (method, path, status) => {
    const answer = await ask(path, { method });
    expect(answer.status).toBe(status);
    expect(answer.headers.has("Allow")).toBe(status === 405);
  });

  test("a missing setting is named, and its value is not", async () => {
    const complaints = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const answer = await ask("/health", {}, bindings({ SECRET_KEY: "short" }));
    const { error } = (await answer.json()) as ApiError;
    expect(answer.status).toBe(500);
    expect(error.message).toContain("SECRET_KEY");
    expect(error.message).not.toContain("short");
    expect(complaints).toHaveBeenCalledOnce();
    complaints.mockRestore();
  });
});
