/** The objects by name. Bindings are generated without the classes behind them; the contract says what these answer. */
import type { SiteId } from "../../schema/ids.ts";
import type { LiveFeedRpc } from "../../schema/live.ts";
import { SALTS_NAME, type SaltsRpc, type SessionShardRpc, shardName } from "../../schema/objects.ts";

export const shardStub = ({ SHARDS }: Pick<Env, "SHARDS">, shard: number) =>
  SHARDS.get(SHARDS.idFromName(shardName(shard))) as unknown as SessionShardRpc;

export const saltsStub = ({ SALTS }: Pick<Env, "SALTS">) =>
  SALTS.get(SALTS.idFromName(SALTS_NAME)) as unknown as SaltsRpc;

export const liveStub = ({ LIVE }: Pick<Env, "LIVE">, site: SiteId) =>
  LIVE.get(LIVE.idFromName(site)) as unknown as LiveFeedRpc;
