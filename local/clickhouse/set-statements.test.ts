import { expect, test } from "vitest";
import { prepare } from "./set-statements.ts";

const fresh = { settings: {}, params: [], database: null };

test("a fresh connection gets what the query wants", () => {
  const wanted = { settings: { max_threads: "1" }, params: { a: "it's \\t" }, database: "d`b" };
  expect(prepare(fresh, wanted)).toEqual({
    statements: [
      "USE `d\\`b`",
      "SET param_a = 'it\\'s \\\\t'",
      "SET implicit_select = '0', max_threads = '1'",
    ],
    state: { settings: { implicit_select: "0", max_threads: "1" }, params: ["a"], database: "d`b" },
  });
});

test("a used one is put back where the next query does not say otherwise", () => {
  const used = { settings: { implicit_select: "0", a: "1", b: "2", c: "3" }, params: ["x"], database: "d" };
  const { statements, state } = prepare(used, {
    settings: { b: "2", c: "4" },
    params: { y: "" },
    database: null,
  });
  expect(statements).toEqual(["USE `default`", "SET param_y = ''", "SET a = DEFAULT, c = '4'"]);
  expect(state.params).toEqual(["x", "y"]);
});

test("the same wishes again need nothing", () => {
  const wanted = { settings: { max_threads: "1" }, params: {}, database: "d" };
  expect(prepare(prepare(fresh, wanted).state, wanted).statements).toEqual([]);
});

test("parameters longer than the parser's limit lift it for themselves only", () => {
  const { statements } = prepare(fresh, { settings: {}, params: { a: "x".repeat(300_000) }, database: null });
  expect(statements[0]).toMatch(/^SET max_query_size = 3000\d\d$/);
  expect(statements[2]).toBe("SET max_query_size = 262144");
});

test.each([
  [{ "a = 1, b": "1" }, {}, "UNKNOWN_SETTING"],
  [{}, { "a = 1, b": "1" }, "BAD_ARGUMENTS"],
])("names that are none are refused: %j %j", (settings, params, name) => {
  expect(() => prepare(fresh, { settings, params, database: null })).toThrow(name);
});
