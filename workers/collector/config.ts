/** The collector's environment, read once, and what an isolate keeps beside it. No `env` further in. */
import { type Placed, placed } from "../control/jurisdiction.ts";
import { Ledger } from "./ledger.ts";
import { Strikes } from "./strikes.ts";

/** The bindings that the collector uses: the all-in-one Worker has these and more. */
export type CollectorEnv = Pick<Env, "CONTROL" | "EVENTS" | "SALTS" | "ASSETS" | "SECRET_KEY"> &
  // The limits: requests of one address to one site, and of all addresses to one site. Without them nothing is limited.
  Partial<Pick<Env, "ADMIN_TOKEN" | "ADDRESS_LIMIT" | "SITE_LIMIT">> &
  Placed;

export interface Config {
  secret: string;
  /** Undefined in the split form: only the query worker holds it. */
  adminToken: string | undefined;
  control: D1Database;
  queue: Queue;
  salts: DurableObjectNamespace;
  assets: Fetcher;
  addressLimit: RateLimit | undefined;
  siteLimit: RateLimit | undefined;
  /** What this isolate has refused and not yet told. */
  ledger: Ledger;
  /** Senders of tokens that nobody minted. */
  strikes: Strikes;
  /** When a watcher was last sent refused events alone, ms. */
  shownAt: number;
}

export class ConfigError extends Error {
  override name = "ConfigError";
}

const MIN_SECRET_LENGTH = 16;
const BINDINGS = ["CONTROL", "EVENTS", "SALTS"] as const;
const parsed = new WeakMap<CollectorEnv, Config>();

/** Throws `ConfigError` that names the variable and never its value. */
export function parseConfig(env: CollectorEnv): Config {
  let config = parsed.get(env);
  if (config === undefined) {
    config = parse(env);
    parsed.set(env, config);
  }
  return config;
}

function parse(env: CollectorEnv): Config {
  if ((env.SECRET_KEY ?? "").length < MIN_SECRET_LENGTH) {
    throw new ConfigError(`SECRET_KEY must be a secret of at least ${MIN_SECRET_LENGTH} characters.`);
  }
  for (const name of BINDINGS) {
    if (env[name] === undefined) throw new ConfigError(`The binding ${name} is missing.`);
  }
  return {
    secret: env.SECRET_KEY,
    adminToken: env.ADMIN_TOKEN,
    control: env.CONTROL,
    queue: env.EVENTS,
    salts: placed(env.SALTS, env),
    assets: env.ASSETS,
    addressLimit: env.ADDRESS_LIMIT,
    siteLimit: env.SITE_LIMIT,
    ledger: new Ledger(),
    strikes: new Strikes(),
    shownAt: 0,
  };
}
