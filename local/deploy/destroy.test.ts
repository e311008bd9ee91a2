import { afterEach, expect, test } from "vitest";
import { deploy } from "./deploy.ts";
import { destroy } from "./destroy.ts";
import { newWorld } from "./world-for-tests.ts";

let made: ReturnType<typeof newWorld>;
afterEach(() => made.end());

/** A deployment, and a person who answers in this order. */
async function deployed(argv: string[], answers: string[]) {
  made = newWorld();
  await deploy(argv, made.world);
  made.change({ calls: [] });
  return { ...made.world, ask: () => async () => answers.shift() ?? "" };
}

const EVERYTHING = { queues: [], buckets: [], databases: [], projects: [], workers: {} };

test("asks twice, then takes everything away, who binds before what is bound", async () => {
  await destroy([], await deployed(["--split"], ["destroy", "footfall-archive"]));
  expect(made.account).toMatchObject(EVERYTHING);
  expect(made.acts()).toEqual([
    "pages project delete footfall-dashboard --yes",
    "delete footfall-collector --force",
    "delete footfall-query --force",
    "delete footfall-consumer --force",
    "queues delete footfall-events",
    "queues delete footfall-dead",
    "d1 delete footfall --skip-confirmation",
    "r2 bucket delete footfall-archive",
  ]);
});

test.each([[[""]], [["yes", "footfall-archive"]], [["destroy", "footfall"]], [["destroy", ""]]])(
  "with the answers %j nothing is deleted",
  async (answers) => {
    await expect(destroy([], await deployed([], answers))).rejects.toThrow("Nothing was deleted.");
    expect(made.acts()).toEqual([]);
  },
);

test("without a terminal nothing is deleted, whatever flag is given", async () => {
  const world = await deployed([], []);
  await expect(destroy(["--yes"], { ...world, ask: () => null })).rejects.toThrow("needs a terminal");
  expect(made.acts()).toEqual([]);
});

test("--dry-run prints the commands", async () => {
  await destroy(["--dry-run"], await deployed([], []));
  expect(made.said).toContain("wrangler r2 bucket delete footfall-archive");
  expect(made.acts()).toEqual([]);
});

test("a bucket that is not empty is said, and a second run goes on from there", async () => {
  const world = await deployed([], ["destroy", "footfall-archive", "destroy", "footfall-archive"]);
  made.change({ fail: ["r2 bucket delete"] });
  await expect(destroy([], world)).rejects.toThrow("A bucket must be empty");
  made.change({ calls: [] });
  await destroy([], world);
  expect(made.acts()).toEqual(["r2 bucket delete footfall-archive"]);
  await destroy([], world);
  expect(made.said.at(-1)).toContain("nothing of Footfall's");
});
