/** Alerts of the deployment: made, listed, changed, deleted, and tried out. For `admin` alone. */

import {
  type Alert,
  type AlertAnswer,
  alertChange,
  type Channel,
  type Condition,
  MAX_ALERTS,
  newAlert,
} from "../../../schema/alerts.ts";
import { hex } from "../../control/hex.ts";
import { deliver, type MailSettings } from "../../control/notice.ts";
import { outboundRefusal } from "../../control/outbound.ts";
import { parseWith } from "../parse.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Administering } from "./administering.ts";
import { iso } from "./owned.ts";

interface AlertRow extends Omit<Alert, "conditions"> {
  conditions: string;
  is_enabled: number;
  created_at: number;
  last_error: string | null;
}

type Firing = { alert: string; condition: Condition; since: number }[];

/** `secret` signs what a webhook gets, and is shown this once. */
export async function createAlert(
  about: Administering,
  body: unknown,
): Promise<(AlertAnswer & { secret: string }) | Refusal> {
  const parsed = parseWith(newAlert, body);
  if (!parsed.ok) return parsed.refusal;
  const { name, channel, target, conditions, cooldown_minutes, enabled } = parsed.value;
  const wrong = targetProblem(channel, target);
  if (wrong !== null) return refuse(422, "bad_target", wrong, { path: "target" });
  if ((await rowsOf(about)).length >= MAX_ALERTS)
    return refuse(409, "too_many_alerts", `There are ${MAX_ALERTS} alerts already.`);
  const row: AlertRow = {
    ...{
      id: crypto.randomUUID(),
      name,
      channel,
      target,
      secret: newSecret(),
      conditions: JSON.stringify(conditions),
    },
    ...{
      cooldown_ms: cooldown_minutes * 60_000,
      is_enabled: enabled ? 1 : 0,
      created_at: about.now,
      last_error: null,
    },
  };
  await about.control
    .prepare(
      "INSERT INTO alerts (id, name, channel, target, secret, conditions, cooldown_ms, is_enabled, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(
      row.id,
      name,
      channel,
      target,
      row.secret,
      row.conditions,
      row.cooldown_ms,
      row.is_enabled,
      row.created_at,
    )
    .run();
  return { ...present(row, []), secret: row.secret };
}

function targetProblem(channel: Channel, target: string): string | null {
  if (channel === "email")
    return /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;"]+$/.test(target) ? null : "It is no address of a mailbox.";
  return outboundRefusal(target);
}

function newSecret(): string {
  return `ffs_${hex(crypto.getRandomValues(new Uint8Array(32)))}`;
}

export async function listAlerts(about: Administering): Promise<{ alerts: AlertAnswer[] }> {
  const [rows, firing] = await Promise.all([rowsOf(about), firingOf(about)]);
  return { alerts: rows.map((row) => present(row, firing)) };
}

export async function readAlert(about: Administering, id: string): Promise<AlertAnswer | Refusal> {
  const row = await find(about, id);
  return row === null ? unknownAlert : present(row, await firingOf(about));
}

export async function changeAlert(
  about: Administering,
  id: string,
  body: unknown,
): Promise<AlertAnswer | Refusal> {
  const row = await find(about, id);
  if (row === null) return unknownAlert;
  const parsed = parseWith(alertChange, body);
  if (!parsed.ok) return parsed.refusal;
  const { name = row.name, conditions, cooldown_minutes, enabled } = parsed.value;
  const changed: AlertRow = {
    ...{ ...row, name, conditions: conditions === undefined ? row.conditions : JSON.stringify(conditions) },
    cooldown_ms: cooldown_minutes === undefined ? row.cooldown_ms : cooldown_minutes * 60_000,
    is_enabled: enabled === undefined ? row.is_enabled : Number(enabled),
  };
  await about.control.batch([
    about.control
      .prepare("UPDATE alerts SET name = ?, conditions = ?, cooldown_ms = ?, is_enabled = ? WHERE id = ?")
      .bind(name, changed.conditions, changed.cooldown_ms, changed.is_enabled, id),
    // Other bounds, another beginning: what was said of the old ones is over.
    ...(conditions === undefined && enabled === undefined
      ? []
      : [about.control.prepare("DELETE FROM alert_states WHERE alert = ?").bind(id)]),
  ]);
  return present(changed, await firingOf(about));
}

export async function deleteAlert(about: Administering, id: string): Promise<Refusal | null> {
  const [, gone] = await about.control.batch<{ id: string }>([
    about.control.prepare("DELETE FROM alert_states WHERE alert = ?").bind(id),
    about.control.prepare("DELETE FROM alerts WHERE id = ? RETURNING id").bind(id),
  ]);
  return gone?.results.length === 1 ? null : unknownAlert;
}

/** Says something at once, whatever the way of the events is like. */
export async function tryAlert(
  about: Administering,
  id: string,
  mail: MailSettings,
): Promise<{ delivered: boolean; reason: string | null } | Refusal> {
  const row = await find(about, id);
  if (row === null) return unknownAlert;
  const alert: Alert = { ...row, conditions: JSON.parse(row.conditions) as Alert["conditions"] };
  const notice = { condition: "test", state: "test", value: 0, threshold: 0, since: about.now } as const;
  const sent = await deliver(alert, notice, about.now, mail);
  return { delivered: sent.ok, reason: sent.ok ? null : sent.reason };
}

const unknownAlert = refuse(404, "no_such_alert", "There is no such alert.");

const rowsOf = async ({ control }: Administering): Promise<AlertRow[]> =>
  (await control.prepare("SELECT * FROM alerts ORDER BY created_at, id").all<AlertRow>()).results;

const find = ({ control }: Administering, id: string) =>
  control.prepare("SELECT * FROM alerts WHERE id = ?").bind(id).first<AlertRow>();

const firingOf = async ({ control }: Administering): Promise<Firing> =>
  (
    await control
      .prepare("SELECT alert, condition, since FROM alert_states WHERE since IS NOT NULL")
      .all<Firing[number]>()
  ).results;

/** An address that is called holds its secret in its path. */
const present = (row: AlertRow, firing: Firing): AlertAnswer => ({
  ...{ id: row.id, name: row.name, channel: row.channel },
  target: row.channel === "email" ? row.target : new URL(row.target).host,
  // Only this file writes it.
  conditions: JSON.parse(row.conditions) as Alert["conditions"],
  ...{
    cooldown_minutes: row.cooldown_ms / 60_000,
    enabled: row.is_enabled === 1,
    created_at: iso(row.created_at),
  },
  firing: Object.fromEntries(
    firing.flatMap(({ alert, condition, since }) => (alert === row.id ? [[condition, iso(since)]] : [])),
  ),
  last_error: row.last_error,
});
