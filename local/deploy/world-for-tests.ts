/** An account, a service and a person for the tests of deploying, diagnosing and destroying. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { World } from "./deploy.ts";
import { answer, emptyAccount, type FakeAccount } from "./fake-wrangler-for-tests.ts";

export const START_MS = Date.UTC(2026, 10, 24);

/** A service that takes events and shows them; a test may break a part of it. */
export class FakeService {
  sites = [{ id: "site", key: "site.key", name: "A site", domains: ["example.com"], snippet: "" }];
  /** Events that were captured, in the order of their coming. */
  captured: string[] = [];
  origins: (string | null)[] = [];
  pipeline = {
    queue: { backlog: 0, oldest_at: null as string | null },
    shards: [
      {
        shard: 0,
        oldest_at: null as number | null,
        last_error: null as { sink: string; code: string } | null,
      },
    ],
    dead: { messages: { count: 0, more: false }, rows: { count: 0, more: false } },
    canary: { last_sent_at: new Date(START_MS).toISOString() as string | null, seconds: 1, missed: 0 },
  };
  /** An answer in place of the service's own, by `<host> <path>`, or by path. */
  readonly broken = new Map<string, () => Response>();

  fetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const { host, pathname } = new URL(request.url);
    const broken = this.broken.get(`${host} ${pathname}`) ?? this.broken.get(pathname);
    if (broken !== undefined) return broken();
    const body = request.method === "POST" ? JSON.parse(await request.text()) : {};
    switch (pathname) {
      case "/health":
        return Response.json({ ok: true });
      case "/v1/sites":
        if (request.method === "GET") return Response.json({ sites: this.sites });
        this.sites.push({ ...body, id: "new", key: "new.key", snippet: "" });
        return Response.json(this.sites.at(-1), { status: 201 });
      case "/capture":
        this.captured.push(body.events[0].id);
        this.origins.push(request.headers.get("origin"));
        return Response.json({ accepted: 1 }, { status: 202 });
      case "/v1/pipeline":
        return Response.json(this.pipeline);
      case "/":
        return new Response("<!doctype html>", { headers: { "content-type": "text/html" } });
      case "/v1/events":
        return Response.json({ events: this.captured.map((id) => ({ id })) });
      default:
        return new Response("There is nothing.", { status: 404 });
    }
  };
}

export function newWorld(given: Partial<FakeAccount> = {}, env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "footfall-deploy-"));
  const account: FakeAccount = { ...emptyAccount(), ...given };
  const service = new FakeService();
  const said: string[] = [];
  const migrated: string[] = [];
  let clock = START_MS;
  const world: World = {
    env: {
      ...{ FOOTFALL_DEPLOYMENT: folder, CLICKHOUSE_URL: "https://clickhouse.example:8443" },
      ...{ CLICKHOUSE_USER: "admin", CLICKHOUSE_PASSWORD: "a password of the tests" },
      ...env,
    },
    wrangler: { run: async (args, input = "") => answer(account, args, input) },
    ask: () => null,
    clickhouse: async ({ clickhouseUrl }) => void migrated.push(clickhouseUrl ?? ""),
    fetch: (input, init) => service.fetch(input, init),
    sleep: async (ms) => {
      clock += ms;
    },
    now: () => clock,
    say: (line) => void said.push(line),
  };
  const commands = () => account.calls.map(({ args }) => args.join(" "));
  return {
    ...{ world, service, said, migrated, folder, account, commands },
    change: (changes: Partial<FakeAccount>) => Object.assign(account, changes),
    /** Only what changes something. */
    acts: () =>
      commands().filter(
        (command) =>
          !/^(whoami|queues info|r2 bucket info|\w+( \w+)? list|d1 execute \w+ --remote --json)/.test(
            command,
          ),
      ),
    end: () => rmSync(folder, { recursive: true, force: true }),
  };
}
