/** The objects by name. Bindings are generated without the classes behind them; the contract says what these answer. */
import type { SiteId } from "../../schema/ids.ts";
import type { LiveFeedRpc } from "../../schema/live.ts";
import { SALTS_NAME, type SaltsRpc, type SessionShardRpc, shardName } from "../../schema/objects.ts";
import { objectNamed, type Placed } from "../control/jurisdiction.ts";

export const shardStub = (env: Pick<Env, "SHARDS"> & Placed, shard: number) =>
  objectNamed(env.SHARDS, shardName(shard), env) as unknown as SessionShardRpc;

export const saltsStub = (env: Pick<Env, "SALTS"> & Placed) =>
  objectNamed(env.SALTS, SALTS_NAME, env) as unknown as SaltsRpc;

export const liveStub = (env: Pick<Env, "LIVE"> & Placed, site: SiteId) =>
  objectNamed(env.LIVE, site, env) as unknown as LiveFeedRpc;
