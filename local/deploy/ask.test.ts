import { expect, test } from "vitest";
import { askForClickHouse } from "./ask.ts";
import { givenSecrets, NO_SECRETS } from "./secrets.ts";

/** A person who answers in this order; `asked` says what was hidden. */
function person(...answers: string[]) {
  const asked: [string, boolean][] = [];
  const ask = async (question: string, isHidden = false) => {
    asked.push([question, isHidden]);
    return answers.shift() ?? "";
  };
  return { ask, asked };
}

test("asks for one address and one user, the password without showing it", async () => {
  const { ask, asked } = person("https://host:8443", "", "a password");
  expect(await askForClickHouse(NO_SECRETS, ask)).toEqual({
    ...NO_SECRETS,
    ...{ clickhouseUrl: "https://host:8443", administrator: { name: "default", password: "a password" } },
  });
  expect(asked.map(([, isHidden]) => isHidden)).toEqual([false, false, true]);
});

test("asks only for what is not known, and nobody where nobody is there", async () => {
  const known = givenSecrets({ CLICKHOUSE_URL: "https://host:8443" }, NO_SECRETS);
  const { ask, asked } = person("admin", "a password");
  expect(await askForClickHouse(known, ask)).toMatchObject({ administrator: { name: "admin" } });
  expect(asked).toHaveLength(2);
  expect(await askForClickHouse(NO_SECRETS, null)).toEqual(NO_SECRETS);
  const both = givenSecrets({ CLICKHOUSE_USER: "default" }, known);
  expect(await askForClickHouse(both, person().ask)).toEqual(both);
});

test("the environment goes before what an earlier run kept, and what it does not name stays", () => {
  const kept = { ...NO_SECRETS, secretKey: "kept", writer: { name: "footfall_writer", password: "kept" } };
  const given = givenSecrets(
    { FOOTFALL_SECRET_KEY: "new", CLICKHOUSE_READER_USER: "r", CLICKHOUSE_READER_PASSWORD: "p" },
    kept,
  );
  expect(given).toEqual({ ...kept, secretKey: "new", reader: { name: "r", password: "p" } });
});
