import { words } from "../../messages/views/index.ts";
import { formatMoment } from "../../moments.ts";
import type { Column } from "../../view/data-table.tsx";
import { standingOf } from "./expiry.ts";

interface Lasting {
  expires_at: string | null;
  last_used_at: string | null;
}

/** When something that is handed out ends, and when it was last used. */
export function lastingColumns<Thing extends Lasting>(zone: string, nowMs: number): Column<Thing>[] {
  const w = words.t.settings.tokens;
  return [
    {
      name: "expires",
      isShort: true,
      title: w.expires,
      value: ({ expires_at }) => expires_at,
      cell: ({ expires_at }) => <Expiry at={expires_at} zone={zone} nowMs={nowMs} />,
    },
    {
      name: "used",
      isShort: true,
      title: w.lastUsed,
      isMinor: true,
      value: ({ last_used_at }) => last_used_at,
      cell: ({ last_used_at }) =>
        last_used_at === null ? (
          <span class="faint">{w.never}</span>
        ) : (
          formatMoment(last_used_at, zone, "minute")
        ),
    },
  ];
}

function Expiry({ at, zone, nowMs }: { at: string | null; zone: string; nowMs: number }) {
  const w = words.t.settings.tokens;
  if (at === null) return <span class="faint">{w.lives.never}</span>;
  const standing = standingOf(at, nowMs);
  return (
    <span class={`standing ${standing}`}>
      {standing === "over" && `${w.over} `}
      {formatMoment(at, zone, "day")}
    </span>
  );
}
