/** Alerts on the deployment's own way of the events: what may be watched, and where the word goes. */
import { z } from "zod";

export const CHANNELS = ["webhook", "slack", "discord", "email"] as const;
export type Channel = (typeof CHANNELS)[number];

/** What is watched, and in which unit it is told. */
export const CONDITIONS = {
  /** Minutes since the oldest event that is not visible yet was received. */
  lag: "minutes",
  /** Messages and rows that were put aside. */
  dead_letters: "put aside",
  /** Minutes since the site's last event was accepted. */
  silence: "minutes",
  /** Of the last hour's canaries, those that no query has seen. */
  canary: "missed",
} as const;
export type Condition = keyof typeof CONDITIONS;

export const MAX_ALERTS = 50;
export const ALERT_TIMEOUT_MS = 10_000;

const minutes = z.number().int().min(1).max(10_080);
const conditions = z
  .strictObject({
    lag: z.strictObject({ minutes }),
    dead_letters: z.strictObject({ count: z.number().int().min(1).max(1_000) }),
    silence: z.strictObject({ site_id: z.string().min(1).max(40), minutes }),
    canary: z.strictObject({ missed: z.number().int().min(1).max(60) }),
  })
  .partial()
  .refine((watched) => Object.keys(watched).length > 0, "names nothing to watch");

const settings = {
  name: z.string().trim().min(1).max(100),
  channel: z.enum(CHANNELS),
  /** An https address; for `email` an address of a mailbox. */
  target: z.string().trim().min(3).max(2_000),
  conditions,
  /** Between two messages about the same thing that goes on. */
  cooldown_minutes: z.number().int().min(5).max(1_440),
  enabled: z.boolean(),
};
/** POST /v1/alerts. */
export const newAlert = z.strictObject({
  ...settings,
  cooldown_minutes: settings.cooldown_minutes.default(60),
  enabled: settings.enabled.default(true),
});
/** PATCH /v1/alerts/:id. Another place for the word is another alert. */
export const alertChange = z
  .strictObject({
    ...{ name: settings.name, conditions, enabled: settings.enabled },
    cooldown_minutes: settings.cooldown_minutes,
  })
  .partial();

export type AlertConditions = z.output<typeof conditions>;

export interface AlertAnswer {
  id: string;
  name: string;
  channel: Channel;
  /** The host, or the mailbox: an address may hold a secret, and is not shown again. */
  target: string;
  conditions: AlertConditions;
  cooldown_minutes: number;
  enabled: boolean;
  created_at: string;
  /** What is wrong now, by condition, since when. */
  firing: Partial<Record<Condition, string>>;
  /** Why the last message could not be delivered; null: it was. */
  last_error: string | null;
}

/** One alert as both workers read it from the control plane. */
export interface Alert {
  id: string;
  name: string;
  channel: Channel;
  target: string;
  /** Signs what a webhook gets. */
  secret: string;
  conditions: AlertConditions;
  cooldown_ms: number;
}

/** What is said of one condition. */
export interface Notice {
  condition: Condition | "test";
  state: "firing" | "resolved" | "test";
  /** In the condition's unit. */
  value: number;
  threshold: number;
  /** ms. */
  since: number;
  /** Of `silence`. */
  site?: string;
}
