import { expect, test } from "vitest";
import type { SiteId } from "../../schema/ids.ts";
import { liveStub, saltsStub, shardStub } from "../consumer/stubs.ts";

/** A namespace whose stubs say where they are. The local runtime knows no jurisdictions. */
const namespace = (where = "anywhere"): DurableObjectNamespace =>
  ({
    jurisdiction: (name: string) => namespace(name),
    idFromName: (name: string) => name,
    get: (name: unknown) => `${name} in ${where}`,
  }) as unknown as DurableObjectNamespace;

const env = { SHARDS: namespace(), SALTS: namespace(), LIVE: namespace() };

test.each([
  [{}, "anywhere"],
  [{ JURISDICTION: "" }, "anywhere"],
  [{ JURISDICTION: "eu" }, "eu"],
])("with %o every object is %s", (setting, where) => {
  const own = { ...env, ...setting };
  expect(shardStub(own, 2)).toBe(`shard-2 in ${where}`);
  expect(saltsStub(own)).toBe(`salts in ${where}`);
  expect(liveStub(own, "site" as SiteId)).toBe(`site in ${where}`);
});
