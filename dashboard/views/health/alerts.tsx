import { useEffect, useMemo } from "preact/hooks";
import type { AlertAnswer, AlertConditions, Condition } from "../../../schema/alerts.ts";
import { createKept, keptCacheOf } from "../../kept.ts";
import type { Dashboard } from "../../model.ts";
import { formatMoment } from "../../moments.ts";
import { DataTable } from "../../view/data-table.tsx";
import { ViewProblem } from "../../view/view-problem.tsx";
import { words } from "./words.ts";

/** Whom the deployment tells when something is wrong, and what it tells now. */
export function Alerts({ model }: { model: Dashboard }) {
  const w = words.t.pipeline;
  const alerts = useMemo(
    () =>
      createKept<AlertAnswer>(model.api, keptCacheOf(model.session), { path: "/v1/alerts", key: "alerts" }),
    [model],
  );
  useEffect(() => void alerts.load(), [alerts]);
  const siteName = (id: string) => model.session.sites.value.find((site) => site.id === id)?.name ?? id;
  return (
    <section class="health-part">
      <h3>{w.alerts}</h3>
      <ViewProblem problem={alerts.problem.value} />
      <DataTable<AlertAnswer>
        caption={w.alerts}
        columns={[
          {
            ...{ name: "name", title: w.alert, value: ({ name }) => name },
            cell: ({ name, channel, target }) => (
              <>
                {name} <small class="faint">{`${channel} · ${target}`}</small>
              </>
            ),
          },
          {
            ...{ name: "watches", title: w.watches, isMinor: true },
            value: ({ conditions }) => watchedBy(conditions, siteName).join(" · "),
          },
          {
            ...{ name: "state", title: w.state, value: (alert) => stateOf(alert) },
            cell: (alert) => <AlertState alert={alert} zone={model.zone.value} />,
          },
        ]}
        rows={alerts.things.value}
        keyOf={({ id }) => id}
        empty={
          <p>
            {w.noAlerts} <code>POST /v1/alerts</code>
          </p>
        }
      />
    </section>
  );
}

function watchedBy(conditions: AlertConditions, siteName: (id: string) => string): string[] {
  const { conditions: w } = words.t.pipeline;
  const { lag, dead_letters, silence, canary } = conditions;
  return [
    ...(lag ? [w.lag(lag.minutes)] : []),
    ...(dead_letters ? [w.dead_letters(dead_letters.count)] : []),
    ...(canary ? [w.canary(canary.missed)] : []),
    ...(silence ? [w.silence(silence.minutes, siteName(silence.site_id))] : []),
  ];
}

const firingOf = ({ firing }: AlertAnswer) => Object.entries(firing) as [Condition, string][];

function stateOf(alert: AlertAnswer): string {
  const w = words.t.pipeline;
  if (!alert.enabled) return w.off;
  return firingOf(alert).length === 0 ? w.quiet : w.firing;
}

function AlertState({ alert, zone }: { alert: AlertAnswer; zone: string }) {
  const w = words.t.pipeline;
  return (
    <>
      {firingOf(alert).length === 0 && stateOf(alert)}
      {firingOf(alert).map(([condition, since]) => (
        <span key={condition} class="danger">
          {w.since(w.concernNames[condition], formatMoment(since, zone, "minute"))}
        </span>
      ))}
      {alert.last_error !== null && <small class="danger">{w.undelivered(alert.last_error)}</small>}
    </>
  );
}
