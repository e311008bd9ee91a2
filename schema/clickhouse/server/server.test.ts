import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const TOP = join(import.meta.dirname, "../../..");
const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith(".xml"));
const read = (file: string) => readFileSync(join(import.meta.dirname, file), "utf8");

test("docker-compose.yml mounts every file of this folder, and only files that are there", () => {
  const compose = readFileSync(join(TOP, "docker-compose.yml"), "utf8");
  const mounted = [...compose.matchAll(/\.\/(schema\/clickhouse\/server\/[\w-]+\.xml):/g)].map(
    ([, file = ""]) => file,
  );
  for (const file of mounted) expect(existsSync(join(TOP, file)), file).toBe(true);
  expect(new Set(mounted)).toEqual(new Set(files.map((file) => `schema/clickhouse/server/${file}`)));
});

test.each(files)("%s closes every element that it opens", (file) => {
  const open: string[] = [];
  for (const [, end, name = "", single] of read(file)
    .replace(/<!--[\s\S]*?-->/g, "")
    .matchAll(/<(\/)?([a-z_]+)[^>]*?(\/)?>/g)) {
    if (end) expect(open.pop()).toBe(name);
    else if (!single) open.push(name);
  }
  expect(open).toEqual([]);
});

test("every log that the server keeps has a bound of days", () => {
  const logs = [...read("system-logs.xml").matchAll(/<(\w+_log)>(.*)<\/\1>/g)];
  expect(logs.length).toBeGreaterThan(8);
  for (const [, name, body] of logs)
    expect(body, name).toMatch(/<ttl>event_date \+ INTERVAL \d+ DAY DELETE<\/ttl>/);
});
