import { describe, expect, test } from "vitest";
import type { SiteId } from "../../../schema/ids.ts";
import { createClickHouseSink } from "./clickhouse.ts";

const PASSWORD = "correct horse";
const BODY = Uint8Array.from(new TextEncoder().encode("a block in Native format"));

interface Seen {
  url: URL;
  init: RequestInit;
}

/** A sink before a server that answers like this; `seen` are the requests that it got. */
function sinkBefore(answer: (init: RequestInit) => Promise<Response>, timeoutMs = 1_000) {
  const seen: Seen[] = [];
  const fake: typeof fetch = (input, init = {}) => {
    seen.push({ url: new URL(String(input)), init });
    return answer(init);
  };
  const access = { url: "http://clickhouse:8123", user: "writer", password: PASSWORD, database: "footfall" };
  return { sink: createClickHouseSink({ ...access, fetch: fake, timeoutMs }), seen };
}

/** Answers only when it is told to stop, as a server does that takes the connection and then nothing. */
const hang = (init: RequestInit) =>
  new Promise<Response>((_, reject) => {
    init.signal?.addEventListener("abort", () => reject(init.signal?.reason));
  });

const exception = (code: number, name: string) =>
  new Response(`Code: ${code}. DB::Exception: no. (${name}) (version 26.7.2.1)`, {
    status: 500,
    headers: { "X-ClickHouse-Exception-Code": String(code) },
  });

describe("insert", () => {
  test("sends the block compressed, with every setting that it relies on", async () => {
    const { sink, seen } = sinkBefore(async () => new Response(""));
    expect(await sink.insert("events", BODY, "v1:0:1:1-9")).toEqual({ ok: true });
    const [{ url, init } = { url: new URL("http://none"), init: {} }] = seen;
    expect(Object.fromEntries(url.searchParams)).toEqual({
      query: "INSERT INTO events FORMAT Native",
      database: "footfall",
      wait_end_of_query: "1",
      async_insert: "0",
      insert_deduplicate: "1",
      deduplicate_blocks_in_dependent_materialized_views: "1",
      insert_deduplication_token: "v1:0:1:1-9",
    });
    const gunzipped = new Response(init.body).body?.pipeThrough(new DecompressionStream("gzip"));
    expect(await new Response(gunzipped).text()).toBe("a block in Native format");
  });

  test("the password travels in a header, and not to another host", async () => {
    const { sink, seen } = sinkBefore(
      async () => new Response("", { status: 307, headers: { location: "http://evil" } }),
    );
    expect(await sink.insert("sessions", BODY)).toMatchObject({
      ok: false,
      kind: "transient",
      code: "HTTP_307",
    });
    expect(seen[0]?.init).toMatchObject({ redirect: "manual", headers: { "x-clickhouse-key": PASSWORD } });
    expect(seen[0]?.url.href).not.toContain("correct");
    expect(seen).toHaveLength(1);
  });

  test.each([
    ["503 of a proxy", async () => new Response("busy", { status: 503 }), "transient", "HTTP_503"],
    ["a server that hangs", hang, "transient", "TIMEOUT"],
    ["no server", () => Promise.reject(new TypeError(`connect ${PASSWORD}`)), "transient", "NETWORK"],
    ["no memory", async () => exception(241, "MEMORY_LIMIT_EXCEEDED"), "transient", "MEMORY_LIMIT_EXCEEDED"],
    ["no rights", async () => exception(497, "ACCESS_DENIED"), "transient", "ACCESS_DENIED"],
    ["an odd row", async () => exception(72, "CANNOT_PARSE_NUMBER"), "data", "CANNOT_PARSE_NUMBER"],
  ])("%s", async (_, answer, kind, code) => {
    const { sink } = sinkBefore(answer, 20);
    const refusal = await sink.insert("events", BODY, "token");
    expect(refusal).toMatchObject({ ok: false, kind, code });
    expect(JSON.stringify(refusal)).not.toContain(PASSWORD);
  });

  test("an answer that breaks off is no success", async () => {
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("reset")) });
    const { sink } = sinkBefore(async () => new Response(broken));
    expect(await sink.insert("events", BODY)).toMatchObject({
      ok: false,
      kind: "transient",
      code: "NETWORK",
    });
  });
});

test("a question of ten thousand ids goes in the body, as values and not as text of the statement", async () => {
  const { sink, seen } = sinkBefore(async () => new Response(""));
  const site = "s1" as SiteId;
  const id = (index: number) => `01a20c46-adf3-7feb-9d46-${String(index).padStart(12, "0")}`;
  await sink.knownIds(Array.from({ length: 10_000 }, (_, index) => ({ site, id: id(index), at: 0 })));
  expect(seen[0]?.url.href.length).toBeLessThan(200);
  const form = seen[0]?.init.body;
  if (!(form instanceof FormData)) throw new Error("The question is to be a form.");
  expect(form.get("query")).not.toContain("9d46");
  expect(form.get("param_ids")).toContain(`'${id(9_999)}'`);
});

test("a question that fails throws its kind and code, without the password", async () => {
  const { sink } = sinkBefore(hang, 20);
  const failure = await sink.countBatch("b", 202605).catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: "SinkError", kind: "transient", code: "TIMEOUT" });
  expect(String(failure)).not.toContain(PASSWORD);
});
