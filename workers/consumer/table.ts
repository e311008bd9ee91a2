/** Which shard a slot lives in, as shard 0 told this isolate last. */
import type { Table } from "../../schema/objects.ts";
import { shardStub } from "./stubs.ts";

let known: Table | null = null;

/** Throws when shard 0 does not answer. */
export async function tableOf(env: Env): Promise<Table> {
  known ??= (await shardStub(env, 0).table()).table;
  return known;
}

/** A shard said that it is another one by now: asks again next time. */
export function forgetTable(): void {
  known = null;
}
