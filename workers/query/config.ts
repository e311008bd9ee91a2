/** The environment, read once; a setting that is missing or wrong is named. */
import { type AccessVariables, accessHeaders } from "../../schema/clickhouse/access-headers.ts";
import type { AccessSettings } from "./access.ts";
import type { ClickHouseSettings } from "./clickhouse.ts";
import { type Limits, type LimitVariables, limitsOf } from "./limits.ts";

/** Settings that a deployment may have. */
export interface QueryEnv extends Omit<Env, "TOKEN_LIMIT">, AccessVariables, LimitVariables {
  /** Counts the requests of a token in each of the platform's locations. */
  TOKEN_LIMIT?: RateLimit;
  /** Who asks, where it is not the user that the all-in-one Worker writes as. */
  CLICKHOUSE_READER_USER?: string;
  CLICKHOUSE_READER_PASSWORD?: string;
  /** Where ClickHouse is a cluster that was migrated with this name. */
  CLICKHOUSE_CLUSTER?: string;
  /** `<team>.cloudflareaccess.com`, and the audience tag of the application: both, or neither. */
  ACCESS_TEAM_DOMAIN?: string;
  ACCESS_AUD?: string;
}

export interface Config {
  secretKey: string;
  adminToken: string | undefined;
  /** The only host that answers dashboard and API; null: every host does. */
  dashboardHost: string | null;
  /** Null: nobody comes through Cloudflare Access. */
  access: AccessSettings | null;
  shardCount: number;
  clickhouse: ClickHouseSettings;
  /** ClickHouse's cluster; null: one server. */
  cluster: string | null;
  limits: Limits;
  /** Absent: only the isolate counts. */
  tokenLimit: RateLimit | undefined;
}

/** @throws Error that names the variable. */
export function parseConfig(env: QueryEnv): Config {
  const required = (name: "SECRET_KEY" | "CLICKHOUSE_URL" | "CLICKHOUSE_DATABASE"): string => {
    const value = env[name];
    if (!value) throw new Error(`${name} is not set.`);
    return value;
  };
  const shardCount = Number(env.SHARD_COUNT);
  if (!Number.isInteger(shardCount) || shardCount < 1 || shardCount > 64) {
    throw new Error(
      `SHARD_COUNT must be a whole number from 1 to 64, not ${JSON.stringify(env.SHARD_COUNT)}.`,
    );
  }
  return {
    secretKey: required("SECRET_KEY"),
    adminToken: env.ADMIN_TOKEN || undefined,
    dashboardHost: env.DASHBOARD_HOST || null,
    access: accessOf(env),
    shardCount,
    clickhouse: {
      url: required("CLICKHOUSE_URL"),
      ...userOf(env),
      database: required("CLICKHOUSE_DATABASE"),
      http_headers: accessHeaders(env),
    },
    cluster: env.CLICKHOUSE_CLUSTER || null,
    limits: limitsOf(env),
    tokenLimit: env.TOKEN_LIMIT,
  };
}

function userOf(env: QueryEnv): { username: string; password: string } {
  const { CLICKHOUSE_READER_USER: username, CLICKHOUSE_READER_PASSWORD: password = "" } = env;
  return username
    ? { username, password }
    : { username: env.CLICKHOUSE_USER || "default", password: env.CLICKHOUSE_PASSWORD ?? "" };
}

function accessOf({ ACCESS_TEAM_DOMAIN: team, ACCESS_AUD: audience }: QueryEnv): AccessSettings | null {
  if (!team && !audience) return null;
  if (!team || !audience) throw new Error("ACCESS_TEAM_DOMAIN and ACCESS_AUD belong together.");
  if (!/^[a-z0-9.-]+$/.test(team))
    throw new Error("ACCESS_TEAM_DOMAIN must be a host such as team.cloudflareaccess.com.");
  return { team: `https://${team}`, audience };
}
