/** Chance that can be repeated: one seed, one sequence. */
export interface Random {
  /** 0 ≤ … < 1 */
  next(): number;
  /** Whole, `least` … `most`, both included. */
  between(least: number, most: number): number;
  chance(probability: number): boolean;
  pick<Value>(values: readonly [Value, ...Value[]]): Value;
  shuffled<Value>(values: readonly Value[]): Value[];
  /** 64 bits, 16 hexadecimal digits. */
  hash(): string;
}

export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  // mulberry32: small, and good enough to choose among faults.
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  const word = () =>
    between(0, 2 ** 32 - 1)
      .toString(16)
      .padStart(8, "0");
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick: (values) => values[between(0, values.length - 1)] ?? values[0],
    shuffled: (values) =>
      values
        .map((value) => ({ value, rank: next() }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ value }) => value),
    hash: () => word() + word(),
  };
}
