import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ALL_IN_ONE, BUCKET, DATABASE, DEAD_QUEUE, EVENTS_QUEUE, PAGES_PROJECT, SPLIT } from "./names.ts";
import { TOP } from "./wrangler.ts";

const read = (file: string) => readFileSync(join(TOP, file), "utf8");
const NAMES = [BUCKET, DATABASE, DEAD_QUEUE, EVENTS_QUEUE];

describe.each([...ALL_IN_ONE, ...SPLIT])("$config", ({ name, config, secrets }) => {
  const text = read(config);

  test("has the Worker's name, and names of things that a deployment makes", () => {
    expect(text).toContain(`\nname = "${name}"\n`);
    for (const [, named = ""] of text.matchAll(
      /^(?:queue|dead_letter_queue|bucket_name|database_name) = "(.*)"$/gm,
    ))
      expect(NAMES).toContain(named);
  });

  test("needs no secret that a deployment does not give", () => {
    const [, required = ""] = /^required = \[(.*)\]$/m.exec(text) ?? [];
    for (const [, secret = ""] of required.matchAll(/"(\w+)"/g)) expect(secrets).toContain(secret);
  });
});

test("the Pages project is the one of dashboard/wrangler.toml", () => {
  expect(read("dashboard/wrangler.toml")).toContain(`name = "${PAGES_PROJECT}"`);
});
