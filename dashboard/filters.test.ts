import { expect, test } from "vitest";
import type { PageFilter } from "./dimensions.ts";
import { exclude, filterBy } from "./filters.ts";

const germany: PageFilter = ["is", "visit:country", ["DE"]];
const docs: PageFilter = ["contains", "event:page", ["/docs"]];

test("a click shows one value, a second click shows all again", () => {
  expect(filterBy([docs], "visit:country", "DE")).toEqual([docs, germany]);
  expect(filterBy([docs, germany], "visit:country", "DE")).toEqual([docs]);
});

test("a click on another value of the dimension takes the place of the first", () => {
  expect(filterBy([germany, docs], "visit:country", "FR")).toEqual([docs, ["is", "visit:country", ["FR"]]]);
});

test("exclusions of a dimension gather in one filter, and undo what they contradict", () => {
  const once = exclude([germany, docs], "visit:country", "DE");
  expect(once).toEqual([docs, ["is_not", "visit:country", ["DE"]]]);
  const twice = exclude(once, "visit:country", "FR");
  expect(twice).toEqual([docs, ["is_not", "visit:country", ["DE", "FR"]]]);
  expect(exclude(twice, "visit:country", "FR")).toEqual(twice);
});
