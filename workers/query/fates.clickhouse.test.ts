import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { freshDatabase } from "../../schema/clickhouse/database-for-tests.ts";
import type { SiteId, VisitorId } from "../../schema/ids.ts";
import type { EnrichedMessage, Message, RawMessage } from "../../schema/message.ts";
import { type OutcomesAnswer, outcomesQuestion, quarantineQuestion } from "../../schema/outcome-input.ts";
import { QUERY_PREFIX, type Rule } from "../../schema/rule.ts";
import { DEFAULT_PATH_RULES } from "../../schema/words.ts";
import { enter } from "../consumer/entry.ts";
import { uuid, World } from "../consumer/outbox/world/world.ts";
import { compile } from "../consumer/rules/compile.ts";
import { createClickHouseSink } from "../consumer/sinks/clickhouse.ts";
import { type Erasures, NO_ERASURES } from "../control/erasures.ts";
import type { SiteConfig } from "../control/sites.ts";
import { connect } from "./clickhouse.ts";
import { answerOutcomes } from "./outcomes.ts";
import { listQuarantine, restoreQuarantined } from "./quarantine.ts";
import { dryRunRule } from "./rule-dry-run.ts";

/** The real consumer and shard before a real server, and the real questions. */
const database = "fates_test";
const { url, client } = await freshDatabase(database);
const sink = createClickHouseSink({ url, user: "default", password: "", database });
const clickhouse = connect({ clickhouse: { url, username: "default", password: "", database } });
afterAll(() => client.close());

const MINUTE_MS = 60_000;
const NOW = Date.now();
const { signal } = new AbortController();
const setting = { clickhouse, now: NOW, signal };

/** One for all tests: another would name its batches the same, and the server would take them for repeated. */
const world = new World({ sink });
world.now = NOW;
let site: SiteConfig;
let sites = 0;
beforeEach(() => {
  site = {
    ...{ id: `site${++sites}` as SiteId, name: "A site", domains: [], timezone: "Asia/Kolkata" },
    week_start: "monday",
    ...{ session_minutes: 30, allowed_origins: [], require_origin: false, honour_gpc: true },
    ...{ allowed_query_params: ["ref"], paths: DEFAULT_PATH_RULES, address_rules: [], rules_revision: 1 },
    ...{ watched_until: 0, created_at: 0, updated_at: 0 },
  };
});

let tails = 0;
interface Sent {
  name?: string;
  url?: string;
  country?: string;
  id?: string;
  ago?: number;
}

/** One visitor's events in one message. */
function message(events: Sent[], change: Partial<RawMessage> = {}): RawMessage {
  const raw = events.map(({ name = "pageview", url = "https://example.com/", id, ago = 0 }) => {
    const at = NOW - ago;
    return { id: id ?? uuid(at, ++tails), at, name, url };
  });
  const visitor = {
    kind: "persistent",
    id: `00000000000000${(16 + sites).toString(16)}` as VisitorId,
  } as const;
  const client = {
    user_agent: "Mozilla/5.0 Firefox/149.0",
    geo_source: "cf",
    country: events[0]?.country ?? "DE",
  };
  const group = { visitor, consent: "cookieless", automation: false, client, events: raw };
  const envelope = { v: 1, kind: "raw", mid: uuid(NOW, ++tails), site: site.id, slot: 3, received_at: NOW };
  // As the collector sends it.
  return { ...envelope, resend: false, origin: "browser", groups: [group], ...change } as RawMessage;
}

function visitorOf({ groups: [group] }: RawMessage): VisitorId {
  if (group?.visitor.kind !== "persistent") throw new Error("These visitors are persistent.");
  return group.visitor.id;
}

function take(of: Message, rules: readonly Rule[] = [], erasures: Erasures = NO_ERASURES): void {
  // Messages cross the queue as JSON.
  const { entry } = enter(JSON.parse(JSON.stringify(of)), { site, rules, erasures });
  world.ingest(JSON.parse(JSON.stringify(entry)));
}

async function settle(): Promise<void> {
  await world.heal();
  world.now = NOW;
}

async function outcomes(search: Record<string, unknown> = {}): Promise<OutcomesAnswer> {
  const question = outcomesQuestion.parse({ site_id: site.id, ...search });
  const answer = await answerOutcomes(question, { site, ...setting, now: NOW + MINUTE_MS });
  if ("status" in answer) throw new Error(answer.error.message);
  return answer;
}

async function quarantined(search: Record<string, unknown> = {}) {
  const answer = await listQuarantine(quarantineQuestion.parse({ site_id: site.id, ...search }), setting);
  if ("status" in answer) throw new Error(answer.error.message);
  return answer;
}

async function stored(): Promise<string[]> {
  const query = `SELECT name FROM events WHERE site = '${site.id}' ORDER BY name`;
  const rows = await (await client.query({ query, format: "JSONEachRow" })).json<{ name: string }>();
  return rows.map(({ name }) => name);
}

const rule = (field: string, op: string, value: string, action = "quarantine", id = "r1"): Rule =>
  ({ id, field, op, value, action }) as Rule;

describe("outcomes", () => {
  test("I6 received is accepted, doubled, quarantined and refused, and every reason has its number", async () => {
    const rules = [rule("name", "is", "spam", "drop", "d"), rule("name", "is", "odd", "quarantine", "q")];
    const again = uuid(NOW, ++tails);
    const minute = Math.floor(NOW / MINUTE_MS) * MINUTE_MS;
    const count = { site: site.id, minute, stage: "collector", reason: "too_old", n: 3 } as const;
    take(message([{ id: again }, { name: "spam" }, { name: "odd" }], { outcomes: [count] }), rules);
    take(message([{ id: again }], { resend: true }), rules);
    take(message([], { outcomes: [{ ...count, reason: "invalid", n: 2 }] }), rules);
    const erased = message([{ ago: 1_000 }]);
    take(erased, rules, new Map([[visitorOf(erased), NOW]]));
    await settle();
    const { total, reasons, series } = await outcomes();
    expect(total.received).toBe(total.accepted + total.duplicate + total.quarantined + total.refused);
    expect(total).toEqual({
      ...{ received: 10, accepted: 1, duplicate: 1, quarantined: 1, refused: 7, restored: 0 },
    });
    expect(reasons).toContainEqual({
      stage: "consumer",
      reason: "rule_drop",
      outcome: "refused",
      rule: "d",
      n: 1,
    });
    expect(reasons[0]).toEqual({ stage: "collector", reason: "too_old", outcome: "refused", n: 3 });
    expect(series.reduce((sum, { received }) => sum + received, 0)).toBe(total.received);
  });

  test("a site in a zone of half hours has hours and days of its own clock", async () => {
    take(message([{}]));
    await settle();
    const [hour] = (await outcomes({ interval: "hour" })).series;
    expect(hour?.time).toMatch(/:00:00\+05:30$/);
    expect((await outcomes({ date_range: "day", interval: "day" })).series[0]?.time).toMatch(
      /T00:00:00\+05:30$/,
    );
    expect((await outcomes({ date_range: "7d" })).series).toEqual([]);
    expect(
      await answerOutcomes(
        outcomesQuestion.parse({ site_id: site.id, date_range: "91d", interval: "minute" }),
        { site, ...setting },
      ),
    ).toMatchObject({ status: 422, error: { code: "too_many_buckets" } });
  });
});

describe("quarantine", () => {
  const ODD = [rule("name", "glob", "odd*")];
  let sent: EnrichedMessage[] = [];
  const queue = {
    send: async (body: unknown) => void sent.push(body as EnrichedMessage),
  } as unknown as Queue;
  const restore = (input: Record<string, unknown> = {}, erasures: Erasures = NO_ERASURES) =>
    restoreQuarantined({ site_id: site.id, ...input }, queue, erasures, setting);
  /** The queue delivers all that was sent. */
  const deliver = async () => {
    for (const each of sent) take(each, ODD);
    sent = [];
    await settle();
  };

  test("what was restored is in the report once, however often it is restored", async () => {
    take(message([{ name: "odd1" }, { name: "odd2" }, {}]), ODD);
    await settle();
    expect(await stored()).toEqual(["pageview"]);
    const { events, total } = await quarantined();
    expect(total).toBe(2);
    expect(events).toMatchObject([
      { rule: "r1", is_in_report: false, event: { path: "/", browser: "Firefox", country: "DE" } },
      { rule: "r1", is_in_report: false },
    ]);
    expect(JSON.stringify(events)).not.toContain("visitor_id");
    const [one] = events;
    expect(await restore({ ids: [one?.id] })).toEqual({ restored: 1, left: 0, next: null });
    await deliver();
    expect(await stored()).toEqual([String(one?.event.name), "pageview"].sort());
    // Twice before either is visible, and once again.
    expect(await restore()).toEqual({ restored: 1, left: 1, next: null });
    expect(await restore()).toEqual({ restored: 1, left: 1, next: null });
    await deliver();
    expect(await restore({ ids: events.map(({ id }) => id) })).toEqual({ restored: 0, left: 2, next: null });
    await deliver();
    expect(await stored()).toEqual(["odd1", "odd2", "pageview"]);
    expect((await quarantined()).events.map(({ is_in_report }) => is_in_report)).toEqual([true, true]);
    expect((await outcomes()).total).toMatchObject({
      received: 3,
      accepted: 1,
      quarantined: 2,
      restored: 2,
      duplicate: 0,
    });
    const visits = `SELECT count(), sum(events) FROM sessions FINAL WHERE site = '${site.id}'`;
    expect(await (await client.query({ query: visits, format: "JSONCompactEachRow" })).json()).toEqual([
      [1, 3],
    ]);
  });

  test("I5 nobody who was erased comes back, and no address or user agent rests there", async () => {
    const of = message([{ name: "odd" }]);
    take(of, ODD);
    await settle();
    const erasures = new Map([[visitorOf(of), NOW + 1]]);
    expect(await restore({}, erasures)).toMatchObject({ restored: 0, left: 1 });
    await deliver();
    expect(await stored()).toEqual([]);
    const all = await client.query({ query: "SELECT * FROM quarantine", format: "JSONEachRow" });
    expect(await all.text()).not.toMatch(/Mozilla|user_agent/);
  });

  test("pages follow each other, newest first, and are searched", async () => {
    for (let at = 0; at < 5; at++)
      take(
        message([{ name: `odd${at}`, url: `https://shop.example.com/p${at}` }], {
          received_at: NOW - at * 1_000,
        }),
        ODD,
      );
    await settle();
    const names: unknown[] = [];
    let after: string | undefined;
    do {
      const page = await quarantined({ limit: 2, ...(after && { after }) });
      expect(page.total).toBe(5);
      names.push(...page.events.map(({ event }) => event.name));
      after = page.next ?? undefined;
    } while (after);
    expect(names).toEqual(["odd0", "odd1", "odd2", "odd3", "odd4"]);
    expect((await quarantined({ search: "P3" })).events).toMatchObject([{ event: { name: "odd3" } }]);
    expect((await quarantined({ name: "odd4", hostname: "shop.example.com" })).total).toBe(1);
    expect((await quarantined({ rule: "r2" })).total).toBe(0);
    expect((await quarantined({ from: new Date(NOW - 1_500).toISOString() })).total).toBe(2);
    expect((await quarantined({ search: "'; DROP TABLE events --" })).total).toBe(0);
  });

  test("a queue that is away changes nothing, and says so", async () => {
    take(message([{ name: "odd" }]), ODD);
    await settle();
    const away = { send: async () => Promise.reject(new Error("away")) } as unknown as Queue;
    const answer = await restoreQuarantined({ site_id: site.id }, away, NO_ERASURES, setting);
    expect(answer).toMatchObject({ status: 503, error: { code: "queue_away" } });
  });
});

describe("the dry run of a rule", () => {
  test.each([
    ["path", "is", "/blog/a", 1],
    ["path", "glob", "/blog/*", 2],
    ["path", "glob", "*100%_*", 1],
    ["path", "contains", "blog", 2],
    ["path", "is_not", "/blog/a", 3],
    ["hostname", "is", "Example.com", 4],
    ["hostname", "glob", "*.COM", 4],
    ["country", "is", "FR", 1],
    ["country", "is_not", "FR", 3],
    ["region", "is", "", 4],
    ["asn", "is", "0", 4],
    ["name", "is", "Signup", 1],
    ["name", "contains", "page", 3],
    ["referrer", "contains", "x", 0],
    ["query:ref", "is", "a b", 1],
    ["query:ref", "glob", "*b", 1],
    ["query:ref", "is_not", "a b", 3],
  ])("%s %s %o would have matched %i of 4, as the consumer would say", async (field, op, value, matched) => {
    const events = [
      { url: "https://example.com/blog/a?ref=a+b&other=1" },
      { url: "https://example.com/blog/100%25_", country: "DE" },
      { url: "https://www.example.com/", name: "Signup", country: "DE" },
      { url: "https://example.com/c", country: "FR" },
    ];
    for (const each of events) take(message([each]));
    take(message([{ ago: 8 * 86_400_000 - 60_000 }]));
    await settle();
    const asked = rule(field, op, value);
    const answer = await dryRunRule(
      { ...asked, site: site.id, keptParameters: ["ref"], now: NOW + 1 },
      clickhouse,
      signal,
    );
    expect(answer).toMatchObject({ cannot_replay: [], matched, events: 4 });
    const judge = compile([asked]).judge;
    const said = events.filter(({ url, name = "pageview", country = "DE" }) => {
      const { pathname, searchParams } = new URL(url);
      const path = decodeURIComponent(pathname).replace(/(.)\/$/, "$1");
      const facts: Record<string, string> = {
        path,
        name,
        country,
        hostname: "example.com",
        asn: "0",
        region: "",
        referrer: "",
      };
      const fact = (of: string) =>
        of.startsWith(QUERY_PREFIX)
          ? (searchParams.get(of.slice(QUERY_PREFIX.length)) ?? undefined)
          : facts[of];
      return judge(fact, []).decision !== null;
    });
    expect(said).toHaveLength(matched);
  });

  test.each([
    ["address", "in", "203.0.113.0/24"],
    ["user_agent", "contains", "bot"],
    ["query:other", "is", "1"],
  ])("%s is not stored, so nobody can say", async (field, op, value) => {
    take(message([{ url: "https://example.com/?other=1" }]));
    await settle();
    const answer = await dryRunRule(
      { ...rule(field, op, value), site: site.id, keptParameters: ["ref"], now: NOW + 1 },
      clickhouse,
      signal,
    );
    expect(answer).toMatchObject({ cannot_replay: [field], matched: null, events: 1, most: [] });
  });

  test("says what it would have matched most", async () => {
    for (const url of ["https://example.com/a", "https://example.com/a", "https://example.com/b"])
      take(message([{ url }]));
    await settle();
    const run = { ...rule("hostname", "is", "example.com"), site: site.id, keptParameters: [], now: NOW + 1 };
    expect(await dryRunRule(run, clickhouse, signal)).toMatchObject({
      most: [
        { hostname: "example.com", path: "/a", name: "pageview", events: 2 },
        { hostname: "example.com", path: "/b", name: "pageview", events: 1 },
      ],
    });
  });
});
