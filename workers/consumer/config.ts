/** The consumer's settings, read once. Errors name the variable. */
import { type AccessVariables, accessHeaders } from "../../schema/clickhouse/access-headers.ts";
import { SLOT_COUNT } from "../../schema/limits.ts";
import type { ClickHouseAccess } from "./sinks/clickhouse.ts";

export interface ConsumerConfig {
  shardCount: number;
  clickhouse: ClickHouseAccess;
  /** The cron's own user, who reads events and visits and writes rollups; the shards' where none is named. */
  rollups: ClickHouseAccess;
}

type Variables = Pick<
  Env,
  "SHARD_COUNT" | "CLICKHOUSE_URL" | "CLICKHOUSE_USER" | "CLICKHOUSE_PASSWORD" | "CLICKHOUSE_DATABASE"
> &
  AccessVariables & {
    CLICKHOUSE_ROLLUP_USER?: string;
    CLICKHOUSE_ROLLUP_PASSWORD?: string;
    /** Where ClickHouse is a cluster that was migrated with this name. */
    CLICKHOUSE_CLUSTER?: string;
  };

/** @throws Error that names the variable which is missing or wrong, without its value. */
export function parseConfig(env: Variables): ConsumerConfig {
  const clickhouse = {
    url: urlOf(env.CLICKHOUSE_URL),
    user: env.CLICKHOUSE_USER,
    password: env.CLICKHOUSE_PASSWORD,
    database: env.CLICKHOUSE_DATABASE,
    headers: accessHeaders(env),
    cluster: env.CLICKHOUSE_CLUSTER || undefined,
  };
  const { CLICKHOUSE_ROLLUP_USER: user, CLICKHOUSE_ROLLUP_PASSWORD: password = "" } = env;
  const rollups = user ? { ...clickhouse, user, password } : clickhouse;
  return { shardCount: shardCountOf(env.SHARD_COUNT), clickhouse, rollups };
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
