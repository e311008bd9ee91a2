import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SessionId } from "../../../schema/ids.ts";
import type { SessionRow } from "../../../schema/rows.ts";
import { SEED } from "../../seed-for-tests.ts";
import {
  expire,
  type Output,
  type Session,
  type SessionEvent,
  step,
  stepAll,
  visitorsOf,
} from "./machine.ts";
import { fromRow, timesOf, toDeletedRow, toRow } from "./row.ts";
import { GAP_MS, LATE_MS, MIDNIGHT, minutes, sign } from "./signs-for-tests.ts";

const RUNS = process.env.FOOTFALL_LONG ? 30_000 : 1_500;
/** Against hanging only: how fast the machine under the test is says nothing about the rule. */
const TIMEOUT_MS = 600_000;
const check = <Value>(arbitrary: fc.Arbitrary<Value>, predicate: (value: Value) => void) =>
  fc.assert(fc.property(arbitrary, predicate), { seed: SEED, numRuns: RUNS });

const MAX_SIGNS = 30;

/** `expect` is slow, and this is asked a hundred thousand times. */
function expectSame(found: unknown, wanted: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(wanted)) expect(found).toEqual(wanted);
}

/**
 * Up to 30 signs within a day around a midnight, half of them close to it, in any order. Minutes are coarse, so that equal times and exact
 * gaps are common; ties are few, so that they are not in the order of making.
 */
const anyTen = (steps: number) => fc.integer({ min: -steps, max: steps }).map((step) => step * 10);
const anySign = fc.record({
  minute: fc.oneof(anyTen(60), anyTen(6)),
  kind: fc.constantFrom("pageview", "engagement", "other", "engagement"),
  is_interactive: fc.boolean(),
  engaged_ms: fc.nat(3).map((seconds) => seconds * 1_000),
  tie: fc.nat(0xffff_ffff),
});
const people = fc
  .uniqueArray(anySign, { maxLength: MAX_SIGNS, size: "max", selector: ({ tie }) => tie })
  .map((all) => all.map(({ minute, ...rest }) => sign({ at: MIDNIGHT + minutes(minute), ...rest })));

/** The definition: sort by time, cut at every gap, look at each piece as a whole. */
function referenceVisits(signs: readonly SessionEvent[]): SessionEvent[][] {
  const visits: SessionEvent[][] = [];
  for (const next of signs.toSorted((a, b) => a.at - b.at || a.tie - b.tie)) {
    const current = visits.at(-1);
    const last = current?.at(-1);
    if (current && last && next.at - last.at <= GAP_MS) current.push(next);
    else visits.push([next]);
  }
  return visits;
}

function referenceRow(visit: readonly SessionEvent[]) {
  const events = visit.filter(({ kind }) => kind !== "engagement");
  const pageviews = visit.filter(({ kind }) => kind === "pageview");
  const [first = visit[0], last = first] = [events[0], events.at(-1)];
  const tail = visit.filter(({ kind, at }) => kind === "engagement" && at > (last?.at ?? 0));
  const engaged = (signs: readonly SessionEvent[]) =>
    signs.reduce((sum, { engaged_ms }) => sum + engaged_ms, 0);
  return {
    visitor_id: first?.visitor_id,
    others: [...new Set(visit.map(({ visitor_id }) => visitor_id))]
      .filter((id) => id !== first?.visitor_id)
      .sort(),
    active_from: visit[0]?.at,
    active_until: visit.at(-1)?.at,
    start: first?.at,
    start_tie: first?.tie,
    end: last?.at,
    duration_ms: events.length > 0 ? (last?.at ?? 0) - (first?.at ?? 0) + engaged(tail) : 0,
    engaged_ms: engaged(visit),
    pageviews: pageviews.length,
    events: events.length,
    interactions: events.filter(({ kind, is_interactive }) => kind === "pageview" || is_interactive).length,
    entry_page: pageviews[0]?.path ?? "",
    exit_page: pageviews.at(-1)?.path ?? "",
    source: first?.facts.source,
  };
}

type ReferenceRow = ReturnType<typeof referenceRow>;

/** The same facts of a visit of the machine. */
function factsOf(session: Session): ReferenceRow {
  const row = toRow(session);
  const { visitor_id, start, start_tie, engaged_ms } = row;
  const { active_from, active_until, end, duration_ms } = timesOf(row);
  const { pageviews, events, interactions, entry_page, exit_page, source } = row;
  return {
    ...{ visitor_id, others: row.other_visitor_ids, active_from, active_until },
    ...{ start, start_tie, end, duration_ms, engaged_ms, pageviews, events, interactions },
    ...{ entry_page, exit_page, source },
  };
}

/** With its keys in order: a session out of a row has them in another one. */
const sorted = (session: Session) => Object.entries(session).sort(([a], [b]) => (a < b ? -1 : 1));

const idOf = ({ event_id }: SessionEvent) => event_id;

const factsOfAll = (sessions: readonly Session[]) =>
  sessions.map(factsOf).sort((a, b) => (a.active_from ?? 0) - (b.active_from ?? 0));

const byId = (a: Session, b: Session) => (a.id < b.id ? -1 : 1);

/** What is open once the outputs are applied. */
function visitsAfter(before: readonly Session[], outputs: readonly Output[]): Session[] {
  const open = new Map(before.map((session) => [session.id, session]));
  for (const output of outputs)
    if (output.type === "upsert") open.set(output.session.id, output.session);
    else if (output.id !== output.into) open.delete(output.id);
  return [...open.values()].sort(byId);
}

/** A shard in miniature: visits in memory, found as S9 says, and everything that the machine said. */
function shard(restart: (open: readonly Session[]) => readonly Session[] = (open) => open) {
  let sessions: readonly Session[] = [];
  const visitOf = new Map<string, SessionId>();
  const outputs: Output[] = [];
  const seen = { joins: 0, moves: 0, bridges: 0, adoptions: 0, mornings: 0 };

  function take(given: SessionEvent): void {
    const hashes = [given.visitor_id, given.previous_visitor_id];
    const isTheirs = (session: Session) => visitorsOf(session).some((hash) => hashes.includes(hash));
    const open = sessions.filter(isTheirs);
    const answer = step(restart(open), given, GAP_MS);
    sessions = [...sessions.filter((session) => !isTheirs(session)), ...answer.open];
    outputs.push(...answer.outputs);
    visitOf.set(given.event_id, answer.assigned);
    for (const output of answer.outputs) if (output.type === "retract") repoint(output.id, output.into);
    note(open, given, answer.outputs);
  }

  function repoint(from: SessionId, into: SessionId): void {
    for (const [event, visit] of visitOf) if (visit === from) visitOf.set(event, into);
  }

  function note(open: readonly Session[], given: SessionEvent, answers: readonly Output[]): void {
    const retracts = answers.filter((output) => output.type === "retract");
    const joins = retracts.filter(({ id, into }) => id !== into).length;
    seen.joins += joins;
    seen.moves += retracts.length - joins;
    if (given.kind === "engagement" && joins > 0) seen.bridges++;
    if (given.kind !== "engagement" && answers.length > 0 && open.some(({ events }) => events === 0))
      seen.adoptions++;
    if (open.some(({ visitor_id }) => visitor_id !== given.visitor_id)) seen.mornings++;
  }

  function forget(nowMs: number): readonly Session[] {
    const { open, final } = expire(sessions, nowMs, GAP_MS, LATE_MS);
    sessions = open;
    return final;
  }

  return { take, forget, outputs, visitOf, seen, sessions: () => sessions };
}

function shardAfter(signs: readonly SessionEvent[], world = shard()) {
  for (const given of signs) world.take(given);
  return world;
}

describe(`properties, seed ${SEED}`, { timeout: TIMEOUT_MS }, () => {
  const total = { joins: 0, moves: 0, bridges: 0, adoptions: 0, mornings: 0, provisional: 0, cuts: 0 };

  test("[S1][S2][S9] I3 any order of arrival gives the visits of the sorted signs, and every sign its visit", () => {
    check(people, (signs) => {
      const { sessions, visitOf, seen } = shardAfter(signs);
      const visits = referenceVisits(signs);
      expectSame(factsOfAll(sessions()), visits.map(referenceRow));
      const groups = Map.groupBy(signs, ({ event_id }) => visitOf.get(event_id));
      for (const visit of visits) {
        const group = groups.get(visitOf.get(visit[0]?.event_id ?? ""));
        expectSame(group?.map(idOf).sort(), visit.map(idOf).sort());
      }
      for (const name of ["joins", "moves", "bridges", "adoptions", "mornings"] as const)
        total[name] += seen[name];
      total.provisional += sessions().filter(({ events }) => events === 0).length;
      total.cuts += Math.max(0, visits.length - 1);
    });
    for (const [name, times] of Object.entries(total))
      expect([name, times > RUNS / 20 || times]).toEqual([name, true]);
  });

  test("[S2][S11] events taken together give the visits that they give one by one", () => {
    let taken = 0;
    check(fc.tuple(people, fc.nat(MAX_SIGNS)), ([signs, cut]) => {
      const [first] = signs;
      if (first === undefined) return;
      // One person by one hash, as a call's events are.
      const all = signs.map((sign) => ({
        ...sign,
        visitor_id: first.visitor_id,
        previous_visitor_id: undefined,
      }));
      const before = all
        .slice(0, cut)
        .reduce<readonly Session[]>((open, each) => step(open, each, GAP_MS).open, []);
      const frozen = JSON.stringify(before);
      const together = stepAll(before, all.slice(cut), GAP_MS);
      let open = before;
      const assigned = all.slice(cut).map((each) => {
        const stepped = step(open, each, GAP_MS);
        open = stepped.open;
        return stepped.assigned;
      });
      expectSame(together.assigned, assigned);
      expectSame(visitsAfter(before, together.outputs).map(sorted), open.toSorted(byId).map(sorted));
      expectSame(JSON.stringify(before), frozen);
      taken += all.length - cut > 1 ? 1 : 0;
    });
    expect(taken).toBeGreaterThan(RUNS / 4);
  });

  test("[S1] neighbouring visits lie further apart than the gap", () => {
    check(people, (signs) => {
      const visits = shardAfter(signs)
        .sessions()
        .toSorted((a, b) => a.active_from - b.active_from);
      for (const [index, visit] of visits.slice(1).entries())
        expectSame(visit.active_from - (visits[index]?.active_until ?? 0) > GAP_MS, true);
    });
  });

  test("[S12] writing down and reading back between any two events changes nothing", () => {
    check(people, (signs) => {
      const restarted = shard((open) => JSON.parse(JSON.stringify(open)));
      expectSame(shardAfter(signs, restarted).sessions(), shardAfter(signs).sessions());
    });
  });

  test("[S12] a row holds the whole visit but the link to the day before", () => {
    check(people, (signs) => {
      for (const session of shardAfter(signs).sessions()) {
        const row = JSON.parse(JSON.stringify(toRow(session)));
        expectSame(sorted(fromRow(row)), sorted({ ...session, previous_visitor_id: null }));
      }
    });
  });

  test("[S12] going on from rows gives the same visits, when the person's other hash is asked for too", () => {
    check(fc.tuple(people, fc.nat(MAX_SIGNS)), ([signs, cut]) => {
      const before = shardAfter(signs.slice(0, cut)).sessions().map(toRow).map(fromRow);
      let open: readonly Session[] = before;
      for (const given of signs.slice(cut)) open = step(open, given, GAP_MS).open;
      expectSame(factsOfAll(open), referenceVisits(signs).map(referenceRow));
    });
  });

  test("[S11] the highest version of each key, in any order of replay, is the open visits", () => {
    check(fc.tuple(people, fc.infiniteStream(fc.nat())), ([signs, chance]) => {
      const { outputs, sessions } = shardAfter(signs);
      const rows = outputs.map((output) =>
        output.type === "upsert" ? toRow(output.session) : toDeletedRow(output),
      );
      const ranked = rows.map((row) => ({ row, rank: chance.next().value }));
      const table = new Map<string, (typeof rows)[number]>();
      for (const { row } of ranked.sort((a, b) => a.rank - b.rank)) {
        const key = `${row.site} ${row.start_date} ${row.visitor_id} ${row.session_id}`;
        const known = table.get(key);
        expectSame(known?.version === row.version, false);
        if (known === undefined || known.version < row.version) table.set(key, row);
      }
      const kept = [...table.values()].filter((row): row is SessionRow => row.is_deleted === 0);
      const byId = (a: SessionRow, b: SessionRow) => (a.session_id < b.session_id ? -1 : 1);
      expectSame(kept.sort(byId), sessions().map(toRow).sort(byId));
    });
  });

  test("[S10] forgetting final visits changes nothing while no event is later than LATE", () => {
    let forgotten = 0;
    const delays = fc.array(fc.integer({ min: 0, max: LATE_MS }), {
      minLength: MAX_SIGNS,
      maxLength: MAX_SIGNS,
    });
    check(fc.tuple(people, delays), ([signs, delay]) => {
      const world = shard();
      const final: Session[] = [];
      const received = signs.map((given, index) => ({ given, at: given.at + (delay[index] ?? 0) }));
      for (const { given, at } of received.sort((a, b) => a.at - b.at)) {
        final.push(...world.forget(at));
        world.take(given);
      }
      forgotten += final.length;
      expectSame(factsOfAll([...final, ...world.sessions()]), referenceVisits(signs).map(referenceRow));
    });
    expect(forgotten).toBeGreaterThan(RUNS / 4);
  });
});
