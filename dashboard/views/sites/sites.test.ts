import { expect, test } from "vitest";
import { answerOf } from "../../sample-answer.ts";
import { HOME } from "../../url.ts";
import { SITES_A_PAGE, siteRows, sitesQuestions } from "./questions.ts";

const NOW_MS = Date.parse("2026-11-24T23:30:00Z");
const A = { id: "a", name: "A", timezone: "UTC" };
const B = { id: "b", name: "B", timezone: "Asia/Tokyo" };

test("each site is asked by its own clock", () => {
  const questions = sitesQuestions({ ...HOME, period: "day" }, [A, B], NOW_MS);
  expect(questions["a sum"]?.date_range).toEqual(["2026-11-24", "2026-11-24"]);
  expect(questions["b sum"]?.date_range).toEqual(["2026-11-25", "2026-11-25"]);
  expect(questions["together sum"]).toMatchObject({
    site_id: ["a", "b"],
    date_range: ["2026-11-24", "2026-11-24"],
  });
  expect(Object.keys(questions)).toHaveLength(6);
});

test("one site alone is nothing to put together", () => {
  expect(Object.keys(sitesQuestions(HOME, [A], NOW_MS))).toEqual(["a sum", "a over"]);
});

test("a page of sites fits into one request", () => {
  const many = Array.from({ length: SITES_A_PAGE }, (_, at) => ({ ...A, id: `s${at}` }));
  expect(Object.keys(sitesQuestions(HOME, many, NOW_MS)).length).toBeLessThanOrEqual(50);
});

test("the most visited stands first", () => {
  const shown = (visitors: number) => ({
    key: "",
    answer: answerOf({ results: [{ dimensions: [], metrics: [visitors, 1, 1, null] }] }),
  });
  const rows = siteRows([A, B], { "a sum": shown(2), "b sum": shown(5) });
  expect(rows.map(({ site, numbers }) => [site.id, numbers?.[0]])).toEqual([
    ["b", 5],
    ["a", 2],
  ]);
  expect(siteRows([A], {})[0]?.numbers).toBeNull();
});
