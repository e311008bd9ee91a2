/** The environment, read once; a setting that is missing or wrong is named. */

export interface Config {
  secretKey: string;
  adminToken: string | undefined;
  /** The only host that answers dashboard and API; null: every host does. */
  dashboardHost: string | null;
  shardCount: number;
  clickhouse: { url: string; username: string; password: string; database: string };
}

/** @throws Error that names the variable. */
export function parseConfig(env: Env): Config {
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
    shardCount,
    clickhouse: {
      url: required("CLICKHOUSE_URL"),
      username: env.CLICKHOUSE_USER || "default",
      password: env.CLICKHOUSE_PASSWORD ?? "",
      database: required("CLICKHOUSE_DATABASE"),
    },
  };
}
