import { beforeEach, describe, expect, test } from "vitest";
import type { QueryAnswer, QueryInput } from "../schema/query.ts";
import type { Api, Outcome, Site } from "./api.ts";
import { type Dashboard, DashboardModel } from "./model.ts";
import { answerOf } from "./sample-answer.ts";

const A: Site = { id: "a", key: "a.k", name: "A", domains: ["a.example"], timezone: "Europe/Berlin" };
const B: Site = { ...A, id: "b", key: "b.k", name: "B", timezone: "UTC" };
const START_MS = Date.parse("2026-11-24T09:00:30Z");

interface Request {
  queries: QueryInput[];
  isAborted(): boolean;
  /** Every query of it answers with this number in all places. */
  answer(value: number, meta?: Partial<QueryAnswer["meta"]>): Promise<void>;
  fail(problem: Extract<Outcome<never>, { ok: false }>["problem"]): Promise<void>;
}

let requests: Request[];
let steps: string[];
let nowMs: number;
let sites: Outcome<Site[]>;

const settled = () => new Promise<void>((resolve) => setTimeout(resolve));

/** Holds every question until the test answers it. */
function heldApi(): Api {
  return {
    isShared: () => false,
    call: async () => ({ ok: false, problem: { kind: "unreachable" } }),
    signIn: async (token) =>
      token === "good" ? { ok: true, value: null } : { ok: false, problem: { kind: "signed_out" } },
    signOut: async () => ({ ok: true, value: null }),
    sites: async () => sites,
    createSite: async () => ({ ok: true, value: B }),
    file: async () => ({ ok: true, value: new Blob(["a"]) }),
    ask: (queries, abort) =>
      new Promise((resolve) => {
        requests.push({
          queries,
          isAborted: () => abort?.aborted ?? false,
          answer(value, meta) {
            const results = (query: QueryInput) => [
              { dimensions: query.dimensions?.map(() => "x") ?? [], metrics: query.metrics.map(() => value) },
            ];
            resolve({
              ok: true,
              value: queries.map((query) => answerOf({ results: results(query), meta: meta ?? {} }, query)),
            });
            return settled();
          },
          fail(problem) {
            resolve({ ok: false, problem });
            return settled();
          },
        });
      }),
  };
}

async function openAt(search: string): Promise<Dashboard> {
  const model = new DashboardModel({
    api: heldApi(),
    now: () => nowMs,
    go: (to, how) => steps.push(`${how} ${to}`),
    speak: () => {},
  });
  model.arrive(search);
  await model.session.start(null);
  await settled();
  return model;
}

/** The only request that is waiting. */
function only(): Request {
  expect(requests).toHaveLength(1);
  const [request] = requests.splice(0);
  if (request === undefined) throw new Error("there is no request");
  return request;
}

const visitors = (model: Dashboard) => model.overview.shown.value.headline?.answer.results[0]?.metrics[0];

beforeEach(() => {
  requests = [];
  steps = [];
  nowMs = START_MS;
  sites = { ok: true, value: [A, B] };
});

describe("the overview is one request", () => {
  test("with the period, the one before, the series of both, the breakdowns, the classes of traffic and who is here now", async () => {
    await openAt("?site=a&period=7d");
    const { queries } = only();
    expect(queries.map(({ date_range, dimensions = [] }) => [dimensions[0] ?? "", date_range[0]])).toEqual([
      ["", "2026-11-24T08:55:30Z"],
      ["", "2026-11-18"],
      ["", "2026-11-10T23:00:00Z"],
      ["time:day", "2026-11-18"],
      ["time:day", "2026-11-11"],
      ["visit:channel", "2026-11-18"],
      ["event:page", "2026-11-18"],
      ["visit:country", "2026-11-18"],
      ["visit:browser", "2026-11-18"],
      ["event:name", "2026-11-18"],
      ["", "2026-11-18"],
      ["", "2026-11-18"],
      ["", "2026-11-18"],
    ]);
    expect(new Set(queries.map(({ site_id }) => site_id))).toEqual(new Set(["a"]));
  });

  test("a changed filter makes one request, for everything but what is not filtered", async () => {
    const model = await openAt("");
    await only().answer(1);
    model.choose("visit:country", "DE", false);
    const { queries } = only();
    expect(queries).toHaveLength(12);
    for (const query of queries) expect(query.filters).toContainEqual(["is", "visit:country", ["DE"]]);
    expect(steps).toEqual(["push ?f=is,visit:country,DE"]);
  });

  test("another tab asks for that card alone, another metric for nothing", async () => {
    const model = await openAt("");
    await only().answer(1);
    model.setMetric("visits");
    expect(requests).toEqual([]);
    model.openTab("pages", "visit:entry_page");
    expect(only().queries.map(({ dimensions }) => dimensions)).toContainEqual(["visit:entry_page"]);
    expect(steps).toEqual(["replace ?metric=visits", "replace ?metric=visits&pages=visit:entry_page"]);
  });

  test("without comparison nothing is asked about the period before", async () => {
    await openAt("?compare=off");
    expect(only().queries).toHaveLength(11);
  });
});

describe("answers that come too late", () => {
  test("are dropped, and their request is cancelled", async () => {
    const model = await openAt("");
    const first = only();
    model.setFilters([["is", "visit:country", ["DE"]]]);
    const second = only();
    expect(first.isAborted()).toBe(true);
    await second.answer(2);
    await first.answer(1);
    expect(visitors(model)).toBe(2);
  });

  test("do not leave anything unasked that only they would have brought", async () => {
    const model = await openAt("");
    requests.splice(0);
    model.openTab("pages", "visit:exit_page");
    const { queries } = only();
    expect(queries.map(({ dimensions = [] }) => dimensions[0])).toContain("time:day");
    expect(queries).toHaveLength(13);
  });

  test("of another site are never shown, not even for the time being", async () => {
    const model = await openAt("?site=a");
    await only().answer(1);
    model.openSite("b");
    expect(visitors(model)).toBeUndefined();
    await only().answer(2);
    expect(visitors(model)).toBe(2);
  });
});

describe("stale while revalidating", () => {
  test("the last numbers stay until the new ones are there", async () => {
    const model = await openAt("");
    await only().answer(1);
    model.choosePeriod("7d");
    expect(visitors(model)).toBe(1);
    expect(model.overview.isWaiting.value).toBe(true);
    await only().answer(2);
    expect(visitors(model)).toBe(2);
    expect(model.overview.isWaiting.value).toBe(false);
  });

  test("going back shows at once what was there, and asks again", async () => {
    const model = await openAt("?period=7d&compare=off");
    await only().answer(1);
    model.choosePeriod("day");
    await only().answer(2);
    model.arrive("?period=7d&compare=off");
    expect(visitors(model)).toBe(1);
    await only().answer(3);
    expect(visitors(model)).toBe(3);
    expect(steps).toEqual(["push ?period=day&compare=off"]);
  });

  test("a failed question takes nothing away, and says so", async () => {
    const model = await openAt("");
    await only().answer(1);
    model.choosePeriod("7d");
    await only().fail({ kind: "unreachable" });
    expect(visitors(model)).toBe(1);
    expect(model.overview.problem.value).toEqual({ kind: "unreachable" });
    void model.refresh();
    await only().answer(2);
    expect(visitors(model)).toBe(2);
    expect(model.overview.problem.value).toBeNull();
  });
});

describe("the pulse", () => {
  const pulseWith = async (model: Dashboard, meta: Partial<QueryAnswer["meta"]>, value = 1) => {
    nowMs += 5_000;
    void model.pulse();
    const pulse = only();
    expect(pulse.queries).toHaveLength(1);
    await pulse.answer(value, meta);
  };

  test("costs one small query while nothing happens", async () => {
    const model = await openAt("");
    await only().answer(1);
    await pulseWith(model, {});
    expect(requests).toEqual([]);
  });

  test("brings the whole page when an event has become visible, without anybody waiting", async () => {
    const model = await openAt("");
    await only().answer(1);
    await pulseWith(model, { freshness: "2026-11-24T09:00:33.000Z" });
    expect(model.overview.isWaiting.value).toBe(false);
    await only().answer(2, { freshness: "2026-11-24T09:00:33.000Z" });
    expect(visitors(model)).toBe(2);
    await pulseWith(model, { freshness: "2026-11-24T09:00:33.000Z" }, 2);
    expect(requests).toEqual([]);
  });

  test("notices events that are older than the newest", async () => {
    const model = await openAt("");
    await only().answer(1);
    await pulseWith(model, {}, 2);
    expect(only().queries).toHaveLength(13);
  });

  test("leaves a period alone that is over", async () => {
    const model = await openAt("?period=2026-11-01,2026-11-07");
    await only().answer(1);
    await pulseWith(model, { freshness: "2026-11-24T09:00:33.000Z" });
    expect(requests).toEqual([]);
  });

  test("moves today on at the site's midnight", async () => {
    const model = await openAt("?period=day");
    await only().answer(1);
    nowMs = Date.parse("2026-11-24T23:00:00Z");
    await pulseWith(model, {});
    expect(only().queries[1]?.date_range).toEqual(["2026-11-25", "2026-11-25"]);
  });

  test("waits while a question is on its way", async () => {
    const model = await openAt("");
    const first = only();
    await model.pulse();
    expect(requests).toEqual([]);
    expect(first.isAborted()).toBe(false);
  });

  test("asks nothing that the page's own answer has just said", async () => {
    const model = await openAt("");
    const first = only();
    nowMs += 60_000;
    await first.answer(1);
    await model.pulse();
    expect(requests).toEqual([]);
    await pulseWith(model, {});
  });

  test("is one question at a time, also of an API that takes longer", async () => {
    const model = await openAt("");
    await only().answer(1);
    nowMs += 5_000;
    void model.pulse();
    await model.pulse();
    await only().answer(1);
    await pulseWith(model, {});
  });

  test("leaves what the page shows answered: to look at a table of it asks nothing", async () => {
    const model = await openAt("");
    await only().answer(1);
    await pulseWith(model, {});
    model.setAsTable(true);
    expect(requests).toEqual([]);
  });
});

describe("the session", () => {
  test("without one there is the door, and no question", async () => {
    sites = { ok: false, problem: { kind: "signed_out" } };
    const model = await openAt("");
    expect(model.session.state.value).toBe("out");
    expect(model.session.problem.value).toBeNull();
    expect(requests).toEqual([]);
  });

  test("a bad token is said to be one, a good one opens the page", async () => {
    const model = await openAt("");
    await model.session.signIn("bad");
    expect(model.session.problem.value).toEqual({ kind: "signed_out" });
    expect(model.session.state.value).toBe("out");
    requests.splice(0);
    await model.session.signIn(" good ");
    expect(model.session.state.value).toBe("in");
    expect(only().queries).toHaveLength(13);
  });

  test("signing out takes every number off the page", async () => {
    const model = await openAt("");
    await only().answer(1);
    await model.session.signOut();
    expect(model.overview.shown.value).toEqual({});
    expect(model.site.value).toBeNull();
  });

  test("a session that has expired leads to the door", async () => {
    const model = await openAt("");
    await only().fail({ kind: "signed_out" });
    expect(model.session.state.value).toBe("out");
    expect(model.session.hasEnded.value).toBe(true);
  });

  test("one that ends while a view asks by itself is noticed too, and what was looked at is there after signing in", async () => {
    const model = await openAt("?view=goals&period=7d");
    await only().answer(1);
    const outcome = model.api.ask([]);
    await only().fail({ kind: "signed_out" });
    await outcome;
    expect(model.session.hasEnded.value).toBe(true);
    await model.session.signIn("good");
    expect(model.session.hasEnded.value).toBe(false);
    expect(model.address.value).toMatchObject({ view: "goals", period: "7d" });
  });

  test("signing out is no session that ended", async () => {
    const model = await openAt("");
    await only().answer(1);
    await model.session.signOut();
    expect(model.session.hasEnded.value).toBe(false);
  });

  test("the first site that somebody makes is the one that opens", async () => {
    sites = { ok: true, value: [] };
    const model = await openAt("");
    expect(requests).toEqual([]);
    await model.createSite({ name: "B", domains: ["b.example"], timezone: "UTC" });
    expect(model.site.value).toEqual(B);
    expect(only().queries[0]?.site_id).toBe("b");
  });
});

describe("details", () => {
  test("are searched, sorted and turned by the server, one request each", async () => {
    const model = await openAt("");
    await only().answer(1);
    model.openDetails("event:page");
    expect(only().queries[0]).toMatchObject({
      dimensions: ["event:page"],
      pagination: { limit: 50, offset: 0 },
    });
    model.browseDetails({ search: "/docs" });
    expect(only().queries[0]?.filters).toEqual([
      ["contains", "event:page", ["/docs"], { case_sensitive: false }],
    ]);
    model.browseDetails({ page: 2 });
    expect(only().queries[0]).toMatchObject({ pagination: { offset: 100 } });
    model.browseDetails({ sort: "visits", direction: "asc" });
    expect(only().queries[0]).toMatchObject({ order_by: [["visits", "asc"]], pagination: { offset: 0 } });
  });

  test("drop what was typed over", async () => {
    const model = await openAt("?details=event:page");
    const [, first] = requests.splice(0);
    model.browseDetails({ search: "a" });
    const second = only();
    await second.answer(2);
    await first?.answer(1);
    expect(model.details.answer.value?.results[0]?.metrics[0]).toBe(2);
  });

  test("close on a choice, which filters the page", async () => {
    const model = await openAt("?details=event:page");
    requests.splice(0);
    model.choose("event:page", "/", true);
    expect(model.address.value).toMatchObject({ details: null, filters: [["is_not", "event:page", ["/"]]] });
  });
});
