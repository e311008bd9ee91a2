/** The consumer's settings, read once. Errors name the variable. */
import { SLOT_COUNT } from "../../schema/limits.ts";
import type { ClickHouseAccess } from "./sinks/clickhouse.ts";

export interface ConsumerConfig {
  shardCount: number;
  clickhouse: ClickHouseAccess;
}

type Variables = Pick<
  Env,
  "SHARD_COUNT" | "CLICKHOUSE_URL" | "CLICKHOUSE_USER" | "CLICKHOUSE_PASSWORD" | "CLICKHOUSE_DATABASE"
>;

/** @throws Error that names the variable which is missing or wrong, without its value. */
export function parseConfig(env: Variables): ConsumerConfig {
  return {
    shardCount: shardCountOf(env.SHARD_COUNT),
    clickhouse: {
      url: urlOf(env.CLICKHOUSE_URL),
      user: env.CLICKHOUSE_USER,
      password: env.CLICKHOUSE_PASSWORD,
      database: env.CLICKHOUSE_DATABASE,
    },
  };
}

function shardCountOf(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > SLOT_COUNT)
    throw new Error(`SHARD_COUNT must be a whole number from 1 to ${SLOT_COUNT}.`);
  return count;
}

function urlOf(text: string | undefined): string {
  if (!text || !URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new Error("CLICKHOUSE_URL must be an http or https address.");
  return text;
}
