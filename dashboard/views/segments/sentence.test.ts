import { describe, expect, test } from "vitest";
import type { Filter } from "../../../schema/query.ts";
import { asPredicates, type Naming, sentence } from "./sentence.ts";

const NAMING: Naming = {
  dimension: (name) => name.split(":").at(-1) ?? name,
  operator: (name) => name.replace("_", " "),
  value: (_, value) => value,
  ...{ and: "and", or: "or", not: "not", has_done: "has done", has_not_done: "has not done" },
};
const said = (filter: Filter) =>
  sentence(filter, NAMING)
    .map(({ text, isStrong }) => (isStrong ? `*${text}*` : text))
    .join(" ");

test.each<[Filter, string]>([
  [["is", "visit:country", ["DE"]], "country is *DE*"],
  [["contains_not", "event:page", ["/a", "/b"]], "page contains not */a* or */b*"],
  [["not", ["is", "event:props:plan", ["pro"]]], "not plan is *pro*"],
  [["has_done", ["is", "event:goal", ["Buy"]]], "has done goal is *Buy*"],
  [
    [
      "and",
      [
        ["is", "visit:os", ["iOS"]],
        [
          "or",
          [
            ["is", "visit:city", ["Bonn"]],
            ["is", "visit:city", ["Köln"]],
          ],
        ],
      ],
    ],
    "( os is *iOS* and ( city is *Bonn* or city is *Köln* ) )",
  ],
  [["and", [["is", "visit:os", ["iOS"]]]], "os is *iOS*"],
])("%j reads %s", (filter, text) => {
  expect(said(filter)).toBe(text);
});

describe("as chips", () => {
  test("what is flat and of known dimensions", () => {
    const filters: Filter[] = [["is", "visit:country", ["DE"]]];
    expect(asPredicates(filters)).toEqual(filters);
  });

  test.each<[Filter]>([[["not", ["is", "visit:os", ["iOS"]]]], [["is", "event:goal", ["Buy"]]]])(
    "not %j",
    (filter) => {
      expect(asPredicates([filter])).toBeNull();
    },
  );
});
