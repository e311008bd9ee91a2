/** From the machine's outputs to what ClickHouse is told of visits. Pure. */
import type { SessionId } from "../../../schema/ids.ts";
import type { SessionRow } from "../../../schema/rows.ts";
import type { RingRow } from "../ring/row.ts";
import type { Retract } from "../session/machine.ts";
import { type DeletedRow, toDeletedRow, toRow } from "../session/row.ts";
import type { Move } from "../sinks/clickhouse.ts";

export interface Corrections {
  /** The newest state of each touched key, deletions included; at most one row a key. */
  rows: (SessionRow | DeletedRow)[];
  /** Visits whose events belong to another one, chains closed. */
  moves: Move[];
}

export function correctionsOf(rows: readonly RingRow[]): Corrections {
  const newest = new Map<string, SessionRow | DeletedRow>();
  const merged = new Map<string, Retract>();
  for (const { output } of rows.flatMap(({ outputs }) => outputs)) {
    const row = output.type === "upsert" ? toRow(output.session) : toDeletedRow(output);
    newest.set(`${row.site} ${row.start_date} ${row.visitor_id} ${row.session_id}`, row);
    if (output.type === "retract" && output.id !== output.into)
      merged.set(`${output.site} ${output.id}`, output);
  }
  return { rows: [...newest.values()], moves: closed(merged) };
}

/** s3→s2 and s2→s1 become s3→s1 and s2→s1: one statement re-points each event once. */
function closed(merged: ReadonlyMap<string, Retract>): Move[] {
  const end = (retract: Retract): SessionId => {
    const next = merged.get(`${retract.site} ${retract.into}`);
    return next === undefined ? retract.into : end(next);
  };
  return [...merged.values()].map((retract) => {
    const { site, id, visitor_ids, active_from, active_until } = retract;
    return { site, from: id, to: end(retract), visitors: visitor_ids, active_from, active_until };
  });
}
