/**
 * `npm run replay`: rebuilds ClickHouse from the archive, of a bucket that was downloaded into a folder or of the local
 * Footfall. What is stored already stays as it is, so a second replay changes nothing. `npm run replay -- --dead` sends
 * again what was put aside.
 */

import { readFileSync } from "node:fs";
import { createClickHouseSink } from "../workers/consumer/sinks/clickhouse.ts";
import { erasuresFromRows } from "../workers/control/erasures.ts";
import { type ReplayArguments, replayArguments } from "./replay/arguments.ts";
import { type Contents, contentsOf } from "./replay/contents.ts";
import { replayDead } from "./replay/dead.ts";
import { localSource } from "./replay/local-source.ts";
import { type ReplaySummary, replay } from "./replay/replay.ts";
import { s3Access, s3Source } from "./replay/s3-source.ts";
import { openServer } from "./replay/server.ts";
import { type ArchiveSource, erasuresOf, folderSource } from "./replay/source.ts";
import { storedBatches } from "./replay/stored.ts";
import { readSettings, type Settings } from "./settings.ts";

async function main(given: ReplayArguments): Promise<void> {
  const settings = readSettings(process.env);
  return given.dead ? sendDead(given, settings) : rebuild(given, settings);
}

async function sendDead({ url }: ReplayArguments, { port, adminToken }: Settings): Promise<void> {
  const { sent, left } = await replayDead(url ?? `http://localhost:${port}`, adminToken);
  console.log(`${sent.toLocaleString("en")} messages are in the queue again`);
  for (const key of left) console.error(`left, because it is no message: ${key}`);
}

async function rebuild(given: ReplayArguments, { folder }: Settings): Promise<void> {
  const server = await openServer(process.env, folder);
  try {
    const source = await sourceOf(given, folder);
    try {
      const contents = await readContents(source);
      complain(contents, given);
      const erasures = await source.erasures();
      if (erasures === null && !given.withoutErasures) throw new Error(NO_LIST_OF_ERASURES);
      const summary = await replay(contents.ranges, {
        ...{ source, sink: createClickHouseSink(server.access), say: console.log },
        ...(await storedBatches(server.access)),
        erasures: erasuresFromRows(erasures ?? []),
      });
      report(summary);
    } finally {
      await source.close();
    }
  } finally {
    await server.end();
  }
}

const BUCKET = /^r2:(.+)$/;

async function sourceOf({ from, erasures: file }: ReplayArguments, folder: string): Promise<ArchiveSource> {
  const given = file === undefined ? null : erasuresOf(readFileSync(file, "utf8"));
  const bucket = BUCKET.exec(from ?? "")?.[1];
  if (bucket !== undefined) return s3Source(s3Access(bucket, process.env), given);
  const source = from === undefined ? await localSource(folder) : folderSource(from);
  return given === null ? source : { ...source, erasures: async () => given };
}

const NO_LIST_OF_ERASURES = `There is no list of erasures, and what was erased must not come back. Write it with
  npx wrangler d1 execute footfall --remote --json --command "SELECT site, visitor_id, before FROM erasures" > erasures.json
into the folder, or name it with --erasures, or say --without-erasures.`;

async function readContents(source: ArchiveSource): Promise<Contents> {
  return contentsOf(await source.keys("v1/corrections/"), await source.keys("v1/manifests/"));
}

/** @throws Error when parts are missing and that was not agreed to. */
function complain({ ranges, unfinished, gaps }: Contents, { partial }: ReplayArguments): void {
  if (ranges.length === 0) throw new Error("The archive is empty: there is nothing to replay.");
  if (unfinished.length > 0)
    console.error(
      `${unfinished.length} objects are left out: their shard has not finished their range. It will; then replay again.`,
    );
  if (gaps.length === 0) return;
  const sentence = `The archive is not whole:\n  ${gaps.join("\n  ")}`;
  if (!partial) throw new Error(`${sentence}\nTo replay what is there, say --partial.`);
  console.error(sentence);
}

function report({ objects, events, known, erased, visits, refused, damaged }: ReplaySummary): void {
  const n = (number: number) => number.toLocaleString("en");
  console.log(
    `${n(objects)} objects: ${n(events)} events written, ${n(known)} were there, ${n(erased)} are erased; ${n(visits)} rows of visits`,
  );
  if (refused > 0)
    console.error(`ClickHouse refuses ${n(refused)} rows for their data; the archive keeps them.`);
  for (const sentence of damaged) console.error(`damaged: ${sentence}`);
  if (refused > 0 || damaged.length > 0) process.exitCode = 1;
}

function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

try {
  await main(replayArguments(process.argv.slice(2)));
} catch (error) {
  fail(error);
}
