import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { deploy, withAddress } from "./deploy.ts";
import { emptyAccount } from "./fake-wrangler-for-tests.ts";
import { NOTHING_KEPT } from "./wishes.ts";
import { newWorld } from "./world-for-tests.ts";
import { realWrangler, TOP } from "./wrangler.ts";

const worlds: ReturnType<typeof newWorld>[] = [];
const world = (...given: Parameters<typeof newWorld>) => {
  const made = newWorld(...given);
  worlds.push(made);
  return made;
};
afterEach(() => {
  for (const made of worlds.splice(0)) made.end();
});

const RETENTION = "--message-retention-period-secs 1209600";
const D1 = "d1 execute footfall --remote --yes --file .footfall/deploy/d1.sql";
const DEPLOY = "deploy --config wrangler.toml --var SHARD_COUNT:1 --var CLICKHOUSE_DATABASE:footfall";

describe("npm run deploy", () => {
  test("on a new account creates what is missing, migrates, deploys, and shows an event through every hop", async () => {
    const { world: on, acts, account, said, service, migrated } = world();
    await deploy([], on);
    expect(acts()).toEqual([
      `queues create footfall-dead ${RETENTION}`,
      `queues create footfall-events ${RETENTION}`,
      "r2 bucket create footfall-archive",
      "d1 create footfall",
      D1,
      "secret bulk --name footfall",
      DEPLOY,
    ]);
    expect(migrated).toEqual(["https://clickhouse.example:8443"]);
    expect(account.applied?.map(({ name }) => name)).toContain("0001_create_sites");
    expect(service.captured).toHaveLength(1);
    expect(said.join("\n")).toContain(
      '<script defer src="https://footfall.someone.workers.dev/script.js" data-site="site.key">',
    );
  });

  test("again, with nothing changed, creates nothing and gives no secret a second time", async () => {
    const { world: on, acts, change } = world();
    await deploy([], on);
    change({ calls: [] });
    await deploy([], on);
    expect(acts()).toEqual([
      `queues update footfall-dead ${RETENTION}`,
      `queues update footfall-events ${RETENTION}`,
      DEPLOY,
    ]);
  });

  test("upgrades: applies the migrations that are new, before the code that needs them", async () => {
    const { world: on, acts, account, change } = world();
    await deploy([], on);
    const all = account.applied ?? [];
    change({ calls: [], applied: all.slice(0, -1) });
    await deploy([], on);
    expect(acts().slice(2)).toEqual([D1, DEPLOY]);
    expect(account.applied).toEqual(all);
  });

  test("--split deploys consumer, query, collector and Pages in this order, each with its own secrets and no others", async () => {
    const { world: on, acts, account } = world();
    await deploy(["--split", "--shards", "4"], on);
    expect(
      acts()
        .slice(5)
        .map((act) => act.split(" --var")[0]),
    ).toEqual([
      "secret bulk --name footfall-consumer",
      "deploy --config workers/consumer/wrangler.toml",
      "secret bulk --name footfall-query",
      "deploy --config workers/query/wrangler.toml",
      "secret bulk --name footfall-collector",
      "deploy --config workers/collector/wrangler.toml",
      "pages project create footfall-dashboard --production-branch main",
      "pages deploy --cwd dashboard --branch main --commit-dirty=true",
    ]);
    const given = new Map(
      account.calls.flatMap(({ args, input }) =>
        args[0] === "secret" && args[1] === "bulk" ? [[args[3], JSON.parse(input)]] : [],
      ),
    );
    expect(Object.keys(given.get("footfall-collector"))).toEqual(["SECRET_KEY"]);
    expect(
      Object.keys(given.get("footfall-consumer")).filter((name) => !name.startsWith("CLICKHOUSE")),
    ).toEqual([]);
    expect(given.get("footfall-query").SECRET_KEY).toBe(given.get("footfall-collector").SECRET_KEY);
    expect(given.get("footfall-query").CLICKHOUSE_USER).toBe("footfall_reader");
    expect(given.get("footfall-consumer").CLICKHOUSE_USER).toBe("footfall_writer");
    expect(acts().filter((act) => act.includes("SHARD_COUNT:4"))).toHaveLength(2);
  });

  test("settings of an earlier run hold: flags are needed once", async () => {
    const { world: on, acts, change } = world();
    await deploy(["--host", "stats.example.com", "--shards", "4", "--eu"], on);
    change({ calls: [] });
    await deploy([], on);
    expect(acts().at(-1)).toBe(
      "deploy --config wrangler.eu.toml --var DASHBOARD_HOST:stats.example.com --var SHARD_COUNT:4 --var CLICKHOUSE_DATABASE:footfall --var JURISDICTION:eu --domain stats.example.com",
    );
  });

  test("--eu: queues, bucket and database are made there, and the bucket is bound there", async () => {
    const { world: on, acts } = world();
    await deploy(["--eu"], on);
    expect(acts().filter((act) => act.includes("--jurisdiction eu"))).toHaveLength(4);
    const config = readFileSync(join(TOP, "wrangler.eu.toml"), "utf8");
    rmSync(join(TOP, "wrangler.eu.toml"));
    expect(config).toContain('bucket_name = "footfall-archive"\njurisdiction = "eu"');
  });
});

describe("a run that dies", () => {
  test.each([
    "queues create footfall-events",
    "r2 bucket create",
    "d1 create",
    "d1 execute footfall --remote --yes",
    "secret bulk --name footfall-query",
    "deploy --config workers/query",
    "secret bulk --name footfall-collector",
    "pages deploy",
  ])("at `%s` is finished by the next, with the same keys, and does nothing twice", async (command) => {
    const { world: on, account, change, acts } = world({ fail: [command] });
    await expect(deploy(["--split"], on)).rejects.toThrow(/This step failed: .*Run it again/s);
    await deploy([], on);
    const made = acts().filter((act) => / create /.test(act) && !act.startsWith(command));
    expect(new Set(made).size).toBe(made.length);
    const keys = account.calls.flatMap(({ args, input }) =>
      args[0] === "secret" && args[1] === "bulk" ? [JSON.parse(input).SECRET_KEY] : [],
    );
    expect(new Set(keys.filter(Boolean)).size).toBe(1);
    change({ calls: [] });
    await deploy([], on);
    expect(acts().some((act) => /create|secret bulk|d1 execute/.test(act))).toBe(false);
  });
});

describe("what goes wrong is said with what to do", () => {
  test("nobody is signed in", async () => {
    await expect(deploy([], world({ person: null }).world)).rejects.toThrow("npx wrangler login");
  });

  test("ClickHouse is not named", async () => {
    const { world: on, acts } = world({}, { CLICKHOUSE_URL: "" });
    await expect(deploy([], on)).rejects.toThrow("set CLICKHOUSE_URL");
    expect(acts()).toEqual([]);
  });

  test("a key that another machine made is not made anew", async () => {
    const workers = { "footfall-query": ["SECRET_KEY", "ADMIN_TOKEN"], "footfall-collector": [] };
    const { world: on } = world({ workers });
    await expect(deploy(["--split"], on)).rejects.toThrow(/FOOTFALL_SECRET_KEY/);
  });

  test.each([
    [["--host", "https://x"], "--host must be a host"],
    [["--shards", "0"], "--shards must be"],
    [["--database", "a b"], "--database must be a word"],
    [["--sharts", "1"], "--sharts"],
  ])("%j", async (argv, words) => {
    await expect(deploy(argv, world().world)).rejects.toThrow(words);
  });

  test("the account does not answer, which is not the same as empty", async () => {
    const { world: on, acts } = world({ fail: ["queues info"] });
    await expect(deploy([], on)).rejects.toThrow("wrangler queues info footfall-events failed");
    expect(acts()).toEqual([]);
  });

  test("an event that does not arrive", async () => {
    const { world: on, service } = world();
    service.broken.set("/v1/events", () => Response.json({ events: [] }));
    await expect(deploy([], on)).rejects.toThrow(/not visible after 60 s.*npm run doctor/s);
  });

  test("R2 is not switched on, which is said where the bucket is to be made", async () => {
    const off = /^r2 bucket (info|create)/;
    const { world: on } = world();
    const { run } = on.wrangler;
    const wrangler: typeof on.wrangler = {
      run: async (args, input) =>
        off.test(args.join(" "))
          ? { code: 1, out: "Please enable R2 through the Cloudflare Dashboard. [code: 10042]" }
          : run(args, input),
    };
    await expect(deploy([], { ...on, wrangler })).rejects.toThrow("R2 has to be switched on once");
  });

  test("--eu cannot be said later", async () => {
    const { world: on } = world();
    await deploy([], on);
    await expect(deploy(["--eu"], on)).rejects.toThrow("belongs to the first deployment");
  });
});

describe("--dry-run", () => {
  test("prints every command and runs none, also without an account", async () => {
    const { world: on, acts, said, folder } = world({ person: null });
    await deploy(["--dry-run", "--split"], on);
    expect(acts()).toEqual([]);
    const printed = said.join("\n");
    for (const command of [
      "queues create footfall-events",
      "d1 execute footfall",
      "deploy --config workers/collector/wrangler.toml",
      "pages deploy",
    ])
      expect(printed).toContain(`wrangler ${command}`);
    expect(existsSync(join(folder, "footfall.json"))).toBe(false);
    expect(existsSync(join(folder, ".footfall"))).toBe(false);
  });
});

test.each([
  [{}, "https://example.com"],
  [{ allowed_origins: ["https://shop.example.com", "x"] }, "https://shop.example.com"],
  [{ allowed_origins: ["*.example.com"] }, "https://www.example.com"],
])("an event comes from where the site lets events come from: %j", async (settings, origin) => {
  const { world: on, service } = world();
  Object.assign(service.sites[0] ?? {}, settings);
  await deploy([], on);
  expect(service.origins).toEqual([origin]);
});

test("a host of one's own is known also where workers.dev is switched off", () => {
  const wishes = { ...NOTHING_KEPT, host: "stats.example.com" };
  expect(withAddress(wishes, "footfall", null)).toMatchObject({
    apiUrl: "https://stats.example.com",
    collectorUrl: "https://stats.example.com",
  });
  expect(withAddress(NOTHING_KEPT, "footfall", null)).toMatchObject({ apiUrl: null });
});

test("the program that is run gets its arguments, and what is secret through standard input", async () => {
  const { folder } = world();
  const file = join(folder, "account.json");
  writeFileSync(file, JSON.stringify(emptyAccount()));
  const program = join(import.meta.dirname, "fake-wrangler-for-tests.ts");
  const wrangler = realWrangler({ ...process.env, FOOTFALL_WRANGLER: program, FAKE_ACCOUNT: file });
  const ran = await wrangler.run(["secret", "bulk", "--name", "a b"], '{"KEY":"secret"}');
  expect(ran).toEqual({ code: 0, out: "Secrets uploaded\n" });
  expect((await wrangler.run(["queues", "info", "none"])).code).toBe(1);
  expect(JSON.parse(readFileSync(file, "utf8")).calls[0]).toEqual({
    ...{ args: ["secret", "bulk", "--name", "a b"], input: '{"KEY":"secret"}' },
  });
});

describe("secrets", () => {
  test("are in no argument and in nothing that is said or committed, and lie in a file of their owner's", async () => {
    const { world: on, account, said, folder } = world();
    await deploy(["--split"], on);
    const file = join(folder, ".footfall/deploy/secrets.json");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const kept = JSON.parse(readFileSync(file, "utf8"));
    const secrets = [
      kept.secretKey,
      kept.adminToken,
      kept.administrator.password,
      kept.writer.password,
      kept.reader.password,
    ];
    const open = [
      ...said,
      readFileSync(join(folder, "footfall.json"), "utf8"),
      ...account.calls.flatMap(({ args }) => args),
    ].join("\n");
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(16);
      expect(open).not.toContain(secret);
    }
    // The administrator's password is this machine's alone.
    expect(account.calls.some(({ input }) => input.includes(kept.administrator.password))).toBe(false);
  });

  test("that changed go to the Workers again", async () => {
    const { world: on, account, change } = world();
    await deploy([], on);
    change({ calls: [] });
    await deploy([], {
      ...on,
      env: { ...on.env, CLICKHOUSE_WRITER_USER: "w", CLICKHOUSE_WRITER_PASSWORD: "another" },
    });
    const [bulk] = account.calls.filter(({ args }) => args[1] === "bulk");
    expect(JSON.parse(bulk?.input ?? "{}")).toEqual({ CLICKHOUSE_USER: "w", CLICKHOUSE_PASSWORD: "another" });
  });
});
