/** What the deployer wants: flags over the environment over what an earlier run kept. Pure. */
import { parseArgs } from "node:util";
import { ALL_IN_ONE, SPLIT, type WorkerPart } from "./names.ts";

/** Kept in `footfall.json` between runs, to be committed: no secrets. */
export interface Wishes {
  isSplit: boolean;
  /** The only host that answers dashboard and API; null: every host. */
  host: string | null;
  /** A domain of its own for the collector of the split form. */
  collectorHost: string | null;
  shards: number;
  /** `eu`: queue, objects, bucket and database stay there. Cannot be changed later. */
  jurisdiction: "eu" | null;
  database: string;
  cluster: string | null;
  /** ClickHouse's users are bounded for a small machine. */
  isLowMemory: boolean;
  /** The first site's domain. */
  site: string | null;
  /** Where the parts answer, as wrangler said at the last deployment. */
  collectorUrl: string | null;
  apiUrl: string | null;
}

export interface Run {
  isDry: boolean;
  /** Nothing is asked. */
  isYes: boolean;
  isJson: boolean;
  wishes: Wishes;
}

export const FLAGS = {
  "dry-run": { type: "boolean", default: false },
  yes: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  split: { type: "boolean" },
  eu: { type: "boolean" },
  "low-memory": { type: "boolean" },
  host: { type: "string" },
  "collector-host": { type: "string" },
  shards: { type: "string" },
  database: { type: "string" },
  cluster: { type: "string" },
  site: { type: "string" },
} as const;

export const NOTHING_KEPT: Wishes = {
  ...{ isSplit: false, host: null, collectorHost: null, shards: 1, jurisdiction: null },
  ...{
    database: "footfall",
    cluster: null,
    isLowMemory: false,
    site: null,
    collectorUrl: null,
    apiUrl: null,
  },
};

const HOST = /^(?=.{4,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/;

/** @throws Error in one sentence, for the person who typed it. */
export function parseRun(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  kept: Wishes,
): Run {
  const { values } = parseArgs({ args: [...argv], options: FLAGS });
  const hostOf = (value: string | undefined, name: string, before: string | null) => {
    const host = value?.toLowerCase() ?? before;
    if (host !== null && !HOST.test(host))
      throw new Error(`--${name} must be a host such as stats.example.com, not "${host}".`);
    return host;
  };
  if (kept.collectorUrl !== null && values.eu && kept.jurisdiction === null)
    throw new Error(
      "Objects and buckets cannot move to another jurisdiction: --eu belongs to the first deployment. Deploy anew under another account, and replay the archive.",
    );
  const wishes: Wishes = {
    ...kept,
    isSplit: values.split ?? kept.isSplit,
    host: hostOf(values.host ?? env.FOOTFALL_HOST, "host", kept.host),
    collectorHost: hostOf(values["collector-host"], "collector-host", kept.collectorHost),
    shards: shardsOf(values.shards ?? env.FOOTFALL_SHARDS, kept.shards),
    jurisdiction: values.eu ? "eu" : kept.jurisdiction,
    database: wordOf(values.database ?? env.CLICKHOUSE_DATABASE ?? kept.database, "database"),
    cluster: values.cluster ?? env.CLICKHOUSE_CLUSTER ?? kept.cluster,
    isLowMemory: values["low-memory"] ?? kept.isLowMemory,
    site: hostOf(values.site, "site", kept.site),
  };
  return { isDry: values["dry-run"], isYes: values.yes, isJson: values.json, wishes };
}

function shardsOf(text: string | undefined, before: number): number {
  const shards = text === undefined ? before : Number(text);
  if (!Number.isInteger(shards) || shards < 1 || shards > 64)
    throw new Error(`--shards must be a whole number from 1 to 64, not "${text}".`);
  return shards;
}

function wordOf(text: string, name: string): string {
  if (!/^[A-Za-z_]\w{0,63}$/.test(text)) throw new Error(`--${name} must be a word, not "${text}".`);
  return text;
}

export const partsOf = ({ isSplit }: Pick<Wishes, "isSplit">): readonly WorkerPart[] =>
  isSplit ? SPLIT : ALL_IN_ONE;

/** What `footfall.json` says. @throws Error when it is not what this tool wrote. */
export function readKept(text: string | null): Wishes {
  if (text === null) return NOTHING_KEPT;
  try {
    // Written by this tool; whatever is missing is as if nothing had been kept of it.
    return { ...NOTHING_KEPT, ...(JSON.parse(text) as Partial<Wishes>) };
  } catch {
    throw new Error("footfall.json is not JSON. Mend it, or delete it and name the settings again.");
  }
}
