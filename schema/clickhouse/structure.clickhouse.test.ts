import { afterAll, expect, test } from "vitest";
import { freshDatabase } from "./database-for-tests.ts";

const database = "structure_test";
const { client } = await freshDatabase(database);
afterAll(() => client.close());

/** Where the migrations lead, as the server understood them; a change shows in the diff (`vitest -u` writes it). */
test("structure.sql is what the migrations make", async () => {
  const rows = await client.query({
    query:
      "SELECT create_table_query AS sql FROM system.tables WHERE database = currentDatabase() ORDER BY name",
    format: "JSONEachRow",
  });
  const statements = (await rows.json<{ sql: string }>()).map(({ sql }) =>
    sql.replaceAll(`${database}.`, ""),
  );
  const legible = statements.map(
    (sql) => `${sql.replaceAll(/, (?=`|INDEX )/g, ",\n  ").replace(/ ENGINE/, "\nENGINE")};\n`,
  );
  await expect(legible.join("\n")).toMatchFileSnapshot("structure.sql");
});
