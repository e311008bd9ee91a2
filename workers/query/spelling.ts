/** The allowed word nearest to one that was sent, when it is near enough to be what was meant. */
export function nearestWord(word: string, allowed: readonly string[]): string | undefined {
  const ranked = allowed
    .map((candidate) => ({
      candidate,
      distance: distanceBetween(word.toLowerCase(), candidate.toLowerCase()),
    }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.max(2, best.candidate.length / 3)
    ? best.candidate
    : undefined;
}

/** Longer words than any of ours are not compared: the cost grows with the product of the lengths. */
const MAX_WORD_LENGTH = 64;

/** Insertions, deletions, replacements and a prefix left out (`page` for `event:page`) that lead from `a` to `b`. */
function distanceBetween(a: string, b: string): number {
  if (a.length > MAX_WORD_LENGTH) return Number.POSITIVE_INFINITY;
  const bare = b.includes(":") && !a.includes(":") ? b.slice(b.indexOf(":") + 1) : b;
  let previous = Array.from({ length: bare.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= bare.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === bare[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[bare.length] ?? 0;
}
