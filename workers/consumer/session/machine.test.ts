import { describe, expect, test } from "vitest";
import { MAX_TAIL_ENTRIES } from "./join.ts";
import { expire, type Output, type Session, type SessionEvent, step, visitorsOf } from "./machine.ts";
import { toRow } from "./row.ts";
import { GAP_MS, hashOfDay, LATE_MS, MIDNIGHT, minutes, sign } from "./signs-for-tests.ts";

/** All signs as one person's, in this order of arrival. */
function run(...given: SessionEvent[]) {
  let open: readonly Session[] = [];
  const outputs: Output[] = [];
  for (const next of given) {
    const answer = step(open, next, GAP_MS);
    open = answer.open;
    outputs.push(...answer.outputs);
  }
  return { open, outputs };
}

/** Its only visit, as a row. */
function onlyRow(...given: SessionEvent[]) {
  const [session, ...others] = run(...given).open;
  if (!session || others.length > 0) throw new Error("This example is to make one visit.");
  return toRow(session);
}

const at = (minute: number) => MIDNIGHT + minutes(minute);

test.each([
  ["[S1] exactly the gap continues", [0, 30], 1],
  ["[S1] a millisecond more than the gap ends", [0, 30 + 1 / 60_000], 2],
  ["[S1] no length ends a visit", Array.from({ length: 100 }, (_, index) => index * 29), 1],
  ["[S1] a late event joins two visits", [0, 50, 25], 1],
  ["[S1] a late event that reaches one of two", [0, 65, 20], 2],
  ["[S1] a late event that reaches neither", [0, 100, 50], 3],
])("%s", (_, times, expected) => {
  expect(run(...times.map((time) => sign({ at: at(time) }))).open).toHaveLength(expected);
});

test("[S4] a late first event brings its source, and the visit's id stays", () => {
  const late = sign({ at: at(1), facts: { source: "Google" } });
  const { open, outputs } = run(sign({ at: at(5), facts: { source: "Bing" } }), late);
  expect(open).toMatchObject([{ start: late.at, attributes: { source: "Google" }, version: 2 }]);
  expect(outputs.map(({ type }) => type)).toEqual(["upsert", "upsert"]);
});

test("[S5] entry and exit come from pageviews only, with their host", () => {
  const page = (minute: number, path: string) =>
    sign({ at: at(minute), path, hostname: `${path}.example.com` });
  const row = onlyRow(
    sign({ at: at(0), kind: "other", path: "custom" }),
    page(1, "in"),
    page(2, "out"),
    sign({ at: at(3), kind: "other", path: "custom" }),
  );
  expect(row).toMatchObject({
    entry_page: "in",
    entry_hostname: "in.example.com",
    entry_after_ms: at(1) - at(0),
  });
  expect(row).toMatchObject({
    exit_page: "out",
    exit_hostname: "out.example.com",
    exit_before_end_ms: at(3) - at(2),
  });
});

test("[S5] a visit of a custom event alone has no pages", () => {
  const row = onlyRow(sign({ at: at(0), kind: "other" }));
  expect(row).toMatchObject({ entry_page: "", exit_page: "", pageviews: 0, events: 1 });
});

describe("engagement", () => {
  const engagement = (minute: number, engaged_ms = 5_000) =>
    sign({ kind: "engagement", at: at(minute), engaged_ms });

  test("[S3] alone is provisional and lasts nothing", () => {
    const row = onlyRow(engagement(0));
    expect(row).toMatchObject({ events: 0, end_after_ms: 0, tail_ms: 0, engaged_ms: 5_000, start: at(0) });
    expect(row.tail).toEqual([at(0), 5_000]);
  });

  test("[S3] is adopted by an event near it, and the day becomes the event's", () => {
    const [orphan, opening] = [engagement(-5), sign({ at: at(5) })];
    const { open, outputs } = run(orphan, opening);
    expect(open).toMatchObject([
      { active_from: orphan.at, start: opening.at, visitor_id: opening.visitor_id, tail: [] },
    ]);
    expect(outputs.slice(1)).toMatchObject([
      { type: "retract", start_date: "2026-03-01", visitor_id: orphan.visitor_id, into: open[0]?.id },
      { type: "upsert", session: { id: open[0]?.id, other_visitor_ids: [orphan.visitor_id] } },
    ]);
  });

  test("[S3] bridges two visits", () => {
    const { open, outputs } = run(sign({ at: at(0) }), sign({ at: at(45) }), engagement(20));
    expect(open).toMatchObject([{ events: 2, start: at(0), end: at(45) }]);
    expect(outputs.filter(({ type }) => type === "retract")).toMatchObject([{ into: open[0]?.id }]);
  });

  test("[S11] alone yields its id to a real visit, even a later one", () => {
    const real = sign({ at: at(40) });
    const visit = run(real).open[0];
    const { open } = run(engagement(0), real, sign({ at: at(20), kind: "other" }));
    expect(open).toMatchObject([{ id: visit?.id, events: 2 }]);
  });

  test("[S6] at the very moment of the last event is part of the time before it", () => {
    const row = onlyRow(
      sign({ at: at(0) }),
      sign({ at: at(1) }),
      engagement(1, 50_000),
      engagement(2, 9_000),
    );
    expect(row).toMatchObject({ end_after_ms: minutes(1), tail_ms: 9_000, engaged_ms: 59_000 });
  });

  test("[S7] that a later event overtakes stops counting beyond it", () => {
    const row = onlyRow(sign({ at: at(0) }), engagement(1), engagement(5), sign({ at: at(3) }));
    expect(row).toMatchObject({ end_after_ms: minutes(3), tail_ms: 5_000, tail: [at(5), 5_000] });
  });

  test("[S7] does not let the tail outgrow its bound, and loses no engaged time", () => {
    const many = Array.from({ length: MAX_TAIL_ENTRIES + 50 }, (_, index) => engagement(index / 100, 10));
    const row = onlyRow(sign({ at: at(-1) }), ...many);
    expect(row.tail).toHaveLength(2 * MAX_TAIL_ENTRIES);
    expect(row.tail_ms).toBe(10 * many.length);
  });
});

test("[S6] a non-interactive event counts but does not end a bounce; a pageview always does", () => {
  const row = onlyRow(
    sign({ at: at(0), is_interactive: false }),
    sign({ at: at(1), kind: "other", is_interactive: false }),
    sign({ at: at(2), kind: "other" }),
  );
  expect(row).toMatchObject({ events: 3, interactions: 2, pageviews: 1 });
});

describe("midnight", () => {
  const [evening, morning] = [sign({ at: at(-5) }), sign({ at: at(5) })];

  test("[S8] the visit keeps the hash that it began with", () => {
    const { open, outputs } = run(evening, morning);
    expect(open).toMatchObject([{ visitor_id: evening.visitor_id, other_visitor_ids: [morning.visitor_id] }]);
    expect(outputs.map(({ type }) => type)).toEqual(["upsert", "upsert"]);
  });

  test("[S8] an evening that arrives after its morning takes the visit to its own day, under the same id", () => {
    const { open, outputs } = run(morning, evening);
    expect(open).toMatchObject([{ visitor_id: evening.visitor_id, other_visitor_ids: [morning.visitor_id] }]);
    const id = open[0]?.id;
    expect(outputs.slice(1)).toMatchObject([
      { type: "retract", visitor_id: morning.visitor_id, start_date: "2026-03-02", version: 2, id, into: id },
      { type: "upsert", session: { id, version: 2 } },
    ]);
  });

  test("[S8] under a persistent hash it moves to the day before as well", () => {
    const visitor_id = hashOfDay(0);
    const { outputs } = run({ ...morning, visitor_id }, { ...evening, visitor_id });
    expect(outputs.slice(1)).toMatchObject([
      { type: "retract", visitor_id, start_date: "2026-03-02" },
      { type: "upsert", session: { visitor_id, other_visitor_ids: [] } },
    ]);
  });

  test("[S9] the visit is found under every hash that may still come", () => {
    const dayBefore = hashOfDay(at(-2_000));
    const visitors = run(evening, morning).open.map(visitorsOf);
    expect(visitors).toEqual([[evening.visitor_id, morning.visitor_id, dayBefore]]);
  });

  test("[S9] a row does not tell the hash of a day without a sign", () => {
    expect(JSON.stringify(onlyRow(morning))).not.toContain(evening.visitor_id);
  });
});

test("[S10] a visit is final when nothing within LATE can reach it any more", () => {
  const { open } = run(sign({ at: at(0) }));
  const reachable = at(0) + GAP_MS + LATE_MS;
  expect(expire(open, reachable, GAP_MS, LATE_MS)).toEqual({ open, final: [] });
  expect(expire(open, reachable + 1, GAP_MS, LATE_MS)).toEqual({ open: [], final: open });
});

test("[S11] a retract says where the visit's events lie", () => {
  const { outputs } = run(...[0, 50, 25].map((minute) => sign({ at: at(minute) })));
  expect(outputs.find(({ type }) => type === "retract")).toMatchObject({
    active_from: at(50),
    active_until: at(50),
    visitor_ids: [hashOfDay(at(50))],
    version: 2,
  });
});
