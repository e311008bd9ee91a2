/** When a message that could not be taken comes again. Pure. */

const MAX_DELAY_S = 15 * 60;
/** Beyond this exponent the greatest delay is reached anyway. */
const MAX_EXPONENT = 10;

/** Doubles with each attempt, from two seconds to fifteen minutes; at least what the shard asked for. */
export function retryDelayS(attempts: number, leastS: number): number {
  return Math.min(Math.max(2 ** Math.min(attempts, MAX_EXPONENT), leastS), MAX_DELAY_S);
}
