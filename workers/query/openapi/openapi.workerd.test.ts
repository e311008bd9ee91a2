import { describe, expect, test } from "vitest";
import { app } from "../index.ts";
import { openApi } from "./document.ts";
import { COLLECTED, OPERATIONS } from "./operations.ts";

const ALL = [...COLLECTED, ...OPERATIONS];
const named = OPERATIONS.map(({ method, path }) => `${method.toUpperCase()} ${path}`);

test("the document has every route of the router, and no other", () => {
  const routes = app.routes
    .filter(({ method, path }) => method !== "ALL" && !path.includes("*"))
    .map(({ method, path }) => `${method} ${path}`);
  expect([...named].sort()).toEqual([...new Set(routes)].sort());
});

describe("the document", () => {
  const document = openApi();
  const text = JSON.stringify(document);

  test("is OpenAPI 3.1 whose references all lead somewhere, with ids that are unique", () => {
    expect(document.openapi).toBe("3.1.0");
    const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference = ""]) => reference);
    expect(references.length).toBeGreaterThan(100);
    for (const reference of new Set(references)) {
      const found = reference
        .replace(/^#\//, "")
        .split("/")
        .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], document);
      expect(found, reference).toBeTypeOf("object");
    }
    const ids = [...text.matchAll(/"operationId":"([^"]+)"/g)].map(([, id]) => id);
    expect(ids).toHaveLength(ALL.length);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("has no schema under two meanings", () => {
    const meanings = new Map<string, unknown>();
    for (const { body, answers } of ALL)
      for (const shape of [body, ...Object.values(answers)]) {
        if (!shape) continue;
        expect(meanings.get(shape.name) ?? shape.schema, shape.name).toBe(shape.schema);
        meanings.set(shape.name, shape.schema);
      }
  });

  test("names a path's own parameters", () => {
    const paths = document.paths as Record<string, Record<string, { parameters: { name: string }[] }>>;
    expect(paths["/v1/goals/{id}"]?.patch?.parameters.map(({ name }) => name)).toEqual(["id"]);
    expect(paths["/v1/schema/values"]?.get?.parameters.map(({ name }) => name)).toContain("dimension");
  });
});

test.each(ALL.flatMap(({ path, body }) => (body === undefined ? [] : [[path, body] as const])))(
  "the example of %s is one",
  (_, { schema, example }) => expect(schema.safeParse(example).error).toBeUndefined(),
);
