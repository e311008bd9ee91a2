/**
 * What would a rule have matched? Asked of the stored events of the last seven days; what was dropped or set aside
 * meanwhile is not among them. Pure, but for the question itself.
 */
import type { SiteId } from "../../schema/ids.ts";
import { isCaseless, QUERY_PREFIX, type RuleField } from "../../schema/rule.ts";
import type { DryRunAnswer, RuleCondition } from "../../schema/rule-input.ts";
import type { ClickHouse } from "./clickhouse.ts";
import type { Refusal } from "./refusal.ts";
import { param, type Sql, sql } from "./sql.ts";
import { DAY_MS, dateOf } from "./zone.ts";

const DRY_RUN_MS = 7 * DAY_MS;
const MOST = 10;

export interface DryRun extends RuleCondition {
  site: SiteId;
  /** Query parameters that the site keeps. */
  keptParameters: readonly string[];
  /** ms. */
  now: number;
}

/** Runs it. Fields that are not stored are named, and nothing is counted for them. */
export async function dryRunRule(
  run: DryRun,
  clickhouse: ClickHouse,
  signal: AbortSignal,
): Promise<DryRunAnswer | Refusal> {
  const matches = matchesOf(run);
  const answered = await clickhouse.select<DryRunRow>(buildDryRun(run, matches ?? sql`0`), signal);
  if (!answered.ok) return answered.refusal;
  const { rows } = answered.table;
  return {
    cannot_replay: matches === null ? [run.field] : [],
    matched: matches === null ? null : (rows[0]?.all_matched ?? 0),
    events: rows[0]?.total ?? 0,
    date_range: [new Date(run.now - DRY_RUN_MS).toISOString(), new Date(run.now).toISOString()],
    most: rows
      .filter(({ matched }) => matched > 0)
      .map(({ hostname, path, name, matched }) => ({ hostname, path, name, events: matched })),
  };
}

interface DryRunRow {
  hostname: string;
  path: string;
  name: string;
  matched: number;
  /** Of all events. */
  all_matched: number;
  total: number;
}

/** What was matched most; the sums stand in every row. */
function buildDryRun({ site, now }: DryRun, matches: Sql): Sql {
  const [from, to] = [now - DRY_RUN_MS, now];
  return sql`
    SELECT hostname, path, name, countIf(${matches}) AS matched,
      sum(countIf(${matches})) OVER () AS all_matched, sum(count()) OVER () AS total
    FROM events
    WHERE site = ${param("String", site)}
      AND date BETWEEN ${param("Date", dateOf(Math.floor(from / DAY_MS)))} AND ${param("Date", dateOf(Math.floor(to / DAY_MS)))}
      AND ts >= fromUnixTimestamp64Milli(${param("Int64", from)}) AND ts <= fromUnixTimestamp64Milli(${param("Int64", to)})
    GROUP BY hostname, path, name
    ORDER BY matched DESC, hostname, path, name
    LIMIT ${param("UInt32", MOST)}`;
}

/** The rule as a condition; null when it asks for what is not stored. The same test as the consumer's `compile`. */
function matchesOf({ field, op, value, keptParameters }: DryRun): Sql | null {
  const column = columnOf(field, keptParameters);
  if (column === null) return null;
  const text = isCaseless(field) ? sql`lowerUTF8(${column})` : column;
  const wanted = isCaseless(field) ? value.toLowerCase() : value;
  switch (op) {
    case "is":
      return sql`${text} = ${param("String", wanted)}`;
    case "is_not":
      return sql`NOT (${text} = ${param("String", wanted)})`;
    case "contains":
      return sql`position(${text}, ${param("String", wanted)}) > 0`;
    case "glob":
      return sql`${text} LIKE ${param("String", likeOf(wanted))}`;
    case "in":
      return null;
  }
}

function columnOf(field: RuleField, keptParameters: readonly string[]): Sql | null {
  switch (field) {
    case "address":
    case "user_agent":
      return null;
    case "country":
      return sql`country`;
    case "region":
      return sql`region`;
    case "asn":
      return sql`toString(asn)`;
    case "hostname":
      return sql`hostname`;
    case "path":
      return sql`path`;
    case "referrer":
      return sql`referrer`;
    case "name":
      return sql`name`;
    default: {
      const name = field.slice(QUERY_PREFIX.length);
      if (!keptParameters.includes(name)) return null;
      return sql`decodeURLFormComponent(extractURLParameter(concat('http://x/?', query), ${param("String", encodedName(name))}))`;
    }
  }
}

/** As it stands in the stored query, which was written as a form. */
const encodedName = (name: string): string => new URLSearchParams([[name, ""]]).toString().slice(0, -1);

/** `%`, `_` and `\` stand for themselves, `*` for any text. */
const likeOf = (glob: string): string => glob.replace(/[\\%_]/g, "\\$&").replaceAll("*", "%");
