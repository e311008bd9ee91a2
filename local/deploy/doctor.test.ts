import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { withHashes } from "../../schema/clickhouse/migrate.ts";
import { readMigrations } from "../../schema/clickhouse/migrate-cli.ts";
import { deploy } from "./deploy.ts";
import { diagnose, describe as linesOf, type Patient, patientOf } from "./doctor.ts";
import { CHECKS } from "./doctor-checks.ts";
import { emptyAccount } from "./fake-wrangler-for-tests.ts";
import { newWorld, START_MS } from "./world-for-tests.ts";

/** A ClickHouse that is well; a test changes what it says. */
const healthy = () => ({
  version: "26.7.2.1",
  clock: START_MS,
  /** Rights that nobody has. */
  denied: [] as string[],
  migrations: readMigrations(),
  isAway: false,
  /** Users who cannot sign in. */
  locked: [] as string[],
});

type ClickHouse = ReturnType<typeof healthy>;

const serverOf =
  (clickhouse: ClickHouse): Patient["server"] =>
  ({ username = "" }) => {
    const answer = async (sql: string): Promise<unknown[]> => {
      if (clickhouse.isAway) throw new Error("connect ECONNREFUSED");
      if (clickhouse.locked.includes(username)) throw new Error("Code: 516. Authentication failed");
      if (sql.includes("version()")) return [{ version: clickhouse.version }];
      if (sql.includes("schema_migrations")) return withHashes(clickhouse.migrations);
      if (sql.includes("now64")) return [{ now: String(clickhouse.clock) }];
      if (sql.includes("system.disks")) return [{ free: "80000000000" }];
      return [];
    };
    return {
      command: async () => {},
      // What is asked says what comes back.
      rows: async <Row>(sql: string) => (await answer(sql)) as Row[],
      text: async (sql) => {
        await answer(sql);
        return clickhouse.denied.some((right) => sql.includes(right)) ? "0\n" : "1\n";
      },
      close: async () => {},
    };
  };

let made: ReturnType<typeof newWorld>;
let clickhouse: ClickHouse;
beforeEach(async () => {
  made = newWorld();
  clickhouse = healthy();
  await deploy([], made.world);
});
afterEach(() => made.end());

const examine = () => diagnose({ ...patientOf(made.world), server: serverOf(clickhouse) });
const wrongOf = (diagnosis: Awaited<ReturnType<typeof examine>>) =>
  diagnosis.flatMap((one) => (one.ok === false ? [one] : []));

test("a deployment that is well has nothing wrong, and every hop was looked at", async () => {
  const diagnosis = await examine();
  expect(wrongOf(diagnosis)).toEqual([]);
  expect(diagnosis.map(({ ok }) => ok)).toEqual(CHECKS.map(() => true));
  expect(linesOf(diagnosis).at(-1)).toBe("All is well.");
});

const refused = () => new Response("no", { status: 503 });

/** What is planted, and the one check that must name it. */
const FAULTS: [fault: string, plant: () => void, check: string, words: string][] = [
  ["signed out", () => made.change({ person: null }), "account", "wrangler login"],
  ["no events queue", () => made.change({ queues: ["footfall-dead"] }), "events queue", "npm run deploy"],
  [
    "no dead-letter queue",
    () => made.change({ queues: ["footfall-events"] }),
    "dead-letter queue",
    "npm run deploy",
  ],
  ["no bucket", () => made.change({ buckets: [] }), "bucket", "footfall-archive"],
  ["no database", () => made.change({ databases: [] }), "database", "npm run deploy"],
  [
    "a database of yesterday",
    () => made.change({ applied: (made.account.applied ?? []).slice(0, 3) }),
    "database migrated",
    "0004_",
  ],
  ["a Worker that is gone", () => made.change({ workers: {} }), "workers", "footfall is not deployed"],
  [
    "a secret that is gone",
    () => made.change({ workers: { footfall: ["SECRET_KEY"] } }),
    "workers",
    "ADMIN_TOKEN",
  ],
  ["ClickHouse away", () => Object.assign(clickhouse, { isAway: true }), "ClickHouse", "ECONNREFUSED"],
  [
    "an old ClickHouse",
    () => Object.assign(clickhouse, { version: "25.8.1" }),
    "ClickHouse's fitness",
    "26.3",
  ],
  [
    "a schema of yesterday",
    () => Object.assign(clickhouse, { migrations: readMigrations().slice(0, 2) }),
    "ClickHouse migrated",
    "0003_",
  ],
  [
    "a right that was taken",
    () => clickhouse.denied.push("ALTER UPDATE"),
    "ClickHouse's users",
    "footfall_writer lacks",
  ],
  [
    "a password that changed",
    () => clickhouse.locked.push("footfall_reader"),
    "ClickHouse's users",
    "footfall_reader cannot sign in",
  ],
  ["a clock that is off", () => Object.assign(clickhouse, { clock: START_MS + 60_000 }), "clock", "60 s off"],
  ["a collector without its secret", () => made.service.broken.set("/health", refused), "collector", "503"],
  [
    "another's host",
    () => made.service.broken.set("/", () => new Response("parked", { status: 404 })),
    "dashboard host",
    "not the dashboard",
  ],
  [
    "a token that was revoked",
    () => made.service.broken.set("/v1/pipeline", () => new Response("{}", { status: 401 })),
    "admin token",
    "401",
  ],
  [
    "events that wait",
    () =>
      Object.assign(made.service.pipeline.shards[0] ?? {}, {
        oldest_at: START_MS - 3_600_000,
        last_error: { sink: "clickhouse", code: "TOO_MANY_PARTS" },
      }),
    "pipeline lag",
    "60 minutes (0 messages in the queue). clickhouse says TOO_MANY_PARTS",
  ],
  [
    "a shard that is silent",
    () => Object.assign(made.service.pipeline, { shards: [{ shard: 2, error: "overloaded" }] }),
    "pipeline lag",
    "Shard 2",
  ],
  [
    "dead letters",
    () => Object.assign(made.service.pipeline.dead.messages, { count: 7 }),
    "dead letters",
    "7 messages",
  ],
  [
    "a cron that sleeps",
    () => Object.assign(made.service.pipeline.canary, { last_sent_at: null }),
    "cron",
    "did not run",
  ],
  [
    "a site that is refused",
    () => made.service.broken.set("/capture", refused),
    "an event from capture to query",
    "did not take it",
  ],
  [
    "events that never show",
    () => made.service.broken.set("/v1/events", () => Response.json({ events: [] })),
    "an event from capture to query",
    "not visible after 60 s",
  ],
  ["no site", () => Object.assign(made.service, { sites: [] }), "an event from capture to query", "no site"],
];

describe("npm run doctor names the hop that fails", () => {
  test.each(FAULTS)("%s", async (_, plant, check, words) => {
    plant();
    const diagnosis = await examine();
    const wrong = wrongOf(diagnosis);
    expect(wrong.map((one) => one.check)).toEqual([check]);
    expect(`${wrong[0]?.wrong} ${wrong[0]?.todo}`).toContain(words);
    expect(wrong[0]?.todo).not.toBe("");
    expect(linesOf(diagnosis).at(-1)).toBe(`Wrong: ${check}.`);
  });

  test("a queue that nobody takes from", async () => {
    made.change({ consumers: 0 });
    expect(wrongOf(await examine()).map(({ check }) => check)).toEqual(["events queue", "dead-letter queue"]);
  });

  test("every check can fail: each is the answer to one of the faults, or to a machine that knows nothing", async () => {
    const bare = {
      ...patientOf({ ...made.world, env: { FOOTFALL_DEPLOYMENT: "/nowhere" } }),
      server: serverOf(clickhouse),
    };
    const unknown = wrongOf(await diagnose(bare)).map(({ check }) => check);
    expect(unknown).toEqual(["settings", "ClickHouse"]);
    const named = new Set([...FAULTS.map(([, , check]) => check), ...unknown]);
    expect(CHECKS.map(({ name }) => name).filter((name) => !named.has(name))).toEqual(["api"]);
  });

  test("an api that does not answer, beside a collector that does", async () => {
    made.service.broken.set("stats.example.com /health", refused);
    const patient = patientOf(made.world);
    const wishes = { ...patient.wishes, apiUrl: "https://stats.example.com" };
    const diagnosis = await diagnose({ ...patient, wishes, server: serverOf(clickhouse) });
    expect(wrongOf(diagnosis).map(({ check }) => check)).toEqual(["api"]);
    expect(diagnosis.filter(({ ok }) => ok === null).map(({ check }) => check)).toContain("pipeline lag");
  });
});

test("npm run doctor -- --json is JSON, and ends with 1 when something is wrong", async () => {
  const account = join(made.folder, "account.json");
  writeFileSync(account, JSON.stringify(emptyAccount()));
  const fake = join(import.meta.dirname, "fake-wrangler-for-tests.ts");
  const env = {
    ...process.env,
    FOOTFALL_DEPLOYMENT: made.folder,
    FOOTFALL_WRANGLER: fake,
    FAKE_ACCOUNT: account,
  };
  writeFileSync(join(made.folder, "footfall.json"), "{}");
  const ran = await promisify(execFile)(
    process.execPath,
    [join(import.meta.dirname, "doctor.ts"), "--json"],
    { env },
  ).catch((error: { code: number; stdout: string }) => error);
  expect(ran).toMatchObject({ code: 1 });
  const { ok, checks } = JSON.parse(ran.stdout);
  expect(ok).toBe(false);
  expect(checks.map(({ check }: { check: string }) => check)).toEqual(CHECKS.map(({ name }) => name));
  expect(checks[0]).toMatchObject({
    check: "settings",
    ok: false,
    todo: expect.stringContaining("npm run deploy"),
  });
});
