/** A line as high as a line of text: how a number went. What it says stands beside it as numbers. */
const WIDTH = 96;
const HEIGHT = 22;

export function Spark({ values }: { values: readonly (number | null)[] }) {
  const highest = Math.max(...values.map((value) => value ?? 0), Number.MIN_VALUE);
  const step = WIDTH / Math.max(values.length - 1, 1);
  const points = values
    .map(
      (value, at) =>
        `${(at * step).toFixed(1)},${(HEIGHT - 2 - ((value ?? 0) / highest) * (HEIGHT - 4)).toFixed(1)}`,
    )
    .join(" ");
  return (
    <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <polyline points={points} />
    </svg>
  );
}
