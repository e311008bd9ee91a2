import { afterAll, expect, test } from "vitest";
import { freshDatabase } from "./clickhouse/database-for-tests.ts";
import { OUTCOME_COLUMNS } from "./outcomes.ts";
import { QUARANTINE_COLUMNS } from "./quarantine.ts";
import {
  COLUMN_DEFAULTS,
  EVENT_ALIASES,
  EVENT_COLUMNS,
  ID_COLUMNS,
  SESSION_ALIASES,
  SESSION_COLUMNS,
} from "./rows.ts";

const database = "rows_test";
const { client } = await freshDatabase(database);

afterAll(() => client.close());

/** With the columns of the id in its place. */
const withId = (columns: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(columns).flatMap(([name, type]) =>
      name === "event_id" ? Object.entries(ID_COLUMNS) : [[name, type] as [string, string]],
    ),
  );

test.each([
  ["events", { ...withId(EVENT_COLUMNS), ...EVENT_ALIASES }],
  ["sessions", { ...SESSION_COLUMNS, ...SESSION_ALIASES }],
  ["outcomes", OUTCOME_COLUMNS],
  ["quarantine", QUARANTINE_COLUMNS],
])(
  "the table %s has the columns of the contract, in their order, with their defaults",
  async (table, columns) => {
    const described = await client.query({ query: `DESCRIBE TABLE ${table}`, format: "JSONEachRow" });
    const found = await described.json<{
      name: string;
      type: string;
      default_type: string;
      default_expression: string;
    }>();
    expect(found.map(({ name, type }) => [name, type])).toEqual(Object.entries(columns));
    const defaults = found.filter(({ default_type }) => default_type === "DEFAULT");
    expect(defaults.map(({ name, default_expression }) => [name, Number(default_expression)])).toEqual(
      Object.entries(COLUMN_DEFAULTS).filter(([name]) => name in columns),
    );
  },
);
