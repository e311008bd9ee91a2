/** Fills both schemas with the same traffic, day by day in turn, and measures what the inserts took. */
import { CREATE_VISITS, DAYS, visitsOf } from "./data.ts";
import { insertEvents, insertSessions } from "./ours.ts";
import { insertPeerEvents, insertPeerSessions, PEER_DDL } from "./peer.ts";
import { type Server, waitForMerges } from "./server.ts";

export interface Filling {
  oursMs: number;
  theirsMs: number;
}

export async function fill(server: Server, events: number): Promise<Filling> {
  for (const statement of PEER_DDL) await server.run(statement);
  await server.run(`${CREATE_VISITS} ${visitsOf(0, events)} LIMIT 0`);
  const took: Filling = { oursMs: 0, theirsMs: 0 };
  const timed = async (side: keyof Filling, ...statements: string[]) => {
    const began = performance.now();
    for (const statement of statements) await server.run(statement);
    took[side] += performance.now() - began;
  };
  for (let day = 0; day < DAYS; day++) {
    if (day === DAYS - 1) await mergeOldParts(server);
    await server.run(`INSERT INTO visits ${visitsOf(day, events)}`);
    await timed("oursMs", insertEvents(day), insertSessions(day, false), insertSessions(day, true));
    await timed(
      "theirsMs",
      insertPeerEvents(day),
      insertPeerSessions(day, false),
      insertPeerSessions(day, true),
    );
  }
  await waitForMerges(server);
  return took;
}

/**
 * What the background does within an hour by the settings of our `sessions`, and what would do theirs good too: the parts
 * of each partition become one. The last day's are left as they are.
 */
async function mergeOldParts(server: Server): Promise<void> {
  for (const table of ["sessions", "sessions_v2"]) await server.run(`OPTIMIZE TABLE ${table} FINAL`);
}
