/**
 * What an event costs on its way from a shard's ring into ClickHouse (DESIGN §6): read from the bytes of its call,
 * encoded in Native and inserted by the shard's own sink, against the same rows as JSONEachRow. Processor time of both
 * processes, gzip included; JSON's objects are made beforehand, in the spelling that it needs. Both take turns.
 *
 *   node bench/encode.ts [--rounds 7] [--rows 10000]
 */
import { parseArgs } from "node:util";
import { EVENT_COLUMNS } from "../schema/rows.ts";
import { createClickHouseSink } from "../workers/consumer/sinks/clickhouse.ts";
import { encodeNative } from "../workers/consumer/sinks/native.ts";
import { type BenchBatch, benchBatch, jsonRowOf, rowsOf } from "./encode/rows.ts";
import { cpuMsOf, median } from "./rounds.ts";
import { type Server, startServer } from "./schema/server.ts";

const MAX_RATIO = 0.5;
const WARM_ROUNDS = 2;

interface Spent {
  encodeUs: number;
  insertUs: number;
  bytes: number;
}

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "7" }, rows: { type: "string", default: "10000" } },
});
const server = await startServer();
try {
  const samples = await measure(server, Number(values.rows), Number(values.rounds));
  const ratio = median(samples.map(({ native, json }) => total(native) / total(json)));
  console.table({
    JSONEachRow: rowOf(samples.map(({ json }) => json)),
    Native: rowOf(samples.map(({ native }) => native)),
  });
  console.log(`encode + insert: ${ratio.toFixed(2)}× of ≤ ${MAX_RATIO}× (goal 0.3×)`);
  if (!(ratio <= MAX_RATIO)) process.exitCode = 1;
} finally {
  await server.stop();
}

async function measure(server: Server, count: number, rounds: number) {
  const samples: { native: Spent; json: Spent }[] = [];
  for (let round = -WARM_ROUNDS; round < rounds; round++) {
    const batch = benchBatch(count, round + WARM_ROUNDS);
    const json = rowsOf({ ...batch, id: `${batch.id}-json` }).map(jsonRowOf);
    const inTurn = [
      async () => ({ native: await native(server, batch, count) }),
      async () => ({ json: await jsonEachRow(server, json) }),
    ];
    const both = {};
    for (const side of round % 2 === 0 ? inTurn : inTurn.toReversed()) Object.assign(both, await side());
    // Both sides are keys by now.
    if (round >= 0) samples.push(both as { native: Spent; json: Spent });
  }
  return samples;
}

async function native({ url, database, pid }: Server, batch: BenchBatch, count: number): Promise<Spent> {
  const sink = createClickHouseSink({ url, database, user: "default", password: "" });
  return spend(
    pid,
    count,
    () => encodeNative(EVENT_COLUMNS, rowsOf(batch)),
    async (body) => {
      const answer = await sink.insert("events", body, batch.id);
      if (!answer.ok) throw new Error(answer.message);
    },
  );
}

async function jsonEachRow({ url, database, pid }: Server, rows: readonly object[]): Promise<Spent> {
  const utf8 = new TextEncoder();
  const query = `database=${database}&async_insert=0&query=INSERT+INTO+events+FORMAT+JSONEachRow`;
  return spend(
    pid,
    rows.length,
    () => utf8.encode(rows.map((row) => JSON.stringify(row)).join("\n")),
    async (body) => {
      const packed = await new Response(
        new Blob([body]).stream().pipeThrough(new CompressionStream("gzip")),
      ).arrayBuffer();
      const response = await fetch(`${url}/?${query}`, {
        ...{ method: "POST", body: packed, headers: { "content-encoding": "gzip" } },
      });
      if (!response.ok) throw new Error(await response.text());
    },
  );
}

/** Times are µs of processor time an event, of this process and the server's. */
async function spend<Body extends Uint8Array>(
  pid: number,
  count: number,
  encode: () => Body,
  insert: (body: Body) => Promise<void>,
): Promise<Spent> {
  const own = () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  };
  const began = own();
  const body = encode();
  const [encoded, serverBefore] = [own(), await cpuMsOf(pid)];
  await insert(body);
  const inserted = own() - encoded + ((await cpuMsOf(pid)) - serverBefore) * 1e3;
  return { encodeUs: (encoded - began) / count, insertUs: inserted / count, bytes: body.length / count };
}

function total({ encodeUs, insertUs }: Spent): number {
  return encodeUs + insertUs;
}

function rowOf(spent: readonly Spent[]): Record<string, string> {
  const of = (pick: (each: Spent) => number, digits: number) => median(spent.map(pick)).toFixed(digits);
  return {
    "encode, µs an event": of(({ encodeUs }) => encodeUs, 1),
    "insert, µs an event": of(({ insertUs }) => insertUs, 1),
    both: of(total, 1),
    "bytes an event": of(({ bytes }) => bytes, 0),
  };
}
