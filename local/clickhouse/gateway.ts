/** The HTTP door of the embedded ClickHouse: what a request meets, in order. */

import { randomBytes, randomUUID } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { hostname } from "node:os";
import { join } from "node:path";
import { isForm, readBody, readForm, saveBody } from "./body.ts";
import { contentTypeOf } from "./content-type.ts";
import type { Engine } from "./engine.ts";
import { ClickHouseException, exception } from "./exception.ts";
import { type Credentials, type QueryRequest, readRequest, withFormFields } from "./request.ts";
import { sendException, sendRows } from "./response.ts";
import { type RunnableStatement, readStatement } from "./statement.ts";

export type Users = Readonly<Record<string, string>>;

/**
 * Answers as ClickHouse's HTTP interface does. `running` holds a controller for each query that runs: aborting one
 * cancels the query.
 */
export function createGateway(engine: Engine, users: Users, running: Set<AbortController>): RequestListener {
  return (request, response) => {
    const url = URL.parse(request.url ?? "/", "http://gateway");
    if (isFromWebPage(request)) return sendText(response, 403, "Not for web pages.");
    if (url?.pathname === "/ping" || url?.pathname === "/replicas_status")
      return sendText(response, 200, "Ok.");
    if (url?.pathname !== "/") return sendText(response, 404, "There is no such handle.");
    if (request.method === "GET" && !url.searchParams.has("query")) return sendText(response, 200, "Ok.");
    const abort = new AbortController();
    response.once("close", () => abort.abort(new Error("The client has gone.")));
    // A client that neither reads nor writes would hold its query up for ever.
    abort.signal.addEventListener("abort", () => {
      if (response.headersSent || !request.complete) response.destroy();
    });
    running.add(abort);
    answer(engine, users, request, response, url, abort.signal)
      .catch(() => response.destroy())
      .finally(() => running.delete(abort));
  };
}

async function answer(
  engine: Engine,
  users: Users,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  signal: AbortSignal,
): Promise<void> {
  const tag = randomUUID();
  const dataFile = join(engine.scratch, `insert-${tag}`);
  const headers = commonHeaders(engine, url.searchParams.get("query_id") || tag);
  try {
    const fromUrl = readRequest(request.method ?? "GET", url, request.headers);
    authenticate(fromUrl.credentials, users);
    const query = isForm(request) ? withFormFields(fromUrl, await readForm(request)) : fromUrl;
    const statement = await readQuery(request, query, dataFile);
    await using rows = engine.run({ ...query, statement, dataFile, tag }, signal);
    await sendRows(response, rows, query, { ...headers, ...formatHeaders(statement, query) });
  } catch (error) {
    if (response.headersSent || response.destroyed) response.destroy();
    else sendException(response, asException(error), headers);
  } finally {
    await rm(dataFile, { force: true });
  }
}

/** The statement; the data behind an INSERT go to a file, for the engine reads them from there in any format. */
async function readQuery(
  request: IncomingMessage,
  query: QueryRequest,
  dataFile: string,
): Promise<RunnableStatement> {
  const hasBody = !isForm(request);
  const head = Buffer.from(query.query === "" || !hasBody ? query.query : `${query.query}\n`);
  const fromHead = readStatement(head);
  if (fromHead.kind === "insert" && hasBody) {
    await saveBody(request, head.subarray(fromHead.dataAt), dataFile);
    return fromHead;
  }
  const all = hasBody ? Buffer.concat([head, await readBody(request)]) : head;
  const statement = readStatement(all);
  if (statement.kind === "refused") throw statement.exception;
  if (statement.kind === "insert") await writeFile(dataFile, all.subarray(statement.dataAt), { flag: "wx" });
  return statement;
}

function authenticate({ user, password }: Credentials, users: Users): void {
  if (Object.hasOwn(users, user) && users[user] === password) return;
  const reason = "password is incorrect, or there is no user with such name.";
  throw exception(516, "AUTHENTICATION_FAILED", `${user}: Authentication failed: ${reason}`);
}

// A page in the developer's browser could otherwise reach the database through the developer's own machine.
// Scripts and servers send neither header.
function isFromWebPage(request: IncomingMessage): boolean {
  return request.headers.origin !== undefined || request.headers["sec-fetch-site"] !== undefined;
}

function commonHeaders(engine: Engine, queryId: string): Record<string, string> {
  return {
    "X-ClickHouse-Server-Display-Name": hostname(),
    "X-ClickHouse-Query-Id": headerText(queryId),
    "X-ClickHouse-Timezone": engine.timezone,
    "X-ClickHouse-Exception-Tag": randomBytes(8).toString("hex"),
  };
}

function formatHeaders(statement: RunnableStatement, query: QueryRequest): Record<string, string> {
  if (statement.kind === "insert") return {};
  const format = statement.format ?? query.defaultFormat;
  return { "X-ClickHouse-Format": headerText(format), "Content-Type": contentTypeOf(format) };
}

// Clients choose these words; a header takes no line breaks and nothing beyond ASCII.
function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "?");
}

function asException(error: unknown): ClickHouseException {
  if (error instanceof ClickHouseException) return error;
  return new ClickHouseException(error instanceof Error ? error.message : String(error));
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "Content-Type": "text/plain; charset=UTF-8" }).end(`${text}\n`);
}
