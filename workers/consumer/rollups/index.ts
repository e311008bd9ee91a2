/**
 * The cron's part in rollups: finds closed days that have none which hold, and rolls up a few of them. Whatever stops it
 * half-way costs nothing: rows without their run are ignored, and the day is due again.
 */
import type { SiteId } from "../../../schema/ids.ts";
import { MAX_ROLLED_VALUES, ROLLED_WEEK_DAYS } from "../../../schema/rollups.ts";
import { type ClickHouseAccess, sendQuery } from "../sinks/clickhouse-http.ts";
import * as param from "../sinks/param.ts";
import { SinkError } from "../sinks/refusal.ts";
import {
  BUSY_SITES,
  COUNT_VALUES,
  COUNTED_DIMENSIONS,
  DUE_DAYS,
  DUE_WEEKS,
  FORGET_OLD_RUNS,
  OLD_RUN,
  ROLL_UP,
  ROLL_UP_WEEK,
  WRITE_RUN,
} from "./statements.ts";

export interface RollupDeps {
  clickhouse: ClickHouseAccess;
  /** IANA name of the site's zone; null when the site is gone. */
  zoneOf(site: SiteId): Promise<string | null>;
  /** ms. */
  now(): number;
}

/** Of one minute's work: a day of a busy site takes a second or two. */
const MAX_DAYS = 8;
/** No new day is begun after this. */
const BUDGET_MS = 30_000;

/** Rolls up what is due, some of it. Answers how many days. @throws SinkError when ClickHouse has to be asked again later. */
export async function rollUp(deps: RollupDeps): Promise<number> {
  const until = deps.now() + BUDGET_MS;
  const sites = (await ask(deps, BUSY_SITES, {})).map(([site = ""]) => site as SiteId);
  let done = 0;
  for (const site of sites) {
    const zone = await deps.zoneOf(site);
    if (zone === null) continue;
    done += await rollUpSite(deps, site, zone, MAX_DAYS - done, until);
    if (done >= MAX_DAYS || deps.now() >= until) break;
  }
  return done;
}

/**
 * The newest days of one site that are due, at most `limit`, then as many weeks of such days. Answers how many days.
 */
export async function rollUpSite(
  deps: RollupDeps,
  site: SiteId,
  zone: string,
  limit: number,
  until = Number.POSITIVE_INFINITY,
): Promise<number> {
  const about = { site: param.string(site), zone: param.string(zone), limit: String(limit) };
  let done = 0;
  for (const [day = "", first = "", last = ""] of await ask(deps, DUE_DAYS, about)) {
    if (deps.now() >= until) break;
    await rollUpDay(deps, { ...about, days: "1", day, first, last });
    done += 1;
  }
  const begun = await clock(deps);
  for (const [day = "", first = "", last = "", events = "", left_out = ""] of await ask(
    deps,
    DUE_WEEKS,
    about,
  )) {
    if (deps.now() >= until) break;
    const week = { ...about, days: String(ROLLED_WEEK_DAYS), day, first, last, events, left_out };
    await run(deps, [ROLL_UP_WEEK], { ...week, computed_from: begun });
  }
  return done;
}

async function rollUpDay(deps: RollupDeps, about: Record<string, string>): Promise<void> {
  const computed_from = await clock(deps);
  const [[events = "0", ...values] = []] = await ask(deps, COUNT_VALUES, about);
  const leftOut = COUNTED_DIMENSIONS.filter((_, at) => Number(values[at]) > MAX_ROLLED_VALUES);
  await run(deps, ROLL_UP, { ...about, computed_from, events, left_out: param.strings(leftOut) });
}

/** Its rows, then the run itself; then the rows of those before it are of no use. */
async function run(deps: RollupDeps, sums: readonly string[], params: Record<string, string>): Promise<void> {
  for (const statement of [...sums, WRITE_RUN]) await ask(deps, statement, params);
  if ((await ask(deps, OLD_RUN, params)).length > 0) await ask(deps, FORGET_OLD_RUNS, params);
}

/** ClickHouse's own. */
async function clock(deps: RollupDeps): Promise<string> {
  const [[now = ""] = []] = await ask(deps, "SELECT toString(now64(3, 'UTC')) FORMAT TabSeparatedRaw", {});
  return now;
}

/** Rows of cells. @throws SinkError */
async function ask(
  { clickhouse }: RollupDeps,
  query: string,
  params: Record<string, string>,
): Promise<string[][]> {
  const answer = await sendQuery(clickhouse, query, params);
  if (!answer.ok) throw new SinkError(answer);
  return answer.text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("\t"));
}
