import { expect, test } from "vitest";
import { readStatement } from "./statement.ts";

const read = (sql: string) => readStatement(Buffer.from(sql));

test.each([
  ["SELECT 1", "SELECT 1", "", null],
  ["SELECT 1;", "SELECT 1", "", null],
  ["SELECT 1 -- FORMAT CSV", "SELECT 1 -- FORMAT CSV", "", null],
  ["select 1\nformat JSON", "select 1\n", "format JSON", "JSON"],
  ["SELECT 1 FORMAT JSON SETTINGS a = 1;", "SELECT 1 ", "FORMAT JSON SETTINGS a = 1", "JSON"],
  ["SELECT format FROM t", "SELECT format FROM t", "", null],
  ["SELECT a AS format FROM t FORMAT CSV", "SELECT a AS format FROM t ", "FORMAT CSV", "CSV"],
  ["SELECT ' FORMAT CSV", "SELECT ' FORMAT CSV", "", null],
  ["SELECT 'it''s \\' FORMAT CSV'", "SELECT 'it''s \\' FORMAT CSV'", "", null],
  ["SELECT $x$ FORMAT CSV $x$", "SELECT $x$ FORMAT CSV $x$", "", null],
  ["SELECT 'é' FORMAT CSV", "SELECT 'é' ", "FORMAT CSV", "CSV"],
  ["/* INSERT */ WITH 1 AS x SELECT x", "/* INSERT */ WITH 1 AS x SELECT x", "", null],
  ["((SELECT 1))", "((SELECT 1))", "", null],
  ["SELECT (SELECT 1 FORMAT CSV)", "SELECT (SELECT 1 FORMAT CSV)", "", null],
])("rows of %s leave between head and tail", (sql, head, tail, format) => {
  expect(read(sql)).toEqual({ kind: "select", head, tail, format });
});

test.each([
  ["INSERT INTO t FORMAT CSV\n1", "INSERT INTO t ", "FORMAT CSV", "1"],
  ["INSERT INTO t (a, format) FORMAT CSV 1;2", "INSERT INTO t (a, format) ", "FORMAT CSV", "1;2"],
  [
    "insert into d.t settings a = 1 format CSV\r\n\n1",
    "insert into d.t ",
    "settings a = 1 format CSV",
    "\n1",
  ],
  ["INSERT INTO TABLE format FORMAT CSV\n", "INSERT INTO TABLE format ", "FORMAT CSV", ""],
  [
    "INSERT INTO FUNCTION file('FORMAT x') FORMAT CSV",
    "INSERT INTO FUNCTION file('FORMAT x') ",
    "FORMAT CSV",
    "",
  ],
  ["INSERT INTO `é` FORMAT CSV\né'; SELECT 1", "INSERT INTO `é` ", "FORMAT CSV", "é'; SELECT 1"],
])("data of %j begin after the format", (sql, head, tail, data) => {
  const statement = read(sql);
  expect(statement).toMatchObject({ kind: "insert", head, tail });
  if (statement.kind === "insert") expect(Buffer.from(sql).subarray(statement.dataAt).toString()).toBe(data);
});

test("binary data keep their place", () => {
  const data = Buffer.from([0, 255, 39, 10, 59, 128]);
  const all = Buffer.concat([Buffer.from("INSERT INTO t FORMAT RowBinary\n"), data]);
  const statement = readStatement(all);
  expect(statement.kind === "insert" && all.subarray(statement.dataAt)).toEqual(data);
});

test.each([
  ["", true],
  ["CREATE TABLE t (a UInt8) ENGINE = Memory", true],
  ["SHOW TABLES FORMAT JSON", true],
  ["INSERT INTO t VALUES (1, 'a;b')", false],
  ["INSERT INTO t SELECT 1", false],
  ["INSERT INTO t (a) SELECT format FROM u", false],
])("%j runs as it is", (text, isTaggable) => {
  expect(read(text)).toMatchObject({ kind: "other", text, isTaggable });
});

test.each([
  ["SELECT 1; SELECT 2", 62],
  ["INSERT INTO t VALUES (1); DROP TABLE t", 62],
  ["system shutdown", 48],
  ["SELECT 1 INTO OUTFILE 'x'", 358],
  ["SHOW TABLES INTO /* a */ OUTFILE 'x'", 358],
  ["INSERT INTO t FROM INFILE 'x' FORMAT CSV", 48],
])("%s is refused", (sql, code) => {
  expect(read(sql)).toMatchObject({ kind: "refused", exception: { code } });
});
