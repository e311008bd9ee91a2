/** `npm run bench` lists the benches, `npm run bench -- NAME [options]` runs one. Each prints machine, method and a table. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { machine } from "./machine.ts";

const BENCHES = {
  mutants: "planted mistakes in sessions and exactly-once, which the tests must find (--only text)",
  collector: "CPU a request, bundle and start-up, against a handler that only queues the body",
  validation:
    "the collector's checks of an event against zod and zod/mini: time and bundle (--events 100000)",
  pipeline:
    "the whole path: events a second, the price of a million, bytes, seconds to visible (--seconds 60)",
  encode: "encode and insert an event, Native by the shard's sink against JSONEachRow (--rounds 7)",
  shard: "events a second of one shard, against one blob row a call (--rounds 15)",
  rules: "a site's rules, of few and of a thousand (--events 200000)",
  schema: "bytes on disk and the insert, against Plausible's schema in the same engine (--events 10000000)",
  query:
    "each view, cached and cold, against Plausible's schema and SQL and against its columns (--events 10000000 --rounds 7)",
  rollups:
    "the overview page from sums of days, against Plausible's schema and SQL (--events 10000000 --rounds 7)",
  dashboard:
    "bytes, seconds to a populated overview, interaction to next paint, Lighthouse, against the budget (--only loads)",
  sdk: "the tracker beside its peers: bytes, requests, main-thread time in Chromium",
} as const;

const [name = "", ...rest] = process.argv.slice(2);
if (Object.hasOwn(BENCHES, name)) {
  console.log(machine());
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, `${name}.ts`), ...rest], {
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
} else {
  for (const [each, about] of Object.entries(BENCHES)) console.log(`${each.padEnd(10)} ${about}`);
  if (name !== "") process.exitCode = 2;
}
