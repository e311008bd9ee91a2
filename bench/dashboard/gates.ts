/** What is measured against what: one row of the table at the end. */
export interface Gate {
  what: string;
  measured: number;
  /** What `measured` counts. */
  unit: string;
  limit: number;
  /** Scores must reach their limit, everything else must not pass it. */
  isFloor?: boolean;
}

export const holds = ({ measured, limit, isFloor = false }: Gate): boolean =>
  isFloor ? measured >= limit : measured <= limit;

/** Prints them all, and gives whether all hold. */
export function printGates(gates: readonly Gate[]): boolean {
  console.table(
    Object.fromEntries(
      gates.map((gate) => [
        gate.what,
        {
          measured: `${show(gate.measured)} ${gate.unit}`.trim(),
          gate: `${gate.isFloor ? "≥" : "≤"} ${show(gate.limit)}`,
          "": holds(gate) ? "holds" : "FAILS",
        },
      ]),
    ),
  );
  return gates.every(holds);
}

const show = (value: number) =>
  value.toLocaleString("en", { maximumFractionDigits: Math.abs(value) < 10 ? 3 : 0 });
