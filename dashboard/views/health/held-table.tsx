import type { QuarantinedAnswer } from "../../../schema/outcome-input.ts";
import type { Dashboard } from "../../model.ts";
import { formatMoment } from "../../moments.ts";
import { type Column, DataTable } from "../../view/data-table.tsx";
import { pageOf, senderOf, textOf } from "./held.ts";
import type { Held } from "./use-held.ts";
import { words } from "./words.ts";

interface HeldTableProps {
  model: Dashboard;
  held: Held;
  ruleName(id: string): string;
  /** Null: the viewer may not, or one is on its way. */
  restore: ((id: string) => void) | null;
}

/** Events as they were set aside, each with a way back. */
export function HeldTable({ model, held, ruleName, restore }: HeldTableProps) {
  const w = words.t.quarantine;
  return (
    <>
      <DataTable
        caption={words.t.sections.quarantine}
        columns={columns(model.zone.value, ruleName)}
        rows={held.events}
        keyOf={({ id }) => id}
        empty={<p>{w.empty}</p>}
        actions={(event) => <Way event={event} restore={restore} />}
      />
      {held.hasMore && (
        <button type="button" class="pill" onClick={held.more}>
          {w.earlier}
        </button>
      )}
    </>
  );
}

function columns(zone: string, ruleName: (id: string) => string): Column<QuarantinedAnswer>[] {
  const w = words.t.quarantine;
  return [
    { name: "event", title: w.event, value: ({ event }) => textOf(event, "name") },
    { name: "page", title: w.page, value: ({ event }) => pageOf(event) },
    { name: "sender", title: w.sender, isMinor: true, value: ({ event }) => senderOf(event) },
    { name: "rule", title: words.t.rule, isMinor: true, value: ({ rule }) => ruleName(rule) },
    {
      ...{ name: "at", title: w.at, isShort: true, value: ({ received_at }) => received_at },
      cell: ({ received_at }) => formatMoment(received_at, zone, "second"),
    },
  ];
}

function Way({ event, restore }: { event: QuarantinedAnswer; restore: HeldTableProps["restore"] }) {
  const w = words.t.quarantine;
  if (event.is_in_report) return <span class="faint">{w.inReport}</span>;
  if (restore === null) return null;
  const name = `${textOf(event.event, "name")} ${pageOf(event.event)}`;
  return (
    <button
      type="button"
      class="quiet"
      aria-label={`${w.restore}: ${name}`}
      onClick={() => restore(event.id)}
    >
      {w.restore}
    </button>
  );
}
