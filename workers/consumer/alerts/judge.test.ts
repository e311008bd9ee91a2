import { describe, expect, test } from "vitest";
import type { Alert } from "../../../schema/alerts.ts";
import { type AlertState, judge, type Seen } from "./judge.ts";

const MINUTE_MS = 60_000;
const COOLDOWN_MS = 60 * MINUTE_MS;
const alert: Alert = {
  ...{ id: "a", name: "On call", channel: "webhook", target: "https://hooks.example.com/x", secret: "s" },
  ...{ conditions: { lag: { minutes: 10 } }, cooldown_ms: COOLDOWN_MS },
};
const seeing = (seen: Partial<Seen>): Seen => ({
  lag: null,
  dead_letters: null,
  canary: null,
  silence: new Map(),
  ...seen,
});

/** What is said at each minute of a lag; `delivered` says whether it arrives. */
function story(lags: (number | null)[], delivered: (minute: number) => boolean = () => true): string[] {
  let states: AlertState[] = [];
  return lags.map((lag, minute) => {
    const [verdict] = judge(alert, seeing({ lag }), states, minute * MINUTE_MS);
    if (verdict === undefined) return "-";
    const said = verdict.notice?.state ?? "-";
    states = [said === "-" || delivered(minute) ? verdict.state : verdict.unsaid];
    return said;
  });
}
const times = <Value>(count: number, value: Value): Value[] => Array.from({ length: count }, () => value);

describe("an alert", () => {
  test.each([
    ["says nothing while all is well", [0, 9, 9], ["-", "-", "-"]],
    ["speaks at the bound, and once", [9, 10, 11, 12], ["-", "firing", "-", "-"]],
    ["says when it is well again", [10, 9, 9], ["firing", "resolved", "-"]],
    [
      "says nothing anew of what flaps within the cool-down",
      [10, 9, 10, 9, 10],
      ["firing", "resolved", "-", "-", "-"],
    ],
    ["concludes nothing from what it cannot see", [10, null, null, 9], ["firing", "-", "-", "resolved"]],
  ])("%s", (_, lags, said) => {
    expect(story(lags)).toEqual(said);
  });

  test("reminds after the cool-down while it lasts, and tells the end of what flapped on", () => {
    expect(story(times(122, 10)).flatMap((said, minute) => (said === "-" ? [] : [minute]))).toEqual([
      0, 60, 120,
    ]);
    const flapping = story([10, 0, ...times(70, 10), 0]);
    expect(flapping.flatMap((said, minute) => (said === "-" ? [] : [`${minute} ${said}`]))).toEqual([
      "0 firing",
      "1 resolved",
      "60 firing",
      "72 resolved",
    ]);
  });

  test("says again what did not arrive, the end too", () => {
    expect(story([10, 10, 10], (minute) => minute === 2)).toEqual(["firing", "firing", "firing"]);
    expect(story([10, 0, 0, 0], (minute) => minute !== 1)).toEqual(["firing", "resolved", "resolved", "-"]);
    expect(story([10, 0], () => false)).toEqual(["firing", "-"]);
  });

  test("since when is the first minute that was wrong, also when told later", () => {
    const [first] = judge(alert, seeing({ lag: 30 }), [], 5 * MINUTE_MS);
    const [second] = judge(alert, seeing({ lag: 31 }), first ? [first.unsaid] : [], 6 * MINUTE_MS);
    expect(second?.notice).toEqual({
      condition: "lag",
      state: "firing",
      value: 31,
      threshold: 10,
      since: 5 * MINUTE_MS,
    });
  });
});

test("every condition is judged by its own bound, and silence by its own site", () => {
  const all: Alert = {
    ...alert,
    conditions: {
      lag: { minutes: 5 },
      dead_letters: { count: 3 },
      canary: { missed: 2 },
      silence: { site_id: "s1", minutes: 30 },
    },
  };
  const said = (seen: Partial<Seen>) =>
    judge(all, seeing(seen), [], 0).flatMap(({ notice }) => notice?.condition ?? []);
  expect(said({ lag: 4, dead_letters: 2, canary: 1, silence: new Map([["s1", 29]]) })).toEqual([]);
  expect(said({ lag: 5, dead_letters: 3, canary: 2, silence: new Map([["s1", 30]]) })).toEqual([
    "lag",
    "dead_letters",
    "canary",
    "silence",
  ]);
  expect(said({ silence: new Map([["s2", 999]]) })).toEqual([]);
});
