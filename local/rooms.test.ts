import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { breaches, importsOf } from "./rooms.ts";

const TOP = join(import.meta.dirname, "..");
const SOURCES = globSync("{schema,sdk,workers,dashboard}/**/*.{ts,tsx}", { cwd: TOP }).filter(
  (file) => !/\.test\.tsx?$|-for-tests\.ts$|\.d\.ts$/.test(file),
);

describe("the table of rooms", () => {
  test.each(SOURCES)("%s imports only what its room may", (file) => {
    expect(breaches(file, readFileSync(join(TOP, file), "utf8"))).toEqual([]);
  });
});

describe("the rule itself", () => {
  test.each([
    ["workers/collector/accept.ts", 'import { createClient } from "@clickhouse/client-web";'],
    ["workers/collector/index.ts", 'import { enrich } from "../consumer/enrich/index.ts";'],
    ["workers/query/index.ts", 'import { step } from "../consumer/session/machine.ts";'],
    ["sdk/send.ts", 'import { event } from "../schema/event.ts";'],
    ["dashboard/model.ts", 'import { query } from "../schema/query.ts";'],
    ["dashboard/model.ts", 'const zod = await import("zod");'],
    ["schema/event.ts", 'import { now } from "../workers/clock.ts";'],
    ["workers/consumer/route.ts", 'import { DurableObject } from "cloudflare:workers";'],
    ["workers/query/plan.ts", "const now = Date.now();"],
  ])("catches %s with %s", (file, source) => {
    expect(breaches(file, source)).not.toEqual([]);
  });

  test("lets types cross where values may not", () => {
    expect(breaches("sdk/send.ts", 'import type { WireEvent } from "../schema/event.ts";')).toEqual([]);
  });

  test("reads statements over several lines, re-exports and side effects", () => {
    const source = 'import {\n  a,\n  b,\n} from "./a.ts";\nexport * from "./b.ts";\nimport "./c.css";\n';
    expect(importsOf(source).map(({ from }) => from)).toEqual(["./a.ts", "./b.ts", "./c.css"]);
  });
});
