/** Questions as they are asked first: marks and index forgotten, and the files read past the cache of the system. */
import { createClient } from "@clickhouse/client-web";
import { render, type Sql } from "../../workers/query/sql.ts";
import { median } from "../rounds.ts";
import type { Server } from "../schema/server.ts";

const FORGET = ["MARK CACHE", "UNCOMPRESSED CACHE", "INDEX MARK CACHE", "PRIMARY INDEX CACHE"];

/** Settings that ClickHouse then needs, and those of the query worker that change how much is read. */
const SETTINGS = {
  min_bytes_to_use_direct_io: "1",
  do_not_merge_across_partitions_select_final: 1,
} as const;

/** Median of `rounds`, ms by the wall: what is waited for is the disk. */
export async function measureCold(
  server: Server,
  questions: readonly (Sql | string)[],
  rounds: number,
): Promise<number[]> {
  const client = createClient({ url: server.url, database: server.database });
  const samples: number[][] = questions.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (const [at, question] of questions.entries()) {
      for (const what of FORGET) await server.run(`SYSTEM DROP ${what}`);
      const asked = typeof question === "string" ? { query: question } : render(question);
      const began = performance.now();
      const answer = await client.query({ ...asked, format: "JSON", clickhouse_settings: SETTINGS });
      await answer.text();
      samples[at]?.push(performance.now() - began);
    }
  await client.close();
  return samples.map(median);
}
