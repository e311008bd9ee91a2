/**
 * The table of rooms, as a rule: what each folder may import. Data moves in a line (sdk → collector → queue →
 * consumer → ClickHouse → query → dashboard), and an import against that line is how a hot path gets slow and how
 * a secret reaches a bundle. Tests are free; `rooms.test.ts` holds everything else to this.
 */
export interface Room {
  /** Files under these path prefixes, minus `except`. */
  files: string[];
  except?: string[];
  /** Path prefixes (of files) and package names that may be imported. */
  may: string[];
  /** The same for imports of types only. */
  mayTypes?: string[];
  /** Source text that must not occur: pure files have no clock, chance, storage or network of their own. */
  never?: RegExp;
}

const IMPURE =
  /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandomUUID\(|\bgetRandomValues\(|\bfetch\(|\benv\./;
const WORKER = ["schema/", "workers/clock.ts", "workers/control/"];

export const ROOMS: Room[] = [
  { files: ["schema/"], except: ["schema/clickhouse/migrate-cli.ts"], may: ["schema/", "zod"] },
  {
    files: ["sdk/"],
    may: ["sdk/", "schema/words.ts", "schema/limits.ts", "web-vitals"],
    mayTypes: ["schema/event.ts"],
  },
  { files: ["workers/control/"], may: WORKER },
  { files: ["workers/collector/"], may: ["workers/collector/", ...WORKER] },
  {
    files: ["workers/consumer/"],
    except: ["index", "shard", "salts", "live-feed"].map((door) => `workers/consumer/${door}.ts`),
    may: [
      "workers/consumer/",
      ...WORKER,
      "ua-parser-js",
      "isbot",
      "hyparquet-writer",
      "@clickhouse/client-web",
    ],
  },
  {
    files: ["index", "shard", "salts", "live-feed"].map((door) => `workers/consumer/${door}.ts`),
    may: ["workers/consumer/", ...WORKER, "cloudflare:workers"],
  },
  { files: ["workers/query/"], may: ["workers/query/", ...WORKER, "hono", "zod", "@clickhouse/client-web"] },
  { files: ["workers/index.ts"], may: ["workers/"] },
  {
    files: ["dashboard/"],
    // Words, and what can be asked of a rule's field: plain tables without a validator.
    may: ["dashboard/", "schema/words.ts", "schema/rule.ts", "preact", "@preact/signals", "uplot"],
    // Shapes only: a validator would bring zod into the bundle.
    mayTypes: ["schema/"],
  },
  {
    files: ["workers/consumer/session/machine.ts"],
    may: ["workers/consumer/session/"],
    mayTypes: ["schema/"],
    never: IMPURE,
  },
  { files: ["workers/consumer/outbox/"], may: ["workers/consumer/", "schema/"], never: IMPURE },
  { files: ["workers/collector/accept.ts"], may: ["workers/collector/", "schema/"], never: IMPURE },
  {
    files: ["workers/query/plan.ts", "workers/query/build.ts"],
    may: ["workers/query/", "schema/"],
    never: IMPURE,
  },
];

export interface Import {
  from: string;
  isType: boolean;
}

const STATEMENT = /^(?:import|export)\s+(type\s)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"/gm;
const DYNAMIC = /\bimport\("([^"]+)"\)/g;

/** The imports of a formatted source text; the formatter puts each statement at the start of a line. */
export function importsOf(source: string): Import[] {
  const statements = [...source.matchAll(STATEMENT)].map(([, type, from = ""]) => ({
    from,
    isType: Boolean(type),
  }));
  const dynamic = [...source.matchAll(DYNAMIC)].map(([, from = ""]) => ({ from, isType: false }));
  return [...statements, ...dynamic];
}

/** A relative import as a path from the top of the tree; packages stay as they are. */
export function resolveImport(file: string, from: string): string {
  return from.startsWith(".") ? new URL(from, `file:///${file}`).pathname.slice(1) : from;
}

const startsWithAny = (path: string, prefixes: string[]) =>
  prefixes.some((prefix) => path === prefix || path.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`));

/** Why `file` breaks the table, one sentence each. Pure. */
export function breaches(file: string, source: string, rooms = ROOMS): string[] {
  const mine = rooms.filter(({ files, except = [] }) => startsWithAny(file, files) && !except.includes(file));
  return mine.flatMap(({ may, mayTypes = [], never }) => [
    ...importsOf(source)
      .map(({ from, isType }) => ({ target: resolveImport(file, from), isType }))
      .filter(({ target, isType }) => !startsWithAny(target, isType ? [...may, ...mayTypes] : may))
      .map(({ target }) => `${file} may not import ${target}`),
    ...(never?.test(source) ? [`${file} must be pure, but holds ${source.match(never)?.[0]}`] : []),
  ]);
}
