/** A reason, as the API writes it, in plain language. */
import { reasonWords, words } from "./words.ts";

export interface Explanation {
  /** What happened. */
  says: string;
  /** What can be done about it. */
  next: string;
}

/** One that this page does not know yet, of a newer API, is said as it is. */
export function explain(reason: string): Explanation {
  const known = Object.entries(reasonWords.t).find(([name]) => name === reason);
  return known?.[1] ?? { says: reason, next: words.t.outcomes.unknown };
}
