/** The cron's part in alerts: look, judge, say, and write down what was said. Without alerts it reads one table and stops. */
import type { Alert, Notice } from "../../../schema/alerts.ts";
import type { Sent } from "../../control/outbound.ts";
import { judge, type Verdict } from "./judge.ts";
import { look, type Places } from "./look.ts";
import { readAlerts, readStates, type Said, writeStates } from "./store.ts";

export interface AlertDeps extends Places {
  now(): number;
  deliver(alert: Alert, notice: Notice): Promise<Sent>;
}

/** Answers how many messages arrived. A message that does not arrive is said again a minute later. */
export async function runAlerts(deps: AlertDeps): Promise<number> {
  const alerts = await readAlerts(deps.control);
  if (alerts.length === 0) return 0;
  const [states, seen] = await Promise.all([readStates(deps.control), look(deps, alerts, deps.now())]);
  const verdicts = alerts.flatMap((alert) => judge(alert, seen, states, deps.now()));
  const said = await Promise.all(verdicts.map((verdict) => say(deps, verdict)));
  await writeStates(deps.control, said);
  return said.filter(({ error }) => error === null).length;
}

async function say({ deliver }: AlertDeps, { alert, notice, state, unsaid }: Verdict): Promise<Said> {
  if (notice === null) return { state };
  const sent = await deliver(alert, notice);
  return sent.ok ? { state, error: null } : { state: unsaid, error: sent.reason };
}
