/** Chance that can be repeated: the same names give the same numbers, on every machine and on every day. */
export interface Chance {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [0, below). */
  below(below: number): number;
  /** True so often, from 0 to 1. */
  is(probability: number): boolean;
  /** One of `[item, weight]`. */
  pick<Item>(items: readonly (readonly [Item, number])[]): Item;
  /** A log-normal number: half of them are below the median; `spread` 1 puts two thirds within a factor of e. */
  around(median: number, spread: number): number;
}

/** A source of chance that belongs to these numbers alone. */
export function chanceOf(...names: number[]): Chance {
  const next = mulberry32(names.reduce((state, name) => mix(state ^ name), 0x9e3779b9));
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    below: (below) => Math.floor(next() * below),
    is: (probability) => next() < probability,
    pick: (items) => pick(items, next()),
    around: (median, spread) => median * Math.exp(spread * normal()),
  };
}

function pick<Item>(items: readonly (readonly [Item, number])[], at: number): Item {
  let left = at * items.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [item, weight] of items) {
    left -= weight;
    if (left < 0) return item;
  }
  throw new Error("Something must be there to be picked, with a weight above 0.");
}

/** Finalizer of MurmurHash3: neighbouring numbers become unlike. */
function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
