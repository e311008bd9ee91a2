/** What has to be known of sites beside their rows: when their first and newest events happened. */
import type { SiteId } from "../../schema/ids.ts";
import type { Filter } from "../../schema/query.ts";
import { buildSiteFacts } from "./build.ts";
import type { ClickHouse } from "./clickhouse.ts";
import type { Goal } from "./goals.ts";
import type { Refusal } from "./refusal.ts";

export interface SiteFacts {
  /** ms; null while the site is empty. */
  first: number | null;
  newest: number | null;
}

interface Reading {
  clickhouse: ClickHouse;
  /** Of the share under which is asked: no other rows exist. */
  base?: readonly Filter[];
  signal: AbortSignal;
}

/** A reader of the facts of sites, each read once; of several together, the first and the newest of any of them. */
export function siteFactsReader(
  reading: Reading,
): (sites: readonly { id: SiteId }[], goals: readonly Goal[]) => Promise<SiteFacts | Refusal> {
  const known = new Map<SiteId, Promise<SiteFacts | Refusal>>();
  const factsOf = (site: SiteId, goals: readonly Goal[]) => {
    const facts = known.get(site) ?? readSiteFacts(reading, site, goals);
    known.set(site, facts);
    return facts;
  };
  return async (sites, goals) => {
    const all: SiteFacts[] = [];
    for (const facts of await Promise.all(sites.map(({ id }) => factsOf(id, goals)))) {
      if ("status" in facts) return facts;
      all.push(facts);
    }
    return together(all);
  };
}

function together(all: readonly SiteFacts[]): SiteFacts {
  const firsts = all.flatMap(({ first }) => first ?? []);
  const newests = all.flatMap(({ newest }) => newest ?? []);
  return {
    first: firsts.length === 0 ? null : Math.min(...firsts),
    newest: newests.length === 0 ? null : Math.max(...newests),
  };
}

async function readSiteFacts(
  { clickhouse, signal, base = [] }: Reading,
  site: SiteId,
  goals: readonly Goal[],
): Promise<SiteFacts | Refusal> {
  const answered = await clickhouse.select<{ n: number; first: number; newest: number }>(
    buildSiteFacts({ site, base, goals }),
    signal,
  );
  if (!answered.ok) return answered.refusal;
  const [row] = answered.table.rows;
  return row === undefined || row.n === 0
    ? { first: null, newest: null }
    : { first: row.first, newest: row.newest };
}
