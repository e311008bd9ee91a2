/** What a deployment is made of at Cloudflare, by the names that the wrangler.toml files say. A test holds both together. */
export const EVENTS_QUEUE = "footfall-events";
export const DEAD_QUEUE = "footfall-dead";
export const BUCKET = "footfall-archive";
export const DATABASE = "footfall";
export const PAGES_PROJECT = "footfall-dashboard";

/** Fourteen days, the most that a queue keeps: so long may ClickHouse be away. */
export const RETENTION_S = 14 * 86_400;

export const SECRETS = [
  ...["SECRET_KEY", "ADMIN_TOKEN", "CLICKHOUSE_URL", "CLICKHOUSE_USER", "CLICKHOUSE_PASSWORD"],
  ...["CLICKHOUSE_ROLLUP_USER", "CLICKHOUSE_ROLLUP_PASSWORD"],
  ...["CLICKHOUSE_READER_USER", "CLICKHOUSE_READER_PASSWORD"],
  ...["CLICKHOUSE_ACCESS_CLIENT_ID", "CLICKHOUSE_ACCESS_CLIENT_SECRET"],
] as const;
export type SecretName = (typeof SECRETS)[number];

export interface WorkerPart {
  /** Its name at Cloudflare. */
  name: string;
  /** From the top of the tree. */
  config: string;
  part: "all" | "consumer" | "query" | "collector";
  secrets: readonly SecretName[];
  /** Variables beside those of its wrangler.toml. */
  vars: readonly (
    | "DASHBOARD_HOST"
    | "SHARD_COUNT"
    | "CLICKHOUSE_DATABASE"
    | "CLICKHOUSE_CLUSTER"
    | "JURISDICTION"
  )[];
}

const AT_CLICKHOUSE = ["CLICKHOUSE_URL", "CLICKHOUSE_USER", "CLICKHOUSE_PASSWORD"] as const;
const OF_THE_CRON = ["CLICKHOUSE_ROLLUP_USER", "CLICKHOUSE_ROLLUP_PASSWORD"] as const;
const OF_THE_READER = ["CLICKHOUSE_READER_USER", "CLICKHOUSE_READER_PASSWORD"] as const;
const STORED = ["SHARD_COUNT", "CLICKHOUSE_DATABASE", "CLICKHOUSE_CLUSTER", "JURISDICTION"] as const;

export const ALL_IN_ONE: readonly WorkerPart[] = [
  {
    ...{ name: "footfall", config: "wrangler.toml", part: "all" },
    secrets: ["SECRET_KEY", "ADMIN_TOKEN", ...AT_CLICKHOUSE, ...OF_THE_CRON, ...OF_THE_READER],
    vars: ["DASHBOARD_HOST", ...STORED],
  },
];

/** In the order in which they are deployed: the consumer owns the objects that the others bind. */
export const SPLIT: readonly WorkerPart[] = [
  {
    ...{ name: "footfall-consumer", config: "workers/consumer/wrangler.toml", part: "consumer" },
    secrets: [...AT_CLICKHOUSE, ...OF_THE_CRON],
    vars: STORED,
  },
  {
    ...{ name: "footfall-query", config: "workers/query/wrangler.toml", part: "query" },
    secrets: ["SECRET_KEY", "ADMIN_TOKEN", ...AT_CLICKHOUSE],
    vars: ["DASHBOARD_HOST", ...STORED],
  },
  {
    ...{ name: "footfall-collector", config: "workers/collector/wrangler.toml", part: "collector" },
    secrets: ["SECRET_KEY"],
    vars: ["JURISDICTION"],
  },
];
