/** ClickHouse's failures in our own words: what the asker should change is 422, what will pass is 503. */
import { ClickHouseError } from "@clickhouse/client-web";
import { log } from "../control/log.ts";
import { type Refusal, refuse } from "./refusal.ts";

const LESS = "Ask for a shorter range, fewer dimensions, or fewer metrics at once.";

/** By error code, those that mean something to the asker; see ErrorCodes.cpp there. */
const REFUSALS = new Map<string, Refusal>([
  ["427", refuse(422, "invalid_pattern", "A pattern of `matches` is not a regular expression (RE2 syntax).")],
  ["396", refuse(422, "too_many_rows", "The answer has too many rows. Ask for fewer dimensions at once.")],
  ...["158", "307"].map((code) => [code, tooExpensive("The question would read too many rows.")] as const),
  ...["159", "160"].map((code) => [code, tooExpensive("The question took too long.")] as const),
  [
    "452",
    refuse(
      500,
      "beyond_profile",
      "A limit of this deployment lies beyond the profile of ClickHouse's user; docs/deploy.md says how to change either.",
    ),
  ],
  ["202", refuse(503, "clickhouse_busy", "ClickHouse has too many questions at once; ask again later.")],
  ...["60", "81"].map(
    (code) =>
      [
        code,
        refuse(503, "not_migrated", "The database is not set up yet. Sign in, or run `npm run migrate`."),
      ] as const,
  ),
]);

export function tooExpensive(what: string): Refusal {
  return refuse(422, "query_too_expensive", `${what} ${LESS}`);
}

/** What was thrown, told without the server's own words. */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof ClickHouseError))
    return refuse(503, "clickhouse_away", "ClickHouse does not answer. Nothing is lost; ask again later.");
  const { code, message } = error;
  if (code === "241") return outOfMemory(message);
  const known = REFUSALS.get(code);
  if (known !== undefined) return known;
  // Not what it says: a question's own words may stand in it.
  log("error", "clickhouse_refused", { code });
  return refuse(500, "query_failed", `ClickHouse refused the query (code ${code}).`);
}

/** The question's own bound, or everybody's: only the first is the asker's to change. */
const outOfMemory = (message: string): Refusal =>
  /total\)|\bUser memory|OvercommitTracker/i.test(message)
    ? refuse(503, "clickhouse_busy", "ClickHouse is short of memory; ask again later.")
    : tooExpensive("The question needed too much memory.");
