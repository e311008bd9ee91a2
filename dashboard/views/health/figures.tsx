import type { ComponentChildren } from "preact";
import type { BarSeries } from "../../view/time-bars.tsx";

export interface Figure {
  name: string;
  title: string;
  /** Null until it is known. */
  value: ComponentChildren | null;
  /** Small, under it. */
  note?: ComponentChildren;
  /** The colour by which it is told in a chart. */
  tone?: BarSeries["tone"];
  isWrong?: boolean;
}

/** Numbers side by side, each under its name. */
export const Figures = ({ figures }: { figures: readonly Figure[] }) => (
  <dl class="figures">
    {figures.map(({ name, title, value, note = "", tone, isWrong = false }) => (
      <div key={name} data-figure={name} class={isWrong ? "wrong" : ""}>
        <dt>
          {tone !== undefined && <i class={`swatch ${tone}`} aria-hidden="true" />} {title}
        </dt>
        <dd>
          {value === null ? <span class="ghost" /> : <b>{value}</b>}
          <small>{note || "\u00a0"}</small>
        </dd>
      </div>
    ))}
  </dl>
);
