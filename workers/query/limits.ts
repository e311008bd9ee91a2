/** What a question may cost, and a token in a minute. A deployment may say otherwise. Pure. */
export interface Limits {
  /** Of one statement, seconds. */
  querySeconds: number;
  /** Of a file, from its first row to its last, seconds. */
  fileSeconds: number;
  /** Rows that one statement may read. */
  queryRows: number;
  /** Of one statement; null: what ClickHouse's own profile says. */
  queryMemoryBytes: number | null;
  /** Requests of one token in a minute. */
  tokenRequests: number;
  /** Rows that are read for one token in a minute. */
  tokenRows: number;
  /** Files of one token that may be open at once. */
  tokenFiles: number;
}

export const DEFAULT_LIMITS: Limits = {
  ...{ querySeconds: 30, fileSeconds: 600, queryRows: 5_000_000_000, queryMemoryBytes: null },
  ...{ tokenRequests: 600, tokenRows: 20_000_000_000, tokenFiles: 4 },
};

/** The variables of the environment that change them. */
export const LIMIT_VARIABLES = {
  QUERY_MAX_SECONDS: "querySeconds",
  FILE_MAX_SECONDS: "fileSeconds",
  QUERY_MAX_ROWS: "queryRows",
  QUERY_MAX_MEMORY_BYTES: "queryMemoryBytes",
  TOKEN_REQUESTS_PER_MINUTE: "tokenRequests",
  TOKEN_ROWS_PER_MINUTE: "tokenRows",
  TOKEN_FILES_AT_ONCE: "tokenFiles",
} as const satisfies Record<string, keyof Limits>;
export type LimitVariables = Partial<Record<keyof typeof LIMIT_VARIABLES, string>>;

/** @throws Error that names the variable. */
export function limitsOf(env: LimitVariables): Limits {
  const limits = { ...DEFAULT_LIMITS };
  // The keys are those of the constant above.
  for (const name of Object.keys(LIMIT_VARIABLES) as (keyof LimitVariables)[]) {
    const said = env[name];
    if (!said) continue;
    const value = Number(said);
    if (!Number.isSafeInteger(value) || value < 1)
      throw new Error(`${name} must be a whole number from 1, not ${JSON.stringify(said)}.`);
    limits[LIMIT_VARIABLES[name]] = value;
  }
  return limits;
}
