/**
 * What the archive's corrections come to: the newest row of each visit, and which visits were merged into which. Pure.
 * Visits need no order among shards, since the highest version of a key wins; merges form trees, whose roots are final.
 */
import type { Correction } from "../../schema/archive.ts";
import type { SessionId, SiteId } from "../../schema/ids.ts";
import type { SessionRow } from "../../schema/rows.ts";
import { type Erasures, isErased } from "../../workers/control/erasures.ts";

type VisitKey = Pick<
  SessionRow,
  "site" | "start_date" | "visitor_id" | "session_id" | "version" | "is_deleted"
>;
export type VisitRow = VisitKey & Partial<SessionRow>;

/** Which visit an event belongs to in the end. */
export class Merges {
  readonly #into = new Map<string, SessionId>();

  add({ site, id, into }: { site: SiteId; id: SessionId; into: SessionId }): void {
    if (id !== into) this.#into.set(`${site} ${id}`, into);
  }

  end(site: SiteId, id: SessionId): SessionId {
    let end = id;
    for (let steps = 0; steps <= this.#into.size; steps++) {
      const next = this.#into.get(`${site} ${end}`);
      if (next === undefined) return end;
      end = next;
    }
    throw new Error(`The merges of visit ${id} of site ${site} run in a circle.`);
  }
}

/** The newest row of each visit among `corrections`, which are in order; merges are told to `merges`. */
export function visitsOf(
  corrections: Iterable<Correction>,
  merges: Merges,
  newest = new Map<string, VisitRow>(),
): Map<string, VisitRow> {
  for (const correction of corrections) {
    if (correction.type === "retract") merges.add(correction);
    const row = rowOf(correction);
    const key = `${row.site} ${row.start_date} ${row.visitor_id} ${row.session_id}`;
    if ((newest.get(key)?.version ?? 0) <= row.version) newest.set(key, row);
  }
  return newest;
}

function rowOf(correction: Correction): VisitRow {
  if (correction.type === "upsert") return correction.session;
  const { site, start_date, visitor_id, id, version } = correction;
  return { site, start_date, visitor_id, session_id: id, version, is_deleted: 1 };
}

/** A visit goes with the erased visitor under any of whose hashes it is known, as far as it began before the erasure. */
export function isErasedVisit(
  { visitor_id, other_visitor_ids = [], start = 0 }: VisitRow,
  erasures: Erasures,
): boolean {
  return [visitor_id, ...other_visitor_ids].some((visitor) => isErased(erasures, visitor, start));
}
