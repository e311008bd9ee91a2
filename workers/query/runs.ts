/** Which runs of rollups hold, asked once a request. */
import type { ClickHouse } from "./clickhouse.ts";
import type { Plan } from "./plan.ts";
import { buildRuns, type Run, rolledDimension, wholeDays } from "./rollups.ts";

/**
 * A reader of the runs over the whole days of plans that rollups could answer. It reads those of the period before with
 * them: a page compares with it. Where they cannot be read (none were ever made, or somebody dropped them), there are
 * none, and everything is counted.
 */
export function runsReader(
  clickhouse: ClickHouse,
  signal: AbortSignal,
): (plan: Plan) => Promise<readonly Run[]> {
  const asked: { of: string; days: [first: number, last: number]; runs: Promise<readonly Run[]> }[] = [];
  return async (plan) => {
    const days = rolledDimension(plan) === null ? null : wholeDays(plan);
    if (days === null) return [];
    const [first, last] = days;
    const of = JSON.stringify([plan.sites, plan.zone]);
    const known = asked.find((one) => one.of === of && one.days[0] <= first && last <= one.days[1]);
    const before = Math.min(first, Math.max(1, 2 * first - last - 1));
    const reading = known ?? read(plan, of, [before, last]);
    if (known === undefined) asked.push(reading);
    return reading.runs;
  };

  function read(plan: Plan, of: string, days: [number, number]) {
    const runs = clickhouse
      .select<Run>(buildRuns(plan, days), signal)
      .then((answered) => (answered.ok ? answered.table.rows : []));
    return { of, days, runs };
  }
}
