/** The collector's environment, read once. No `env` further in. */

/** The bindings that the collector uses: the all-in-one Worker has these and more. */
export type CollectorEnv = Pick<Env, "CONTROL" | "EVENTS" | "SALTS" | "ASSETS" | "SECRET_KEY"> &
  Partial<Pick<Env, "ADMIN_TOKEN">>;

export interface Config {
  secret: string;
  /** Undefined in the split form: only the query worker holds it. */
  adminToken: string | undefined;
  control: D1Database;
  queue: Queue;
  salts: DurableObjectNamespace;
  assets: Fetcher;
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
    salts: env.SALTS,
    assets: env.ASSETS,
  };
}
