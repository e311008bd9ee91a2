/**
 * The cron's part in rollups: finds closed days that have none which hold, and rolls up a few of them. Whatever stops it
 * half-way costs nothing: rows without their run are ignored, and the day is due again.
 */
import type { SiteId } from "../../../schema/ids.ts";
import { MAX_ROLLED_VALUES } from "../../../schema/rollups.ts";
import { type ClickHouseAccess, sendQuery } from "../sinks/clickhouse-http.ts";
import * as param from "../sinks/param.ts";
import { SinkError } from "../sinks/refusal.ts";
import {
  BUSY_SITES,
  COUNT_VALUES,
  COUNTED_DIMENSIONS,
  DUE_DAYS,
  FORGET_OLD_RUNS,
  OLD_RUN,
  ROLL_UP,
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

/** The newest days of one site that are due, at most `limit`. */
export async function rollUpSite(
  deps: RollupDeps,
  site: SiteId,
  zone: string,
  limit: number,
  until = Number.POSITIVE_INFINITY,
): Promise<number> {
  const about = { site: param.string(site), zone: param.string(zone) };
  const due = await ask(deps, DUE_DAYS, { ...about, limit: String(limit) });
  let done = 0;
  for (const [day = "", first = "", last = ""] of due) {
    if (deps.now() >= until) break;
    await rollUpDay(deps, { ...about, day, first, last });
    done += 1;
  }
  return done;
}

async function rollUpDay(deps: RollupDeps, about: Record<string, string>): Promise<void> {
  const [[computed_from = ""] = []] = await ask(
    deps,
    "SELECT toString(now64(3, 'UTC')) FORMAT TabSeparatedRaw",
    {},
  );
  const [[events = "0", ...values] = []] = await ask(deps, COUNT_VALUES, about);
  const leftOut = COUNTED_DIMENSIONS.filter((_, at) => Number(values[at]) > MAX_ROLLED_VALUES);
  const params = { ...about, computed_from, events, left_out: param.strings(leftOut) };
  for (const statement of ROLL_UP) await ask(deps, statement, params);
  await ask(deps, WRITE_RUN, params);
  if ((await ask(deps, OLD_RUN, params)).length > 0) await ask(deps, FORGET_OLD_RUNS, params);
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
