import { formatCount, formatInFull } from "../numbers.ts";

export interface RowLook {
  text: string;
  badge: string | null;
  /** What pressing does. */
  hint: string;
  /** Of the largest row: how long its bar is. */
  fraction: number;
}

interface RowProps {
  look: RowLook;
  isPressed: boolean;
  isReady: boolean;
  count: number;
  /** What stands beside the count, as people read it. */
  second: string;
  press(isExcluded: boolean): void;
}

/** A value, how many, and a bar; pressing it filters, with Shift it excludes. */
export function Row({ look, isPressed, isReady, count, second, press }: RowProps) {
  return (
    <button
      type="button"
      class="row"
      aria-pressed={isPressed}
      title={look.hint}
      disabled={!isReady}
      onClick={(event) => press(event.shiftKey)}
    >
      <span
        class="bar"
        style={{ width: `calc((100% - var(--row-numbers)) * ${look.fraction.toFixed(4)})` }}
      />
      <RowName name={look} />
      <span class="count" title={formatInFull("visitors", count)}>
        {formatCount(count)}
      </span>
      <span class="share">{second}</span>
    </button>
  );
}

export const RowName = ({ name }: { name: { text: string; badge: string | null } }) => (
  <span class="row-name">
    {name.badge !== null && <span class="badge">{name.badge}</span>}
    <bdi>{name.text}</bdi>
  </span>
);

const GHOST_WIDTHS = ["wide", "wide", "middle", "wide", "narrow", "middle", "narrow", "middle"];

/** As high as the rows that are to come. */
export const GhostRows = () => (
  <ul class="rows" aria-hidden="true">
    {GHOST_WIDTHS.map((width, at) => (
      <li key={at} class="ghost-row">
        <span class={`ghost ${width}`} />
      </li>
    ))}
  </ul>
);
