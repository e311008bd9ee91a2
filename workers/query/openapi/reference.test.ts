import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { AGGREGATES, METRICS, VITAL_VALUE } from "../../../schema/words.ts";
import { metricFacts } from "../metrics.ts";
import { COLLECTED, OPERATIONS } from "./operations.ts";

const page = (name: string) => readFileSync(`${import.meta.dirname}/../../../docs/${name}`, "utf8");

test("docs/api.md speaks of every endpoint, with its methods", () => {
  const text = page("api.md");
  const written = new Set<string>();
  for (const [, methods = "", path = ""] of text.matchAll(
    /\b((?:GET|POST|PATCH|DELETE)(?:\|(?:GET|POST|PATCH|DELETE))*)\s+(\/[\w\-/.]+(?:<id>(?:\/\w+)?)?)/g,
  ))
    for (const method of methods.split("|")) written.add(`${method} ${path.replace(/\/?<id>/, "/:id")}`);
  const missing = [...COLLECTED, ...OPERATIONS]
    .map(({ method, path }) => `${method.toUpperCase()} ${path}`)
    .filter((endpoint) => !written.has(endpoint));
  expect(missing).toEqual([]);
});

test("docs/metrics.md defines every metric by its id", () => {
  const text = page("metrics.md");
  for (const metric of [...METRICS, ...AGGREGATES.map((word) => `${word}(${VITAL_VALUE})` as const)]) {
    expect(text).toContain(`\`${metric.replace(/\(.*/, "")}`);
    expect(text).toContain(`\`${metricFacts(metric).definition}\``);
  }
});
