/**
 * What rests in the archive's bucket under `dead/`: nothing accepted is lost, and what cannot go on can be found, read
 * and replayed. No raw user agent rests here.
 *
 *   dead/messages/<YYYY-MM-DD>/<id>.json   messages: no message at all, or one that nobody could take
 *   dead/rows/<table>/<name>.json          rows that ClickHouse refuses for their data; the archive holds them too
 */
import type { UtcDay } from "./ids.ts";

export const DEAD_MESSAGES = "dead/messages/";
export const DEAD_ROWS = "dead/rows/";

/** `id` names the object: the same when it is put again. */
export const deadMessageKey = (day: UtcDay, id: string) => `${DEAD_MESSAGES}${day}/${id}.json`;
export const deadRowKey = (table: string, name: string) => `${DEAD_ROWS}${table}/${name}.json`;

export interface DeadMessage {
  v: 1;
  reason: string;
  /** Deliveries before it was put aside. */
  attempts: number;
  /** When it was put aside, ms. */
  at: number;
  /** It can be sent again as it is: a `Message`. What is no message needs a look first. */
  is_replayable: boolean;
  message: unknown;
}
