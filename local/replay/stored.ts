/** What a database holds already. */
import { createClient } from "@clickhouse/client-web";
import type { ClickHouseAccess } from "../../workers/consumer/sinks/clickhouse.ts";
import { REPLAY_BATCH } from "./replay.ts";

/** What earlier replays stored, and whether anything else is there. */
export async function storedBatches({ url, user, password, database }: ClickHouseAccess) {
  const client = createClient({ url, username: user, password, database });
  try {
    const rows = await client.query({ query: "SELECT DISTINCT batch_id FROM events", format: "JSONEachRow" });
    const batches = (await rows.json<{ batch_id: string }>()).map(({ batch_id }) => batch_id);
    const stored = new Set(batches.filter((batch) => batch.startsWith(REPLAY_BATCH)));
    return { stored, isShared: stored.size < batches.length };
  } finally {
    await client.close();
  }
}
