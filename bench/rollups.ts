/**
 * The overview page from rollups against Plausible's schema and SQL: the same rows in the same engine, 29 of 30 days summed
 * and the last one read, in interleaved rounds. DESIGN §6 has the gates; docs/benchmarks.md the figures.
 *
 *   node bench/rollups.ts [--events 10000000] [--rounds 7] [--roll]
 */
import { parseArgs } from "node:util";
import { rollUpSite } from "../workers/consumer/rollups/index.ts";
import { connect } from "../workers/query/clickhouse.ts";
import { keptServer } from "./query/kept.ts";
import { FIRST_MS } from "./query/range.ts";
import { rolledViews, runsOf } from "./rollups/views.ts";
import { type Measured, measure } from "./rounds.ts";
import { BIG_SITE, DAYS, WIDE_SITE } from "./schema/data.ts";
import { siteId } from "./schema/ours.ts";
import { type Server, startServer } from "./schema/server.ts";

/** The more events, the less sums cost beside them. */
const gateFor = (events: number): number => (events < 50_000_000 ? 0.2 : 0.1);

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "10000000" },
    rounds: { type: "string", default: "7" },
    /** The days are summed again. */
    roll: { type: "boolean", default: false },
    // A server that runs already and holds the rows.
    url: { type: "string" },
    pid: { type: "string" },
  },
});

const server =
  values.url === undefined
    ? await keptServer(Number(values.events), false)
    : await startServer({ url: values.url, pid: Number(values.pid) });
try {
  const [runs] = await server.rows<{ n: number }>("SELECT toUInt32(count()) AS n FROM rollup_runs");
  if (values.roll || runs?.n === 0)
    for (const site of [BIG_SITE, WIDE_SITE]) await rollUp(server, siteId(site));
  await printSizes(server);
  if (!(await comparePage(server, Number(values.rounds), gateFor(Number(values.events)))))
    process.exitCode = 1;
} finally {
  await server.stop();
}

/** All days but the last, which is today. */
async function rollUp(server: Server, site: string): Promise<void> {
  for (let day = 0; day < DAYS - 1; day++)
    await server.run(
      `INSERT INTO dirty_days SELECT '${site}', '${new Date(FIRST_MS + day * 86_400_000).toISOString().slice(0, 10)}', now64(3) - 600`,
    );
  const { url, database } = server;
  const deps = {
    clickhouse: { url, database, user: "default", password: "" },
    zoneOf: async () => "UTC",
    now: Date.now,
  };
  const began = performance.now();
  const days = await rollUpSite(deps, site as Parameters<typeof rollUpSite>[1], "UTC", 255);
  console.log(`${site}: ${days} days summed, ${Math.round((performance.now() - began) / days)} ms each`);
}

async function printSizes(server: Server): Promise<void> {
  const sizes = await server.rows(
    `SELECT site, sum(events) AS events, (SELECT count() FROM rollups WHERE site = r.site) AS rows FROM rollup_runs AS r GROUP BY site ORDER BY site`,
  );
  console.table(sizes);
  console.table(
    await server.rows(
      "SELECT table, toFloat64(sum(bytes_on_disk)) AS bytes, toFloat64(sum(rows)) AS rows FROM system.parts WHERE active AND database = currentDatabase() AND table IN ('rollups', 'events', 'sessions') GROUP BY table",
    ),
  );
}

async function comparePage(server: Server, rounds: number, maxPage: number): Promise<boolean> {
  const { url, database } = server;
  const clickhouse = connect({ clickhouse: { url, database, username: "default", password: "" } });
  const select = async (statement: Parameters<typeof clickhouse.select>[0]) => {
    const answered = await clickhouse.select(statement, new AbortController().signal);
    if (!answered.ok) throw new Error(answered.refusal.error.message);
    return answered.table;
  };
  const runs = await runsOf(select);
  const table: Record<string, Record<string, string>> = {};
  const none: Measured = { wallMs: 0, cpuMs: 0 };
  const page = { ours: none, exact: none, theirs: none };
  for (const [name, { ours, exact, theirs, isOfPage }] of Object.entries(rolledViews(runs))) {
    const ms = await measure(
      {
        ours: () => select(ours),
        exact: async () => exact && (await select(exact)),
        theirs: async () => theirs !== null && (await server.rows(theirs)),
      },
      rounds,
      server.pid,
    );
    table[name] = rowOf(ms);
    if (isOfPage.ours) page.ours = sum(page.ours, ms.ours);
    if (isOfPage.others)
      for (const side of ["exact", "theirs"] as const) page[side] = sum(page[side], ms[side]);
  }
  table[`the page (gate ${maxPage})`] = rowOf(page);
  console.table(table);
  return page.ours.cpuMs <= maxPage * page.theirs.cpuMs;
}

function sum(a: Measured, b: Measured): Measured {
  return { wallMs: a.wallMs + b.wallMs, cpuMs: a.cpuMs + b.cpuMs };
}

function rowOf({
  ours,
  exact,
  theirs,
}: Record<"ours" | "exact" | "theirs", Measured>): Record<string, string> {
  return {
    "from rollups, CPU ms": ours.cpuMs.toFixed(1),
    exact: exact.cpuMs.toFixed(1),
    theirs: theirs.cpuMs.toFixed(1),
    "rollups / theirs": (ours.cpuMs / theirs.cpuMs).toFixed(2),
    "wall, rollups / theirs": (ours.wallMs / theirs.wallMs).toFixed(2),
  };
}
