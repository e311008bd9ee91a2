/** Which runs of rollups hold, asked once a request. */
import type { ClickHouse } from "./clickhouse.ts";
import type { Plan } from "./plan.ts";
import { buildRuns, type Run, rolledDimension, wholeDays } from "./rollups.ts";

/**
 * A reader of the runs over the whole days of plans that rollups could answer. Where they cannot be read (none were ever
 * made, or somebody dropped them), there are none, and everything is counted.
 */
export function runsReader(
  clickhouse: ClickHouse,
  signal: AbortSignal,
): (plan: Plan) => Promise<readonly Run[]> {
  const asked = new Map<string, Promise<readonly Run[]>>();
  return (plan) => {
    const days = rolledDimension(plan) === null ? null : wholeDays(plan);
    if (days === null) return Promise.resolve([]);
    const key = `${plan.sites.join(" ")} ${plan.zone} ${days.join(" ")}`;
    const runs = asked.get(key) ?? read(plan, days);
    asked.set(key, runs);
    return runs;
  };

  async function read(plan: Plan, days: [number, number]): Promise<readonly Run[]> {
    const answered = await clickhouse.select<Run>(buildRuns(plan, days), signal);
    return answered.ok ? answered.table.rows : [];
  }
}
