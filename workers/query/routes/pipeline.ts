/** The way of the events, and what was put aside on it: for the whole deployment's administrators. */
import { deadLetterReplay, flush as flushInput, MAX_FLUSH_MS } from "../../../schema/administration.ts";
import { listDeadLetters, readDeadLetter, replayDeadLetters } from "../administration/dead-letters.ts";
import { scopeRefusal } from "../asker.ts";
import { type App, type Asking, parseBody, respond } from "../door.ts";
import { flush } from "../flush.ts";
import { archiveAll, pipelineOf, readPipeline, surroundingsOf } from "../pipeline.ts";
import { refusalResponse, refuse } from "../refusal.ts";

export function addPipeline(app: App): void {
  for (const path of ["/v1/pipeline/*", "/v1/dead-letters/*"]) {
    app.use(path, async (c, next) => {
      const refusal = scopeRefusal(c.var.grant, "admin");
      return refusal === null ? next() : refusalResponse(refusal);
    });
  }

  app.get("/v1/pipeline", async (c) => respond(await readPipeline(pipeline(c), surroundingsOf(c.env))));

  app.post("/v1/pipeline/flush", async (c) => {
    const parsed = await parseBody(c, flushInput);
    if (!parsed.ok) return refusalResponse(parsed.refusal);
    const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
    const timeoutMs = Math.min(parsed.value.timeout_ms, MAX_FLUSH_MS);
    const answer = await flush(pipeline(c), timeoutMs, { clock: () => Date.now(), sleep });
    return c.json(answer, answer.flushed ? 200 : 202);
  });

  app.post("/v1/pipeline/archive", async (c) => {
    const answer = await archiveAll(c.env, c.var.config.shardCount);
    return c.json(answer, answer.archived ? 200 : 202);
  });

  app.get("/v1/dead-letters", async (c) =>
    c.json(await listDeadLetters(c.env.ARCHIVE, c.req.query("after"))),
  );
  app.get("/v1/dead-letters/one", async (c) => {
    const dead = await readDeadLetter(c.env.ARCHIVE, c.req.query("key") ?? "");
    return respond(dead ?? refuse(404, "not_found", "There is no dead letter of that key."));
  });
  app.post("/v1/dead-letters/replay", async (c) => {
    const parsed = await parseBody(c, deadLetterReplay);
    if (!parsed.ok) return refusalResponse(parsed.refusal);
    return respond(await replayDeadLetters(c.env.ARCHIVE, c.env.EVENTS, parsed.value));
  });
}

const pipeline = (c: Asking) => pipelineOf(c.env, c.var.config.shardCount);
