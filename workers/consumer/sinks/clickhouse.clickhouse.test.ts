import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../../../schema/clickhouse/database-for-tests.ts";
import type { SessionId, SiteId, VisitorId } from "../../../schema/ids.ts";
import { EVENT_COLUMNS, SESSION_COLUMNS } from "../../../schema/rows.ts";
import type { Session } from "../session/machine.ts";
import { fromRow, toDeletedRow, toRow } from "../session/row.ts";
import { createClickHouseSink, SinkError } from "./clickhouse.ts";
import { type EncodableRow, encodeNative } from "./native.ts";

const database = "sink_test";
const { url, client } = await freshDatabase(database);
const access = { url, user: "default", password: "", database };
const sink = createClickHouseSink(access);

// Brands are put on by hand: nothing here comes from a door.
const site = (name: string) => name as SiteId;
const visitor = (digit: string) => digit.repeat(16) as VisitorId;
const visit = (digit: string) => digit.repeat(16) as SessionId;
const AT = Date.UTC(2026, 4, 20, 12);
const DAY_MS = 86_400_000;

afterAll(() => client.close());

async function one(query: string): Promise<string> {
  return (await (await client.query({ query, format: "TabSeparated" })).text()).trim();
}

const events = (rows: EncodableRow[]) => encodeNative(EVENT_COLUMNS, rows);
const idOf = (number: number) => `01a20c46-adf3-7feb-9d46-${number.toString(16).padStart(12, "0")}`;
const eventOf = (given: EncodableRow): EncodableRow => ({
  site: "s1",
  date: "2026-05-20",
  ts: AT,
  name: "pageview",
  visitor_id: visitor("a"),
  session_id: visit("1"),
  ...given,
});

describe("insert", () => {
  test("a batch that is sent again under its token is stored once, and answers as the first time", async () => {
    const rows = Array.from({ length: 1_000 }, (_, index) =>
      eventOf({ event_id: idOf(index), batch_id: "b1", props: { plan: "pro" }, nums: { price: 9.5 } }),
    );
    expect(await sink.insert("events", events(rows), "b1")).toEqual({ ok: true });
    expect(await sink.insert("events", events(rows), "b1")).toEqual({ ok: true });
    expect(await sink.countBatch("b1", 202605)).toBe(1_000);
    expect(await sink.countBatch("b1", 202606)).toBe(0);
    expect(await sink.countBatch("b' OR 1=1 --\\", 202605)).toBe(0);
    const odd = await one("SELECT countIf(scroll = 255), sum(nums['price']), any(props['plan']) FROM events");
    expect(odd).toBe("1000\t9500\tpro");
  });

  test("the same rows under another token are other rows", async () => {
    const rows = [eventOf({ site: "again", event_id: idOf(1) })];
    await sink.insert("events", events(rows), "again-1");
    await sink.insert("events", events(rows), "again-2");
    expect(await one("SELECT count() FROM events WHERE site = 'again'")).toBe("2");
  });

  test("bytes that are no block are a data error, and a missing table is not", async () => {
    const broken = events([eventOf({ event_id: idOf(7) })]).slice(0, -40);
    expect(await sink.insert("events", broken, "broken")).toMatchObject({ ok: false, kind: "data" });
    const elsewhere = createClickHouseSink({ ...access, database: "not_there" });
    const answer = await elsewhere.insert("events", events([eventOf({ event_id: idOf(8) })]));
    expect(answer).toMatchObject({ ok: false, kind: "transient", code: "UNKNOWN_DATABASE" });
  });
});

describe("knownIds", () => {
  const asked = (name: string, number: number, at = AT) => ({ site: site(name), id: idOf(number), at });

  test("answers stored ids of the right site within nine days, and nothing else", async () => {
    await sink.insert("events", events([eventOf({ site: "ids", event_id: idOf(900) })]), "ids");
    const known = (...all: ReturnType<typeof asked>[]) => sink.knownIds(all).then((ids) => [...ids]);
    expect(await known(asked("ids", 900), asked("ids", 901))).toEqual([`ids ${idOf(900)}`]);
    expect(await known(asked("ids", 900, AT + 9 * DAY_MS))).toEqual([`ids ${idOf(900)}`]);
    expect(await known(asked("ids", 900, AT + 11 * DAY_MS))).toEqual([]);
    expect(await known(asked("other", 900))).toEqual([]);
    expect(await known()).toEqual([]);
  });

  test("takes ten thousand in one question", async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => asked("ids", 900 + index, AT + index * 60_000));
    expect([...(await sink.knownIds(many))]).toEqual([`ids ${idOf(900)}`]);
  });

  test("a site whose name needs quoting asks only for itself", async () => {
    await sink.insert("events", events([eventOf({ site: "o'b\\r", event_id: idOf(950) })]), "quoted");
    expect([...(await sink.knownIds([asked("o'b\\r", 950)]))]).toEqual([`o'b\\r ${idOf(950)}`]);
    expect(await sink.knownIds([asked("') OR 1 = 1 --", 950)])).toEqual(new Set());
  });
});

describe("visits", () => {
  const session: Session = {
    id: visit("1"),
    site: site("s1"),
    visitor_id: visitor("a"),
    other_visitor_ids: [visitor("b"), "0000000000000001" as VisitorId],
    previous_visitor_id: null,
    version: 3,
    active_from: AT - 1_000,
    active_until: AT + 60_001,
    start: AT,
    start_tie: 4_294_967_295,
    end: AT + 50_000,
    engaged_ms: 9_000,
    tail: [AT + 60_001, 9_000],
    pageviews: 1,
    events: 2,
    interactions: 2,
    entry: { at: AT, tie: 1, hostname: "example.com", path: "/ünï" },
    exit: { at: AT, tie: 1, hostname: "example.com", path: "/ünï" },
    attributes: { source: "Google", country: "DE", traffic: "human" },
  };
  const upsert = (...sessions: Session[]) =>
    sink.insert("sessions", encodeNative(SESSION_COLUMNS, sessions.map(toRow)));
  const ask = (visitors: VisitorId[], from = AT, to = AT) =>
    sink.visits([{ site: session.site, visitors, from, to }]).then((rows) => rows.map(fromRow));

  beforeAll(async () => {
    await upsert({ ...session, version: 2, events: 1 });
    await upsert(session, { ...session, site: site("s2"), id: visit("2") });
  });

  test("come back as they were, newest version, by either hash", async () => {
    expect(await ask([visitor("a")])).toEqual([session]);
    expect(await ask([visitor("b")])).toEqual([session]);
    expect(await ask([visitor("c")])).toEqual([]);
  });

  test.each([
    [AT + 60_001, AT + 90_000, 1],
    [AT + 60_002, AT + 90_000, 0],
    [AT - 90_000, AT - 1_000, 1],
    [AT - 90_000, AT - 1_001, 0],
  ])("between %i and %i: %i", async (from, to, expected) => {
    expect(await ask([visitor("a")], from, to)).toHaveLength(expected);
  });

  test("each asker gets only what it asked for", async () => {
    const far = AT + 40 * DAY_MS;
    const rows = await sink.visits([
      { site: site("s1"), visitors: [visitor("a")], from: far, to: far },
      { site: site("s2"), visitors: [visitor("c")], from: AT, to: AT },
    ]);
    expect(rows).toEqual([]);
  });

  test("a retracted visit is gone, whichever came first", async () => {
    const gone = { ...session, id: visit("9"), visitor_id: visitor("d"), version: 1 };
    const retract = {
      site: gone.site,
      start_date: toRow(gone).start_date,
      visitor_id: gone.visitor_id,
      id: gone.id,
    };
    const deleted = toDeletedRow({ ...retract, version: 2 });
    await sink.insert("sessions", encodeNative(SESSION_COLUMNS, [deleted]));
    await upsert(gone);
    expect(await ask([visitor("d")])).toEqual([]);
  });
});

describe("repoint", () => {
  const moved = (name: string) =>
    one(
      `SELECT groupArray(lower(hex(session_id))) FROM (SELECT * FROM events WHERE site = '${name}' ORDER BY event_id)`,
    );

  test("moves the events of a visit, on both sides of midnight, in this site only, and may be repeated", async () => {
    const rows = [
      eventOf({ site: "m1", event_id: idOf(1), session_id: visit("3") }),
      eventOf({
        site: "m1",
        event_id: idOf(2),
        session_id: visit("3"),
        date: "2026-05-21",
        visitor_id: visitor("b"),
      }),
      eventOf({ site: "m1", event_id: idOf(3), session_id: visit("4") }),
      eventOf({ site: "m2", event_id: idOf(4), session_id: visit("3") }),
      eventOf({ site: "m2", event_id: idOf(5), session_id: visit("f") }),
    ];
    await sink.insert("events", events(rows), "moves");
    const range = { visitors: [visitor("a"), visitor("b")], active_from: AT, active_until: AT + DAY_MS };
    const moves = [
      { site: site("m1"), from: visit("3"), to: visit("e"), ...range },
      { site: site("m2"), from: visit("f"), to: visit("d"), ...range },
    ];
    for (let times = 0; times < 2; times++) {
      expect(await sink.repoint(moves)).toEqual({ ok: true });
      expect(await moved("m1")).toBe(`['${visit("e")}','${visit("e")}','${visit("4")}']`);
      expect(await moved("m2")).toBe(`['${visit("3")}','${visit("d")}']`);
    }
  });

  test("nothing to move is no request", async () => {
    expect(await createClickHouseSink({ ...access, url: "http://127.0.0.1:1" }).repoint([])).toEqual({
      ok: true,
    });
  });
});

test("a question that fails throws its kind and code", async () => {
  const elsewhere = createClickHouseSink({ ...access, database: "not_there" });
  const failure = await elsewhere.countBatch("b", 202605).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(SinkError);
  expect(failure).toMatchObject({ kind: "transient", code: "UNKNOWN_DATABASE" });
});
