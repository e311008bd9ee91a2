import { expect, test } from "vitest";
import { and, commas, join, numbered, param, render, sql } from "./sql.ts";

test("values travel beside the text, under the type of their hole", () => {
  const hostile = "'; DROP TABLE events --";
  const statement = render(
    sql`SELECT ${sql`count()`} FROM events WHERE site = ${param("String", hostile)} LIMIT ${param("UInt32", 5)}`,
  );
  expect(statement).toEqual({
    query: "SELECT count() FROM events WHERE site = {p0:String} LIMIT {p1:UInt32}",
    query_params: { p0: hostile, p1: 5 },
  });
});

test("the same parameter twice is sent once", () => {
  const value = param("Array(String)", ["a"]);
  expect(render(sql`${value} ${value} ${param("Array(String)", ["a"])}`).query).toBe(
    "{p0:Array(String)} {p0:Array(String)} {p1:Array(String)}",
  );
});

test.each([
  [join([], sql`, `), ""],
  [commas([sql`a`]), "a"],
  [commas([sql`a`, sql`b`, sql`c`]), "a, b, c"],
  [and([]), "1"],
  [and([sql`a`, sql`b`]), "a AND b"],
  [numbered("d", 3), "d3"],
])("lists %#", (fragment, text) => {
  expect(render(fragment).query).toBe(text);
});

test("there is no way to put a string in", () => {
  // @ts-expect-error a hole takes a fragment or a parameter
  const bare = () => render(sql`SELECT ${"1"}`).query;
  expect(bare).toThrow();
  // @ts-expect-error the tag is no function of a string
  expect(() => sql("SELECT 1")).toThrow("template");
  // @ts-expect-error nor of a list
  expect(() => sql(["SELECT 1"])).toThrow("template");
  // @ts-expect-error a look-alike is not a fragment
  expect(() => render(sql`SELECT ${{ texts: ["1"], holes: [] }}`)).toThrow();
});
