/** The ranges that are asked for, and how SQL writes their ends. */
import { DAYS, FIRST_DAY } from "../schema/data.ts";

export interface Range {
  from: number;
  /** Not included, ms. */
  to: number;
}

const DAY_MS = 86_400_000;
export const FIRST_MS = Date.parse(FIRST_DAY);
export const END_MS = FIRST_MS + DAYS * DAY_MS;
export const LAST_30: Range = { from: END_MS - 30 * DAY_MS, to: END_MS };
export const BEFORE: Range = { from: END_MS - 60 * DAY_MS, to: END_MS - 30 * DAY_MS };
export const LAST_7: Range = { from: END_MS - 7 * DAY_MS, to: END_MS };
/** Five minutes of the last day's busiest hour. */
export const NOW: Range = { from: END_MS - DAY_MS / 2, to: END_MS - DAY_MS / 2 + 300_000 };

export const daysOf = ({ from, to }: Range) =>
  `BETWEEN '${new Date(from).toISOString().slice(0, 10)}' AND '${new Date(to - 1).toISOString().slice(0, 10)}'`;
export const second = (ms: number) => `'${new Date(ms).toISOString().slice(0, 19).replace("T", " ")}'`;
