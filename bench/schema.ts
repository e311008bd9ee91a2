/**
 * Our schema and the query worker's SQL against Plausible's schema and SQL: the same rows in the same engine, the
 * insert's time, disk, and the medians of interleaved rounds. DESIGN §6 has the gates; docs/benchmarks.md the figures.
 *
 *   node bench/schema.ts [--events 10000000] [--rounds 7] [--only pages]
 */
import { parseArgs } from "node:util";
import { connect } from "../workers/query/clickhouse.ts";
import type { Sql } from "../workers/query/sql.ts";
import { type Measured, measure } from "./rounds.ts";
import { type Disk, readDisk } from "./schema/disk.ts";
import { type Filling, fill } from "./schema/fill.ts";
import { type Server, startServer } from "./schema/server.ts";
import { VIEWS } from "./schema/views.ts";

const MAX_DISK = 1.25;
const MAX_PAGE = 0.85;
const MAX_VIEW = 1.1;

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "10000000" },
    rounds: { type: "string", default: "7" },
    only: { type: "string", default: "" },
    // A server that runs already, and whether its database `bench` is filled: for trying out one thing after another.
    url: { type: "string" },
    pid: { type: "string" },
    filled: { type: "boolean", default: false },
  },
});

const server = await startServer(
  values.url === undefined ? undefined : { url: values.url, pid: Number(values.pid) },
);
try {
  const filling = values.filled ? null : await fill(server, Number(values.events));
  const disk = await readDisk(server);
  printDisk(disk, filling);
  const isFast = await compareViews(server, Number(values.rounds), values.only);
  if (!isFast || disk.ours.total > MAX_DISK * disk.theirs.total) process.exitCode = 1;
} finally {
  await server.stop();
}

function printDisk({ ours, theirs, rows, columns }: Disk, filling: Filling | null): void {
  const row = (ours: number, theirs: number) => ({
    ours: (ours / rows.events).toFixed(1),
    theirs: (theirs / rows.events).toFixed(1),
    ratio: (ours / theirs).toFixed(2),
  });
  console.log(`\n${rows.events} events, ${rows.sessions} rows of sessions`);
  console.table({
    "bytes per event, events": row(ours.events, theirs.events),
    "bytes per event, sessions": row(ours.sessions, theirs.sessions),
    [`bytes per event, all (gate ${MAX_DISK})`]: row(ours.total, theirs.total),
    ...(filling !== null && {
      "insert, µs per event": row(filling.oursMs * 1e3, filling.theirsMs * 1e3),
    }),
  });
  console.table(columns);
}

/** Whether the page and every view hold their gates. */
async function compareViews(server: Server, rounds: number, only: string): Promise<boolean> {
  const { url, database } = server;
  const clickhouse = connect({ clickhouse: { url, database, username: "default", password: "" } });
  const table: Record<string, Record<string, string>> = {};
  const none: Measured = { wallMs: 0, cpuMs: 0 };
  const page = { floor: none, ours: none, theirs: none };
  let worst = 0;
  for (const [name, view] of Object.entries(VIEWS)) {
    if (!name.startsWith(only)) continue;
    const ask = async (statement: Sql) => {
      const answered = await clickhouse.select(statement, new AbortController().signal);
      if (!answered.ok) throw new Error(answered.refusal.error.message);
    };
    const ms = await measure(
      {
        floor: () => server.rows(view.floor),
        ours: () => ask(view.ours.alone),
        theirs: () => server.rows(view.theirs),
        // The page asks all in one request, whose answers share what they count.
        onPage: () => ask(view.ours.onPage),
      },
      rounds,
      server.pid,
    );
    table[name] = rowOf(ms);
    worst = Math.max(worst, ms.ours.cpuMs / ms.theirs.cpuMs);
    if (!view.isOfPage) continue;
    for (const side of ["floor", "theirs"] as const) page[side] = sum(page[side], ms[side]);
    page.ours = sum(page.ours, ms.onPage);
  }
  table[`the page (gate ${MAX_PAGE}, each view ${MAX_VIEW})`] = rowOf(page);
  console.table(table);
  return page.ours.cpuMs <= MAX_PAGE * page.theirs.cpuMs && worst <= MAX_VIEW;
}

function sum(a: Measured, b: Measured): Measured {
  return { wallMs: a.wallMs + b.wallMs, cpuMs: a.cpuMs + b.cpuMs };
}

function rowOf({
  floor,
  ours,
  theirs,
}: Record<"floor" | "ours" | "theirs", Measured>): Record<string, string> {
  return {
    "floor, CPU ms": floor.cpuMs.toFixed(0),
    ours: ours.cpuMs.toFixed(0),
    theirs: theirs.cpuMs.toFixed(0),
    "ours / theirs": (ours.cpuMs / theirs.cpuMs).toFixed(2),
    "ours / floor": (ours.cpuMs / floor.cpuMs).toFixed(1),
    "wall, ours / theirs": (ours.wallMs / theirs.wallMs).toFixed(2),
  };
}
