/** Whether the visits of a table are those that its events make, each event pointing to its own. */
import { type Row, timesOfVisit, wholeEvent, wholeVisit } from "./clickhouse-for-tests.ts";
import { type ReferenceEvent, referenceVisits, type VisitFacts } from "./reference-for-tests.ts";

/** Visits that are not those of the reference, or whose events do not all point to them; at most six lines. */
export function visitDifferences(
  events: readonly Row[],
  visits: readonly Row[],
  person: (row: Row) => string,
  gapMs: (site: string) => number,
): unknown[] {
  // The columns of a stored row; the encoder's own tests hold their types.
  const signs = events.map(
    (row) => ({ ...wholeEvent(row), person: person(row) }) as unknown as ReferenceEvent,
  );
  const wanted = referenceVisits(signs, gapMs);
  const found = new Map(visits.map((row) => [`${row.site} ${row.session_id}`, visitFacts(wholeVisit(row))]));
  const wrong = wanted.filter(({ site, session_ids, facts }) => {
    const visit = found.get(`${site} ${session_ids[0]}`);
    return session_ids.length !== 1 || JSON.stringify(visit) !== JSON.stringify(facts);
  });
  const surplus = visits.length === wanted.length ? [] : [{ found: visits.length, wanted: wanted.length }];
  return [
    ...surplus,
    ...wrong.slice(0, 5).map((each) => [each, found.get(`${each.site} ${each.session_ids[0]}`)]),
  ];
}

function visitFacts(row: Row): VisitFacts {
  const names = ["visitor_id", "start", "end", "active_from", "active_until", "duration_ms", "engaged_ms"];
  const others = ["pageviews", "events", "interactions", "entry_page", "exit_page", "source"];
  const cells: Row = { ...row, ...timesOfVisit(row), engaged_ms: Number(`0x${row.engaged_ms}`) };
  return Object.fromEntries(
    [...names, ...others].map((name) => [name, cells[name]]),
  ) as unknown as VisitFacts;
}
