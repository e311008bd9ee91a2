import { expect, test } from "vitest";
import { detailMetricsUnder } from "./questions.ts";

test("under a filter of events the details of pages ask for nothing that only pages have", () => {
  const onPages = detailMetricsUnder("event:page", [["is", "visit:country", ["DE"]]]);
  expect(onPages).toContain("time_on_page");
  for (const name of ["event:name", "event:goal", "event:props:plan"] as const) {
    const metrics = detailMetricsUnder("event:page", [["is", name, ["signup"]]]);
    expect(metrics).toEqual(
      onPages.filter((metric) => metric !== "time_on_page" && metric !== "scroll_depth"),
    );
  }
});
