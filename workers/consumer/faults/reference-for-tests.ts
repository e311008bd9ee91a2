/** The definition of a visit over a whole table of events: sort by time, cut at every gap, look at each piece. */

/** What the reference reads of a stored event. */
export interface ReferenceEvent {
  site: string;
  person: string;
  event_id: string;
  session_id: string;
  visitor_id: string;
  /** ms. */
  ts: number;
  name: string;
  is_interactive: number;
  engagement_ms: number;
  path: string;
  source: string;
}

export interface ReferenceVisit {
  site: string;
  /** As the events say; one when every event points to its visit. */
  session_ids: string[];
  facts: VisitFacts;
}

export type VisitFacts = ReturnType<typeof factsOf>;

export function referenceVisits(
  events: readonly ReferenceEvent[],
  gapMs: (site: string) => number,
): ReferenceVisit[] {
  const people = Map.groupBy(events, ({ site, person }) => `${site} ${person}`);
  return [...people.values()].flatMap((signs) => cut(signs, gapMs(signs[0]?.site ?? "")).map(visitOf));
}

function cut(signs: readonly ReferenceEvent[], gapMs: number): ReferenceEvent[][] {
  const visits: ReferenceEvent[][] = [];
  for (const next of signs.toSorted((a, b) => a.ts - b.ts || tieOf(a) - tieOf(b))) {
    const current = visits.at(-1);
    const last = current?.at(-1);
    if (current && last && next.ts - last.ts <= gapMs) current.push(next);
    else visits.push([next]);
  }
  return visits;
}

const tieOf = ({ event_id }: ReferenceEvent) => Number.parseInt(event_id.slice(-8), 16);

const visitOf = (visit: readonly ReferenceEvent[]): ReferenceVisit => ({
  site: visit[0]?.site ?? "",
  session_ids: [...new Set(visit.map(({ session_id }) => session_id))],
  facts: factsOf(visit),
});

function factsOf(visit: readonly ReferenceEvent[]) {
  const events = visit.filter(({ name }) => name !== "engagement");
  const pageviews = visit.filter(({ name }) => name === "pageview");
  const [first = visit[0], last = first] = [events[0], events.at(-1)];
  const tail = visit.filter(({ name, ts }) => name === "engagement" && ts > (last?.ts ?? 0));
  return {
    visitor_id: first?.visitor_id,
    start: first?.ts,
    end: last?.ts,
    active_from: visit[0]?.ts,
    active_until: visit.at(-1)?.ts,
    duration_ms: events.length > 0 ? (last?.ts ?? 0) - (first?.ts ?? 0) + engaged(tail) : 0,
    engaged_ms: engaged(visit),
    pageviews: pageviews.length,
    events: events.length,
    interactions: events.filter(({ name, is_interactive }) => name === "pageview" || is_interactive === 1)
      .length,
    entry_page: pageviews[0]?.path ?? "",
    exit_page: pageviews.at(-1)?.path ?? "",
    source: first?.source,
  };
}

const engaged = (signs: readonly ReferenceEvent[]) =>
  signs.reduce((sum, { engagement_ms }) => sum + engagement_ms, 0);
