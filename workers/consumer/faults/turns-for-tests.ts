/** What goes wrong in the worlds, and how often. */
import type { Faults } from "./world-for-tests.ts";

const OFTEN = 0.2;
const SELDOM = 0.02;

/** Each in turn, with the other side of what it names: a call that is lost before and after, say. */
export const TURNS: readonly [name: string, faults: Faults][] = [
  ["nothing fails", {}],
  ["the queue redelivers in other compositions", { "queue redelivers": OFTEN }],
  ["the consumer dies between any two steps", { "consumer dies": OFTEN, "call is lost": OFTEN }],
  ["shards are evicted between any two steps", { "shard is evicted": OFTEN }],
  [
    "shards die before and after each write",
    { "clickhouse asker dies before": 0.05, "clickhouse asker dies after": 0.05 },
  ],
  ["alarms are lost", { "alarm is lost": OFTEN }],
  ["shards miss each other's questions and answers", { "shards miss each other": OFTEN }],
  ["shards grow from three to five", { "shards grow": OFTEN }],
  ["deliveries and alarms run side by side", { "all at once": 1 }],
  ["ClickHouse refuses", { "clickhouse refuses": OFTEN }],
  ["ClickHouse hangs", { "clickhouse hangs": OFTEN }],
  ["ClickHouse answers into the void after having written", { "clickhouse answer is lost": OFTEN }],
  ["ClickHouse dies in mid-insert", { "clickhouse breaks off": OFTEN }],
  ["ClickHouse is away for ten minutes", { "clickhouse is away": SELDOM }],
  [
    "R2 refuses, loses answers, and its caller",
    {
      "bucket refuses": OFTEN,
      "bucket answer is lost": OFTEN,
      "bucket asker dies before": SELDOM,
      "bucket asker dies after": SELDOM,
    },
  ],
];

/** Every fault of the turns, none so often that nothing gets through. */
export const TOGETHER: Faults = Object.fromEntries(
  TURNS.flatMap(([, faults]) => Object.entries(faults)).map(([fault, chance]) => [fault, chance / 4]),
);
