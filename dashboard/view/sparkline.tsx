/** How a number went, too small to read: the number stands beside it, and the chart says the rest. */
const WIDTH = 100;
const HEIGHT = 24;
const ROOM = 2;

/** Nulls are gaps; a single value is a dot's worth of line. */
export function Sparkline({ values }: { values: readonly (number | null)[] }) {
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <path d={pathOf(values)} vector-effect="non-scaling-stroke" />
    </svg>
  );
}

export function pathOf(values: readonly (number | null)[]): string {
  const highest = Math.max(...values.map((value) => value ?? 0), 0) || 1;
  const step = WIDTH / Math.max(values.length - 1, 1);
  let isDrawing = false;
  return values
    .map((value, at) => {
      if (value === null) {
        isDrawing = false;
        return "";
      }
      const y = HEIGHT - ROOM - (value / highest) * (HEIGHT - 2 * ROOM);
      const point = `${isDrawing ? "L" : "M"}${(at * step).toFixed(1)} ${y.toFixed(1)}`;
      isDrawing = true;
      return point;
    })
    .join("");
}
