import type { Filter, QueryAnswer, QueryInput } from "../schema/query.ts";

/** An answer as the API gives it to `query`, for tests: of an empty table, but for what is said otherwise. */
export function answerOf(
  said: { results?: QueryAnswer["results"]; meta?: Partial<QueryAnswer["meta"]> },
  query: QueryInput = { site_id: "a", metrics: ["visitors"], date_range: "all" },
): QueryAnswer {
  return {
    results: said.results ?? [],
    meta: {
      timezone: "UTC",
      definitions: {},
      freshness: "2026-11-24T09:00:00.000Z",
      uniques: { method: "exact", identity: "" },
      rows_read: 0,
      bytes_read: 0,
      ...said.meta,
    },
    query: {
      ...query,
      date_range: ["2026-11-24T00:00:00Z", "2026-11-24T23:59:59Z"],
      as_of: "2026-11-24T09:00:00Z",
      dimensions: query.dimensions ?? [],
      // The validator's input type does not look into filters; these are what the dashboard sent.
      filters: (query.filters ?? []) as Filter[],
      include: query.include ?? {},
      pagination: { limit: 100, offset: 0 },
      traffic: query.traffic ?? ["human"],
    },
  };
}
