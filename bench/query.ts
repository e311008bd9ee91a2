/**
 * The query worker's SQL against Plausible's schema and SQL, and against reading the same columns: the same rows in the
 * same engine, by view, cached and cold. DESIGN §6 has the gates; docs/benchmarks.md the figures. Sums of days are apart
 * (`rollups`). The rows are made once and kept.
 *
 *   node bench/query.ts [--events 10000000] [--rounds 7] [--only pages] [--cold 3] [--fresh]
 */
import { parseArgs } from "node:util";
import { connect } from "../workers/query/clickhouse.ts";
import type { Sql } from "../workers/query/sql.ts";
import { measureCold } from "./query/cold.ts";
import { keptServer } from "./query/kept.ts";
import { VIEWS, type View } from "./query/views.ts";
import { type Measured, measure } from "./rounds.ts";
import { type Server, startServer } from "./schema/server.ts";

const MAX_PAGE = 0.85;
const MAX_VIEW = 1.1;

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "10000000" },
    rounds: { type: "string", default: "7" },
    only: { type: "string", default: "" },
    /** Rounds of cold questions; 0: none. */
    cold: { type: "string", default: "3" },
    fresh: { type: "boolean", default: false },
    // A server that runs already and holds the rows: for trying out one thing after another.
    url: { type: "string" },
    pid: { type: "string" },
  },
});

const server =
  values.url === undefined
    ? await keptServer(Number(values.events), values.fresh)
    : await startServer({ url: values.url, pid: Number(values.pid) });
const views = Object.entries(VIEWS).filter(([name]) => name.startsWith(values.only));
try {
  if (!(await compareCached(server, Number(values.rounds)))) process.exitCode = 1;
  if (values.cold !== "0") await compareCold(server, Number(values.cold));
} finally {
  await server.stop();
}

/** Whether the page and every view hold their gates. */
async function compareCached(server: Server, rounds: number): Promise<boolean> {
  const table: Record<string, Record<string, string>> = {};
  const none: Measured = { wallMs: 0, cpuMs: 0 };
  const page = { floor: none, ours: none, theirs: none };
  let worst = 0;
  for (const [name, view] of views) {
    const ms = await measureView(server, view, rounds);
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

function measureView(server: Server, view: View, rounds: number) {
  const { url, database } = server;
  const clickhouse = connect({ clickhouse: { url, database, username: "default", password: "" } });
  const ask = async (statement: Sql) => {
    const answered = await clickhouse.select(statement, new AbortController().signal);
    if (!answered.ok) throw new Error(answered.refusal.error.message);
  };
  return measure(
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
}

async function compareCold(server: Server, rounds: number): Promise<void> {
  const table: Record<string, Record<string, string>> = {};
  for (const [name, { floor, ours, theirs }] of views) {
    const [floorMs = 0, oursMs = 0, theirsMs = 0] = await measureCold(
      server,
      [floor, ours.alone, theirs],
      rounds,
    );
    table[name] = {
      "floor, cold, ms": floorMs.toFixed(0),
      ours: oursMs.toFixed(0),
      theirs: theirsMs.toFixed(0),
      "ours / theirs": (oursMs / theirsMs).toFixed(2),
    };
  }
  console.table(table);
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
