/** The OpenAPI 3.1 document, made of the validators that requests go through. */
import { z } from "zod";
import { askedFilter, filter } from "../../../schema/query.ts";
import { MEDIA_TYPES } from "../asked-form.ts";
import * as answers from "./answers.ts";
import { COLLECTED, OPERATIONS, type Operation } from "./operations.ts";

type Json = Record<string, unknown>;

const ALL: readonly Operation[] = [...COLLECTED, ...OPERATIONS];

const REFUSALS: Record<number, string> = {
  400: "Not JSON",
  401: "No token, or one that is unknown, expired or revoked",
  403: "Not allowed, or nothing that this token may see",
  404: "There is nothing, or nothing that this token may see",
  409: "It does not fit what is there",
  413: "Too large",
  415: "Not JSON by its header",
  422: "It cannot be answered: `path`, `allowed` and `did_you_mean` say why",
  429: "Too often",
  503: "Come back after `Retry-After` seconds",
};

const FILES: Json = Object.fromEntries(
  Object.values(MEDIA_TYPES).map((type) => [type.split(";")[0], { schema: { type: "string" } }]),
);

let made: Json | null = null;

/** Made once an isolate. */
export function openApi(): Json {
  made ??= {
    openapi: "3.1.0",
    info: {
      ...{ title: "Footfall", version: "1" },
      description: "Web analytics that you can audit. docs/api.md explains it in words.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    security: [{ token: [] }, { session: [] }],
    paths: pathsOf(ALL),
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "A token, or a share's." },
        session: { type: "apiKey", in: "cookie", name: "__Host-footfall" },
      },
      schemas: { ...inputs(), ...outputs() },
    },
  };
  return made;
}

function pathsOf(operations: readonly Operation[]): Json {
  const byPath = Map.groupBy(operations, ({ path }) => path.replaceAll(/:(\w+)/g, "{$1}"));
  return Object.fromEntries(
    [...byPath].map(([path, own]) => [
      path,
      Object.fromEntries(own.map((one) => [one.method, operationOf(one)])),
    ]),
  );
}

function operationOf(operation: Operation): Json {
  const { method, path, summary, needs, shared, body } = operation;
  const who = shared ? "`stats:read`, or a share" : needs === "token" ? "any token" : `\`${needs}\``;
  return {
    operationId: `${method}${path.replaceAll(/[^a-zA-Z0-9]+(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary,
    ...(needs === "nobody" ? { security: [] } : { description: `Needs ${who}.` }),
    ...{ "x-scope": needs, tags: [path.split("/")[2] ?? "deployment"] },
    parameters: parametersOf(operation),
    ...(body && { requestBody: { required: true, content: jsonOf(body.name, { example: body.example }) } }),
    responses: responsesOf(operation),
  };
}

function parametersOf({ path, search }: Operation): Json[] {
  const ids = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    ...{ name, in: "path", required: true, schema: { type: "string" } },
  }));
  const { properties = {}, required = [] } = search === undefined ? {} : jsonSchema(search, "input");
  const asked = Object.entries(properties).map(([name, schema]) => ({
    ...{ name, in: "query", required: required.includes(name), schema },
  }));
  return [...ids, ...asked];
}

const jsonSchema = (schema: z.ZodType, io: "input" | "output") =>
  z.toJSONSchema(schema, { io, unrepresentable: "any" });

function responsesOf({ answers: told, plausible, needs, files }: Operation): Json {
  const good = Object.entries(told).map(([status, shape]) => [
    status,
    {
      description: shape?.name ?? (status === "304" ? "What the asker holds says the same" : "Done"),
      ...(shape && { content: { ...jsonOf(shape.name), ...(files && FILES) } }),
    },
  ]);
  const error = plausible ? "PlausibleError" : "Error";
  const bad = Object.entries(REFUSALS)
    .filter(([status]) => needs !== "nobody" || !["404", "409"].includes(status))
    .map(([status, description]) => [status, { description, content: jsonOf(error) }]);
  return Object.fromEntries([...good, ...bad]);
}

const jsonOf = (name: string, more: Json = {}): Json => ({
  "application/json": { schema: { $ref: urlOf(name) }, ...more },
});

const urlOf = (name: string): string => `#/components/schemas/${name}`;

/** With names of their own, shapes that hold themselves refer to themselves. */
function schemasOf(named: readonly (readonly [string, z.ZodType])[], io: "input" | "output"): Json {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of named) if (!registry.has(schema)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io, uri: urlOf, unrepresentable: "any" });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $id: _, $schema: __, ...schema }]) => [id, schema]),
  );
}

const inputs = (): Json =>
  schemasOf(
    [
      ["Filter", askedFilter],
      ["SavedFilter", filter],
      ...ALL.flatMap(({ body }) => (body === undefined ? [] : [[body.name, body.schema] as const])),
    ],
    "input",
  );

const outputs = (): Json =>
  schemasOf(
    [
      ["SavedFilter", filter],
      ["Error", answers.error],
      ["PlausibleError", answers.plausibleError],
      ...ALL.flatMap(({ answers: told }) =>
        Object.values(told).flatMap((shape) => (shape === null ? [] : [[shape.name, shape.schema] as const])),
      ),
    ],
    "output",
  );
