/** What the routes of the query worker have in common: who asks, of what, and how an outcome becomes an answer. */
import type { Context, Hono } from "hono";
import { CLICKHOUSE_MIGRATIONS } from "../../schema/clickhouse/files.ts";
import { now } from "../clock.ts";
import type { Administering } from "./administration/administering.ts";
import { answerer } from "./answer.ts";
import { answerCache } from "./answer-cache.ts";
import type { Asker } from "./asker.ts";
import { readJson } from "./body.ts";
import { type ClickHouse, connect } from "./clickhouse.ts";
import type { Config } from "./config.ts";
import { definitionsFor } from "./definitions.ts";
import type { Keeping } from "./kept-answers.ts";
import { marksReader } from "./marks.ts";
import { parseWith } from "./parse.ts";
import { type Refusal, refusalResponse } from "./refusal.ts";
import type { siteById } from "./site-for.ts";
import type { Cost } from "./spending.ts";

/** They are there after the middleware that sets them. */
export interface Door {
  Bindings: Env;
  Variables: { config: Config; grant: Asker; cost: Cost };
}
export type App = Hono<Door>;
export type Asking = Context<Door>;

export const asked = (c: Asking) => ({
  request: c.req.raw,
  control: c.env.CONTROL,
  adminToken: c.var.config.adminToken,
  access: c.var.config.access,
  address: c.req.header("cf-connecting-ip") ?? "",
  now: now(),
});

/** For those who look up sites and what their owners call things. */
export const looking = (c: Asking) => ({ control: c.env.CONTROL, grant: c.var.grant, now: now() });

/** ClickHouse, with what the request costs there written down. */
export function clickhouseOf(c: Asking): ClickHouse {
  const { select } = connect(c.var.config);
  const { cost } = c.var;
  return {
    async select<Row>(...asked: Parameters<ClickHouse["select"]>) {
      const answered = await select<Row>(...asked);
      if (answered.ok) {
        cost.rows += answered.table.rowsRead;
        cost.bytes += answered.table.bytesRead;
      } else if (answered.refusal.error.code === "query_too_expensive") cost.stopped += 1;
      return answered;
    },
  };
}

/** What an answer to a question needs; under a share no rows exist but the share's. */
export const answering = (c: Asking, siteFor: typeof siteById) => ({
  clickhouse: clickhouseOf(c),
  siteFor: (name: string) => siteFor(looking(c), name),
  words: definitionsFor(looking(c)),
  base: c.var.grant.base ?? [],
  now: now(),
  signal: c.req.raw.signal,
});

export function answererFor(c: Asking, siteFor: typeof siteById) {
  const asking = answering(c, siteFor);
  const { url, database } = c.var.config.clickhouse;
  const keeping: Keeping = {
    cache: answerCache(caches.default, (work) => c.executionCtx.waitUntil(work)),
    marksOf: marksReader(asking.clickhouse, asking.signal, Date.now),
    scope: [url, database, SCHEMA_VERSION, c.var.grant.share ?? ""],
  };
  return answerer({ ...asking, keeping });
}

/** The last migration stands for all before it. */
const SCHEMA_VERSION = CLICKHOUSE_MIGRATIONS.at(-1)?.name ?? "";

export const administering = (c: Asking): Administering => ({
  control: c.env.CONTROL,
  grant: c.var.grant,
  secretKey: c.var.config.secretKey,
  origin: new URL(c.req.url).origin,
  now: now(),
});

export async function parseBody<Schema extends Parameters<typeof parseWith>[0]>(c: Asking, schema: Schema) {
  const body = await readJson(c.req.raw);
  return body.ok ? parseWith(schema, body.value) : body;
}

export async function withBody<Value>(
  c: Asking,
  act: (body: unknown) => Promise<Value | Refusal>,
): Promise<Value | Refusal> {
  const body = await readJson(c.req.raw);
  return body.ok ? act(body.value) : body.refusal;
}

const isRefusal = (value: object): value is Refusal => "status" in value && "error" in value;
export const respond = (value: object): Response =>
  isRefusal(value) ? refusalResponse(value) : Response.json(value);
export const created = (value: object): Response =>
  isRefusal(value) ? refusalResponse(value) : Response.json(value, { status: 201 });
export const done = (refusal: Refusal | null): Response =>
  refusal === null ? new Response(null, { status: 204 }) : refusalResponse(refusal);
