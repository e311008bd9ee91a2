/**
 * What a share shows: the answers of a site that holds the rows of its segment and no others. Which rows those are is
 * decided here in plain loops; the same random questions then go to the share and to a site with these rows alone.
 * A failure prints the seed and the question; FOOTFALL_SEED repeats it.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../../schema/clickhouse/database-for-tests.ts";
import type { Filter, QueryInput } from "../../schema/query.ts";
import { METRICS } from "../../schema/words.ts";
import type { SiteConfig } from "../control/sites.ts";
import { SEED } from "../seed-for-tests.ts";
import { answerer } from "./answer.ts";
import { connect } from "./clickhouse.ts";
import type { Goal } from "./goals.ts";
import { schemaOf, valuesOf } from "./schema-of-site.ts";
import type { Asking } from "./understand.ts";
import { type GivenEvent, type GivenVisit, store } from "./visits-for-tests.ts";

const QUESTIONS = process.env.FOOTFALL_LONG ? 300 : 6;
const DATABASE = "query_shares";
const WHOLE = "whole";
let database: Awaited<ReturnType<typeof freshDatabase>>;

/** mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
const random = randomOf(SEED);
const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
const some = <Item>(items: readonly Item[], count: number): Item[] =>
  [...items].sort(() => random() - 0.5).slice(0, count);

const PAGES = ["/", "/docs", "/docs/intro", "/buy"];
const HOSTS = ["a.test", "b.test"];
const NAMES = ["pageview", "pageview", "pageview", "Signup", "Bought", "engagement"];
const COUNTRIES = ["DE", "FR", ""];
const FIRST = Date.parse("2026-03-01T00:00:00Z");
const HOUR_MS = 3_600_000;

function eventOf(ms: number): GivenEvent {
  const name = pick(NAMES);
  return {
    ...{ at: new Date(ms).toISOString(), name, path: pick(PAGES), hostname: pick(HOSTS) },
    ...{ interactive: random() < 0.8, props: random() < 0.5 ? { plan: pick(["pro", "free"]) } : {} },
    ...(name === "engagement" && { engagement: { ms: 5_000, scroll: pick([20, 80, 100]) } }),
    ...(name === "Bought" && { revenue: { amount: pick([1, 2.5]), currency: pick(["EUR", "EUR", "USD"]) } }),
  };
}

/** Four days; some visits are long enough to cross every edge of a range. */
function visitOf(): GivenVisit {
  const start = FIRST + Math.floor(random() * 4 * 24 * HOUR_MS);
  const step = pick([60_000, 600_000, 5 * HOUR_MS]);
  const events = Array.from({ length: 1 + Math.floor(random() * 5) }, (_, at) => eventOf(start + at * step));
  const [source, channel] = pick([
    ["Google", "Organic Search"],
    ["", "Direct"],
  ] as const);
  const traffic = pick(["human", "human", "human", "bot"]);
  return {
    ...{ site: WHOLE, visitor: 1 + Math.floor(random() * 30), events },
    columns: { source, channel, traffic, country: pick(COUNTRIES), browser: pick(["Firefox", "Chrome"]) },
  };
}

/** Rows as they are stored, with the columns that segments are about. */
interface EventRow {
  id: string;
  session_id: string;
  name: string;
  path: string;
  hostname: string;
  props: Record<string, string>;
}
interface VisitRow {
  session_id: string;
  events: number;
  country: string;
  source: string;
  own: EventRow[];
}

interface Segment {
  filters: Filter[];
  /** Of the event alone, or of the event and its visit. */
  event: (event: EventRow, visit: VisitRow | undefined) => boolean;
  /** Of the visit alone. */
  visit: (visit: VisitRow) => boolean;
}
const any = () => true;
const hasDone = ({ own }: VisitRow, name: string) => own.some((event) => event.name === name);

const SEGMENTS: Record<string, Segment> = {
  "a country": {
    ...{ filters: [["is", "visit:country", ["DE"]]], event: any },
    visit: ({ country }) => country === "DE",
  },
  pages: {
    ...{ filters: [["contains", "event:page", ["/docs"]]], visit: any },
    event: ({ path }) => path.includes("/docs"),
  },
  "all but a name": {
    ...{ filters: [["is_not", "event:name", ["Signup"]]], visit: any },
    event: ({ name }) => name !== "Signup",
  },
  "a host": {
    ...{ filters: [["is", "event:hostname", ["b.test"]]], visit: any },
    event: ({ hostname }) => hostname === "b.test",
  },
  "a source and a page": {
    filters: [
      [
        "and",
        [
          ["is", "visit:source", ["Google"]],
          ["not", ["is", "event:page", ["/"]]],
        ],
      ],
    ],
    event: ({ path }) => path !== "/",
    visit: ({ source }) => source === "Google",
  },
  "a country or a property": {
    filters: [
      [
        "or",
        [
          ["is", "visit:country", ["DE"]],
          ["is", "event:props:plan", ["pro"]],
        ],
      ],
    ],
    event: ({ props }, visit) => visit?.country === "DE" || props.plan === "pro",
    visit: any,
  },
  "those who signed up, and who did not buy": {
    filters: [
      ["has_done", ["is", "event:name", ["Signup"]]],
      ["has_not_done", ["is", "event:name", ["Bought"]]],
    ],
    event: any,
    visit: (visit) => hasDone(visit, "Signup") && !hasDone(visit, "Bought"),
  },
  "a goal": {
    ...{ filters: [["is", "event:goal", ["Docs"]]], visit: any },
    event: ({ name, path }) => name === "pageview" && path.startsWith("/docs/"),
  },
};

const NO_GOAL = { event: null, page: null, scroll: null, props: {}, currency: null };
const GOALS: Goal[] = [
  { ...NO_GOAL, name: "Bought", event: "Bought", currency: "EUR" },
  { ...NO_GOAL, name: "Docs", page: "/docs/*" },
  { ...NO_GOAL, name: "Read", page: "/docs", scroll: 75 },
];

/** Whether the segment is about visits at all: then events of no visit are none of its. */
const isAboutVisits = ({ visit }: Segment) => visit !== any;

function keptRows({ event, ...segment }: Segment, events: EventRow[], visits: Map<string, VisitRow>) {
  const passing = (row: EventRow) => event(row, visits.get(row.session_id));
  const keptVisits = [...visits.values()].filter(
    (visit) =>
      segment.visit(visit) &&
      (event === any || visit.own.some((row) => row.name !== "engagement" && passing(row))),
  );
  const keptEvents = events.filter((row) => {
    const visit = visits.get(row.session_id);
    return (
      passing(row) && (!isAboutVisits({ event, ...segment }) || (visit !== undefined && segment.visit(visit)))
    );
  });
  return { events: keptEvents, visits: keptVisits };
}

async function copyRows(site: string, kept: ReturnType<typeof keptRows>) {
  const ids = kept.events.map(({ id }) => id);
  const sessions = kept.visits.map(({ session_id }) => Number(session_id));
  const query_params = { site, ids, sessions, whole: WHOLE };
  for (const query of [
    "INSERT INTO events SELECT * REPLACE ({site:String} AS site) FROM (SELECT * FROM events WHERE site = {whole:String} AND event_id IN {ids:Array(UUID)})",
    "INSERT INTO sessions SELECT * REPLACE ({site:String} AS site) FROM (SELECT * FROM sessions WHERE site = {whole:String} AND session_id IN {sessions:Array(UInt64)})",
  ])
    await database.client.command({ query, query_params });
}

async function rowsOf<Row>(query: string): Promise<Row[]> {
  return (await database.client.query({ query, format: "JSONEachRow" })).json<Row>();
}

beforeAll(async () => {
  database = await freshDatabase(DATABASE);
  await store(database.client, Array.from({ length: 150 }, visitOf));
  const events = await rowsOf<EventRow>(
    "SELECT toString(event_id) AS id, toString(session_id) AS session_id, name, path, hostname, props FROM events",
  );
  const stored = await rowsOf<Omit<VisitRow, "own">>(
    "SELECT toString(session_id) AS session_id, events, country, source FROM sessions WHERE events > 0",
  );
  const visits = new Map(
    stored.map((visit) => [
      visit.session_id,
      { ...visit, own: events.filter(({ session_id }) => session_id === visit.session_id) },
    ]),
  );
  for (const [name, segment] of Object.entries(SEGMENTS))
    await copyRows(name, keptRows(segment, events, visits));
}, 120_000);
afterAll(() => database.client.close());

const asking = (base: Filter[]): Asking => ({
  clickhouse: connect({
    clickhouse: {
      ...{ url: process.env.CLICKHOUSE_URL ?? "", username: "default", password: "", database: DATABASE },
    },
  }),
  // Of a site, answering needs the id and the zone.
  siteFor: async (id) => ({ id, name: "", timezone: "Asia/Kathmandu" }) as SiteConfig,
  words: { goals: async () => GOALS, segments: async () => [] },
  ...{ base, now: FIRST + 3 * 24 * HOUR_MS, signal: new AbortController().signal },
});

/**
 * The site's own side is asked under a segment that leaves nothing out. A visit's row there tells the whole visit, also
 * where a segment has taken some of its events: so events are counted among events, as they are under a share.
 */
const ALL: Filter[] = [["not", ["is", "event:name", ["no event of any site"]]]];

const DIMENSIONS = [
  ...["event:page", "event:hostname", "event:name", "event:goal", "event:props:plan"],
  ...["visit:source", "visit:country", "visit:entry_page", "visit:exit_page", "visit:channel"],
  ...["time:day", "time:hour"],
] as const;
const FILTERS: Filter[] = [
  ["is", "event:page", ["/"]],
  ["contains", "event:page", ["docs"]],
  ["is_not", "visit:country", ["FR"]],
  ["is", "visit:source", ["Google"]],
  ["is", "event:hostname", ["a.test"]],
  ["is", "event:goal", ["Bought"]],
  ["is", "event:goal", ["Read"]],
  ["has_done", ["is", "event:name", ["Signup"]]],
  ["has_not_done", ["is", "event:goal", ["Docs"]]],
  [
    "or",
    [
      ["is", "event:name", ["Bought"]],
      ["is", "visit:browser", ["Firefox"]],
    ],
  ],
];

function questionOf(): Partial<QueryInput> {
  const day = (at: number) => new Date(FIRST + at * 24 * HOUR_MS).toISOString().slice(0, 10);
  const first = Math.floor(random() * 4);
  return {
    metrics: some(METRICS, 1 + Math.floor(random() * 4)),
    dimensions: some(DIMENSIONS, pick([0, 1, 1, 2])),
    filters: some(FILTERS, pick([0, 1, 1, 2])),
    date_range: random() < 0.2 ? "all" : [day(first), day(first + pick([0, 0, 1, 3]))],
    traffic: pick<QueryInput["traffic"]>([["human"], "all"]),
    ...(random() < 0.2 && {
      compare: { mode: "custom" as const, date_range: [day(0), day(1)] as [string, string] },
    }),
  };
}

/** All that an answer says of the site; not what it cost. */
async function answerOf(site: string, base: Filter[], question: Partial<QueryInput>) {
  const answer = await answerer(asking(base))({ site_id: site, ...question });
  if ("status" in answer) return { status: answer.status, code: answer.error.code };
  const { rows_read: _, bytes_read: __, ...meta } = answer.meta;
  return { results: answer.results, meta, range: answer.query.date_range };
}

describe(`a share (seed ${SEED})`, () => {
  test.each(Object.entries(SEGMENTS))(
    "of %s answers as a site that holds these rows alone",
    async (name, { filters }) => {
      let answered = 0;
      for (let tried = 0; answered < QUESTIONS && tried < 20 * QUESTIONS; tried++) {
        const question = questionOf();
        const [own, shared] = await Promise.all([
          answerOf(name, ALL, question),
          answerOf(WHOLE, filters, question),
        ]);
        if ("status" in own) {
          expect(own.status, JSON.stringify(question)).toBe(422);
          continue;
        }
        answered += 1;
        expect(shared, `seed ${SEED}: ${JSON.stringify(question)}`).toEqual(own);
      }
      expect(answered).toBe(QUESTIONS);
    },
    600_000,
  );

  test.each(Object.entries(SEGMENTS))(
    "of %s has the words of these rows alone",
    async (name, { filters }) => {
      const { site: _, ...own } = { site: null, ...(await schemaOf(asking(ALL), { site_id: name })) };
      const { site: __, ...shared } = {
        site: null,
        ...(await schemaOf(asking(filters), { site_id: WHOLE })),
      };
      expect(shared).toEqual(own);
      for (const dimension of ["event:page", "visit:country", "event:goal"]) {
        const values = (site_id: string, base: Filter[]) => valuesOf(asking(base), { site_id, dimension });
        expect(await values(WHOLE, filters)).toEqual(await values(name, ALL));
      }
    },
  );
});
