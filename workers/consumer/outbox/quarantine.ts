/** From ring rows to the table `quarantine`. Pure. */
import { type Links, QUARANTINE_COLUMNS, type Quarantined } from "../../../schema/quarantine.ts";
import type { RingRow } from "../ring/row.ts";
import type { EncodableRow } from "../sinks/native.ts";

/** One row an event; of copies in one range the newest. */
export function quarantineRows(rows: readonly RingRow[]): EncodableRow[] {
  const all = rows.flatMap(({ quarantined = [] }) => quarantined);
  return [...new Map(all.map((each) => [`${each.event.site} ${each.event.event_id}`, rowOf(each)])).values()];
}

function rowOf({ slot, received_at, rule, event }: Quarantined): EncodableRow {
  const { previous_visitor_id: previous, next_visitor_id: next, ...facts } = event;
  const links: Links = { slot, ...(previous && { previous }), ...(next && { next }) };
  const shown = Object.entries(facts).filter(([name]) => name in QUARANTINE_COLUMNS);
  return {
    ...Object.fromEntries(shown),
    ...{ received_at, rule, event: JSON.stringify(facts), links: JSON.stringify(links) },
  };
}
