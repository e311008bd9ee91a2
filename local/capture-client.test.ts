import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { CaptureRequest } from "../schema/event.ts";
import { capture, captureAll } from "./capture-client.ts";
import { deterministicId } from "./deterministic-id.ts";

const requestOf = (n = 0): CaptureRequest => ({
  site: "shop.tag",
  events: [{ id: deterministicId("test", n), name: "pageview", timestamp: 0, url: "/" }],
});

/** A service that gives these answers in turn, and keeps what it was sent. */
function service(...answers: (Response | Error)[]) {
  const bodies: CaptureRequest[] = [];
  const waits: number[] = [];
  const client = {
    url: "http://service.test",
    token: "t",
    fetch: (async (_: unknown, init?: RequestInit) => {
      bodies.push(JSON.parse(gunzipSync(init?.body as Uint8Array).toString()));
      const answer = answers.shift() ?? Response.json({ accepted: 1 }, { status: 202 });
      if (answer instanceof Error) throw answer;
      return answer;
    }) as typeof fetch,
    sleep: async (ms: number) => void waits.push(ms),
  };
  return { client, bodies, waits };
}

const busy = (status: number, after?: string) =>
  new Response("busy", { status, headers: after ? { "retry-after": after } : {} });

describe("one request", () => {
  test("is repeated while the service is busy, after the time that it asks for", async () => {
    const { client, bodies, waits } = service(busy(429, "7"), busy(503), busy(503));
    expect(await capture(client, requestOf())).toEqual({ accepted: 1 });
    expect(waits).toEqual([7_000, 1_000, 2_000]);
    expect(bodies.map(({ resend }) => resend)).toEqual([undefined, true, true, true]);
    expect(new Set(bodies.map(({ events }) => events[0]?.id)).size).toBe(1);
  });

  test("is repeated when the service cannot be reached", async () => {
    const { client, bodies } = service(new TypeError("fetch failed"));
    expect(await capture(client, requestOf())).toEqual({ accepted: 1 });
    expect(bodies).toHaveLength(2);
  });

  test("ends with the service's own sentence when it refuses", async () => {
    const { client, waits } = service(new Response("bad token", { status: 401 }));
    await expect(capture(client, requestOf())).rejects.toThrow("POST /capture answered 401: bad token");
    expect(waits).toEqual([]);
  });

  test("is given up in the end", async () => {
    const { client } = service(...Array.from({ length: 40 }, () => busy(503)));
    await expect(capture(client, requestOf())).rejects.toThrow("Gave up after 30 attempts");
  });
});

describe("many requests", () => {
  test("are each sent once, and what was refused is counted by reason", async () => {
    const results = { a: { result: "drop", reason: "invalid" }, b: { result: "ok" } };
    const { client, bodies } = service(Response.json({ accepted: 3, results }, { status: 202 }));
    const sent = await captureAll(
      client,
      Array.from({ length: 7 }, (_, n) => requestOf(n)),
      3,
    );
    expect(sent).toEqual({ accepted: 9, refused: new Map([["invalid", 1]]) });
    expect(new Set(bodies.map(({ events }) => events[0]?.id)).size).toBe(7);
  });

  test("end with the first failure", async () => {
    const { client } = service(new Response("no", { status: 403 }));
    await expect(captureAll(client, [requestOf()], 2)).rejects.toThrow("403");
  });
});
