import { useSignal } from "@preact/signals";
import { words } from "../messages/views/index.ts";
import { formatCount } from "../numbers.ts";

/** How many rows of something are asked for: `step` of them at first, and of anything else again. */
export function useRows(of: string, step: number): { rows: number; more(): void } {
  const shown = useSignal({ of, rows: step });
  const rows = shown.value.of === of ? shown.value.rows : step;
  return {
    rows,
    more() {
      shown.value = { of, rows: rows + step };
    },
  };
}

interface MoreRowsProps {
  rows: number;
  /** How many there are. */
  total: number;
  more(): void;
}

/** Under a table that does not show all of its rows. */
export function MoreRows({ rows, total, more }: MoreRowsProps) {
  if (total <= rows) return null;
  return (
    <p class="more-rows">
      <span class="faint">{words.t.table.first(rows, formatCount(total))}</span>
      <button type="button" class="pill" onClick={more}>
        {words.t.table.more}
      </button>
    </p>
  );
}
